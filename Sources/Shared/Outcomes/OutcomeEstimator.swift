private import Statistics

/// How the variance of a group's mean follows from its moments.
private enum SampleVariance {
    /// The effective size for the number of people.
    case independentSamples
    /// Each person's own contribution, weighted.
    case linearised
}

/// Estimates outcomes from their sums.
///
/// Methods and sources: docs/methods/outcomes.md.
package struct OutcomeEstimator: Sendable {
    private let settings: OutcomeSettings
    /// The normal quantile of the intervals, 1.96 at 95 %.
    private let z: Double

    /// An estimator with some levels.
    package init(settings: OutcomeSettings = OutcomeSettings()) {
        precondition(settings.confidence > 0 && settings.confidence < 1 && settings.power > 0 && settings.power < 1)
        self.settings = settings
        z = Normal.quantile(0.5 + settings.confidence / 2)
    }

    /// All outcomes of one analysis, in the order of the sums' outcomes, p-values adjusted over them.
    package func estimates(_ sums: OutcomeSums, analysis: Int = 0) -> [OutcomeEstimate] {
        var estimates = sums.outcomes.enumerated().map { place, outcome in
            estimate(
                outcome,
                treated: sums.cells[sums.index(analysis: analysis, outcome: place, group: .treated)],
                comparison: sums.cells[sums.index(analysis: analysis, outcome: place, group: .comparison)]
            )
        }
        let tested = estimates.indices.filter { estimates[$0].difference != nil }
        let pValues = tested.compactMap { estimates[$0].difference?.pValue }
        let holm = MultipleTesting.holm(pValues)
        let benjaminiHochberg = MultipleTesting.benjaminiHochberg(pValues)
        for (place, index) in tested.enumerated() {
            estimates[index].holmPValue = holm[place]
            estimates[index].benjaminiHochbergPValue = benjaminiHochberg[place]
        }
        return estimates
    }

    /// One outcome from the moments of its two groups; adjusted p-values are left nil.
    package func estimate(
        _ outcome: OutcomeDefinition,
        treated: WeightedMoments,
        comparison: WeightedMoments
    ) -> OutcomeEstimate {
        let difference = difference(outcome.scale, treated, comparison, .independentSamples)
        let isBinary = outcome.scale == .binary
        let riskRatio = isBinary ? RiskRatio(treated: treated, comparison: comparison, z: z) : nil
        let power = PowerCalculation(confidence: settings.confidence, power: settings.power)
        return OutcomeEstimate(
            outcome: outcome,
            treated: group(outcome.scale, treated),
            comparison: group(outcome.scale, comparison),
            difference: difference,
            robust: self.difference(outcome.scale, treated, comparison, .linearised),
            scoreInterval: isBinary ? newcombe(treated, comparison) : nil,
            holmPValue: nil,
            benjaminiHochbergPValue: nil,
            peopleNeeded: difference.flatMap { power.peopleForSignificance($0, people: treated.people) },
            peopleNeededWithPower: difference.flatMap { power.peopleForPower($0, people: treated.people) },
            minimumDetectableEffect: difference.map { power.minimumDetectableEffect(standardError: $0.standardError) },
            riskRatio: riskRatio,
            eValue: riskRatio.map { EValue($0) }
        )
    }

    /// The same estimate with a standard error that the design of the match calls for, *t* with the people less two as degrees of
    /// freedom, as `lmtest::coeftest`.
    ///
    /// - Parameters:
    ///   - estimate: The estimate by the service's method.
    ///   - standardError: The error; nil takes the linearised one.
    ///   - method: How it was made.
    /// - Returns: The estimate; as it was where its difference could not be tested or the error is not above zero.
    package func estimate(
        _ estimate: OutcomeEstimate,
        standardError: Double?,
        by method: VarianceMethod
    ) -> OutcomeEstimate {
        let people = estimate.treated.people + estimate.comparison.people
        guard let usual = estimate.difference,
            let difference = standardError.map({ error in
                tested(usual.estimate, error * error, degreesOfFreedom: Double(people - 2))
            }) ?? estimate.robust
        else { return estimate }
        var changed = estimate
        changed.method = standardError == nil ? .linearised : method
        changed.difference = difference
        let power = PowerCalculation(confidence: settings.confidence, power: settings.power)
        changed.peopleNeeded = power.peopleForSignificance(difference, people: estimate.treated.people)
        changed.peopleNeededWithPower = power.peopleForPower(difference, people: estimate.treated.people)
        changed.minimumDetectableEffect = power.minimumDetectableEffect(standardError: difference.standardError)
        return changed
    }

    // MARK: - One group

    private func group(_ scale: OutcomeDefinition.Scale, _ moments: WeightedMoments) -> GroupEstimate {
        let size = moments.effectiveSize
        var estimate = GroupEstimate(
            people: moments.people,
            effectiveSize: size,
            peopleWithOutcome: moments.positives,
            estimate: moments.mean
        )
        guard let mean = moments.mean, let variance = varianceOfMean(scale, moments, .independentSamples) else {
            return estimate
        }
        let error = variance.squareRoot()
        let reach = error * (scale == .binary ? z : tQuantile(size - 1))
        estimate.standardError = error
        estimate.interval = ConfidenceInterval(
            lower: max(0, mean - reach),
            upper: scale == .binary ? min(1, mean + reach) : mean + reach
        )
        return estimate
    }

    private func varianceOfMean(
        _ scale: OutcomeDefinition.Scale,
        _ moments: WeightedMoments,
        _ method: SampleVariance
    ) -> Double? {
        guard moments.people > 1 else { return nil }
        switch method {
        case .linearised: return moments.linearisedVarianceOfMean
        case .independentSamples:
            guard scale == .binary else { return moments.varianceOfMean }
            return moments.mean.map { proportionVariance($0, moments.effectiveSize) }
        }
    }

    /// p (1 − p) / n, zero where rounding took a weighted share past 0 or 1.
    private func proportionVariance(_ share: Double, _ size: Double) -> Double {
        let variance = share * (1 - share) / size
        return share * (1 - share) > 1e-12 ? variance : 0
    }

    // MARK: - The difference

    private func difference(
        _ scale: OutcomeDefinition.Scale,
        _ treated: WeightedMoments,
        _ comparison: WeightedMoments,
        _ method: SampleVariance
    ) -> DifferenceEstimate? {
        guard let treatedMean = treated.mean, let comparisonMean = comparison.mean,
            let treatedVariance = varianceOfMean(scale, treated, method),
            let comparisonVariance = varianceOfMean(scale, comparison, method)
        else { return nil }
        let estimate = treatedMean - comparisonMean
        let variance = treatedVariance + comparisonVariance
        guard variance > 0 else { return nil }
        switch method {
        case .linearised:
            let people = Double(treated.people + comparison.people)
            return tested(estimate, variance * people / (people - 1), degreesOfFreedom: people - 2)
        case .independentSamples where scale == .binary:
            guard treatedVariance > 0, comparisonVariance > 0 else {
                return tested(estimate, pooledVariance(treated, comparison), degreesOfFreedom: nil)
            }
            return tested(estimate, variance, degreesOfFreedom: nil)
        case .independentSamples:
            let freedom = welchDegreesOfFreedom(
                (treatedVariance, treated.effectiveSize),
                (comparisonVariance, comparison.effectiveSize)
            )
            return tested(estimate, variance, degreesOfFreedom: freedom)
        }
    }

    /// The variance of a difference of shares when everyone or nobody of one group has the outcome.
    ///
    /// That group's own p (1 − p) is zero, which would claim certainty about it; the share of both groups together
    /// stands in for each.
    private func pooledVariance(_ treated: WeightedMoments, _ comparison: WeightedMoments) -> Double {
        let sizes = (treated.effectiveSize, comparison.effectiveSize)
        let means = (treated.mean ?? 0, comparison.mean ?? 0)
        let share = (means.0 * sizes.0 + means.1 * sizes.1) / (sizes.0 + sizes.1)
        return share * (1 - share) * (1 / sizes.0 + 1 / sizes.1)
    }

    /// Degrees of freedom of Welch and Satterthwaite (Welch 1947, Biometrika 34, 28–35, doi:10.2307/2332510).
    private func welchDegreesOfFreedom(
        _ treated: (variance: Double, size: Double),
        _ comparison: (variance: Double, size: Double)
    ) -> Double {
        let variance = treated.variance + comparison.variance
        // Shares of the whole, so that no square is too small for a number.
        let shares = (treated.variance / variance, comparison.variance / variance)
        return 1 / (shares.0 * shares.0 / (treated.size - 1) + shares.1 * shares.1 / (comparison.size - 1))
    }

    private func tested(_ estimate: Double, _ variance: Double, degreesOfFreedom: Double?) -> DifferenceEstimate? {
        let error = variance.squareRoot()
        guard error > 0, error.isFinite, degreesOfFreedom.map({ $0 > 0 && $0.isFinite }) ?? true else { return nil }
        let statistic = estimate / error
        let reach = error * (degreesOfFreedom.map(tQuantile) ?? z)
        guard statistic.isFinite, reach.isFinite else { return nil }
        return DifferenceEstimate(
            estimate: estimate,
            standardError: error,
            interval: ConfidenceInterval(lower: estimate - reach, upper: estimate + reach),
            statistic: statistic,
            degreesOfFreedom: degreesOfFreedom,
            pValue: degreesOfFreedom.map { StudentT(degreesOfFreedom: $0).twoSidedProbability(statistic) }
                ?? Normal.twoSidedProbability(statistic)
        )
    }

    private func tQuantile(_ degreesOfFreedom: Double) -> Double {
        StudentT(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + settings.confidence / 2)
    }

    private func newcombe(_ treated: WeightedMoments, _ comparison: WeightedMoments) -> ConfidenceInterval? {
        guard let treatedShare = treated.mean, let comparisonShare = comparison.mean else { return nil }
        return ScoreInterval.newcombe(
            treated: (treatedShare, treated.effectiveSize),
            comparison: (comparisonShare, comparison.effectiveSize),
            confidence: settings.confidence
        )
    }
}
