import Propensity
import Statistics
import Testing

@Suite("Nearest neighbour matching")
struct NearestTests {
    private let covariates = [Covariate(name: "x", kind: .continuous)]

    /// Rows with scores on a grid, so that ties occur.
    private func input(seed: UInt64, rowCount: Int, strata: Int = 1, shuffledBy shuffle: UInt64? = nil) -> MatchInput {
        let random = CounterRandom(seed: seed)
        var order = Array(0..<rowCount)
        if let shuffle {
            let draw = CounterRandom(seed: shuffle)
            order.sort { draw.bits(at: UInt64($0)) < draw.bits(at: UInt64($1)) }
        }
        let scores = order.map { Double(random.below(40, at: UInt64($0))) / 8 }
        let treatment = order.map { UInt8(random.below(3, at: UInt64(rowCount + $0)) == 0 ? 1 : 0) }
        let codes = order.map { UInt16(random.below(strata, at: UInt64(2 * rowCount + $0))) }
        let frame = CovariateFrame(columns: [.doubles(scores)], treatment: treatment, strata: codes)
        return MatchInput(frame: frame, covariates: covariates, keys: order.map { UInt64($0) }, scores: scores)
    }

    private func match(_ input: MatchInput, _ change: (inout MatchSettings) -> Void) throws -> MatchResult {
        var settings = MatchSettings()
        settings.method = .nearest
        settings.caliper = nil
        change(&settings)
        return try MatchEngine(settings: settings).match(input, model: nil)
    }

    @Test("with replacement, everyone has the nearest of all controls in the stratum", arguments: [1, 3])
    func nearestOfAll(strata: Int) throws {
        let input = input(seed: 1, rowCount: 200, strata: strata)
        let result = try match(input) { $0.replacement = true }
        let scores = try #require(input.scores)
        let pairs = try #require(result.pairs)
        for pair in pairs {
            let candidates = scores.indices.filter {
                input.frame.treatment[$0] == 0 && input.frame.strata[$0] == input.frame.strata[pair.treated]
            }
            #expect(pair.distance == candidates.map { abs(scores[$0] - scores[pair.treated]) }.min())
            #expect(input.frame.strata[pair.control] == input.frame.strata[pair.treated])
        }
    }

