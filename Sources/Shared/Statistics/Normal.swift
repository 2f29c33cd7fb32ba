import Glibc

/// The standard normal distribution.
package enum Normal {
    /// The density at `x`.
    package static func density(_ x: Double) -> Double {
        exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    }

    /// The probability of a value at or below `x`, accurate in relative terms also far below zero.
    package static func cdf(_ x: Double) -> Double {
        0.5 * erfc(-x * 0.5.squareRoot())
    }

    /// The probability of a value above `x`, accurate in relative terms also far above zero.
    package static func survival(_ x: Double) -> Double {
        0.5 * erfc(x * 0.5.squareRoot())
    }

    /// The probability of a value at least as far from zero as `x`: the two-sided p-value of a *z* statistic.
    package static func twoSidedProbability(_ x: Double) -> Double {
        erfc(abs(x) * 0.5.squareRoot())
    }

    /// The value below which a share `p` of the distribution lies; −∞ at 0 and ∞ at 1.
    ///
    /// Rational approximations in three ranges, accurate to about 1 part in 10¹⁶ (Wichura 1988, Algorithm AS 241,
    /// Applied Statistics 37, 477–484, doi:10.2307/2347330).
    ///
    /// - Parameter p: A probability, 0 to 1; anything else is a programming error.
    /// - Returns: The quantile.
    package static func quantile(_ p: Double) -> Double {
        precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
        if p == 0 { return -.infinity }
        if p == 1 { return .infinity }
        let centred = p - 0.5
        if abs(centred) <= 0.425 {
            let r = 0.180625 - centred * centred
            return centred * Wichura.ratio(Wichura.centralNumerator, Wichura.centralDenominator, at: r)
        }
        let r = (-log(min(p, 1 - p))).squareRoot()
        let magnitude =
            r <= 5
            ? Wichura.ratio(Wichura.middleNumerator, Wichura.middleDenominator, at: r - 1.6)
            : Wichura.ratio(Wichura.tailNumerator, Wichura.tailDenominator, at: r - 5)
        return centred < 0 ? -magnitude : magnitude
    }
}

/// The coefficients of Algorithm AS 241 (PPND16), from the constant term up.
private enum Wichura {
    typealias Coefficients = InlineArray<8, Double>

    static let centralNumerator: Coefficients = [
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ]
    static let centralDenominator: Coefficients = [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ]
    static let middleNumerator: Coefficients = [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ]
    static let middleDenominator: Coefficients = [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ]
    static let tailNumerator: Coefficients = [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ]
    static let tailDenominator: Coefficients = [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ]

    @inline(__always)
    static func ratio(_ numerator: Coefficients, _ denominator: Coefficients, at r: Double) -> Double {
        var above = numerator[7]
        var below = denominator[7]
        for index in (0..<7).reversed() {
            above = above * r + numerator[index]
            below = below * r + denominator[index]
        }
        return above / below
    }
}
