/// A pair of which a person has said whether it is one person.
package struct LabelledPair: Codable, Hashable, Sendable {
    /// The row of the cohort's file, from 1.
    package let cohortRow: Int
    /// The row of the pool's file, from 1.
    package let poolRow: Int
    /// Whether the two records are one person.
    package let isMatch: Bool
    /// How many pairs it stands for; 1 unless it was drawn into a sample.
    package let weight: Double

    /// A labelled pair.
    package init(cohortRow: Int, poolRow: Int, isMatch: Bool, weight: Double) {
        self.cohortRow = cohortRow
        self.poolRow = poolRow
        self.isMatch = isMatch
        self.weight = weight
    }
}
