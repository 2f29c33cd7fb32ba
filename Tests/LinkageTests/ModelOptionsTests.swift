import Foundation
import Linkage
import Statistics
import Testing

@Suite("What the user knows of the model")
struct ModelOptionsTests {
    /// Forename, surname, date of birth, sex and two identifiers; the middle name is missing.
    private static let plan = LinkPlan.service(seed: 1)
    private static let m: [[Double]] = [
        [0.8, 0.05, 0.05, 0.01, 0.02, 0.03, 0.02, 0.02], [], [0.8, 0.1, 0.02, 0.05, 0.03],
        [0.85, 0.04, 0.05, 0.02, 0.02, 0.02], [0.98, 0.02], [0.9, 0.05, 0.05], [0.92, 0.03, 0.05],
    ]
    private static let u: [[Double]] = [
        [0.02, 0.005, 0.015, 0.01, 0.01, 0.001, 0.039, 0.9], [], [0.01, 0.01, 0.005, 0.02, 0.955],
        [0.001, 0.001, 0.02, 0.003, 0.025, 0.95], [0.6, 0.4], [0.000_001, 0.000_01, 0.999_989],
        [0.000_001, 0.000_01, 0.999_989],
    ]

    /// Vectors from independent levels; with `bound`, sex agrees wherever the forename does.
    private static func counts(
        _ probabilities: [[Double]],
        pairs: Int,
        rules: UInt64,
        seed: UInt64,
        bound: Bool = false
    ) -> VectorCounts {
        let random = CounterRandom(seed: seed)
        var counts = VectorCounts()
        for pair in 0..<pairs {
            var levels = probabilities.enumerated().map { comparison, levels in
                var rest = random.uniform(at: UInt64(pair * 8 + comparison))
                for (level, probability) in levels.enumerated() {
                    rest -= probability
                    if rest < 0 { return level + 1 }
                }
                return levels.count
            }
            if bound, levels[0] == 1 { levels[4] = 1 }
            counts.add(ComparisonVector(levels: levels), rules: rules)
        }
        return counts
    }

    private static func estimate(
        options: FellegiSunter.Options = FellegiSunter.Options(),
        bound: Bool = false
    ) throws -> LinkModel {
        var blocked = counts(m, pairs: 15_000, rules: 1, seed: 11)
        blocked.merge(counts(u, pairs: 5_000, rules: 1, seed: 12, bound: bound))
        blocked.merge(counts(m, pairs: 9_000, rules: 4, seed: 13))
        blocked.merge(counts(u, pairs: 20_000, rules: 4, seed: 14, bound: bound))
        return try FellegiSunter.estimate(
            plan: plan,
            random: counts(u, pairs: 100_000, rules: 0, seed: 15, bound: bound),
            blocked: blocked,
            cohortRowCount: 20_000,
            personCount: 1_000_000,
            options: options
        )
    }

    private static func comparison(_ model: LinkModel, _ field: String) throws -> LinkModel.ComparisonModel {
        try #require(model.comparisons.first { $0.field == field })
    }

    @Test("a probability that the user gives stays, and the others share what it leaves")
    func fixed() throws {
        var options = FellegiSunter.Options()
        options.fixed = [
            FixedProbability(field: "surname", level: .exact, m: 0.7),
            FixedProbability(field: "sex", level: .otherwise, u: 0.25),
        ]
        let model = try Self.estimate(options: options)
        let surname = try Self.comparison(model, "surname").levels
        #expect(surname[0].m == 0.7)
        #expect(abs(surname.reduce(0) { $0 + $1.m } - 1) < 1e-9)
        // 0.1 : 0.05 among the levels that are left.
        #expect(abs(surname[1].m / surname[3].m - 2) < 0.3)
        let sex = try Self.comparison(model, "sex").levels
        #expect(sex[1].u == 0.25)
        #expect(abs(sex[0].u - 0.75) < 1e-9)
        let path = model.training.logLikelihoods
        #expect(zip(path, path.dropFirst()).allSatisfy { $1 >= $0 - 1e-9 * abs($0) })
    }

