import Propensity
import Statistics
import Testing

@Suite("Radius matching without listing pairs")
struct RadiusTests {
    private struct Case {
        let treatedRows: [Int]
        let treated: TreatedScores
        let controls: ScoredRows
        let scores: [Double]

        init(seed: UInt64, rowCount: Int, strata: Int) {
            let random = CounterRandom(seed: seed)
            // Scores on a coarse grid, so that ties and distances equal to the caliper occur.
            let scores = (0..<rowCount).map { Double(random.below(64, at: UInt64($0))) / 16 }
            let treatment = (0..<rowCount).map { UInt8(random.below(4, at: UInt64(rowCount + $0)) == 0 ? 1 : 0) }
            let codes = (0..<rowCount).map { UInt16(random.below(strata, at: UInt64(2 * rowCount + $0))) }
            controls = ScoredRows(scores: scores, treatment: treatment, strata: codes)
            let rows = (0..<rowCount).filter { treatment[$0] == 1 }
            self.scores = scores
            treatedRows = rows
            treated = TreatedScores(
                scores: rows.map { scores[$0] },
                strata: rows.map { codes[$0] },
                ties: rows.map { random.bits(at: UInt64(3 * rowCount + $0)) }
            )
        }

        func isPair(_ treatedRow: Int, _ row: Int, caliper: Double) -> Bool {
            controls.treatment[row] == 0 && controls.strata[row] == controls.strata[treatedRow]
                && abs(scores[treatedRow] - scores[row]) <= caliper
        }
    }

    @Test("counts, weights and means equal those of listed pairs", arguments: [UInt64(1), 2, 3, 4], [1, 3])
    func equalsPairs(seed: UInt64, strata: Int) {
        let one = Case(seed: seed, rowCount: 400, strata: strata)
        let caliper = 0.125
        var counts = MatchCounts(treatedCount: one.treated.count)
        var sums = MatchedOutcomeSums(treatedCount: one.treated.count)
        let outcomes = (0..<400).map { Double($0 % 7) + 0.1 }
        for start in stride(from: 0, to: 400, by: 100) {
            let rows = start..<(start + 100)
            counts.add(MatchCounts(one.treated, controls: one.controls, rows: rows, caliper: caliper))
            sums.add(
                MatchedOutcomeSums(
                    one.treated,
                    controls: one.controls,
                    outcomes: outcomes,
                    rows: rows,
                    caliper: caliper
                )
            )
        }
        let weights = RadiusWeights(counts: counts.counts)
        let found = weights.weights(one.treated, controls: one.controls, rows: 0..<400, caliper: caliper)
        let means = sums.means(counts: counts.counts)
        var expected = Array(repeating: 0.0, count: 400)
        for (place, index) in one.treated.order.enumerated() {
            let row = one.treatedRows[index]
            let pairs = (0..<400).filter { one.isPair(row, $0, caliper: caliper) }
            #expect(counts.counts[place] == pairs.count)
            for pair in pairs { expected[pair] += 1 / Double(pairs.count) }
            let mean = pairs.isEmpty ? nil : pairs.reduce(0) { $0 + outcomes[$1] } / Double(pairs.count)
            #expect((means[place] == nil) == (mean == nil))
            if let mean, let found = means[place] { #expect(abs(mean - found) < 1e-13) }
        }
        for row in 0..<400 where one.controls.treatment[row] == 0 {
            #expect(abs(found[row] - expected[row]) <= 1e-14 * max(1, expected[row]))
        }
        #expect(counts.usedControls == expected.count { $0 > 0 })
    }

    @Test("control weights add up to the number of matched treated people")
    func weightsAddUp() {
        let one = Case(seed: 11, rowCount: 2000, strata: 2)
        let counts = MatchCounts(one.treated, controls: one.controls, rows: 0..<2000, caliper: 0.07)
        let weights = RadiusWeights(counts: counts.counts)
        let found = weights.weights(one.treated, controls: one.controls, rows: 0..<2000, caliper: 0.07)
        let total = (0..<2000).filter { one.controls.treatment[$0] == 0 }.reduce(0) { $0 + found[$1] }
        #expect(abs(total - Double(weights.matchedCount)) < 1e-9)
    }

    @Test("a distance equal to the caliper is within it")
    func inclusive() {
        let treated = TreatedScores(scores: [0.5], strata: [0], ties: [1])
        #expect(treated.range(within: 0.25, of: 0.75, stratum: 0) == 0..<1)
        #expect(treated.range(within: 0.25, of: 0.7500000001, stratum: 0).isEmpty)
        #expect(treated.range(within: 0.25, of: 0.5, stratum: 1).isEmpty)
    }

    @Test("the effect is a mean over treated people, not over pairs")
    func notPooled() throws {
        // The first has ten controls without the outcome in reach, the second one control with it.
        let scores = [0.0, 5] + Array(repeating: 0.1, count: 10) + [5.1]
        let outcome = [0.0, 0] + Array(repeating: 0, count: 10) + [1]
        let frame = CovariateFrame(columns: [.doubles(scores)], treatment: [1, 1] + Array(repeating: 0, count: 11))
        var settings = MatchSettings()
        settings.caliper = 0.2
        settings.caliperUnit = .absolute
        let input = MatchInput(
            frame: frame,
            covariates: [Covariate(name: "x", kind: .continuous)],
            keys: scores.indices.map { UInt64($0) },
            scores: scores
        )
        let result = try MatchEngine(settings: settings).match(input, model: nil)
        let effect = try #require(
            MatchedEffect(
                outcome: outcome,
                treatment: frame.treatment,
                weights: result.weights,
                pairs: result.pairs,
                isReused: true
            )
        )
        #expect(result.pairCount == 11)
        // The mean over pairs is −1/11.
        #expect(effect.difference == -0.5)
    }
}
