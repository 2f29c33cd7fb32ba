import MapReduce
import Outcomes
import Passes
import Propensity

/// Entropy balancing by passes: weights of the whole pool that give it the treated people's means, and the outcomes by them.
struct EntropyWeights {
    let specification: DesignSpecification
    let outcomes: [OutcomeDefinition]
    let plan: Shared<AnalysisPlan>
    let executor: any Executor

    /// The outcome sums; nil when no positive weights meet the means.
    func sums() throws -> OutcomeSums? {
        let zeros = Array(repeating: 0.0, count: specification.columnCount)
        let treated = try executor.run(
            EntropyStepPass.self,
            context: plan,
            broadcast: EntropyPlan(specification: specification, isTreated: true, means: zeros, multipliers: zeros)
        )
        guard let means = treated.means else { return nil }
        var solver = EntropySolver(meeting: means)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let multipliers, let shift):
                let at = EntropyPlan(
                    specification: specification,
                    means: means,
                    multipliers: multipliers,
                    shift: shift
                )
                step = solver.absorb(try executor.run(EntropyStepPass.self, context: plan, broadcast: at))
            case .converged(let multipliers, let shift):
                let weights = EntropyPlan(
                    specification: specification,
                    means: means,
                    multipliers: multipliers,
                    shift: shift,
                    outcomes: outcomes
                )
                return try executor.run(EntropyOutcomesPass.self, context: plan, broadcast: weights)
            case .apart: return nil
            }
        }
    }
}
