import Reports
import Testing

@Suite("Verdict")
struct VerdictTests {
    @Test(
        "follows from the p-value and the side of the interval",
        arguments: [
            (0.01, -0.15, -0.03, Verdict.significantLower),
            (0.01, 0.03, 0.15, .significantHigher),
            (0.42, -0.11, 0.05, .inconclusive),
            // Exactly at the level the interval ends at zero, but for rounding error.
            (0.05, -0.1, 0, .significantLower),
            (0.05, -0.1, 1e-17, .significantLower),
            (0.05, 0, 0.1, .significantHigher),
            (0.05, -1e-17, 0.1, .significantHigher),
            (0.050000001, -0.1, 1e-10, .inconclusive),
            // Where the two disagree, the cautious answer.
            (0.04, -0.1, 0.01, .inconclusive),
            (0.06, -0.1, -0.01, .inconclusive),
            // Degenerate figures.
            (0, 0, 0, .inconclusive),
            (0, -0.1, -0.1, .significantLower),
            (.nan, -0.1, -0.01, .inconclusive),
            (0.01, .nan, .nan, .inconclusive),
        ]
    )
    func decision(pValue: Double, lower: Double, upper: Double, expected: Verdict) {
        #expect(Verdict(pValue: pValue, lower: lower, upper: upper) == expected)
    }

    @Test("uses the level of the rules")
    func level() {
        var rules = ReportRules.standard
        rules.significanceLevel = 0.01
        #expect(Verdict(pValue: 0.02, lower: -2, upper: -1, rules: rules) == .inconclusive)
    }

    @Test("a difference says when its p-value and its interval disagree")
    func contradiction() {
        let difference = EstimatedDifference(
            estimate: -0.045,
            standardError: 0.02,
            lower: -0.1,
            upper: 0.01,
            pValue: 0.04
        )
        #expect(difference.isContradictory(rules: .standard))
        #expect(difference.verdict == .inconclusive)
    }

    @Test(
        "bands of balance include their bounds",
        arguments: [
            (0.05, Balance.Band.green), (-0.05, .green), (0.0501, .amber), (-0.10, .amber), (0.1001, .red),
        ]
    )
    func bands(difference: Double, expected: Balance.Band) {
        #expect(Balance.Band(standardisedDifference: difference) == expected)
        #expect(Balance.Band(standardisedDifference: nil) == .unmeasured)
    }
}
