import Glibc

/// The link function of the propensity score model.
package enum ScoreLink: UInt8, Sendable {
    /// The logistic distribution.
    case logit = 0
    /// The normal distribution.
    case probit = 1

    /// What one row contributes to a Newton step at a linear predictor.
    struct Contribution {
        /// The weight of the row in the expected information.
        var weight: Double
        /// The derivative of the log-likelihood by the linear predictor.
        var slope: Double
        /// The log-likelihood.
        var logLikelihood: Double
    }

    /// The probability that belongs to a linear predictor.
    package func probability(_ predictor: Double) -> Double {
        switch self {
        case .logit: 1 / (1 + exp(-predictor))
        case .probit: 0.5 * erfc(-predictor * 0.5.squareRoot())
        }
    }

    /// The log-odds of the probability that belongs to a linear predictor.
    package func logOdds(_ predictor: Double) -> Double {
        switch self {
        case .logit: predictor
        case .probit: Self.logNormal(predictor) - Self.logNormal(-predictor)
        }
    }

    /// The linear predictor of probability 0.75, where the first step starts for the treated (`glm.fit` in R).
    var startingPredictor: Double {
        switch self {
        case .logit: 1.098_612_288_668_109_8
        case .probit: 0.674_489_750_196_081_7
        }
    }

    /// What a row contributes; `treated` is its group.
    @inline(__always)
    func contribution(predictor: Double, treated: Bool) -> Contribution {
        switch self {
        case .logit: Self.logistic(predictor, treated)
        case .probit: Self.normal(predictor, treated)
        }
    }

    /// With e = exp(−|η|): p(1 − p) = e / (1 + e)², and the log-likelihood never takes the logarithm of a rounded 0 or 1.
    @inline(__always)
    private static func logistic(_ predictor: Double, _ treated: Bool) -> Contribution {
        let towards = treated ? predictor : -predictor
        let decay = exp(-abs(predictor))
        let share = 1 / (1 + decay)
        let miss = towards >= 0 ? decay * share : share
        return Contribution(
            weight: decay * share * share,
            slope: treated ? miss : -miss,
            logLikelihood: -log1p(decay) + min(towards, 0)
        )
    }

    /// With t = ±η: the slope is ±λ(t), the expected information λ(t) λ(−t), for the inverse Mills ratio λ = φ / Φ.
    @inline(__always)
    private static func normal(_ predictor: Double, _ treated: Bool) -> Contribution {
        let towards = treated ? predictor : -predictor
        let hit = mills(towards)
        return Contribution(
            weight: hit * mills(-towards),
            slope: treated ? hit : -hit,
            logLikelihood: logNormal(towards)
        )
    }

    /// φ(t) / Φ(t); below −25 by its asymptotic series, whose next term is under 1e-10 of the value.
    private static func mills(_ value: Double) -> Double {
        guard value > -25 else {
            let inverse = 1 / (value * value)
            return -value / (1 - inverse * (1 - inverse * (3 - inverse * (15 - 105 * inverse))))
        }
        let density = exp(-0.5 * value * value) * 0.398_942_280_401_432_7
        return density / (0.5 * erfc(-value * 0.5.squareRoot()))
    }

    /// The logarithm of Φ(t).
    private static func logNormal(_ value: Double) -> Double {
        guard value > -25 else { return -0.5 * value * value - log(mills(value)) - 0.918_938_533_204_672_7 }
        guard value < 1 else { return log1p(-0.5 * erfc(value * 0.5.squareRoot())) }
        return log(0.5 * erfc(-value * 0.5.squareRoot()))
    }
}
