import Propensity
import Statistics
import Testing

@Suite("Optimal and full matching")
struct OptimalTests {
    /// People with scores on a grid or not; codes that all differ restrict nothing, but take the way over the graph.
    private func input(seed: UInt64, rowCount: Int, levels: Int?, onGraph: Bool, share: Int = 3) -> MatchInput {
        let random = CounterRandom(seed: seed)
        let scores = (0..<rowCount).map { row in
            levels.map { Double(random.below($0, at: UInt64(row))) / 8 } ?? random.uniform(at: UInt64(row))
        }
        let treatment = (0..<rowCount).map {
            UInt8($0 == 0 || ($0 > 1 && random.below(share, at: UInt64(rowCount + $0)) == 0) ? 1 : 0)
        }
        return MatchInput(
            frame: CovariateFrame(columns: [.doubles(scores)], treatment: treatment),
            covariates: [Covariate(name: "x", kind: .continuous)],
            keys: (0..<rowCount).map { UInt64($0) },
            scores: scores,
            conditions: PairConditions(antiexact: onGraph ? [(0..<rowCount).map { Int32($0) }] : [])
        )
    }

    private func match(
        _ input: MatchInput,
        _ method: MatchSettings.Method,
        caliper: Double?,
        ratio: Int = 1,
        estimand: MatchSettings.Estimand = .att
    ) throws -> MatchResult {
        var settings = MatchSettings()
        settings.method = method
        settings.caliper = caliper
        settings.caliperUnit = .absolute
        settings.ratio = ratio
        settings.estimand = estimand
        return try MatchEngine(settings: settings).match(input, model: nil)
    }

    @Test(
        "the line gives as many pairs at the same distance as the graph",
        arguments: Array(UInt64(1)...40),
        [nil, 0.3]
    )
    func optimalOnLine(seed: UInt64, caliper: Double?) throws {
        for (levels, share, ratio) in [(nil, 3, 1), (12, 3, 1), (nil, 2, 2), (20, 5, 3), (nil, 8, 2)]
            as [(Int?, Int, Int)]
        {
            let line = try match(
                input(seed: seed, rowCount: 60, levels: levels, onGraph: false, share: share),
                .optimal,
                caliper: caliper,
                ratio: ratio
            )
            let graph = try match(
                input(seed: seed, rowCount: 60, levels: levels, onGraph: true, share: share),
                .optimal,
                caliper: caliper,
                ratio: ratio
            )
            #expect(line.pairCount == graph.pairCount, "seed \(seed)")
            let (one, other) = (try #require(line.distanceSum), try #require(graph.distanceSum))
            #expect(abs(one - other) < 1e-9, "seed \(seed), levels \(String(describing: levels)), ratio \(ratio)")
            #expect(try #require(line.pairs).allSatisfy { $0.distance <= caliper ?? .infinity })
        }
    }

    @Test(
        "full matching on the line has the total distance of the graph",
        arguments: Array(UInt64(1)...40),
        [nil, 0.05]
    )
    func fullOnLine(seed: UInt64, caliper: Double?) throws {
        for (levels, share) in [(nil, 2), (12, 2), (nil, 4), (30, 3), (nil, 10)] as [(Int?, Int)] {
            let line = try match(
                input(seed: seed, rowCount: 80, levels: levels, onGraph: false, share: share),
                .full,
                caliper: caliper
            )
            let graph = try match(
                input(seed: seed, rowCount: 80, levels: levels, onGraph: true, share: share),
                .full,
                caliper: caliper
            )
            let (one, other) = (try #require(line.distanceSum), try #require(graph.distanceSum))
            #expect(abs(one - other) < 1e-9, "seed \(seed), levels \(String(describing: levels)), share \(share)")
            let (sets, others) = (try #require(line.sets), try #require(graph.sets))
            #expect(sets.map { $0 >= 0 } == others.map { $0 >= 0 })
        }
    }

    @Test("optimal matching is never farther than greedy matching of as many", arguments: Array(UInt64(1)...20))
    func notFarther(seed: UInt64) throws {
        let people = input(seed: seed, rowCount: 300, levels: nil, onGraph: false)
        let optimal = try match(people, .optimal, caliper: nil)
        let greedy = try match(people, .nearest, caliper: nil)
        #expect(optimal.pairCount == greedy.pairCount)
        let (least, most) = (try #require(optimal.distanceSum), try #require(greedy.distanceSum))
        #expect(least <= most + 1e-12)
    }

    @Test("weights of full matching stand for the group whose effect is estimated")
    func estimands() throws {
        let people = input(seed: 5, rowCount: 200, levels: nil, onGraph: false)
        for (estimand, group) in [(MatchSettings.Estimand.att, UInt8(1)), (.atc, 0)] {
            let result = try match(people, .full, caliper: nil, estimand: estimand)
            let focal = people.frame.treatment.indices.filter { people.frame.treatment[$0] == group }
            #expect(focal.allSatisfy { result.weights[$0] == 1 })
            let others = result.weights.indices.filter { people.frame.treatment[$0] != group }
            #expect(abs(others.reduce(0) { $0 + result.weights[$1] } - Double(focal.count)) < 1e-9)
        }
        let everybody = try match(people, .full, caliper: nil, estimand: .ate)
        for group in [UInt8(0), 1] {
            let rows = people.frame.treatment.indices.filter { people.frame.treatment[$0] == group }
            #expect(abs(rows.reduce(0) { $0 + everybody.weights[$1] } - 200) < 1e-9)
        }
    }

    @Test("what is too large to solve is refused with a sentence")
    func bounds() throws {
        // Everyone competes for the same few candidates: one stretch of 30,000 slots and 30,000 candidates.
        let count = 60_000
        let scores = (0..<count).map { $0 < count / 2 ? Double($0) : 1e6 + Double($0) }
        let people = MatchInput(
            frame: CovariateFrame(
                columns: [.doubles(scores)],
                treatment: (0..<count).map { $0 < count / 2 ? 0 : 1 }
            ),
            covariates: [Covariate(name: "x", kind: .continuous)],
            keys: (0..<count).map { UInt64($0) },
            scores: scores
        )
        let error = #expect(throws: PropensityError.self) { try match(people, .optimal, caliper: nil) }
        #expect("\(try #require(error))".contains("--exact"))
    }
}
