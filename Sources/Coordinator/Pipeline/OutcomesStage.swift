import Extracts
import MapReduce
package import Outcomes
package import Passes
package import Propensity

/// What the stage `outcomes` gives.
package struct OutcomesResult: Sendable {
    /// Estimates of all outcomes.
    package var estimates: [OutcomeEstimate]
    /// Sums of the matched groups.
    package let summary: OutcomeSummary
    /// Balance before and after matching.
    package let balance: BalanceTable
}

/// Measures outcomes and balance of a match in one pass, and runs the tests.
enum OutcomesStage {
    /// The outcomes of a match with the standard error of its design, p-values adjusted within its own families.
    static func run(
        _ propensity: PropensityResult,
        settings: AnalysisSettings,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> OutcomesResult {
        var result = try sums(of: propensity.matching, plan: plan, executor: executor)
        if let chosen = propensity.matching.chosen, let sets = propensity.sets {
            let errors = MatchedSetErrors(
                matching: propensity.matching,
                chosen: chosen,
                sets: sets,
                hasReplacement: settings.matching.replacement,
                plan: plan,
                executor: executor
            )
            result.estimates = try errors.tested(result.estimates, result.summary.outcomes)
        }
        if settings.matching.method == .kernel {
            // Shares that fall with distance are unequal: the effective size alone would not tell how outcomes vary with them.
            result.estimates = result.estimates.map {
                OutcomeEstimator().estimate($0, standardError: nil, by: .linearised)
            }
        }
        result.estimates = OutcomeFamilies.adjusted([result.estimates])[0]
        return result
    }

    /// The outcomes of a match as two independent samples, p-values as they are.
    static func sums(
        of matching: Matching,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> OutcomesResult {
        executor.enter(stage: "outcomes")
        let summary = try executor.run(OutcomesPass.self, context: plan, broadcast: matching)
        return OutcomesResult(
            estimates: OutcomeEstimator().estimates(summary.outcomes),
            summary: summary,
            balance: BalanceTable(summary.balance, specification: matching.balance)
        )
    }
}
