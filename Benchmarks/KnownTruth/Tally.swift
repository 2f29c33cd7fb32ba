private import Dispatch
import Outcomes
private import Synchronization

/// How often and how far many studies of one scenario missed the truth, for one outcome and one interval.
package struct Tally: Codable, Hashable, Sendable {
    /// Name of the scenario.
    package let scenario: String
    /// Its effect.
    package let effect: String
    /// The kind of matching.
    package let matching: String
    /// Whether sex was matched exactly.
    package let exactSex: Bool
    /// Caliper in pooled standard deviations of the logit.
    package let caliper: Double
    /// The outcome.
    package let outcome: String
    /// Which interval.
    package let method: String
    /// Populations drawn.
    package let populations: Int
    /// Of them, populations without a model, a match or an interval.
    package let failures: Int
    /// Mean number of treated people analysed.
    package let analysed: Double
    /// Mean share of the treated who were analysed.
    package let analysedShare: Double
    /// Mean number of the treated analysed who reoffended.
    package let treatedReoffenders: Double
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

    /// The tallies of a scenario, by outcome and interval.
    package func tallies(_ scenario: Scenario, _ design: StudyDesign = StudyDesign()) -> [Tally] {
        let results = results(scenario, design)
        return [OutcomeDefinition.rate, .frequency].flatMap { outcome in
            IntervalMethod.allCases.compactMap { method in
                Tally(results, scenario, design, outcome: outcome, method: method)
            }
        }
    }
}

/// One population's figures.
private struct Case {
    let result: StudyResult
    let finding: StudyResult.Finding
    let estimate: Double
    let standardError: Double
    let interval: ConfidenceInterval
}

extension Tally {
    /// The tally of some results, or nil if fewer than two of them have the interval.
    init?(
        _ results: [StudyResult?],
        _ scenario: Scenario,
        _ design: StudyDesign,
        outcome: OutcomeDefinition,
        method: IntervalMethod
    ) {
        let cases = results.compactMap { result -> Case? in
            guard let result, let finding = result.findings.first(where: { $0.outcome == outcome }),
                let interval = finding.intervals[method], let treated = finding.estimate.treated.estimate,
                let comparison = finding.estimate.comparison.estimate
            else { return nil }
            return Case(
                result: result,
                finding: finding,
                estimate: treated - comparison,
                standardError: interval.standardError,
                interval: interval.interval
            )
        }
        guard cases.count > 1 else { return nil }
        let count = Double(cases.count)
        func mean(_ value: (Case) -> Double) -> Double { cases.reduce(0) { $0 + value($1) } / count }
        let bias = mean { $0.estimate - $0.finding.truth }
        let squares = mean { ($0.estimate - $0.finding.truth - bias) * ($0.estimate - $0.finding.truth - bias) }
        let deviation = (squares * count / (count - 1)).squareRoot()
        self.init(
            scenario: scenario.name,
            effect: scenario.effect.rawValue,
            matching: design.matching.name,
            exactSex: design.matchesSexExactly,
            caliper: design.caliper,
            outcome: outcome.word,
            method: method.rawValue,
            populations: results.count,
            failures: results.count - cases.count,
            analysed: mean { Double($0.result.analysed) },
            analysedShare: mean { Double($0.result.analysed) / Double($0.result.treated) },
            treatedReoffenders: mean { Double($0.finding.estimate.treated.peopleWithOutcome) },
            effectiveComparison: mean { $0.result.effectiveComparison },
            truth: mean { $0.finding.truth },
            unmatchedBias: mean { $0.finding.unmatchedDifference - $0.finding.truth },
            bias: bias,
            errorDeviation: deviation,
            reportedError: mean { $0.standardError },
            biasInErrors: deviation > 0 ? bias / deviation : 0,
            coverage: mean { $0.interval.contains($0.finding.truth) ? 1 : 0 },
            excludesZero: mean { $0.interval.contains(0) ? 0 : 1 }
        )
    }
}