    @Test("a fixed probability of a column or level that is not compared is refused, as are more than one in all")
    func wrongFixed() {
        for wrong in [
            [FixedProbability(field: "height", level: .exact, m: 0.5)],
            [FixedProbability(field: "sex", level: .nickname, m: 0.5)],
            [FixedProbability(field: "sex", level: .exact, m: 1.5)],
            [
                FixedProbability(field: "surname", level: .exact, m: 0.7),
                FixedProbability(field: "surname", level: .otherwise, m: 0.4),
            ],
        ] {
            var options = FellegiSunter.Options()
            options.fixed = wrong
            #expect(throws: LinkageError.self) { try Self.estimate(options: options) }
        }
    }

    @Test("labelled matches move m towards them")
    func labels() throws {
        var options = FellegiSunter.Options()
        var shifted = Self.m
        shifted[4] = [0.5, 0.5]
        options.labelledMatches = Self.counts(shifted, pairs: 24_000, rules: 0, seed: 16)
        let plain = try Self.comparison(try Self.estimate(), "sex").levels[0].m
        let taught = try Self.comparison(try Self.estimate(options: options), "sex").levels[0].m
        #expect(abs(plain - 0.98) < 0.01)
        #expect(abs(taught - 0.74) < 0.02)
    }

    @Test("pairs that agree on a trusted identifier are all matches, and may be all that is learnt from")
    func trusted() throws {
        var options = FellegiSunter.Options()
        options.trustedFields = ["pnc_id"]
        options.trainsOnTrustedFieldsOnly = true
        let model = try Self.estimate(options: options)
        #expect(model.training.rules.map(\.matchShare) == [1])
        // 15,000 matches and 5,000 others are taken as matches alike.
        let exact = try Self.comparison(model, "surname").levels[0].m
        #expect(abs(exact - (0.75 * 0.8 + 0.25 * 0.01)) < 0.03)
    }

    @Test("rules that find only matches, with their recall, give the share that is present")
    func deterministicPrior() throws {
        var options = FellegiSunter.Options()
        options.deterministicPrior = .init(rules: [Self.plan.rules[0]], recall: 1)
        #expect(try Self.estimate(options: options).presentShare == 1 - 1e-6)
        options.deterministicPrior = .init(rules: [Self.plan.rules[2]], recall: 1)
        #expect(throws: Never.self) { try Self.estimate(options: options) }
        options.deterministicPrior = .init(rules: [try BlockingRule("surname")], recall: 0.9)
        #expect(throws: LinkageError.self) { try Self.estimate(options: options) }
        options.deterministicPrior = .init(rules: [Self.plan.rules[0]], recall: 0)
        #expect(throws: LinkageError.self) { try Self.estimate(options: options) }
    }

    @Test("what goes with a forename by chance is no second evidence")
    func dependence() throws {
        let model = try Self.estimate(bound: true)
        let edge = try #require(model.dependence.first { $0.first == "forename" && $0.second == "sex" })
        // P(sex agrees | forename agrees) over P(sex agrees): 1 / 0.608.
        #expect(abs(edge.factors[0][0] - 1 / 0.608) < 0.03)
        #expect(edge.factors[0][1] < 0.05)
        #expect(try Self.estimate().dependence.isEmpty)
        #expect(try LinkModel(json: model.json()) == model)
    }

    @Test("a model of another version is refused")
    func version() throws {
        let json = String(decoding: try Self.estimate().json(), as: UTF8.self)
        let current = "\"version\" : \(LinkModel.version)"
        #expect(json.contains(current))
        let older = json.replacingOccurrences(of: current, with: "\"version\" : 1")
        #expect(throws: LinkageError.self) { try LinkModel(json: Data(older.utf8)) }
    }
}
