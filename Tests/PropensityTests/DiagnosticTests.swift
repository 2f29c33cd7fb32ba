import Propensity
import Statistics
import Testing

@Suite("Named findings")
struct DiagnosticTests {
    /// A match of `treated` rows, with a covariate that is `gap` apart and controls of some weights.
    private func facts(
        treated: Int = 100,
        matched: Int = 100,
        gap: Double = 0,
        controlWeights: [Double] = Array(repeating: 1, count: 100),
        separated: [String] = [],
        twins: [String] = []
    ) -> DiagnosticFacts {
        let random = CounterRandom(seed: 4)
        let count = treated + controlWeights.count
        let treatment = (0..<count).map { UInt8($0 < treated ? 1 : 0) }
        // Whole periods, so that without a gap both groups have the same mean.
        let values = (0..<count).map { Double($0 % 5) + ($0 < treated ? gap : 0) }
        let weights = (0..<count).map { $0 < treated ? ($0 < matched ? 1.0 : 0) : controlWeights[$0 - treated] }
        let frame = CovariateFrame(columns: [.doubles(values)], treatment: treatment)
        let covariates = [Covariate(name: "age", kind: .continuous)]
        let input = MatchInput(
            frame: frame,
            covariates: covariates,
            keys: (0..<count).map { random.bits(at: UInt64($0)) }
        )
        let balance = BalanceTable(
            input,
            survey: CovariateSurvey(frame, covariates: covariates, rows: 0..<count),
            scores: values,
            weights: weights
        )
        return DiagnosticFacts(
            balance: balance,
            separated: separated,
            treated: treated,
            matchedTreated: matched,
            controlWeights: ControlWeights(controlWeights),
            outcomeTwins: twins
        )
    }

    private func found(_ facts: DiagnosticFacts, stops: Bool = true) -> [String] {
        var rules = DiagnosticRules()
        rules.stops = stops
        return rules.findings(facts).map { "\($0.name.rawValue) \($0.severity.rawValue)" }
    }

    @Test("a good match has no finding")
    func nothing() {
        #expect(found(facts()).isEmpty)
    }

    @Test("a difference warns above a tenth of a deviation and stops above a quarter")
    func redBalance() {
        #expect(found(facts(gap: 0.1)).isEmpty)
        #expect(found(facts(gap: 0.2)) == ["red_balance warn"])
        #expect(found(facts(gap: 0.6)) == ["red_balance stop"])
        #expect(DiagnosticRules().findings(facts(gap: 0.6))[0].sentence.contains("age with"))
    }

    @Test("treated without a match warn, and stop as no overlap below a half")
    func overlap() {
        #expect(found(facts(matched: 95)).isEmpty)
        #expect(found(facts(matched: 90)) == ["treated_lost warn"])
        #expect(found(facts(matched: 45)) == ["no_overlap stop", "treated_lost warn"])
    }

    @Test("controls that carry the weight warn, then stop")
    func fewControls() {
        let heavy = { (weight: Double) in (0..<100).map { $0 < 10 ? weight : 1 } }
        #expect(!found(facts(controlWeights: heavy(2))).contains { $0.hasPrefix("few_controls") })
        #expect(found(facts(controlWeights: heavy(4))).contains("few_controls warn"))
        #expect(found(facts(controlWeights: heavy(10))).contains("few_controls stop"))
        #expect(found(facts(controlWeights: Array(repeating: 1, count: 25))).contains("few_controls warn"))
    }

    @Test("separated columns warn, twins of the outcome stop, and in a dialect nothing stops")
    func namesAndDialect() {
        #expect(found(facts(separated: ["sex: other"])) == ["separation warn"])
        #expect(found(facts(twins: ["arrests"])) == ["outcome_among_covariates stop"])
        #expect(
            found(facts(gap: 0.6, twins: ["arrests"]), stops: false) == [
                "red_balance warn", "outcome_among_covariates warn",
            ]
        )
    }

    @Test("numbers and levels that determine the outcome are found, others are not")
    func outcomeTwins() {
        let random = CounterRandom(seed: 9)
        let outcome = (0..<400).map { $0 == 7 ? Double.nan : random.uniform(at: UInt64($0)) < 0.1 ? 1 : 0 }
        let noise = (0..<400).map { random.uniform(at: UInt64(1_000 + $0)) }
        let frame = CovariateFrame(
            columns: [
                .doubles(noise), .doubles(outcome.map { 3 - 2 * $0 }),
                .codes(outcome.map { $0.isNaN ? 255 : $0 == 1 ? 2 : 0 }),
                .codes(noise.map { UInt8($0 * 3) }), .singles(outcome.map { $0.isNaN ? 0 : Float($0) }),
            ],
            treatment: (0..<400).map { UInt8($0 % 2) }
        )
        let levels = Covariate.Kind.categorical(levels: ["a", "b", "c"], reference: nil)
        let covariates = [
            Covariate(name: "noise", kind: .continuous), Covariate(name: "turned", kind: .continuous),
            Covariate(name: "levels", kind: levels), Covariate(name: "others", kind: levels),
            Covariate(name: "same", kind: .continuous),
        ]
        #expect(
            DiagnosticFacts.outcomeTwins(frame, covariates: covariates, outcome: outcome)
                == ["turned", "levels", "same"]
        )
    }
}
