import Propensity
import Statistics
import Testing

@Suite("Effects in matched groups")
struct EffectTests {
    @Test(
        "the Abadie–Imbens error equals its definition worked out by exhaustive search",
        arguments: [UInt64(1), 2, 3]
    )
    func abadieImbens(seed: UInt64) throws {
        let random = CounterRandom(seed: seed)
        let scores = (0..<120).map { Double(random.below(30, at: UInt64($0))) / 7 }
        let treatment = (0..<120).map { UInt8(random.below(3, at: UInt64(500 + $0)) == 0 ? 1 : 0) }
        let outcome = (0..<120).map { random.uniform(at: UInt64(1000 + $0)) + scores[$0] }
        let frame = CovariateFrame(columns: [.doubles(scores)], treatment: treatment)
        let input = MatchInput(
            frame: frame,
            covariates: [Covariate(name: "x", kind: .continuous)],
            keys: (0..<120).map { UInt64($0) },
            scores: scores
        )
        var settings = MatchSettings()
        settings.method = .nearest
        settings.replacement = true
        settings.ratio = 2
        settings.caliper = nil
        let result = try MatchEngine(settings: settings).match(input, model: nil)
        let effect = try #require(
            MatchedEffect(
                outcome: outcome,
                treatment: treatment,
                weights: result.weights,
                pairs: result.pairs,
                isReused: true,
                positions: (scores, frame.strata)
            )
        )
        let pairs = try #require(result.pairs)
        let treated = treatment.indices.filter { treatment[$0] == 1 }
        let differences = treated.map { row in
            outcome[row] - pairs.filter { $0.treated == row }.reduce(0) { $0 + $1.weight * outcome[$1.control] }
        }
        let count = Double(treated.count)
        var sum = differences.reduce(0) { $0 + ($1 - effect.difference) * ($1 - effect.difference) }
        let controls = treatment.indices.filter { treatment[$0] == 0 }
        for row in controls {
            let shares = pairs.filter { $0.control == row }.map(\.weight)
            let others = controls.filter { $0 != row }
            let least = others.map { abs(scores[$0] - scores[row]) }.min() ?? 0
            let near = others.filter { abs(scores[$0] - scores[row]) == least }
            let mean = near.reduce(0) { $0 + outcome[$1] } / Double(near.count)
            let variance = Double(near.count) / Double(near.count + 1) * (outcome[row] - mean) * (outcome[row] - mean)
            let total = shares.reduce(0, +)
            sum += (total * total - shares.reduce(0) { $0 + $1 * $1 }) * variance
        }
        let found = try #require(effect.standardErrors[.abadieImbens])
        #expect(abs(found - sum.squareRoot() / count) < 1e-12)
    }

    @Test("rows without an outcome count for nothing")
    func missingOutcomes() throws {
        let effect = try #require(
            MatchedEffect(
                outcome: [1, .nan, 0, 4],
                treatment: [1, 1, 0, 0],
                weights: [1, 1, 0.5, 1.5],
                pairs: nil,
                isReused: true
            )
        )
        #expect(effect.treatedMean == 1 && effect.controlMean == 3)
        #expect(effect.treatedCount == 1 && effect.controlCount == 2)
        #expect(effect.standardErrors[.matchedSetsAndPeople] == nil)
    }
}
