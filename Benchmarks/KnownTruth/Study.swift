package import Outcomes
private import Propensity

/// How a population is analysed.
package struct StudyDesign: Hashable, Sendable {
    /// Caliper in pooled standard deviations of the logit.
    package var caliper = 0.2
    /// Whether people are matched to people of their own sex only.
    package var matchesSexExactly = true

    /// The service's defaults: caliper 0.2, sex exact.
    package init() {}
}

/// What one study of one population found, beside what is true.
package struct StudyResult: Sendable {
    /// One outcome: the truth and the estimate.
    package struct Finding: Sendable {
        /// What was measured.
        package let outcome: OutcomeDefinition
        /// Mean effect on the treated people analysed.
        package let truth: Double
        /// The estimate.
        package let estimate: OutcomeEstimate
        /// Mean of treated minus mean of comparison people without any matching.
        package let unmatchedDifference: Double
    }

    /// Treated people, analysed or not.
    package let treated: Int
    /// Treated people with somebody within the caliper.
    package let analysed: Int
    /// Effective sample size of the matched comparison group.
    package let effectiveComparison: Double
    /// The outcomes whose effect is known: rate and frequency.
    package let findings: [Finding]
}

/// Fits, matches and estimates as the service does.
package struct Study: Sendable {
    private let design: StudyDesign

    /// A study of some design.
    package init(design: StudyDesign = StudyDesign()) {
        self.design = design
    }

    /// Analyses one population; nil where no model could be fitted or nobody was matched.
    package func analyse(_ population: Population) -> StudyResult? {
        let frame = population.frame
        guard let model = try? LocalModel(frame, covariates: Population.covariates, link: .logit) else { return nil }
        let spread = ScoreMoments(scores: model.scores, treatment: frame.treatment).deviation(.pooled)
        let caliper = design.caliper * spread
        let strata = design.matchesSexExactly ? frame.strata : Array(repeating: 0, count: frame.rowCount)
        let treatedRows = (0..<frame.rowCount).filter { frame.treatment[$0] == 1 }
        let treated = TreatedScores(
            scores: treatedRows.map { model.scores[$0] },
            strata: treatedRows.map { strata[$0] },
            ties: treatedRows.map { UInt64($0) }
        )
        let rows = ScoredRows(scores: model.scores, treatment: frame.treatment, strata: strata)
        let all = 0..<frame.rowCount
        let counts = MatchCounts(treated, controls: rows, rows: all, caliper: caliper).counts
        let matching = RadiusWeights(counts: counts)
        var weights = matching.weights(treated, controls: rows, rows: all, caliper: caliper)
        for (place, count) in counts.enumerated() where count == 0 {
            weights[treatedRows[treated.order[place]]] = 0
        }
        return summarise(population, weights: weights, treated: treatedRows, analysed: matching.matchedCount)
    }

    private func summarise(
        _ population: Population,
        weights: [Double],
        treated: [Int],
        analysed: Int
    ) -> StudyResult? {
        let known: [OutcomeDefinition] = [.rate, .frequency]
        var sums = OutcomeSums(outcomes: known)
        var unmatched = OutcomeSums(outcomes: known)
        for row in weights.indices {
            let group: StudyGroup = population.frame.treatment[row] == 1 ? .treated : .comparison
            sums.add(population.outcomes[row], weight: weights[row], group: group)
            unmatched.add(population.outcomes[row], weight: 1, group: group)
        }
        guard analysed > 0 else { return nil }
        let estimates = OutcomeEstimator().estimates(sums)
        let crude = OutcomeEstimator().estimates(unmatched)
        let findings = zip(estimates, crude).map { estimate, crude in
            let effects = population.effects[estimate.outcome] ?? []
            let truth = treated.reduce(0) { $0 + (weights[$1] > 0 ? effects[$1] : 0) } / Double(analysed)
            return StudyResult.Finding(
                outcome: estimate.outcome,
                truth: truth,
                estimate: estimate,
                unmatchedDifference: (crude.treated.estimate ?? 0) - (crude.comparison.estimate ?? 0)
            )
        }
        return StudyResult(
            treated: treated.count,
            analysed: analysed,
            effectiveComparison: estimates.first?.comparison.effectiveSize ?? 0,
            findings: findings
        )
    }
}
