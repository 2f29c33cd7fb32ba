import Extracts
import MapReduce
import Outcomes
import Passes
import Propensity
import Reports
import Statistics

/// The headline's differences by other methods, as far as a request asks for them.
struct ChecksResult: Sendable {
    /// The checks of each outcome, in the order of the measured outcomes.
    fileprivate(set) var checks: [(outcome: OutcomeDefinition, checks: [EffectCheck])]

    /// The checks of an outcome.
    subscript(_ outcome: OutcomeDefinition) -> [EffectCheck] {
        checks.first { $0.outcome == outcome }?.checks ?? []
    }
}

/// Estimates the headline's differences again by other methods: a bootstrap of the match, effects adjusted for covariates, and
/// weights in place of the match.
struct ChecksStage {
    let choice: AnalysisChoice
    let settings: AnalysisSettings
    let propensity: PropensityResult
    let outcomes: OutcomesResult
    let plan: Shared<AnalysisPlan>
    let executor: any Executor

    private var measured: [OutcomeDefinition] { propensity.matching.outcomes }

    /// Runs the passes of the checks that are asked for; none by default.
    func run() throws -> ChecksResult {
        var result = ChecksResult(checks: measured.map { ($0, []) })
        guard choice.bootstrap > 0 || choice.checks else { return result }
        executor.enter(stage: "checks")
        for checks in [try bootstrap(), try adjusted(), try weighted(), try balanced()] {
            for (place, check) in checks { result.checks[place].checks.append(check) }
        }
        return result
    }

    /// The bootstrap of each outcome, with its place among the measured ones.
    private func bootstrap() throws -> [(Int, EffectCheck)] {
        guard choice.bootstrap > 0 else { return [] }
        let drawn = BootstrapPlan(matching: propensity.matching, seed: settings.seed, replicates: choice.bootstrap)
        let sums = try executor.run(BootstrapPass.self, context: plan, broadcast: drawn)
        return measured.indices.compactMap { place in
            guard let difference = outcomes.estimates[place].difference,
                let spread = BootstrapEstimate(sums, outcome: place)
            else { return nil }
            return (
                place,
                EffectCheck(
                    method: .bootstrap,
                    estimate: difference.estimate,
                    standardError: spread.standardError,
                    lower: spread.interval.lower,
                    upper: spread.interval.upper,
                    replicates: spread.replicates
                )
            )
        }
    }

    /// Effects adjusted for covariates, with the normal distribution.
    private func adjusted() throws -> [(Int, EffectCheck)] {
        guard choice.checks else { return [] }
        let adjusted = AdjustedEffects(
            propensity.matching,
            specification: try specification(),
            context: plan,
            executor: executor
        )
        let shown = measured.indices.filter { outcomes.estimates[$0].difference != nil }
        let reach = Normal.quantile(0.975)
        return try adjusted.effects(shown.map { measured[$0] }).compactMap { effect in
            measured.firstIndex(of: effect.outcome).map { place in
                let check = EffectCheck(
                    method: effect.isDoublyRobust ? .doublyRobust : .gComputation,
                    estimate: effect.estimate,
                    standardError: effect.standardError,
                    lower: effect.estimate - reach * effect.standardError,
                    upper: effect.estimate + reach * effect.standardError
                )
                return (place, check)
            }
        }
    }

    /// The design of the covariates as they are, whatever the score makes of them.
    private func specification() throws -> DesignSpecification {
        try DesignSpecification(
            covariates: propensity.covariates,
            survey: propensity.survey,
            settings: DesignSpecification.Settings(levelFloor: settings.levelCountMin)
        )
    }

    /// The whole pool by weights of entropy balancing; nothing when no positive weights meet the treated people's means.
    private func balanced() throws -> [(Int, EffectCheck)] {
        guard choice.checks else { return [] }
        let weights = EntropyWeights(
            specification: try specification(),
            outcomes: measured,
            plan: plan,
            executor: executor
        )
        guard let sums = try weights.sums() else { return [] }
        return OutcomeEstimator().estimates(sums).enumerated().compactMap { place, estimate in
            estimate.robust.map { (place, Self.check(.entropyBalancing, $0)) }
        }
    }

    /// Everybody with a score by weights, with the standard error that respects them.
    private func weighted() throws -> [(Int, EffectCheck)] {
        guard choice.checks else { return [] }
        let methods: [(EffectCheck.Method, MatchSettings.Estimand)] = [(.oddsWeights, .att), (.overlapWeights, .ato)]
        let weighting = WeightingPlan(
            model: propensity.matching.plan.model,
            estimands: methods.map(\.1),
            outcomes: measured
        )
        let sums = try executor.run(WeightingPass.self, context: plan, broadcast: weighting)
        return methods.indices.flatMap { analysis in
            OutcomeEstimator().estimates(sums, analysis: analysis).enumerated().compactMap { place, estimate in
                estimate.robust.map { (place, Self.check(methods[analysis].0, $0)) }
            }
        }
    }

    private static func check(_ method: EffectCheck.Method, _ difference: DifferenceEstimate) -> EffectCheck {
        EffectCheck(
            method: method,
            estimate: difference.estimate,
            standardError: difference.standardError,
            lower: difference.interval.lower,
            upper: difference.interval.upper
        )
    }
}
