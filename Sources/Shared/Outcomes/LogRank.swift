private import Statistics

/// The sums of a log-rank test: events of the treated beside those expected if both groups had the same risk.
///
/// Sums over strata (matched sets, prisons) are those of the stratified test, so strata add up.
package struct LogRankSums: Hashable, Sendable {
    /// The weight of the treated's events.
    package private(set) var observed = 0.0
    /// The weight expected.
    package private(set) var expected = 0.0
    /// The hypergeometric variance of their difference, weights counted as numbers of people.
    package private(set) var variance = 0.0
    /// The variance with each person as one draw, however large its weight: Σ w² u².
    package private(set) var robustVariance = 0.0

    /// The sums of nothing.
    package init() {}

    /// The sums of one stratum; competing events count as the end of observation, so risks of the event itself are compared.
    package init(_ counts: TimeToEventCounts) {
        let treated = counts.atRisk(.treated)
        let comparison = counts.atRisk(.comparison)
        var drift = (treated: 0.0, comparison: 0.0)
        for day in treated.indices {
            let risk = treated[day] + comparison[day]
            guard risk > 0 else { break }
            let own = counts.weights[counts.index(.treated, .event, day: day)]
            let events = own + counts.weights[counts.index(.comparison, .event, day: day)]
            let share = treated[day] / risk
            observed += own
            expected += events * share
            if risk > 1, events > 0 {
                variance += events * share * (1 - share) * max(0, risk - events) / (risk - 1)
            }
            drift.treated += (1 - share) * events / risk
            drift.comparison -= share * events / risk
            for ending in TimeEnding.allCases {
                let jump = ending == .event ? 1.0 : 0
                let one = jump * (1 - share) - drift.treated
                let zero = -jump * share - drift.comparison
                robustVariance += counts.weightSquares[counts.index(.treated, ending, day: day)] * one * one
                robustVariance += counts.weightSquares[counts.index(.comparison, ending, day: day)] * zero * zero
            }
        }
    }

    /// Adds the sums of another stratum.
    package mutating func add(_ other: LogRankSums) {
        observed += other.observed
        expected += other.expected
        variance += other.variance
        robustVariance += other.robustVariance
    }
}

/// A log-rank test (Mantel 1966; Peto and Peto 1972), with or without weights and strata.
package struct LogRankTest: Hashable, Sendable {
    /// Events of the treated, weighted.
    package let observed: Double
    /// Those expected.
    package let expected: Double
    /// Chi-squared with one degree of freedom and the hypergeometric variance; right without weights.
    package let chiSquared: Double
    /// Its p-value.
    package let pValue: Double
    /// Chi-squared with the robust variance; right with weights (Lin and Wei 1989, doi:10.1080/01621459.1989.10478874).
    package let robustChiSquared: Double
    /// Its p-value.
    package let robustPValue: Double

    /// The test; nil when nothing varies.
    package init?(_ sums: LogRankSums) {
        guard sums.variance > 0, sums.robustVariance > 0 else { return nil }
        let gap = sums.observed - sums.expected
        let oneDegree = ChiSquared(degreesOfFreedom: 1)
        observed = sums.observed
        expected = sums.expected
        chiSquared = gap * gap / sums.variance
        pValue = oneDegree.survival(chiSquared)
        robustChiSquared = gap * gap / sums.robustVariance
        robustPValue = oneDegree.survival(robustChiSquared)
    }
}
