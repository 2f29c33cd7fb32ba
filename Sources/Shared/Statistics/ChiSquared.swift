private import CBoostMath

/// The chi-squared distribution.
package struct ChiSquared: Sendable {
    /// Degrees of freedom, above zero.
    package let degreesOfFreedom: Double

    /// The distribution with some degrees of freedom, finite and above zero; anything else is a programming error.
    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom are finite and above zero")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value above `x`: the p-value of a chi-squared statistic.
    package func survival(_ x: Double) -> Double {
        if x <= 0 { return 1 }
        return x.isInfinite ? 0 : jdl_chi_squared_survival(x, degreesOfFreedom)
    }
}