    @Test("several neighbours with replacement are the nearest several")
    func severalNeighbours() throws {
        let input = input(seed: 2, rowCount: 150)
        let result = try match(input) {
            $0.replacement = true
            $0.ratio = 4
        }
        let scores = try #require(input.scores)
        let controls = scores.indices.filter { input.frame.treatment[$0] == 0 }
        let sets = Dictionary(grouping: try #require(result.pairs), by: \.treated)
        for (treated, pairs) in sets {
            let expected = controls.map { abs(scores[$0] - scores[treated]) }.sorted().prefix(4)
            #expect(pairs.map(\.distance) == Array(expected))
            #expect(Set(pairs.map(\.control)).count == 4)
        }
    }

    @Test(
        "without replacement a control is used once, and nobody leaves a nearer free one",
        arguments: [MatchSettings.Order.largest, .smallest, .data, .random, .closest]
    )
    func usedOnce(order: MatchSettings.Order) throws {
        let input = input(seed: 3, rowCount: 240)
        let result = try match(input) {
            $0.order = order
            $0.caliper = 0.5
            $0.caliperUnit = .absolute
        }
        let pairs = try #require(result.pairs)
        #expect(Set(pairs.map(\.control)).count == pairs.count)
        #expect(pairs.allSatisfy { $0.distance <= 0.5 })
        let scores = try #require(input.scores)
        let used = Set(pairs.map(\.control))
        for pair in pairs {
            let free = scores.indices.filter { input.frame.treatment[$0] == 0 && !used.contains($0) }
            #expect(free.allSatisfy { abs(scores[$0] - scores[pair.treated]) >= pair.distance })
        }
    }

    @Test("closest first takes the pairs that an exhaustive search takes")
    func closestFirst() throws {
        let random = CounterRandom(seed: 8)
        let scores = (0..<80).map { random.uniform(at: UInt64($0)) }
        let treatment = (0..<80).map { UInt8($0 % 4 == 0 ? 1 : 0) }
        let frame = CovariateFrame(columns: [.doubles(scores)], treatment: treatment)
        let input = MatchInput(frame: frame, covariates: covariates, keys: (0..<80).map { UInt64($0) }, scores: scores)
        let result = try match(input) { $0.order = .closest }
        var treated = scores.indices.filter { treatment[$0] == 1 }
        var controls = scores.indices.filter { treatment[$0] == 0 }
        var expected: Set<[Int]> = []
        while !treated.isEmpty {
            let all = treated.flatMap { one in controls.map { [one, $0] } }
            guard let best = all.min(by: { abs(scores[$0[0]] - scores[$0[1]]) < abs(scores[$1[0]] - scores[$1[1]]) })
            else { break }
            expected.insert(best)
            treated.removeAll { $0 == best[0] }
            controls.removeAll { $0 == best[1] }
        }
        #expect(Set(try #require(result.pairs).map { [$0.treated, $0.control] }) == expected)
    }

    @Test("the pairs are the same people for any order of rows", arguments: [UInt64(1), 2, 3], [true, false])
    func orderProof(shuffle: UInt64, replacement: Bool) throws {
        func people(_ input: MatchInput) throws -> Set<[UInt64]> {
            let result = try match(input) { $0.replacement = replacement }
            return Set(try #require(result.pairs).map { [input.keys[$0.treated], input.keys[$0.control]] })
        }
        let plain = try people(input(seed: 4, rowCount: 300, strata: 2))
        #expect(try people(input(seed: 4, rowCount: 300, strata: 2, shuffledBy: shuffle)) == plain)
    }

    @Test("the effect on the controls is the effect on the treated with the groups exchanged")
    func exchangedGroups() throws {
        let plain = input(seed: 5, rowCount: 120)
        let frame = CovariateFrame(
            columns: plain.frame.columns,
            treatment: plain.frame.treatment.map { 1 - $0 },
            strata: plain.frame.strata
        )
        let exchanged = MatchInput(frame: frame, covariates: covariates, keys: plain.keys, scores: plain.scores)
        let controls = try match(plain) {
            $0.estimand = .atc
            $0.replacement = true
        }
        let treated = try match(exchanged) { $0.replacement = true }
        #expect(controls.weights == treated.weights)
        #expect(controls.pairs?.map(\.distance).sorted() == treated.pairs?.map(\.distance).sorted())
    }

    @Test("people outside the other group's scores are left out when asked for")
    func discard() throws {
        let scores = [0.0, 1, 2, 3, 0.5, 1.5, 9]
        let frame = CovariateFrame(columns: [.doubles(scores)], treatment: [1, 1, 1, 1, 0, 0, 0])
        let input = MatchInput(frame: frame, covariates: covariates, keys: (0..<7).map { UInt64($0) }, scores: scores)
        func discarded(_ who: MatchSettings.Discard) throws -> [Int] {
            let result = try match(input) { $0.discard = who }
            return result.discarded.indices.filter { result.discarded[$0] }
        }
        #expect(try discarded(.none) == [])
        #expect(try discarded(.treated) == [0])
        #expect(try discarded(.control) == [6])
        #expect(try discarded(.both) == [0, 6])
    }

    @Test("what has no meaning is refused with a sentence")
    func refusals() {
        var radius = MatchSettings()
        radius.caliper = nil
        #expect(throws: PropensityError.self) { try MatchEngine(settings: radius) }
        func refused(_ change: (inout MatchSettings) -> Void) {
            var settings = MatchSettings()
            change(&settings)
            #expect(throws: PropensityError.self) { try MatchEngine(settings: settings) }
        }
        refused {
            $0.method = .nearest
            $0.estimand = .ate
        }
        refused { $0.estimand = .ato }
        refused { $0.method = .overlap }
        refused { $0.reuseMax = 2 }
        refused { $0.nearness = .mahalanobis }
        refused {
            $0.method = .nearest
            $0.reuseMax = 0
        }
        refused {
            $0.method = .nearest
            $0.variableRatio = VariableRatio(mean: 2, least: 2, most: 4)
        }
        refused {
            $0.method = .nearest
            $0.replacement = true
            $0.variableRatio = VariableRatio(mean: 2, most: 4)
        }
        refused { $0.trim = 0.1 }
        refused {
            $0.method = .kernel
            $0.bandwidth = 0
        }
    }
}
