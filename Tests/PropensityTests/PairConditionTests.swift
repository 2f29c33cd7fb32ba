import Propensity
import Statistics
import Testing

@Suite("Conditions on pairs, and distances of several columns")
struct PairConditionTests {
    private struct People {
        let scores: [Double]
        let treatment: [UInt8]
        let codes: [Int32]
        let age: [Double]
        let columns: [[Double]]
        let input: MatchInput

        init(seed: UInt64, rowCount: Int, antiexact: Bool = false, caliper: Double? = nil) {
            let random = CounterRandom(seed: seed)
            func draw(_ row: Int, _ column: Int) -> UInt64 { UInt64(row * 8 + column) }
            let rows = 0..<rowCount
            let scores = rows.map { Double(random.below(60, at: draw($0, 0))) / 10 }
            let treatment = rows.map { UInt8(random.below(4, at: draw($0, 1)) == 0 ? 1 : 0) }
            let codes = rows.map { Int32(random.below(3, at: draw($0, 2))) }
            let age = rows.map { Double(random.below(50, at: draw($0, 3))) }
            let columns = [age, rows.map { random.uniform(at: draw($0, 4)) }]
            self.scores = scores
            self.treatment = treatment
            self.codes = codes
            self.age = age
            self.columns = columns
            input = MatchInput(
                frame: CovariateFrame(columns: [.doubles(scores)], treatment: treatment),
                covariates: [Covariate(name: "x", kind: .continuous)],
                keys: rows.map { UInt64($0) },
                scores: scores,
                conditions: PairConditions(
                    antiexact: antiexact ? [codes] : [],
                    calipers: caliper.map { [PairConditions.Caliper(name: "age", values: age, width: $0)] } ?? [],
                    distanceColumns: columns
                )
            )
        }

        func allow(_ one: Int, _ other: Int, antiexact: Bool, caliper: Double?) -> Bool {
            if antiexact, codes[one] == codes[other] { return false }
            guard let caliper else { return true }
            let apart = abs(age[one] - age[other])
            return caliper >= 0 ? apart <= caliper : apart > -caliper
        }

        var treated: [Int] { treatment.indices.filter { treatment[$0] == 1 } }
        var controls: [Int] { treatment.indices.filter { treatment[$0] == 0 } }
    }

    private func match(_ input: MatchInput, _ change: (inout MatchSettings) -> Void) throws -> MatchResult {
        var settings = MatchSettings()
        settings.method = .nearest
        settings.caliper = 1
        settings.caliperUnit = .absolute
        change(&settings)
        let result = try MatchEngine(settings: settings).match(input, model: nil)
        #expect((result.weights.count { $0 == 0 }) == result.losses.reduce(0) { $0 + $1.treated + $1.controls })
        return result
    }

