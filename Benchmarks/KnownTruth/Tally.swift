private import Dispatch
import Outcomes
private import Synchronization

/// How often and how far many studies of one scenario missed the truth, for one outcome and one variance method.
package struct Tally: Codable, Hashable, Sendable {
    /// Name of the scenario.
    package let scenario: String
    /// Its effect.
    package let effect: String
    /// Whether sex was matched exactly.
    package let exactSex: Bool
    /// Caliper in pooled standard deviations of the logit.
    package let caliper: Double
    /// The outcome.
    package let outcome: String
    /// How the standard error was made.
    package let method: String
    /// Populations drawn.
    package let populations: Int
    /// Of them, populations without a model, a match or a test.
    package let failures: Int
    /// Mean number of treated people analysed.
    package let analysed: Double
    /// Mean share of the treated who were analysed.
    package let analysedShare: Double
    /// Mean effective sample size of the comparison group.
    package let effectiveComparison: Double
    /// Mean true effect on the treated analysed.
    package let truth: Double
    /// Mean difference without matching, minus the truth.
    package let unmatchedBias: Double
    /// Mean estimate minus truth.
    package let bias: Double
    /// Standard deviation of estimate minus truth: the standard error that a method should report.
    package let errorDeviation: Double
    /// Mean standard error reported.
    package let reportedError: Double
    /// `bias` in units of `errorDeviation`.
    package let biasInErrors: Double
    /// Share of 95 % intervals that hold the truth.
    package let coverage: Double
    /// Share of 95 % intervals that do not hold zero.
    package let excludesZero: Double
}

/// Draws and analyses the populations of scenarios.
package struct Simulation: Sendable {
    private let populations: Int
    private let seed: UInt64

    /// A simulation of so many populations a scenario.
    package init(populations: Int, seed: UInt64) {
        precondition(populations > 1, "a spread needs at least two populations")
        self.populations = populations
        self.seed = seed
    }

    /// Analyses every population of a scenario, in parallel; results are in the order of the populations.
    package func results(_ scenario: Scenario, _ design: StudyDesign = StudyDesign()) -> [StudyResult?] {
        let study = Study(design: design)
        let results = Mutex([StudyResult?](repeating: nil, count: populations))
        DispatchQueue.concurrentPerform(iterations: populations) { index in
            let result = study.analyse(Population(scenario, seed: seed, index: index))
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0 }
    }

    /// The tallies of a scenario, by outcome and variance method.
    package func tallies(_ scenario: Scenario, _ design: StudyDesign = StudyDesign()) -> [Tally] {
        let results = results(scenario, design)
        return [OutcomeDefinition.rate, .frequency].flatMap { outcome in
            VarianceMethod.allCases.compactMap { method in
                Tally(results, scenario, design, outcome: outcome, method: method)
            }
        }
    }
}

extension Tally {
    /// The tally of some results, or nil if fewer than two of them could be tested.
    init?(
        _ results: [StudyResult?],
        _ scenario: Scenario,
        _ design: StudyDesign,
        outcome: OutcomeDefinition,
        method: VarianceMethod
    ) {
        let tested = results.compactMap { result -> (StudyResult, StudyResult.Finding, DifferenceEstimate)? in
            guard let result, let finding = result.findings.first(where: { $0.outcome == outcome }) else { return nil }
            let difference =
                switch method {
                case .independentSamples: finding.estimate.difference
                case .linearised: finding.estimate.robust
                }
            return difference.map { (result, finding, $0) }
        }
        guard tested.count > 1 else { return nil }
        let count = Double(tested.count)
        func mean(_ value: ((StudyResult, StudyResult.Finding, DifferenceEstimate)) -> Double) -> Double {
            tested.reduce(0) { $0 + value($1) } / count
        }
        let bias = mean { $0.2.estimate - $0.1.truth }
        let squares = mean { ($0.2.estimate - $0.1.truth - bias) * ($0.2.estimate - $0.1.truth - bias) }
        let deviation = (squares * count / (count - 1)).squareRoot()
        self.init(
            scenario: scenario.name,
            effect: scenario.effect.rawValue,
            exactSex: design.matchesSexExactly,
            caliper: design.caliper,
            outcome: outcome.word,
            method: method.rawValue,
            populations: results.count,
            failures: results.count - tested.count,
            analysed: mean { Double($0.0.analysed) },
            analysedShare: mean { Double($0.0.analysed) / Double($0.0.treated) },
            effectiveComparison: mean { $0.0.effectiveComparison },
            truth: mean { $0.1.truth },
            unmatchedBias: mean { $0.1.unmatchedDifference - $0.1.truth },
            bias: bias,
            errorDeviation: deviation,
            reportedError: mean { $0.2.standardError },
            biasInErrors: deviation > 0 ? bias / deviation : 0,
            coverage: mean { $0.2.interval.contains($0.1.truth) ? 1 : 0 },
            excludesZero: mean { $0.2.interval.contains(0) ? 0 : 1 }
        )
    }
}
