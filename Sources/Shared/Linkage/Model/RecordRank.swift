/// Which of a person's records stands for the person while there is no model yet.
///
/// A person's records differ in a name or a date, and only one of them is the record that the cohort knows. Counting
/// all of them as matches would make disagreement look common among matches; so the record that agrees best is counted,
/// by a rank that needs no estimates: a level is worth the more the earlier it stands, `else` counts against.
struct RecordRank: Sendable {
    private let points: [Int32]
    private let comparisonCount: Int

    init(_ plan: LinkPlan) {
        var points = [Int32](repeating: 0, count: 16 * plan.comparisons.count)
        for (position, comparison) in plan.comparisons.enumerated() {
            for level in comparison.levels.indices {
                let isLast = level == comparison.levels.count - 1
                points[16 * position + level + 1] = isLast ? -2 : Int32(max(5 - level, 1))
            }
        }
        self.points = points
        comparisonCount = plan.comparisons.count
    }

    /// Whether the first vector stands for a person rather than the second.
    func prefers(_ left: ComparisonVector, to right: ComparisonVector) -> Bool {
        let (leftRank, rightRank) = (rank(left), rank(right))
        return leftRank != rightRank ? leftRank > rightRank : left < right
    }

    private func rank(_ vector: ComparisonVector) -> Int32 {
        var sum: Int32 = 0
        for position in 0..<comparisonCount { sum += points[16 * position + vector.level(position)] }
        return sum
    }
}
