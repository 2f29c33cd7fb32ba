import Outcomes
import Propensity

/// An interval, as files have it.
struct MatchInterval: Encodable {
    let low: Double
    let high: Double

    init(_ interval: ClosedRange<Double>) {
        low = interval.lowerBound
        high = interval.upperBound
    }

    init(_ interval: ConfidenceInterval) {
        low = interval.lower
        high = interval.upper
    }
}

/// One comparison of two means, as files have it.
struct MatchContrast: Encodable {
    let measure: String
    let estimate: Double
    /// Of the logarithm for ratios.
    let standardError: Double
    let pValue: Double
    let interval: MatchInterval

    init(_ contrast: EffectContrast) {
        measure = contrast.measure.rawValue
        estimate = contrast.estimate
        standardError = contrast.standardError
        pValue = contrast.pValue
        interval = MatchInterval(contrast.interval)
    }
}

/// An effect that adjusts for covariates, as files have it.
struct MatchAdjusted: Encodable {
    let method: String
    let outcomeModel: String
    let treatedMean: Double
    let controlMean: Double
    let standardErrorKind: String
    /// The difference, and for an outcome of 0 and 1 the ratios.
    let contrasts: [MatchContrast]

    /// The difference.
    var difference: MatchContrast? { contrasts.first { $0.measure == EffectContrast.Measure.difference.rawValue } }
}

/// Matched pairs of one and one, as files have them.
struct MatchPaired: Encodable {
    let pairs: Int
    let treatedOnly: Int?
    let controlOnly: Int?
    let mcnemarPValue: Double?
    let mcnemarCorrectedPValue: Double?
    let mcnemarExactPValue: Double?
    /// Newcombe's interval of the paired difference.
    let newcombe: MatchInterval?
}

/// The bootstrap, as files have it, or why there is none.
struct MatchBootstrap: Encodable {
    let replicates: Int
    /// What was drawn: matched_set or person.
    let unit: String?
    let standardError: Double?
    let interval: MatchInterval?
    let refused: String?
}

/// How the finding stands up to a cause that nobody recorded, as files have it.
struct MatchSensitivity: Encodable {
    let eValue: Double?
    let eValueOfInterval: Double?
    /// The test that Γ is about: mcnemar or signed_rank.
    let rosenbaumTest: String?
    /// The Γ at which the one-sided p-value of that test reaches 0.05; absent when it is above it without hidden bias.
    let gammaAtFivePercent: Double?
    /// The one-sided p-value without hidden bias.
    let pValueWithoutBias: Double?
}

/// What a study of this size can show, as files have it.
struct MatchPower: Encodable {
    let peopleNeeded: Int?
    let peopleNeededWithPower: Int?
    let minimumDetectableEffect: Double
    let power: Double
}

/// The effect of `jdl match`, as `effects.json` has it.
struct MatchEffects: Encodable {
    let outcome: String?
    let estimand: String
    /// The findings for which nothing was estimated.
    let withheldFor: [String]
    let estimate: Double?
    let treatedMean: Double?
    let controlMean: Double?
    let treatedRows: Int?
    let controlRows: Int?
    let effectiveTreated: Double?
    let effectiveControls: Double?
    /// What matching made, as far as standard errors depend on it.
    let design: String
    /// The standard error that the interval is made with.
    let standardErrorKind: String?
    /// Why this standard error.
    let standardErrorReason: String?
    let standardError: Double?
    let degreesOfFreedom: Double?
    let pValue: Double?
    let intervalLow: Double?
    let intervalHigh: Double?
    /// Every standard error that is defined for this kind of matching.
    let standardErrors: [String: Double]?
    /// For an outcome of 0 and 1: risk and odds ratio, by the delta method.
    let ratios: [MatchContrast]
    /// For an outcome of 0 and 1: Newcombe's interval of the difference of two independent shares, effective sizes.
    let scoreInterval: MatchInterval?
    let paired: MatchPaired?
    /// With `adjust`: g-computation in the matched sample.
    let adjusted: MatchAdjusted?
    /// With `adjust`: everybody with a score, by augmented inverse probability weights.
    let doublyRobust: MatchAdjusted?
    let bootstrap: MatchBootstrap?
    let sensitivity: MatchSensitivity?
    let power: MatchPower?
    /// What could not be worked out, and why.
    let notes: [String]
}

extension MatchSettings {
    /// What these settings make, as far as standard errors depend on it.
    var effectDesign: StandardErrorChoice.Design {
        switch method {
        case .radius, .kernel: .overlappingSets
        case .nearest: isReused ? .nearestWithReplacement : .pairsWithoutReplacement
        case .optimal: .pairsWithoutReplacement
        case .full: .fullSets
        case .subclass: .subclasses
        case .ipw, .overlap, .entropy: .weights
        }
    }

    /// The standard error that goes with the design, or the dialect's.
    var errorChoice: StandardErrorChoice {
        dialect == .psmatch2 ? .psmatch2 : StandardErrorChoice(effectDesign)
    }
}
