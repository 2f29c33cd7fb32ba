/// One term of a pair's match weight, as a waterfall shows it.
package struct WeightTerm: Hashable, Sendable {
    /// The position of the comparison in the plan.
    package let comparison: Int
    /// The compared column.
    package let field: String
    /// The pair's level, or nil where a value is missing.
    package let level: Level?
    /// Whether this is the adjustment for how frequent the cohort's value, or values near it,
    /// are, not the level itself.
    package let isTermFrequency: Bool
    /// The other column, where this is the correction for two comparisons that go together by chance; else nil.
    package let given: String?
    /// What the term adds to the match weight, in bits.
    package let bits: Double
}
