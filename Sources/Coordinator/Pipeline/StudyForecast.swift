import Extracts
package import Outcomes
import Passes
import Propensity

/// What a study of a request could show, known before it is run.
///
/// Made from links, losses and the matched comparison group; no outcome of a treated person is looked at.
package struct StudyForecast: Sendable {
    /// One outcome.
    package struct Outcome: Sendable {
        /// What would be measured.
        package let outcome: OutcomeDefinition
        /// What the groups allow.
        package let forecast: EffectForecast
    }

    /// Rows of the submission.
    package let submitted: Int
    /// Rows linked to a person of the extracts with confidence.
    package let linked: Int
    /// Rows that would be analysed: linked, with a qualifying index event, and with somebody to compare with.
    package let analysed: Int
    /// People in the matched comparison group.
    package let comparisonPeople: Int
    /// The largest standardised mean difference of a covariate after matching, absolute; nil without covariates.
    package let largestDifference: Double?
    /// The outcomes of everybody: rate and frequency.
    package let outcomes: [Outcome]
}

extension Pipeline {
    /// Goes through linkage, attrition, comparison and matching, and forecasts what the outcomes could show.
    ///
    /// - Throws: ``PipelineError``, ``ExecutionError`` or an error of a stage, as ``run(_:)``.
    package func forecast(_ job: Job) throws -> StudyForecast {
        let submission = Submission(job.cohort)
        let (linkage, attrition) = try linkedAndFiltered(submission, of: job.request)
        let measured: [OutcomeDefinition] = [.rate, .frequency]
        let propensity = try PropensityStage.run(
            attrition.plan,
            settings: job.request.settings,
            outcomes: measured,
            executor: executor
        )
        let matched = try OutcomesStage.sums(of: propensity.matching, plan: attrition.plan, executor: executor)
        let analysed = propensity.matching.matched.count
        let differences = matched.balance.rows.compactMap { $0.after?.standardised.map(abs) }
        return StudyForecast(
            submitted: submission.cohort.count,
            linked: linkage.links.count { $0.loss == nil },
            analysed: analysed,
            comparisonPeople: matched.summary.outcomes.moments(.rate, .comparison)?.people ?? 0,
            largestDifference: differences.max(),
            outcomes: measured.compactMap {
                Self.forecast($0, matched.summary.outcomes.moments($0, .comparison), analysed: analysed)
            }
        )
    }

    /// The forecast of one outcome from the comparison group's moments; nil when that group does not vary.
    private static func forecast(
        _ outcome: OutcomeDefinition,
        _ comparison: WeightedMoments?,
        analysed: Int
    ) -> StudyForecast.Outcome? {
        guard let comparison, let mean = comparison.mean, let variance = comparison.variance, variance > 0 else {
            return nil
        }
        let groups = EffectForecast.Groups(
            treated: analysed,
            comparison: comparison.effectiveSize,
            baseline: mean,
            deviation: variance.squareRoot()
        )
        return StudyForecast.Outcome(
            outcome: outcome,
            forecast: EffectForecast(groups, kind: outcome.scale == .binary ? .share : .mean)
        )
    }
}
