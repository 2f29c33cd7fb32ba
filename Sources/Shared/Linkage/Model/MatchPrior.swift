import Foundation

/// What is known of m before pairs are weighed: starting values, labelled matches, values that are given.
struct MatchPrior {
    /// Starting m by comparison and level, given values set.
    let start: [[Double]]
    /// Labelled matches by comparison and level.
    let labelled: [[Double]]
    private let fixed: [[Double?]]
    private let startingPairCount: Double

    /// - Throws: ``LinkageError`` when a given value belongs to no level or leaves nothing for the others.
    init(plan: LinkPlan, options: FellegiSunter.Options) throws(LinkageError) {
        let fixed = try FixedProbability.table(options.fixed, plan: plan, \.m)
        start = zip(fixed, Self.startingValues(plan)).map { FixedProbability.respected($0, in: $1) }
        var labelled = start.map { $0.map { _ in 0.0 } }
        for entry in options.labelledMatches.entries {
            for comparison in labelled.indices {
                let level = entry.vector.level(comparison)
                if level > 0, level <= labelled[comparison].count {
                    labelled[comparison][level - 1] += Double(entry.count)
                }
            }
        }
        self.labelled = labelled
        self.fixed = fixed
        startingPairCount = options.startingPairCount
    }

    /// Starting m of a plan's comparisons: 0.85 for the first level, 0.05 for the last, the rest shared.
    static func startingValues(_ plan: LinkPlan) -> [[Double]] {
        plan.comparisons.map { comparison in
            let levels = comparison.levels
            guard levels.count > 2 else { return [0.9, 0.1] }
            return levels.indices.map { index in
                index == 0 ? 0.85 : index == levels.count - 1 ? 0.05 : 0.1 / Double(levels.count - 2)
            }
        }
    }

    /// The m that fit matches best, labelled ones among them.
    ///
    /// - Parameter matches: Matches by comparison and level.
    /// - Returns: m by comparison and level.
    func estimate(_ matches: [[Double]]) -> [[Double]] {
        matches.indices.map { comparison in
            let total = matches[comparison].reduce(0, +) + startingPairCount
            let estimates = zip(matches[comparison], start[comparison]).map { ($0 + startingPairCount * $1) / total }
            return FixedProbability.respected(fixed[comparison], in: estimates)
        }
    }

    /// m of a comparison with one level set, unless that is given, and the others scaled.
    func completed(_ m: [Double], comparison: Int, level: Int, to value: Double) -> [Double] {
        guard fixed[comparison][level] == nil else { return m }
        let scale = (1 - value) / max(1 - m[level], 1e-9)
        let scaled = m.enumerated().map { $0.offset == level ? value : $0.element * scale }
        return FixedProbability.respected(fixed[comparison], in: scaled)
    }

    /// The logarithm of the likelihood of the starting values and of labelled matches.
    func logLikelihood(_ m: [[Double]]) -> Double {
        var sum = 0.0
        for comparison in m.indices {
            for level in m[comparison].indices {
                let known = startingPairCount * start[comparison][level] + labelled[comparison][level]
                sum += known * log(m[comparison][level])
            }
        }
        return sum
    }
}
