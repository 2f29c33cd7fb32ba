import KnownTruth
import Outcomes
import Propensity
import Statistics
import Testing

/// The small version of the benchmark: fewer and smaller populations, bounds that allow for chance.
///
/// The populations are seeded, so a test that passes once passes always; the bounds say what it means.
struct KnownTruthTests {
    private static let populations = 200

    private func scenario(_ effect: Scenario.Effect) -> Scenario {
        Scenario(name: "tiny", people: 1_500, treatedShare: 0.055, effect: effect)
    }

    /// Whether so many successes would be very rare (once in two thousand) if the chance were at least `lowest`, or at
    /// most `highest`.
    private func isPlausible(_ share: Double, of trials: Int, lowest: Double, highest: Double) -> Bool {
        let successes = Int((share * Double(trials)).rounded())
        return Binomial(trials: trials, probability: lowest).cdf(successes) > 5e-4
            && Binomial(trials: trials, probability: highest).probability(ofAtLeast: successes) > 5e-4
    }

    @Test(
        "intervals cover the effect on the treated, with little bias, by any interval",
        arguments: Scenario.Effect.allCases
    )
    func coverage(_ effect: Scenario.Effect) throws {
        let all = Simulation(populations: Self.populations, seed: 20).tallies(scenario(effect))
        let tallies = all.filter { $0.method != IntervalMethod.naiveWelch.rawValue }
        // Two outcomes by two intervals, and the score interval of the rate.
        #expect(tallies.count == 5)
        for tally in tallies {
            let name: Comment = "\(tally.outcome), \(tally.method)"
            #expect(tally.failures == 0, name)
            #expect(tally.analysedShare > 0.95, name)
            #expect(isPlausible(tally.coverage, of: Self.populations, lowest: 0.93, highest: 0.98), name)
            // A quarter of a standard error, and three standard errors of the mean of so many populations.
            #expect(abs(tally.biasInErrors) < 0.25 + 3 / Double(Self.populations).squareRoot(), name)
            #expect(abs(tally.reportedError / tally.errorDeviation - 1) < 0.2, name)
            switch effect {
            case .none:
                #expect(tally.truth == 0)
                #expect(isPlausible(tally.excludesZero, of: Self.populations, lowest: 0.03, highest: 0.07), name)
            case .heterogeneous:
                #expect(tally.truth < -0.05, name)
            }
            // Without matching the groups differ by far more: the populations are no easy ones.
            #expect(tally.unmatchedBias > 10 * abs(tally.bias), name)
        }
    }

    @Test("where comparison people are few, Welch's test takes their reuse for people; Abadie and Imbens do not")
    func reuse() throws {
        let scarce = Scenario(name: "scarce", people: 800, treatedShare: 0.35, effect: .none)
        var design = StudyDesign()
        design.matching = .nearest(ratio: 1)
        let tallies = Simulation(populations: Self.populations, seed: 20).tallies(scarce, design)
        func tally(_ method: IntervalMethod) throws -> Tally {
            try #require(tallies.first { $0.outcome == "rate" && $0.method == method.rawValue })
        }
        let naive = try tally(.naiveWelch)
        let proper = try tally(.abadieImbens)
        // Less than four fifths of the spread that there is.
        #expect(naive.reportedError < 0.8 * naive.errorDeviation)
        #expect(!isPlausible(naive.coverage, of: Self.populations, lowest: 0.94, highest: 0.96))
        #expect(abs(proper.reportedError / proper.errorDeviation - 1) < 0.15)
        #expect(isPlausible(proper.coverage, of: Self.populations, lowest: 0.93, highest: 0.98))
        #expect(proper.failures == 0)
    }

    @Test("a population depends on seed and number alone, and an effect changes outcomes of the treated alone")
    func populations() throws {
        let without = Population(scenario(.none), seed: 3, index: 5)
        #expect(Population(scenario(.none), seed: 3, index: 5).outcomes == without.outcomes)
        #expect(Population(scenario(.none), seed: 3, index: 6).outcomes != without.outcomes)
        #expect(Population(scenario(.none), seed: 4, index: 5).outcomes != without.outcomes)
        let with = Population(scenario(.heterogeneous), seed: 3, index: 5)
        #expect(with.frame.treatment == without.frame.treatment)
        let changed = with.outcomes.indices.filter { with.outcomes[$0] != without.outcomes[$0] }
        #expect(!changed.isEmpty)
        #expect(changed.allSatisfy { with.frame.treatment[$0] == 1 })
        #expect(try #require(without.effects[.rate]).allSatisfy { $0 == 0 })
    }

    @Test("studies of the same populations agree to the last bit, in whatever order they were made")
    func deterministic() {
        let first = Simulation(populations: 8, seed: 9).tallies(scenario(.heterogeneous))
        #expect(Simulation(populations: 8, seed: 9).tallies(scenario(.heterogeneous)) == first)
    }
}
