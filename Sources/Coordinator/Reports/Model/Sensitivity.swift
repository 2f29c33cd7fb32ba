/// How far the headline could be due to something other than the programme.
package struct Sensitivity: Codable, Sendable, Equatable {
    /// How strong an unrecorded cause would have to be to explain the headline away (VanderWeele and Ding 2017).
    package struct EValue: Codable, Sendable, Equatable {
        /// Risk ratio needed to explain the estimate away; at least 1.
        package var estimate: Double
        /// Risk ratio needed to move the interval to include zero; 1 when it already does.
        package var interval: Double

        /// An E-value for the estimate and for the nearer end of its interval.
        package init(estimate: Double, interval: Double) {
            self.estimate = estimate
            self.interval = interval
        }
    }

    /// The allowance for treated people having had to stay free of reoffending until the programme began.
    package struct DelayedStart: Codable, Sendable, Equatable {
        /// People dropped because they reoffended between the index date and the programme.
        package var dropped: Int
        /// Treated people whose programme began after the index date.
        package var delayed: Int?
        /// The treatment group, followed from the programme's start.
        package var treatment: OutcomeResult.GroupEstimate?
        /// The comparison group, free of reoffending over the same delay and followed from then.
        package var comparison: OutcomeResult.GroupEstimate?
        /// Difference in the rate between the two.
        package var difference: EstimatedDifference?

        /// The people dropped and the estimate that allows for them.
        package init(
            dropped: Int,
            delayed: Int? = nil,
            treatment: OutcomeResult.GroupEstimate? = nil,
            comparison: OutcomeResult.GroupEstimate? = nil,
            difference: EstimatedDifference? = nil
        ) {
            self.dropped = dropped
            self.delayed = delayed
            self.treatment = treatment
            self.comparison = comparison
            self.difference = difference
        }
    }

    /// How far the odds of taking part of two matched people may differ by something unrecorded (Rosenbaum 2002, 4.3.2).
    package struct HiddenBias: Codable, Sendable, Equatable {
        /// One-sided exact p-value of the rate's pairs if nothing unrecorded differs.
        package var pValueWithoutBias: Double
        /// Γ, the ratio of odds at which that p-value could be 0.05; absent when it is above it without any bias.
        package var gamma: Double?

        /// Bounds for the pairs of the rate.
        package init(pValueWithoutBias: Double, gamma: Double?) {
            self.pValueWithoutBias = pValueWithoutBias
            self.gamma = gamma
        }
    }

    /// E-value of the headline.
    package var eValue: EValue?
    /// Rosenbaum's bounds of the headline, for pairs of one and one.
    package var hiddenBias: HiddenBias?
    /// Immortal time.
    package var delayedStart: DelayedStart?

    /// The sensitivity analyses that were made.
    package init(eValue: EValue? = nil, hiddenBias: HiddenBias? = nil, delayedStart: DelayedStart? = nil) {
        self.eValue = eValue
        self.hiddenBias = hiddenBias
        self.delayedStart = delayedStart
    }
}
