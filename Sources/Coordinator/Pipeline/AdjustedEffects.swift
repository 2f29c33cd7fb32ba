import MapReduce
import Outcomes
import Passes
import Propensity

/// Effects adjusted for covariates, by passes: g-computation in the matched sample, and the doubly robust estimate of everybody.
///
/// The same figures as `AdjustedEffect` gives for the rows of one process (docs/methods/outcomes.md). All outcomes are
/// regressed side by side, so there are as many passes as the slowest regression takes steps.
struct AdjustedEffects {
    /// An effect with its standard error.
    struct Effect: Sendable {
        let outcome: OutcomeDefinition
        let isDoublyRobust: Bool
        let estimate: Double
        let standardError: Double
    }

    /// Fewest people of a regression for each column estimated; with fewer it fits noise, and its error is too small.
    private static let peoplePerColumnMin = 2

    let plan: AdjustedPlan
    let context: Shared<AnalysisPlan>
    let executor: any Executor

    private typealias Regression = AdjustedPlan.Regression

    /// A regression that has a solution.
    private struct Fitted {
        let regression: Regression
        let fit: OutcomeFit
    }

    /// - Parameters:
    ///   - matching: The match.
    ///   - specification: The design of the covariates as they are, whatever the score makes of them.
    ///   - context: The people.
    ///   - executor: Where passes run.
    init(
        _ matching: Matching,
        specification: DesignSpecification,
        context: Shared<AnalysisPlan>,
        executor: any Executor
    ) {
        plan = AdjustedPlan(matching: matching, specification: specification, regressions: [])
        self.context = context
        self.executor = executor
    }

    /// The effects on some outcomes, in their order; without those whose regressions have no solution or too few people.
    func effects(_ outcomes: [OutcomeDefinition]) throws -> [Effect] {
        let fitted = try fits(
            outcomes.flatMap { outcome in
                [.matchedTreated, .matchedComparison, .pool].map { sample in
                    Regression(
                        outcome: outcome,
                        sample: sample,
                        coefficients: Array(repeating: 0, count: plan.specification.columnCount)
                    )
                }
            }
        )
        guard !fitted.isEmpty else { return [] }
        let predictions = try executor.run(
            AdjustedPredictionPass.self,
            context: context,
            broadcast: plan.with(fitted.map(\.regression))
        ).regressions
        let standardised = try standardised(fitted, predictions)
        return outcomes.flatMap { outcome in
            standardised.filter { $0.outcome == outcome }
                + zip(fitted, predictions).compactMap { fitted, prediction in
                    guard fitted.regression.sample == .pool, fitted.regression.outcome == outcome,
                        let effect = prediction.doublyRobust.effect,
                        let error = prediction.doublyRobust.standardError, error > 0
                    else { return nil }
                    return Effect(outcome: outcome, isDoublyRobust: true, estimate: effect, standardError: error)
                }
        }
    }

    /// Fits regressions side by side, a pass a step.
    private func fits(_ regressions: [Regression]) throws -> [Fitted] {
        var solvers = regressions.map { OutcomeSolver($0.family, columnCount: $0.coefficients.count) }
        var steps = solvers.map(\.first)
        while true {
            let open = steps.indices.compactMap { place -> (place: Int, at: Regression)? in
                guard case .evaluate(let coefficients) = steps[place] else { return nil }
                var regression = regressions[place]
                regression.coefficients = coefficients
                return (place, regression)
            }
            guard !open.isEmpty else { break }
            let sums = try executor.run(
                AdjustedStepPass.self,
                context: context,
                broadcast: plan.with(open.map(\.at))
            )
            for (place, sums) in zip(open.map(\.place), sums.regressions) { steps[place] = solvers[place].absorb(sums) }
        }
        return zip(regressions, steps).compactMap { regression, step in
            guard case .converged(let fit) = step, fit.rowCount >= Self.peoplePerColumnMin * fit.rank else {
                return nil
            }
            var regression = regression
            regression.coefficients = fit.coefficients
            return Fitted(regression: regression, fit: fit)
        }
    }

    /// The effects by g-computation: what both groups' regressions predict on average for the matched treated.
    private func standardised(_ fitted: [Fitted], _ predictions: [AdjustedPrediction]) throws -> [Effect] {
        /// The places of the treated's regression and of the comparison group's.
        var pairs: [(treated: Int, comparison: Int)] = []
        for (place, treated) in fitted.enumerated() where treated.regression.sample == .matchedTreated {
            let other = fitted.firstIndex {
                $0.regression.sample == .matchedComparison && $0.regression.outcome == treated.regression.outcome
            }
            if let other, predictions[place].people > 0 { pairs.append((place, other)) }
        }
        guard !pairs.isEmpty else { return [] }
        let places = pairs.flatMap { [$0.treated, $0.comparison] }
        let squares = try executor.run(
            AdjustedErrorPass.self,
            context: context,
            broadcast: plan.with(
                places.map { place in
                    var regression = fitted[place].regression
                    let people = Double(predictions[place].people)
                    regression.direction = fitted[place].fit.solve(predictions[place].derivative.map { $0 / people })
                    return regression
                }
            )
        ).squares
        return pairs.enumerated().compactMap { number, pair in
            let rows = Double(fitted[pair.treated].fit.rowCount + fitted[pair.comparison].fit.rowCount)
            let variance = (squares[2 * number] + squares[2 * number + 1]) * rows / (rows - 1)
            guard variance > 0 else { return nil }
            let difference = predictions[pair.treated].total - predictions[pair.comparison].total
            return Effect(
                outcome: fitted[pair.treated].regression.outcome,
                isDoublyRobust: false,
                estimate: difference / Double(predictions[pair.treated].people),
                standardError: variance.squareRoot()
            )
        }
    }
}
