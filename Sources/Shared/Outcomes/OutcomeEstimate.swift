/// A confidence interval, both ends finite.
package struct ConfidenceInterval: Hashable, Sendable {
    /// Lower end.
    package var lower: Double
    /// Upper end.
    package var upper: Double

    /// An interval from its ends.
    package init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether a number lies in the interval, ends included.
    package func contains(_ number: Double) -> Bool { lower <= number && number <= upper }
}

/// One group's mean of one outcome.
///
/// Nothing here is ever NaN or infinite: what cannot be computed is nil.
package struct GroupEstimate: Hashable, Sendable {
    /// People measured.
    package var people: Int
    /// Effective sample size (Kish); equal to `people` without weights.
    package var effectiveSize: Double
    /// People with a value above zero: for outcomes 1 to 3, people who reoffended.
    package var peopleWithOutcome: Int
    /// The weighted mean: a share from 0 to 1, a count or days; nil when nobody was measured.
    package var estimate: Double?
    /// Its standard error; nil where one person or none was measured.
    package var standardError: Double?
    /// Its confidence interval, kept within what the outcome can be: the ends of a share stay within 0 and 1, no end
    /// is below 0.
    package var interval: ConfidenceInterval?
}

/// Treated minus comparison, with its test.
package struct DifferenceEstimate: Hashable, Sendable {
    /// The difference, in the outcome's unit; a share's 0.01 is one percentage point.
    package var estimate: Double
    /// Its standard error, above zero.
    package var standardError: Double
    /// Its confidence interval.
    package var interval: ConfidenceInterval
    /// The difference over its standard error.
    package var statistic: Double
    /// Degrees of freedom of the *t* distribution it is compared with; nil for the normal distribution.
    package var degreesOfFreedom: Double?
    /// Two-sided p-value.
    package var pValue: Double

    /// A difference from its figures; the standard error is above zero.
    package init(
        estimate: Double,
        standardError: Double,
        interval: ConfidenceInterval,
        statistic: Double,
        degreesOfFreedom: Double?,
        pValue: Double
    ) {
        self.estimate = estimate
        self.standardError = standardError
        self.interval = interval
        self.statistic = statistic
        self.degreesOfFreedom = degreesOfFreedom
        self.pValue = pValue
    }
}

/// How standard errors of a difference are made.
package enum VarianceMethod: String, CaseIterable, Hashable, Sendable {
    /// The service's: two independent samples, the weighted one with its effective sample size. Proportions by
    /// p (1 − p) / n and the normal distribution, means by Welch's *t*.
    case independentSamples = "independent_samples"
    /// Linearised: Σ w² (y − ȳ)² / (Σ w)² a group, N / (N − 1) for N people, *t* with N − 2 degrees of freedom.
    case linearised
    /// Clustered by matched set, sets sharing nobody; *t* with N − 2 degrees of freedom.
    case matchedSets = "matched_sets"
    /// Abadie and Imbens (2006), for nearest neighbours with replacement; *t* with N − 2 degrees of freedom.
    case abadieImbens = "abadie_imbens"
}

/// A binary outcome in pairs of one treated and one comparison person.
package struct PairedOutcome: Hashable, Sendable {
    /// The pairs in which both have a value.
    package let pairs: MatchedPairs
    /// Newcombe's interval of the paired difference.
    package let interval: ConfidenceInterval?

    /// Pairs, and in how many of them both have the outcome.
    package init(_ pairs: MatchedPairs, both: Int) {
        self.pairs = pairs
        interval = pairs.newcombe(both: both)
    }
}

/// One outcome: both groups, their difference, and what helps to read it.
package struct OutcomeEstimate: Hashable, Sendable {
    /// What was measured.
    package var outcome: OutcomeDefinition
    /// The treated.
    package var treated: GroupEstimate
    /// The comparison group, weighted.
    package var comparison: GroupEstimate
    /// Treated minus comparison; nil when it cannot be tested.
    package var difference: DifferenceEstimate?
    /// How the standard error of `difference` was made: the service's way, unless the match has a better one.
    package var method = VarianceMethod.independentSamples
    /// The same with the linearised standard error.
    package var robust: DifferenceEstimate?
    /// For a share: Newcombe's score interval of the difference with effective sample sizes, which holds where few or
    /// nearly all reoffended.
    package var scoreInterval: ConfidenceInterval?
    /// p-value of `difference` adjusted over the outcomes of the same analysis by Holm's method.
    package var holmPValue: Double?
    /// The same by the method of Benjamini and Hochberg.
    package var benjaminiHochbergPValue: Double?
    /// Treated people with whom a difference as measured would just be significant; nil for no difference.
    package var peopleNeeded: Int?
    /// Treated people with whom a true difference as large as measured would be found significant with the settings'
    /// power; nil for no difference.
    package var peopleNeededWithPower: Int?
    /// The smallest true difference that a study of this size would find significant with the settings' power.
    package var minimumDetectableEffect: Double?
    /// For a share: treated over comparison; nil unless both are above zero.
    package var riskRatio: RiskRatio?
    /// For a share: the E-value of the risk ratio.
    package var eValue: EValue?
    /// For a share in pairs of one and one: in how many the two differ.
    package var paired: PairedOutcome?

    /// Takes up the pairs of a binary outcome, and their score interval in place of that of two samples.
    package mutating func pair(_ pairs: PairedOutcome?) {
        paired = pairs
        if let interval = pairs?.interval { scoreInterval = interval }
    }
}

/// Levels of the outcome estimates; every threshold of theirs is here.
package struct OutcomeSettings: Hashable, Sendable {
    /// Coverage of the intervals, between 0 and 1.
    ///
    /// A difference is significant at 1 − `confidence`.
    package var confidence = 0.95
    /// Power for which sample sizes and detectable effects are given, between 0 and 1.
    package var power = 0.8

    /// The defaults: 95 % intervals, 80 % power.
    package init() {}
}
