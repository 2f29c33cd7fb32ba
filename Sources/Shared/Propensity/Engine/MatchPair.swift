/// A treated person and a control matched to each other.
package struct MatchPair: Equatable, Sendable {
    /// The treated row, from 0.
    package let treated: Int
    /// The control row, from 0.
    package let control: Int
    /// The share of the set that the chosen person has: 1 over the number chosen for the same person.
    package var weight: Double
    /// Their distance: the absolute difference of their scores on the scale of matching, or the Mahalanobis distance.
    package let distance: Double

    /// A pair from its parts.
    package init(treated: Int, control: Int, weight: Double, distance: Double) {
        self.treated = treated
        self.control = control
        self.weight = weight
        self.distance = distance
    }
}

/// Who takes part in matching, and how the scores lie.
struct MatchingRows: Sendable {
    /// The score of each row on the scale of matching.
    let scores: [Double]
    /// Whether a row chooses (true), can be chosen (false), or is left out (nil).
    var isFocal: [Bool?]
    /// The stratum of each row.
    let strata: [UInt16]
    /// What orders rows with equal scores.
    let keys: [UInt64]
    /// The largest difference of scores; infinity for none.
    let caliper: Double
    /// What else a pair has to meet; widths are differences.
    var conditions = PairConditions.none
    /// The rows in coordinates whose distance is what nearness means; nil for the score.
    var space: MahalanobisSpace?
}
