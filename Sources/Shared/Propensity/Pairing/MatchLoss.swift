/// Rows that end without a weight for one reason, by group.
///
/// Every row that takes part has a weight or exactly one reason, so weights and losses add up to all rows.
package struct MatchLoss: Equatable, Sendable {
    /// Why a row has no weight.
    package enum Reason: String, CaseIterable, Sendable {
        /// Its score has too little support in the other group by the rule of the settings.
        case outsideSupport = "outside_support"
        /// Its score is too near to 0 or 1, and the settings trim such rows.
        case trimmed
        /// Nobody of the other group is in its exact stratum.
        case stratumOfOneGroup = "stratum_of_one_group"
        /// Nobody of the other group is near enough and meets the conditions.
        case noCandidate = "no_candidate"
        /// All candidates that were near enough went to others.
        case candidatesTaken = "candidates_taken"
        /// Its subclass has too few of one group.
        case thinSubclass = "thin_subclass"
        /// It could have been chosen, but nobody did.
        case notChosen = "not_chosen"

        /// The reason in words, after "rows left without a weight because".
        package var words: String {
            switch self {
            case .outsideSupport: "their scores have too little support in the other group (discard)"
            case .trimmed: "their scores are too near to 0 or 1 (trim)"
            case .stratumOfOneGroup: "their exact stratum holds nobody of the other group"
            case .noCandidate: "nobody of the other group is within the caliper and meets the conditions"
            case .candidatesTaken: "all their candidates went to others"
            case .thinSubclass: "their subclass holds too few of one group"
            case .notChosen: "nobody of the group whose effect is estimated chose them"
            }
        }
    }

    /// The reason.
    package let reason: Reason
    /// The treated rows.
    package let treated: Int
    /// The control rows.
    package let controls: Int

    /// The loss as a sentence.
    package var sentence: String {
        "\(treated) treated and \(controls) control rows are left without a weight because \(reason.words)."
    }

    /// The losses of all reasons that occur, in the order in which reasons are checked.
    static func counted(_ reasons: [Reason?], treatment: [UInt8]) -> [MatchLoss] {
        Reason.allCases.compactMap { reason in
            var counts = [0, 0]
            for row in reasons.indices where reasons[row] == reason { counts[treatment[row] == 1 ? 1 : 0] += 1 }
            guard counts != [0, 0] else { return nil }
            return MatchLoss(reason: reason, treated: counts[1], controls: counts[0])
        }
    }
}
