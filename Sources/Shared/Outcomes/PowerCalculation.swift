private import Statistics

/// How many people a finding needs, and what a study of some size can find.
///
/// Uses the normal approximation and the measured standard error: with *k* times the treated people, and the comparison
/// group in proportion, the standard error shrinks by √*k*. With a comparison group so large that it adds nothing, the
/// number for a share is the usual z² p (1 − p) / d².
package struct PowerCalculation: Sendable {
    private let significanceQuantile: Double
    private let powerQuantile: Double

    /// A calculation for a two-sided test at 1 − `confidence` with `power`, both between 0 and 1.
    package init(confidence: Double = 0.95, power: Double = 0.8) {
        precondition(confidence > 0 && confidence < 1 && power > 0 && power < 1)
        significanceQuantile = Normal.quantile(0.5 + confidence / 2)
        powerQuantile = Normal.quantile(power)
    }

    /// Treated people with whom a difference as measured would just be significant, or nil for no difference.
    ///
    /// This is what one study would need to measure the same again; its chance of doing so is one half.
    package func peopleForSignificance(_ difference: DifferenceEstimate, people: Int) -> Int? {
        needed(difference, people, significanceQuantile)
    }

    /// Treated people with whom a true difference as large as measured would be found significant with the power asked
    /// for, or nil for no difference.
    package func peopleForPower(_ difference: DifferenceEstimate, people: Int) -> Int? {
        needed(difference, people, significanceQuantile + powerQuantile)
    }

    /// The smallest true difference that would be found significant with the power asked for.
    package func minimumDetectableEffect(standardError: Double) -> Double {
        (significanceQuantile + powerQuantile) * standardError
    }

    private func needed(_ difference: DifferenceEstimate, _ people: Int, _ quantile: Double) -> Int? {
        let ratio = quantile / difference.statistic
        let count = (Double(people) * ratio * ratio).rounded(.up)
        // Differences that are zero but for rounding error would need more people than there are on Earth.
        return count < 1e10 ? Int(count) : nil
    }
}
