import Extracts
import MapReduce
import Passes
import Propensity
import Statistics
import Tables
import Testing

@Suite("The wire form of plans, models and partials")
struct WireTests {
    private static let plan = AnalysisFixture.plan(treated: [1, 4], excluded: [2])
    private static let specification = DesignSpecification(
        columnNames: ["(intercept)", "sex: male", "age"],
        terms: [
            DesignTerm(covariate: 0, kind: .categorical, columns: [-1, 1, -1], centre: 0, scale: 1),
            DesignTerm(covariate: 1, kind: .continuous, columns: [2, -1], centre: 35.5, scale: 9.25),
        ],
        dropped: ["prison"],
        merged: []
    )
    private static let model = ScoreModel(specification: specification, link: .logit, coefficients: [-1, 0.5, .pi])

    @Test("decoding what was encoded gives the same bytes again")
    func roundTrip() throws {
        #expect(try AnalysisPlan(decoding: Self.plan.encoded).encoded == Self.plan.encoded)
        #expect(try ScoreModel(decoding: Self.model.encoded) == Self.model)
        let scores = TreatedScores(scores: [0.5, -1, 0.5], strata: [1, 0, 1], ties: [3, 2, 1])
        let matchPlan = MatchPlan(model: Self.model, treated: scores, caliper: 0.2)
        #expect(try MatchPlan(decoding: matchPlan.encoded) == matchPlan)
        var counts = MatchCounts(treatedCount: 3)
        counts.differences = [4, -2, 0, -2]
        #expect(try MatchCounts(decoding: counts.encoded) == counts)
    }

    @Test("bytes that are cut short anywhere are refused, never trap")
    func truncation() throws {
        for bytes in [Self.plan.encoded, Self.model.encoded] {
            for length in 0..<bytes.count {
                let cut = Array(bytes[..<length])
                #expect(throws: (any Error).self) { _ = try AnalysisPlan(decoding: cut) }
                #expect(throws: (any Error).self) { _ = try ScoreModel(decoding: cut) }
            }
        }
    }

    @Test("flipped bytes are decoded or refused, never trap", arguments: 0..<200)
    func mutation(seed: Int) {
        let random = CounterRandom(seed: UInt64(seed), purpose: "mutation")
        for original in [Self.plan.encoded, Self.model.encoded] {
            var bytes = original
            for flip in 0..<4 {
                let index = random.below(bytes.count, at: UInt64(2 * flip))
                bytes[index] = UInt8(truncatingIfNeeded: random.bits(at: UInt64(2 * flip + 1)))
            }
            // Either outcome is right; a trap would end the test process.
            let plan = try? AnalysisPlan(decoding: bytes)
            let model = try? ScoreModel(decoding: bytes)
            #expect(plan == nil || model == nil)
        }
    }

    @Test("every pass of the service is in the registry, under a name of its own")
    func registry() throws {
        let names: [PassName] = [
            LinkEvidencePass.name, CandidatesPass.name, IndexEventsPass.name, SurveyPass.name, DistributionsPass.name,
            DesignSurveyPass.name, NewtonPass.name, FirthPass.name, AccuracyPass.name, ScoresPass.name,
            MatchCountsPass.name, PoolScoresPass.name, KernelTotalsPass.name, OutcomesPass.name,
            ChosenOutcomesPass.name, MatchedSetsPass.name, NearestOthersPass.name, BootstrapPass.name,
            WeightingPass.name, EntropyStepPass.name, EntropyOutcomesPass.name, AdjustedStepPass.name,
            AdjustedPredictionPass.name, AdjustedErrorPass.name, DelayedCountsPass.name, DelayedSumsPass.name,
        ]
        #expect(Set(names).count == names.count)
        for name in names { #expect(try PassRegistry.standard.runner(named: name).name == name) }
        for name in names where name != LinkEvidencePass.name && name != CandidatesPass.name {
            #expect(try PassRegistry.standard.runner(named: name).parts == [.history], "only linkage reads identifiers")
        }
    }
}