    @Test(
        "with replacement everyone has the nearest of those who meet the conditions",
        arguments: [false, true],
        [nil, 3, -20]
    )
    func nearestAllowed(antiexact: Bool, caliper: Double?) throws {
        let people = People(seed: 3, rowCount: 240, antiexact: antiexact, caliper: caliper)
        let result = try match(people.input) { $0.replacement = true }
        var byTreated: [Int: Double] = [:]
        for pair in try #require(result.pairs) {
            #expect(people.allow(pair.treated, pair.control, antiexact: antiexact, caliper: caliper))
            byTreated[pair.treated] = pair.distance
        }
        for row in people.treated {
            let distances = people.controls.filter {
                people.allow(row, $0, antiexact: antiexact, caliper: caliper)
                    && abs(people.scores[$0] - people.scores[row]) <= 1
            }.map { abs(people.scores[$0] - people.scores[row]) }
            #expect(byTreated[row] == distances.min())
        }
    }

    @Test("radius matching with conditions gives the weights of the listed pairs", arguments: [false, true])
    func radius(antiexact: Bool) throws {
        let people = People(seed: 4, rowCount: 300, antiexact: antiexact, caliper: 9)
        let result = try match(people.input) { $0.method = .radius }
        var expected = Array(repeating: 0.0, count: 300)
        for row in people.treated {
            let found = people.controls.filter {
                people.allow(row, $0, antiexact: antiexact, caliper: 9)
                    && abs(people.scores[$0] - people.scores[row]) <= 1
            }
            if !found.isEmpty { expected[row] = 1 }
            for control in found { expected[control] += 1 / Double(found.count) }
        }
        for (weight, number) in zip(result.weights, expected) { #expect(abs(weight - number) < 1e-12) }
        let pairs = try #require(result.pairs)
        #expect(pairs.allSatisfy { people.allow($0.treated, $0.control, antiexact: antiexact, caliper: 9) })
    }

    /// The Mahalanobis distance by its definition, for two columns.
    private func distances(_ people: People) -> (Int, Int) -> Double {
        let columns = people.columns
        func mean(_ column: [Double], _ rows: [Int]) -> Double {
            rows.reduce(0) { $0 + column[$1] } / Double(rows.count)
        }
        func covariance(_ one: [Double], _ other: [Double]) -> Double {
            var sum = 0.0
            for rows in [people.treated, people.controls] {
                let (a, b) = (mean(one, rows), mean(other, rows))
                sum += rows.reduce(0) { $0 + (one[$1] - a) * (other[$1] - b) }
            }
            return sum / Double(people.scores.count - 2)
        }
        let (a, b, c) = (
            covariance(columns[0], columns[0]), covariance(columns[0], columns[1]),
            covariance(columns[1], columns[1])
        )
        let determinant = a * c - b * b
        return { one, other in
            let (x, y) = (columns[0][one] - columns[0][other], columns[1][one] - columns[1][other])
            return ((c * x * x - 2 * b * x * y + a * y * y) / determinant).squareRoot()
        }
    }

    @Test("the tree finds the nearest by Mahalanobis distance within the caliper", arguments: [UInt64(1), 2, 3])
    func mahalanobis(seed: UInt64) throws {
        let people = People(seed: seed, rowCount: 500, antiexact: true, caliper: 25)
        let distance = distances(people)
        let result = try match(people.input) {
            $0.replacement = true
            $0.nearness = .mahalanobis
            $0.ratio = 3
        }
        let sets = Dictionary(grouping: try #require(result.pairs), by: \.treated)
        for row in people.treated {
            let expected = people.controls.filter {
                people.allow(row, $0, antiexact: true, caliper: 25)
                    && abs(people.scores[$0] - people.scores[row]) <= 1
            }.map { distance(row, $0) }.sorted().prefix(3)
            let found = (sets[row] ?? []).map(\.distance).sorted()
            #expect(found.count == expected.count)
            for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-10) }
        }
    }

    @Test("without replacement the tree leaves nobody a nearer free one", arguments: [false, true])
    func treeWithoutReplacement(closest: Bool) throws {
        let people = People(seed: 9, rowCount: 400)
        let distance = distances(people)
        let result = try match(people.input) {
            $0.nearness = .mahalanobis
            $0.order = closest ? .closest : .largest
        }
        let pairs = try #require(result.pairs)
        #expect(Set(pairs.map(\.control)).count == pairs.count)
        let free = people.controls.filter { result.weights[$0] == 0 }
        for pair in pairs {
            #expect(abs(pair.distance - distance(pair.treated, pair.control)) < 1e-10)
            let near = free.filter { abs(people.scores[$0] - people.scores[pair.treated]) <= 1 }
            #expect(near.allSatisfy { distance(pair.treated, $0) >= pair.distance - 1e-10 })
        }
        let sets = try #require(result.sets)
        #expect(pairs.allSatisfy { sets[$0.treated] == sets[$0.control] && sets[$0.treated] >= 0 })
        #expect((sets.count { $0 < 0 }) == 400 - 2 * pairs.count)
    }

    @Test("several candidates without replacement are the nearest that are free, ties among them", arguments: [2, 3])
    func severalWithoutReplacement(ratio: Int) throws {
        let people = People(seed: 12, rowCount: 300)
        let result = try match(people.input) { $0.ratio = ratio }
        let free = people.controls.filter { result.weights[$0] == 0 }
        for pair in try #require(result.pairs) {
            let nearer = free.filter { abs(people.scores[$0] - people.scores[pair.treated]) < pair.distance }
            #expect(nearer.isEmpty)
        }
    }

    @Test("a control is shared by no more than the limit, and never twice by one person", arguments: [2, 3, 7])
    func reuse(limit: Int) throws {
        let people = People(seed: 6, rowCount: 200)
        let result = try match(people.input) {
            $0.reuseMax = limit
            $0.ratio = 4
        }
        let pairs = try #require(result.pairs)
        let uses = Dictionary(grouping: pairs, by: \.control)
        #expect(uses.values.allSatisfy { $0.count <= limit })
        #expect(uses.values.contains { $0.count > 1 })
        #expect(Set(pairs.map { [$0.treated, $0.control] }).count == pairs.count)
        #expect(result.sets == nil)
    }

    @Test("a variable ratio keeps its mean and limits, fewest where the score is highest")
    func variableRatio() throws {
        let people = People(seed: 7, rowCount: 600)
        let ratio = VariableRatio(mean: 1.6, least: 1, most: 4)
        let result = try match(people.input) {
            $0.variableRatio = ratio
            $0.caliper = nil
        }
        let sizes = Dictionary(grouping: try #require(result.pairs), by: \.treated).mapValues(\.count)
        let treated = people.treated.count
        #expect(sizes.values.reduce(0, +) == Int((1.6 * Double(treated)).rounded()))
        #expect(sizes.values.allSatisfy { (1...4).contains($0) })
        let isHigher =
            people.treated.map { people.scores[$0] }.reduce(0, +) / Double(treated)
            > people.controls.map { people.scores[$0] }.reduce(0, +) / Double(people.controls.count)
        let most = sizes.filter { $0.value == 4 }.map { people.scores[$0.key] }
        let least = sizes.filter { $0.value == 1 }.map { people.scores[$0.key] }
        let apart = isHigher ? (most.max() ?? 0, least.min() ?? 0) : (least.max() ?? 0, most.min() ?? 0)
        #expect(apart.0 <= apart.1)
    }

    @Test("strata matched side by side are matched as each alone")
    func strata() throws {
        let people = People(seed: 8, rowCount: 400)
        let strata = people.codes.map { UInt16($0) }
        let input = MatchInput(
            frame: CovariateFrame(columns: people.input.frame.columns, treatment: people.treatment, strata: strata),
            covariates: people.input.covariates,
            keys: people.input.keys,
            scores: people.scores
        )
        let whole = try #require(try match(input) { _ in }.pairs)
        for stratum in Set(strata) {
            let rows = strata.indices.filter { strata[$0] == stratum }
            let alone = MatchInput(
                frame: CovariateFrame(
                    columns: [.doubles(rows.map { people.scores[$0] })],
                    treatment: rows.map { people.treatment[$0] }
                ),
                covariates: people.input.covariates,
                keys: rows.map { people.input.keys[$0] },
                scores: rows.map { people.scores[$0] }
            )
            let pairs = try #require(try match(alone) { _ in }.pairs).map { [rows[$0.treated], rows[$0.control]] }
            #expect(Set(pairs) == Set(whole.filter { strata[$0.treated] == stratum }.map { [$0.treated, $0.control] }))
        }
    }
}
