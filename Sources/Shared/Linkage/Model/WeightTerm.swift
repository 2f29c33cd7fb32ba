/// One term of a pair's match weight, as a waterfall shows it.
package struct WeightTerm: Hashable, Sendable {
    /// What a term stands for.
    package enum Kind: Hashable, Sendable {
        /// The pair's level of a comparison.
        case level
        /// What the comparison at this position takes off, since the two go together by chance.
        case dependence(on: Int)
        /// The class of how common the cohort's value is, on which m depends.
        case frequencyClass
        /// How frequent the cohort's value, or values near it, are among other people.
        case frequency
    }

    /// The position of the comparison in the plan.
    package let comparison: Int
    /// The compared column.
    package let field: String
    /// The pair's level, or nil where a value is missing.
    package let level: Level?
    /// What it stands for.
    package let kind: Kind
    /// What the term adds to the match weight, in bits.
    package let bits: Double
}
