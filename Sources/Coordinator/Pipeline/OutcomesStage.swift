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
    /// The outcomes of a match, p-values adjusted within its own families.
    static func run(
        _ matching: Matching,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> OutcomesResult {
        executor.enter(stage: "outcomes")
        let summary = try executor.run(OutcomesPass.self, context: plan, broadcast: matching)
        return OutcomesResult(
            estimates: OutcomeFamilies.adjusted([OutcomeEstimator().estimates(summary.outcomes)])[0],
            summary: summary,
            balance: BalanceTable(summary.balance, specification: matching.balance)
        )
    }
}
