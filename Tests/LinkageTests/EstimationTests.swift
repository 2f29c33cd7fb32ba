import Linkage
import Statistics
import Testing

@Suite("Estimating the model")
struct EstimationTests {
    /// Vectors drawn from known m and u: forename, surname, date of birth, sex and two identifiers, all but the middle name.
    private static let m: [[Double]] = [
        [0.8, 0.05, 0.05, 0.01, 0.02, 0.03, 0.02, 0.02], [1, 0, 0, 0, 0], [0.8, 0.1, 0.02, 0.05, 0.03],
        [0.85, 0.04, 0.05, 0.02, 0.02, 0.02], [0.98, 0.02], [0.9, 0.05, 0.05], [0.92, 0.03, 0.05],
    ]
    private static let u: [[Double]] = [
        [0.02, 0.005, 0.015, 0.01, 0.01, 0.001, 0.039, 0.9], [1, 0, 0, 0, 0], [0.01, 0.01, 0.005, 0.02, 0.955],
        [0.001, 0.001, 0.02, 0.003, 0.025, 0.95], [0.6, 0.4], [0.000_001, 0.000_01, 0.999_989],
        [0.000_001, 0.000_01, 0.999_989],
    ]

    private static func draw(_ probabilities: [[Double]], _ random: CounterRandom, _ index: Int) -> ComparisonVector {
        ComparisonVector(
            levels: probabilities.enumerated().map { comparison, levels in
                if comparison == 1 { return 0 }
                var rest = random.uniform(at: UInt64(index * 8 + comparison))
                for (level, probability) in levels.enumerated() {
                    rest -= probability
                    if rest < 0 { return level + 1 }
                }
                return levels.count
            }
        )
    }

    private static func counts(pairs: Int, matches: Int, rules: UInt64, seed: UInt64) -> VectorCounts {
        let random = CounterRandom(seed: seed)
        var counts = VectorCounts()
        for index in 0..<pairs { counts.add(draw(index < matches ? m : u, random, index), rules: rules) }
        return counts
    }

    private static func estimate() throws -> LinkModel {
        var plan = LinkPlan.service(seed: 1)
        plan.comparisons[3] = Comparison(
            field: "date_of_birth",
            levels: [.exact, .dayMonthSwapped, .oneDigit, .days(31), .sameYear, .otherwise]
        )
        plan.rules = try ["pnc_id", "prison_number", "sex", "middle_names", "forename + surname"].map(BlockingRule.init)
        var blocked = counts(pairs: 20_000, matches: 15_000, rules: 1, seed: 11)
        blocked.merge(counts(pairs: 20_000, matches: 12_000, rules: 2, seed: 12))
        blocked.merge(counts(pairs: 50_000, matches: 9_000, rules: 16, seed: 13))
        return try FellegiSunter.estimate(
            plan: plan,
            random: counts(pairs: 200_000, matches: 20, rules: 0, seed: 14),
            blocked: blocked,
            cohortRowCount: 20_000,
            personCount: 1_000_000
        )
    }

    @Test("known m and u are recovered")
    func recovery() throws {
        let model = try Self.estimate()
        for comparison in [0, 2, 3, 4, 5, 6] {
            for (level, entry) in model.comparisons[comparison].levels.enumerated() {
                #expect(abs(entry.m - Self.m[comparison][level]) < 0.012, "m of \(comparison) \(entry.level)")
                let error = abs(entry.u - Self.u[comparison][level])
                #expect(error < max(0.1 * Self.u[comparison][level], 0.001), "u of \(comparison) \(entry.level)")
            }
        }
        let shares = Dictionary(uniqueKeysWithValues: model.training.rules.map { ($0.rule.description, $0.matchShare) })
        #expect(abs((shares["pnc_id"] ?? 0) - 0.75) < 0.01)
        #expect(abs((shares["forename + surname"] ?? 0) - 0.18) < 0.01)
    }

    @Test("the log-likelihood never falls, and the end is honest about convergence")
    func monotone() throws {
        let model = try Self.estimate()
        let path = model.training.logLikelihoods
        #expect(model.training.isConverged)
        #expect(zip(path, path.dropFirst()).allSatisfy { $1 >= $0 - 1e-9 * abs($0) })
        var options = FellegiSunter.Options()
        options.iterationCountMax = 1
        let cut = try FellegiSunter.estimate(
            plan: .service(seed: 1),
            random: Self.counts(pairs: 5_000, matches: 0, rules: 0, seed: 1),
            blocked: Self.counts(pairs: 5_000, matches: 2_000, rules: 1, seed: 2),
            cohortRowCount: 5_000,
            personCount: 100_000,
            options: options
        )
        #expect(!cut.training.isConverged)
        #expect(cut.training.warnings.contains { $0.contains("before it converged") })
    }

    @Test("a level that was never seen is named and keeps a probability above zero")
    func unseen() throws {
        let model = try Self.estimate()
        #expect(model.training.warnings.contains { $0.contains("middle_names") })
        #expect(model.comparisons.allSatisfy { $0.levels.allSatisfy { $0.m > 0 && $0.u > 0 } })
    }

    @Test("without pairs there is nothing to learn")
    func empty() {
        #expect(throws: LinkageError.self) {
            try FellegiSunter.estimate(
                plan: .service(seed: 1),
                random: VectorCounts(),
                blocked: VectorCounts(),
                cohortRowCount: 1,
                personCount: 1
            )
        }
    }

    @Test("the same model is written as the same bytes")
    func json() throws {
        #expect(try Self.estimate().json() == Self.estimate().json())
    }
}
