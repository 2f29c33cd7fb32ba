import Glibc
import Statistics

/// An effect as a difference, a ratio or an odds ratio of two means, with its test and interval.
package struct EffectContrast: Equatable, Sendable {
    /// How two means are compared.
    package enum Measure: String, CaseIterable, Sendable {
        /// The mean if treated less the mean if not.
        case difference
        /// One share over the other.
        case riskRatio = "risk_ratio"
        /// The odds of one share over those of the other.
        ///
        /// It is not collapsible: without any confounding it changes with what is adjusted for, so the difference comes first
        /// (Greenland, Robins and Pearl 1999, doi:10.1214/ss/1009211805).
        case oddsRatio = "odds_ratio"
    }

    /// How the means are compared.
    package let measure: Measure
    /// The difference or the ratio.
    package let estimate: Double
    /// The standard error: of the difference, or of the logarithm of the ratio.
    package let standardError: Double
    /// The two-sided p-value of no effect.
    package let pValue: Double
    /// The interval; of a ratio made on the log scale.
    package let interval: ClosedRange<Double>

    /// A contrast by the delta method; nil when it is not defined or does not vary.
    ///
    /// - Parameters:
    ///   - measure: How the means are compared.
    ///   - means: The two means.
    ///   - covariance: Their covariance.
    ///   - degreesOfFreedom: Of the *t* distribution; nil for the normal one.
    ///   - confidence: Coverage of the interval.
    package init?(
        _ measure: Measure,
        means: (treated: Double, control: Double),
        covariance: MeanCovariance,
        degreesOfFreedom: Double? = nil,
        confidence: Double = 0.95
    ) {
        let (one, zero) = means
        let value: Double
        let variance: Double
        switch measure {
        case .difference:
            value = one - zero
            variance = covariance.ofDifference
        case .riskRatio:
            guard one > 0, zero > 0 else { return nil }
            value = log(one / zero)
            variance = covariance.ofContrast(1 / one, 1 / zero)
        case .oddsRatio:
            guard one > 0, zero > 0, one < 1, zero < 1 else { return nil }
            value = log(one / (1 - one)) - log(zero / (1 - zero))
            variance = covariance.ofContrast(1 / (one * (1 - one)), 1 / (zero * (1 - zero)))
        }
        guard variance > 0, variance.isFinite, value.isFinite else { return nil }
        self.measure = measure
        standardError = variance.squareRoot()
        let quantile: Double
        if let degreesOfFreedom {
            let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
            quantile = distribution.quantile(0.5 + confidence / 2)
            pValue = distribution.twoSidedProbability(value / standardError)
        } else {
            quantile = Normal.quantile(0.5 + confidence / 2)
            pValue = Normal.twoSidedProbability(value / standardError)
        }
        let ends = (value - quantile * standardError, value + quantile * standardError)
        let isRatio = measure != .difference
        estimate = isRatio ? exp(value) : value
        interval = isRatio ? exp(ends.0)...exp(ends.1) : ends.0...ends.1
    }
}
