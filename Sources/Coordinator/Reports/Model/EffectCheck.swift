/// The difference of an outcome estimated by another method than the reported one.
package struct EffectCheck: Codable, Sendable, Equatable {
    /// How it was estimated.
    package enum Method: String, Codable, Sendable, CaseIterable {
        /// The matched people drawn again and again.
        case bootstrap
        /// Regressions of the outcome in both matched groups, averaged over the matched treated.
        case gComputation
        /// Augmented inverse probability weighting of everybody.
        case doublyRobust
        /// Everybody, comparison people weighted by their odds of treatment.
        case oddsWeights
        /// Everybody, weighted by the probability of being in the other group.
        case overlapWeights
        /// Everybody, comparison people weighted so that the means of the covariates are equal.
        case entropyBalancing
    }

    /// The method.
    package var method: Method
    /// Treatment minus comparison.
    package var estimate: Double
    /// Its standard error.
    package var standardError: Double
    /// Lower end of the interval.
    package var lower: Double
    /// Upper end of the interval.
    package var upper: Double
    /// Replicates of a bootstrap in which both groups had somebody.
    package var replicates: Int?

    /// An estimate by a method.
    package init(
        method: Method,
        estimate: Double,
        standardError: Double,
        lower: Double,
        upper: Double,
        replicates: Int? = nil
    ) {
        self.method = method
        self.estimate = estimate
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
        self.replicates = replicates
    }
}
