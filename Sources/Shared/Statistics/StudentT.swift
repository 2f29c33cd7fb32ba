private import CBoostMath

/// Student's *t* distribution; degrees of freedom need not be whole, and infinitely many give the normal distribution.
package struct StudentT: Sendable {
    /// Degrees of freedom, above zero.
    package let degreesOfFreedom: Double

    /// The distribution with some degrees of freedom, above zero; anything else is a programming error.
    package init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom are above zero")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value at or below `t`.
    package func cdf(_ t: Double) -> Double {
        degreesOfFreedom.isInfinite ? Normal.cdf(t) : jdl_student_t_cdf(t, degreesOfFreedom)
    }

    /// The probability of a value above `t`, accurate in relative terms also far above zero.
    package func survival(_ t: Double) -> Double { cdf(-t) }

    /// The probability of a value at least as far from zero as `t`: the two-sided p-value of a *t* statistic.
    package func twoSidedProbability(_ t: Double) -> Double { min(1, 2 * cdf(-abs(t))) }

    /// The value below which a share `p` of the distribution lies; −∞ at 0 and ∞ at 1.
    package func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        return degreesOfFreedom.isInfinite ? Normal.quantile(p) : jdl_student_t_quantile(p, degreesOfFreedom)
    }
}
