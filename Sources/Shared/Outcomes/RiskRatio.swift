import Glibc

/// The share of the treated over the share of the comparison group.
package struct RiskRatio: Hashable, Sendable {
    /// The ratio, above zero.
    package var estimate: Double
    /// Its confidence interval.
    package var interval: ConfidenceInterval

    /// A risk ratio from its figures, all above zero.
    package init(estimate: Double, interval: ConfidenceInterval) {
        self.estimate = estimate
        self.interval = interval
    }

    /// The ratio of two weighted shares, or nil unless both are above zero.
    ///
    /// The interval comes from the variance of the logarithm, with effective sample sizes (Katz et al. 1978, Biometrics
    /// 34, 469–474, doi:10.2307/2530610).
    init?(treated: WeightedMoments, comparison: WeightedMoments, z: Double) {
        guard let above = treated.mean, let below = comparison.mean, above > 0, below > 0 else { return nil }
        let variance =
            max(0, 1 - above) / (treated.effectiveSize * above)
            + max(0, 1 - below) / (comparison.effectiveSize * below)
        let reach = z * variance.squareRoot()
        let lower = above / below * exp(-reach)
        let upper = above / below * exp(reach)
        guard lower > 0, upper.isFinite else { return nil }
        self.init(estimate: above / below, interval: ConfidenceInterval(lower: lower, upper: upper))
    }
}

/// How strong an unrecorded cause would have to be to explain a finding away.
///
/// The smallest risk ratio that such a cause would need with both treatment and outcome (VanderWeele and Ding 2017, Annals
/// of Internal Medicine 167, 268–274, doi:10.7326/M16-2607).
package struct EValue: Hashable, Sendable {
    /// For the estimate; at least 1.
    package var estimate: Double
    /// For the end of the interval nearer to 1; exactly 1 when the interval includes 1.
    package var interval: Double

    /// The E-value of a risk ratio.
    package init(_ ratio: RiskRatio) {
        estimate = Self.value(ratio.estimate)
        interval =
            ratio.interval.contains(1)
            ? 1 : Self.value(ratio.estimate > 1 ? ratio.interval.lower : ratio.interval.upper)
    }

    private static func value(_ ratio: Double) -> Double {
        let ratio = ratio < 1 ? 1 / ratio : ratio
        return ratio + (ratio * (ratio - 1)).squareRoot()
    }
}
