/// A treated person and a control matched to each other.
package struct MatchPair: Equatable, Sendable {
    /// The treated row, from 0.
    package let treated: Int
    /// The control row, from 0.
    package let control: Int
    /// The share of the set that the chosen person has: 1 over the number chosen for the same person.
    package var weight: Double
    /// The absolute difference of their scores, on the scale of matching.
    package let distance: Double
}

/// Who takes part in matching, and how the scores lie.
struct MatchingRows {
    /// The score of each row on the scale of matching.
    let scores: [Double]
    /// Whether a row chooses (true), can be chosen (false), or is left out (nil).
    let isFocal: [Bool?]
    /// The stratum of each row.
    let strata: [UInt16]
    /// What orders rows with equal scores.
    let keys: [UInt64]
    /// The largest distance; infinity for none.
    let caliper: Double
}
