/// What may be concluded from a difference: the one decision that every sentence, cell, icon and plot uses.
package enum Verdict: String, Codable, Sendable, CaseIterable {
    /// The treatment group's value is lower, statistically significantly.
    case significantLower
    /// The treatment group's value is higher, statistically significantly.
    case significantHigher
    /// The data do not tell in which direction the groups differ.
    case inconclusive

    /// Decides from a p-value and an interval.
    ///
    /// Significant means p at or below the rules' level *and* an interval on one side of zero; where the two disagree
    /// the verdict is the cautious one. A bound that is zero but for rounding error counts as zero, so p = 0.05
    /// exactly, whose interval ends at zero, is significant. Figures that are not numbers are inconclusive.
    ///
    /// - Parameters:
    ///   - pValue: Two-sided p-value.
    ///   - lower: Lower end of the interval of treatment minus comparison.
    ///   - upper: Upper end of that interval.
    ///   - rules: Where the significance level comes from.
    package init(pValue: Double, lower: Double, upper: Double, rules: ReportRules = .standard) {
        guard pValue <= rules.significanceLevel, Verdict.excludesZero(lower: lower, upper: upper) else {
            self = .inconclusive
            return
        }
        self = lower + upper < 0 ? .significantLower : .significantHigher
    }

    /// Whether an interval lies on one side of zero, touching it at most.
    static func excludesZero(lower: Double, upper: Double) -> Bool {
        guard lower < upper else { return lower == upper && lower != 0 }
        let roundingError = 1e-9 * (upper - lower)
        return upper <= roundingError || lower >= -roundingError
    }

    /// Whether the difference is statistically significant.
    package var isSignificant: Bool { self != .inconclusive }
}
