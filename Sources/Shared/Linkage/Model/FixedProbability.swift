/// An m or u that the user gives, which estimation leaves as it is.
package struct FixedProbability: Codable, Hashable, Sendable {
    /// The compared column.
    package let field: String
    /// The level.
    package let level: Level
    /// P(level | one person), or nil to estimate it.
    package let m: Double?
    /// P(level | two people), or nil to estimate it.
    package let u: Double?

    /// A probability that is given.
    package init(field: String, level: Level, m: Double? = nil, u: Double? = nil) {
        self.field = field
        self.level = level
        self.m = m
        self.u = u
    }

    /// The given values by comparison and level.
    ///
    /// - Throws: ``LinkageError`` when a column or level is not compared or the values leave nothing for other levels.
    static func table(
        _ given: [FixedProbability],
        plan: LinkPlan,
        _ value: (FixedProbability) -> Double?
    ) throws(LinkageError) -> [[Double?]] {
        var table: [[Double?]] = plan.comparisons.map { $0.levels.map { _ in nil } }
        for entry in given {
            guard let comparison = plan.comparisons.firstIndex(where: { $0.field == entry.field }) else {
                throw .noField(name: entry.field, place: "A fixed probability")
            }
            guard let level = plan.comparisons[comparison].levels.firstIndex(of: entry.level) else {
                throw .levels(comparison: entry.field, reason: "it lacks the fixed level \(entry.level)")
            }
            guard let probability = value(entry) else { continue }
            table[comparison][level] = probability
            let sum = table[comparison].reduce(0) { $0 + ($1 ?? 0) }
            let isComplete = !table[comparison].contains { $0 == nil }
            guard probability > 0, probability < 1, isComplete ? abs(sum - 1) < 1e-9 : sum < 1 else {
                throw .levels(
                    comparison: entry.field,
                    reason: "fixed probabilities must lie in (0, 1), in all at most 1"
                )
            }
        }
        return table
    }

    /// Probabilities with the fixed ones set and the others scaled to what is left.
    static func respected(_ fixed: [Double?], in probabilities: [Double]) -> [Double] {
        let held = fixed.reduce(0) { $0 + ($1 ?? 0) }
        guard held > 0 else { return probabilities }
        var free = 0.0
        for (level, probability) in probabilities.enumerated() where fixed[level] == nil { free += probability }
        return probabilities.enumerated().map { level, probability in
            fixed[level] ?? (free > 0 ? probability * (1 - held) / free : probability)
        }
    }
}
