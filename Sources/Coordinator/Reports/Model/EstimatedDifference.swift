/// A difference between the groups (treatment minus comparison) with its verdict.
package struct EstimatedDifference: Codable, Sendable, Equatable {
    /// The difference, in the unit of the outcome (rates: a fraction, so 0.01 is one percentage point).
    package var estimate: Double
    /// Its standard error.
    package var standardError: Double
    /// Lower end of its interval.
    package var lower: Double
    /// Upper end of its interval.
    package var upper: Double
    /// Its two-sided p-value.
    package var pValue: Double
    /// The p-value adjusted for the number of outcomes tested (Holm), if there is more than one.
    package var holmPValue: Double?
    /// What may be concluded, decided once from the p-value and the interval.
    package var verdict: Verdict

    /// A difference; its verdict follows from the figures and the rules.
    package init(
        estimate: Double,
        standardError: Double,
        lower: Double,
        upper: Double,
        pValue: Double,
        holmPValue: Double? = nil,
        rules: ReportRules = .standard
    ) {
        self.estimate = estimate
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
        self.pValue = pValue
        self.holmPValue = holmPValue
        self.verdict = Verdict(pValue: pValue, lower: lower, upper: upper, rules: rules)
    }

    /// Whether p-value and interval lead to different answers, so that the verdict needs an explanation.
    package func isContradictory(rules: ReportRules) -> Bool {
        (pValue <= rules.significanceLevel) != Verdict.excludesZero(lower: lower, upper: upper)
    }
}
