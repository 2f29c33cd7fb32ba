package import Outcomes
private import Propensity

/// How a population is analysed.
package struct StudyDesign: Hashable, Sendable {
    /// The kind of matching.
    package enum Matching: Hashable, Sendable {
        /// Everyone within the caliper: the service's.
        case radius
        /// The nearest so many within the caliper, each as often as it is the nearest.
        case nearest(ratio: Int)

        /// Its name in results.
        package var name: String {
            switch self {
            case .radius: "radius"
            case .nearest(let ratio): "nearest \(ratio):1"
            }
        }
    }

    /// The kind of matching.
    package var matching = Matching.radius
    /// Caliper in pooled standard deviations of the logit.
    package var caliper = 0.2
    /// Whether people are matched to people of their own sex only.
    package var matchesSexExactly = true

    /// The service's defaults: everyone within a caliper of 0.2, sex exact.
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
        /// The intervals that are defined for this matching.
        package let intervals: [IntervalMethod: StudyInterval]
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
        let match = matched(population, model)
        guard let match else { return nil }
        return summarise(population, match)
    }

    /// Weights and, for nearest neighbours, pairs.
    private struct Match {
        let scores: [Double]
        let strata: [UInt16]
        let weights: [Double]
        let pairs: [MatchPair]?
    }

    private func matched(_ population: Population, _ model: LocalModel) -> Match? {
        let frame = population.frame
        let strata = design.matchesSexExactly ? frame.strata : Array(repeating: 0, count: frame.rowCount)
        switch design.matching {
        case .radius:
            return Match(scores: model.scores, strata: strata, weights: radius(frame, model, strata), pairs: nil)
        case .nearest(let ratio):
            var settings = MatchSettings()
            settings.method = .nearest
            settings.ratio = ratio
            settings.replacement = true
            settings.caliper = design.caliper
            let input = MatchInput(
                frame: CovariateFrame(columns: frame.columns, treatment: frame.treatment, strata: strata),
                covariates: Population.covariates,
                keys: (0..<frame.rowCount).map { UInt64($0) }
            )
            let result = try? MatchEngine(settings: settings).match(input, model: model)
            return result.map {
                Match(scores: model.scores, strata: strata, weights: $0.weights, pairs: $0.pairs)
            }
        }
    }

    /// The weights of the service's radius matching.
    private func radius(_ frame: CovariateFrame, _ model: LocalModel, _ strata: [UInt16]) -> [Double] {
        let spread = ScoreMoments(scores: model.scores, treatment: frame.treatment).deviation(.pooled)
        let caliper = design.caliper * spread
        let treatedRows = (0..<frame.rowCount).filter { frame.treatment[$0] == 1 }
        let treated = TreatedScores(
            scores: treatedRows.map { model.scores[$0] },
            strata: treatedRows.map { strata[$0] },
            ties: treatedRows.map { UInt64($0) }
        )
        let rows = ScoredRows(scores: model.scores, treatment: frame.treatment, strata: strata)
        let all = 0..<frame.rowCount
        let counts = MatchCounts(treated, controls: rows, rows: all, caliper: caliper).counts
        var weights = RadiusWeights(counts: counts).weights(treated, controls: rows, rows: all, caliper: caliper)
        for (place, count) in counts.enumerated() where count == 0 {
            weights[treatedRows[treated.order[place]]] = 0
        }
        return weights
    }

    private func summarise(_ population: Population, _ match: Match) -> StudyResult? {
        let weights = match.weights
        let treatment = population.frame.treatment
        let treated = weights.indices.filter { treatment[$0] == 1 }
        let analysed = treated.count { weights[$0] > 0 }
        let known: [OutcomeDefinition] = [.rate, .frequency]
        var sums = OutcomeSums(outcomes: known)
        var unmatched = OutcomeSums(outcomes: known)
        for row in weights.indices {
            let group: StudyGroup = treatment[row] == 1 ? .treated : .comparison
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
                intervals: intervals(estimate, population, match),
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

    private func intervals(
        _ estimate: OutcomeEstimate,
        _ population: Population,
        _ match: Match
    ) -> [IntervalMethod: StudyInterval] {
        let treatment = population.frame.treatment
        let outcome = population.outcomes.map { estimate.outcome.value(of: $0) ?? .nan }
        var intervals = estimate.intervals
        intervals[.naiveWelch] =
            NaiveWelch(outcome: outcome, treatment: treatment, weights: match.weights).interval
        guard let pairs = match.pairs else { return intervals }
        let effect = MatchedEffect(
            outcome: outcome,
            treatment: treatment,
            weights: match.weights,
            pairs: pairs,
            isReused: true,
            positions: (match.scores, match.strata)
        )
        return intervals.merging(effect?.intervals ?? [:]) { service, _ in service }
    }
}
