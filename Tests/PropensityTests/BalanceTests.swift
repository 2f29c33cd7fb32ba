import Propensity
import Testing

@Suite("Balance")
struct BalanceTests {
    private let covariates = [
        Covariate(name: "sex", kind: .categorical(levels: ["male", "female"], reference: 0)),
        Covariate(name: "age", kind: .continuous),
    ]
    private let frame = CovariateFrame(
        columns: [.codes([0, 1, 1, 0, 1, 255]), .doubles([20, 30, 40, 25, 35, .nan])],
        treatment: [1, 1, 1, 0, 0, 0]
    )
    private let scores = [0.1, 0.4, 0.9, 0.2, 0.5, -0.3]
    private let weights = [1.0, 1, 0, 0.5, 1.5, 0]

    private func sums() -> (BalanceSums, BalanceSpecification) {
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<6)
        let moments = ScoreMoments(scores: scores, treatment: frame.treatment)
        let specification = BalanceSpecification(covariates: covariates, survey: survey, scores: moments)
        let sums = BalanceSums(frame, specification: specification, scores: scores, weights: weights, rows: 0..<6)
        return (sums, specification)
    }

    @Test("means, ratios and distances equal those worked out by hand")
    func byHand() throws {
        let (sums, specification) = sums()
        let table = BalanceTable(sums, specification: specification)
        #expect(table.rows.map { $0.level ?? $0.covariate } == ["male", "female", "missing", "age", "missing"])
        let age = try #require(table.rows.first { $0.covariate == "age" && $0.level == nil })
        #expect(abs(age.before.treatedMean - 30) < 1e-12 && abs(age.before.controlMean - 30) < 1e-12)
        let after = try #require(age.after)
        #expect(abs(after.treatedMean - 25) < 1e-12 && abs(after.controlMean - 32.5) < 1e-12)
        // Unmatched variances 100 and 50: pooled deviation √75.
        #expect(abs((after.standardised ?? 0) - -7.5 / 75.0.squareRoot()) < 1e-12)
        #expect(age.before.varianceRatio == 2)
        #expect(abs(after.kolmogorovSmirnov - 0.75) < 1e-12)
        #expect(age.band == .red)
        #expect(abs(table.effectiveComparisonCount - 4 / 2.5) < 1e-12)
    }

    @Test("sums of parts are the sums of the whole")
    func merges() {
        let (whole, specification) = sums()
        var merged = BalanceSums(frame, specification: specification, scores: scores, weights: weights, rows: 0..<2)
        merged.add(BalanceSums(frame, specification: specification, scores: scores, weights: weights, rows: 2..<6))
        for (left, right) in zip(merged.groups, whole.groups) {
            #expect(left.count == right.count)
            for (first, second) in zip(left.values.joined(), right.values.joined()) {
                #expect(abs(first - second) < 1e-12)
            }
        }
    }

    @Test("whole numbers have a bin each, other numbers equal bins")
    func bins() {
        #expect(BinLayout(Moments([3, 5, 9]), countMax: 100) == .even(lowest: 3, width: 1, count: 7))
        #expect(BinLayout(Moments([0, 0.5, 2]), countMax: 4) == .even(lowest: 0, width: 0.5, count: 4))
    }
}
