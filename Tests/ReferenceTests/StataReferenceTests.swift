import Propensity
import Testing

@Suite("Matching as psmatch2")
struct StataReferenceTests {
    /// Matches on given scores, or on a fit of our own.
    private func matched(
        _ columns: [String: [String]],
        treatment: String,
        covariates: [String],
        scores: [Double]?,
        _ change: (inout MatchSettings) -> Void
    ) throws -> (input: MatchInput, result: MatchResult) {
        var settings = MatchSettings(dialect: .psmatch2)
        settings.link = .logit
        change(&settings)
        let rows = try ReferenceFrame(columns, treatment: treatment, covariates: covariates)
        let input = MatchInput(
            frame: rows.frame,
            covariates: rows.covariates,
            keys: rows.frame.treatment.indices.map { UInt64($0) },
            scores: scores
        )
        let engine = try MatchEngine(settings: settings)
        return (input, try engine.match(input, model: engine.model(input)))
    }

    private func effect(_ input: MatchInput, _ result: MatchResult, _ outcome: [String]?) throws -> MatchedEffect {
        let numbers = try #require(outcome).compactMap { Double($0) }
        return try #require(
            MatchedEffect(
                outcome: numbers,
                treatment: input.frame.treatment,
                weights: result.weights,
                pairs: result.pairs,
                isReused: true
            )
        )
    }

    @Test("one neighbour with replacement on the Lalonde data: effect and standard error")
    func nearest() throws {
        let columns = try ReferenceData.columns("data/lalonde.csv")
        let names = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
        let facts = try ReferenceData.expectation("stata_psmatch2_nn1")
        let (input, result) = try matched(columns, treatment: "treat", covariates: names, scores: nil) { _ in }
        let found = try effect(input, result, columns["re78"])
        #expect(agrees(found.difference, facts["att"].number, 1e-9))
        #expect(agrees(found.standardErrors[.psmatch2], facts["se"].number, 1e-9))
    }

    @Test("a radius of 0.05 on the Lalonde data")
    func radius() throws {
        let columns = try ReferenceData.columns("data/lalonde.csv")
        let names = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
        let facts = try ReferenceData.expectation("stata_psmatch2_radius")
        let (input, result) = try matched(columns, treatment: "treat", covariates: names, scores: nil) {
            $0.method = .radius
            $0.caliper = 0.05
        }
        let found = try effect(input, result, columns["re78"])
        #expect(agrees(found.difference, facts["att"].number, 1e-10))
        #expect(Double(found.treatedCount) == facts["n_treated_matched"].number)
    }

    @Test("every row's weight and the effect of Stata's fixtures", arguments: [true, false], [true, false])
    func fixtures(isRadius: Bool, ownFit: Bool) throws {
        let columns = try ReferenceData.columns(
            isRadius ? "stata18/psmatch2_radius_data.csv" : "stata18/psmatch2_data.csv"
        )
        let facts = try ReferenceData.expectation(isRadius ? "stata_fixture_radius_cal0.1" : "stata_fixture_neighbor")
        let given = try #require(columns["_pscore"]).compactMap { Double($0) }
        let (input, result) = try matched(
            columns,
            treatment: "d",
            covariates: ["x1", "x2"],
            scores: ownFit ? nil : given
        ) {
            if isRadius {
                $0.method = .radius
                $0.caliper = 0.1
            }
        }
        let tolerance = ownFit ? 1e-8 : 1e-12
        let found = try effect(input, result, columns["y"])
        #expect(agrees(found.difference, facts["att"].number, tolerance))
        #expect(agrees(found.standardErrors[.psmatch2], facts["se_att"].number, tolerance))
        let weights = try #require(columns["_weight"])
        for (weight, text) in zip(result.weights, weights) {
            #expect(abs(weight - (Double(text) ?? 0)) < 1e-12)
        }
        for (score, reference) in zip(result.scores, given) { #expect(abs(score - reference) < 1e-8) }
    }
}
