import Outcomes
import Pipeline
import Propensity
import Reports
import Statistics
import Testing

/// The checks of a study over partitions against the engine of `jdl match` on the same people in one table.
@Suite("Checks of the headline by other methods")
struct EffectCheckTests {
    /// A request with every check and nothing beside the headline.
    private static func study(people: Int = 12_000, cohort: Int = 900, partitions: Int = 5) throws -> StudyFixture {
        try StudyFixture(people: people, cohort: cohort, partitions: partitions) { text in
            text.replacing("sub_analyses: [site]", with: "sub_analyses: []").replacing("[24]", with: "[]")
                .replacing("assessments: yes", with: "assessments: no").replacing("[London]", with: "[]")
                .replacing("violent: yes", with: "violent: no\n  bootstrap: 200\n  checks: yes")
        }
    }

    /// Run once for all tests.
    private static let shared = Result { try PooledStudy(study()) }

    private let pooled: PooledStudy
    private let matched: [Double]

    init() throws {
        pooled = try Self.shared.get()
        matched = try pooled.weights { $0.method = .radius }
    }

    private func check(_ code: OutcomeResult.Code, _ method: EffectCheck.Method) throws -> EffectCheck {
        let figures = try #require(pooled.report.outcome(code)?.figures)
        return try #require(figures.checks?.first { $0.method == method })
    }

    private func expect(_ check: EffectCheck, _ estimate: Double, _ error: Double) {
        #expect(abs(check.estimate - estimate) < 1e-8, "\(check.method)")
        #expect(abs(check.standardError - error) < 1e-8, "\(check.method)")
        #expect(check.lower < estimate && estimate < check.upper)
    }

    @Test("entropy balancing over partitions is that of one table", arguments: [OutcomeResult.Code.rate, .frequency])
    func entropy(code: OutcomeResult.Code) throws {
        let balancing = EntropyBalancing(pooled.frame, specification: try pooled.specification())
        let isTreated = pooled.frame.treatment.map { $0 == 1 }
        let found = try balancing.weights(isTreated.map { !$0 }, meeting: balancing.means(isTreated))
        let effect = try #require(
            MatchedEffect(
                outcome: pooled.values(code == .rate ? .rate : .frequency),
                treatment: pooled.frame.treatment,
                weights: zip(isTreated, found).map { $0 ? 1 : $1 },
                pairs: nil,
                isReused: false
            )
        )
        try expect(
            check(code, .entropyBalancing),
            effect.difference,
            try #require(effect.inference(.survey)).standardError
        )
    }

    @Test("g-computation over partitions is that of one table", arguments: [OutcomeResult.Code.rate, .frequency])
    func gComputation(code: OutcomeResult.Code) throws {
        let scores = try #require(
            try AdjustedEffect.standardised(
                code == .rate ? .logistic : .linear,
                pooled.frame,
                specification: pooled.specification(),
                outcome: pooled.values(code == .rate ? .rate : .frequency),
                weights: matched,
                estimand: .att
            )
        )
        let covariance = try #require(scores.covariances(nil, isReused: true, people: nil)[.survey])
        try expect(
            check(code, .gComputation),
            scores.treatedMean - scores.controlMean,
            covariance.ofDifference.squareRoot()
        )
    }

    @Test("the doubly robust effect over partitions is that of one table", arguments: [OutcomeResult.Code.rate, .time])
    func doublyRobust(code: OutcomeResult.Code) throws {
        let scores = try #require(
            try AdjustedEffect.doublyRobust(
                code == .rate ? .logistic : .linear,
                pooled.frame,
                specification: pooled.specification(),
                outcome: pooled.values(code == .rate ? .rate : .time),
                probabilities: pooled.scores.map { ScoreLink.logit.probability($0) },
                estimand: .att
            )
        )
        let covariance = try #require(scores.robust(.hc0))
        let expected = (scores.treatedMean - scores.controlMean, covariance.ofDifference.squareRoot())
        let check = try check(code, .doublyRobust)
        // Days are some hundred, so the last digits of their means are fewer.
        #expect(abs(check.estimate - expected.0) < 1e-8 * max(1, abs(expected.0)))
        #expect(abs(check.standardError - expected.1) < 1e-8 * max(1, expected.1))
    }

    @Test(
        "weights over partitions are those of one table",
        arguments: [
            (EffectCheck.Method.oddsWeights, MatchSettings.Method.ipw, MatchSettings.Estimand.att),
            (.overlapWeights, .overlap, .ato),
        ]
    )
    func weighting(method: EffectCheck.Method, engine: MatchSettings.Method, estimand: MatchSettings.Estimand) throws {
        let weights = try pooled.weights(isStratified: false) {
            $0.method = engine
            $0.estimand = estimand
            $0.caliper = nil
        }
        let effect = try #require(
            MatchedEffect(
                outcome: pooled.values(.rate),
                treatment: pooled.frame.treatment,
                weights: weights,
                pairs: nil,
                isReused: false
            )
        )
        try expect(check(.rate, method), effect.difference, #require(effect.standardErrors[.survey]))
    }

    @Test("the bootstrap over partitions is that of one table, its centre the reported difference")
    func bootstrap() throws {
        let values = pooled.values(.frequency)
        let used = matched.indices.filter { matched[$0] > 0 }
        var sums = BootstrapSums(replicates: 200, seed: 1)
        sums.add(
            outcomes: [used.map { values[$0] }],
            weights: used.map { matched[$0] },
            isTreated: used.map { pooled.frame.treatment[$0] == 1 },
            units: used.map { pooled.keys[$0] }
        )
        let expected = try #require(BootstrapEstimate(sums))
        let check = try check(.frequency, .bootstrap)
        #expect(abs(check.standardError - expected.standardError) < 1e-9 && check.replicates == 200)
        #expect(abs(check.lower - expected.interval.lower) < 1e-9 && abs(check.upper - expected.interval.upper) < 1e-9)
        let figures = try #require(pooled.report.outcome(.frequency)?.figures)
        #expect(check.estimate == figures.difference.estimate)
        let robust = try #require(figures.robust)
        // 200 replicates know a standard deviation to 5 %.
        #expect(abs(check.standardError / robust.standardError - 1) < 0.2)
    }

    @Test("another partitioning of the store gives the same checks of the same match")
    func partitions() throws {
        let other = try PooledStudy(Self.study(partitions: 2))
        // Where linkage gives the same people, so do match and draws.
        try #require(other.keys.sorted() == pooled.keys.sorted())
        for outcome in pooled.report.outcomes {
            let others = try #require(other.report.outcome(outcome.code)).figures?.checks ?? []
            let checks = outcome.figures?.checks ?? []
            #expect(checks.map(\.method) == others.map(\.method))
            for (left, right) in zip(checks, others) {
                let scale = max(1, abs(left.estimate))
                #expect(abs(left.estimate - right.estimate) < 1e-8 * scale, "\(outcome.code) \(left.method)")
                #expect(abs(left.standardError - right.standardError) < 1e-8 * scale, "\(outcome.code) \(left.method)")
            }
        }
    }

    @Test("without a request for them there are none")
    func none() throws {
        let plain = try PooledStudy(StudyFixture(people: 4_000, cohort: 300))
        #expect(plain.report.outcomes.allSatisfy { $0.figures?.checks == nil })
    }
}
