import Propensity
import Testing

/// A case of MatchIt: its settings, and the columns it is about.
struct MatchItCase: Sendable, CustomTestStringConvertible {
    let id: String
    let data: String
    let change: @Sendable (inout MatchSettings) -> Void
    var exact: String?

    var testDescription: String { id }
    var isLalonde: Bool { id.hasPrefix("lalonde") }
    var treatment: String { isLalonde ? "treat" : "fin" }
    var outcome: String { isLalonde ? "re78" : "arrest" }
    var covariates: [String] {
        isLalonde
            ? ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
            : ["age", "race", "wexp", "mar", "paro", "prio"]
    }

    var settings: MatchSettings {
        var settings = MatchSettings(dialect: .matchit)
        change(&settings)
        return settings
    }

    static func logitCaliper(_ settings: inout MatchSettings) {
        settings.distance = .linear
        settings.caliper = 0.2
    }

    static let all = [
        MatchItCase(id: "lalonde_nn1", data: "data/lalonde.csv", change: { _ in }),
        MatchItCase(id: "lalonde_nn1_logit_cal0.2", data: "data/lalonde.csv", change: { logitCaliper(&$0) }),
        MatchItCase(
            id: "lalonde_ratio3_logit_cal0.2",
            data: "data/lalonde.csv",
            change: {
                logitCaliper(&$0)
                $0.ratio = 3
            }
        ),
        MatchItCase(id: "lalonde_replace", data: "data/lalonde.csv", change: { $0.replacement = true }),
        MatchItCase(id: "lalonde_exact_race", data: "data/lalonde.csv", change: { _ in }, exact: "race"),
        MatchItCase(id: "lalonde_nn1_smallest", data: "data/lalonde.csv", change: { $0.order = .smallest }),
        MatchItCase(id: "rossi_nn1_logit_cal0.2", data: "data/rossi.csv", change: { logitCaliper(&$0) }),
        MatchItCase(id: "rossi_replace", data: "data/rossi.csv", change: { $0.replacement = true }),
        MatchItCase(
            id: "rossi_exact_race_logit_cal0.2",
            data: "data/rossi.csv",
            change: { logitCaliper(&$0) },
            exact: "race"
        ),
    ]
}

@Suite("Matching as MatchIt")
struct MatchReferenceTests {
    /// The rows of a case with the scores of the reference, or with a fit of our own.
    private func matched(
        _ one: MatchItCase,
        ownFit: Bool
    ) throws -> (rows: ReferenceFrame, input: MatchInput, result: MatchResult) {
        let columns = try ReferenceData.columns(one.data)
        let rows = try ReferenceFrame(columns, treatment: one.treatment, covariates: one.covariates)
        let strata = one.exact.flatMap { columns[$0] }.map { texts in
            texts.map { UInt16(Set(texts).sorted().firstIndex(of: $0) ?? 0) }
        }
        let scoreFile = one.isLalonde ? "matchit/lalonde_ps.csv" : "matchit/rossi_ps.csv"
        let scoreColumn = one.settings.distance == .linear ? "linpred" : "ps"
        let given = try #require(ReferenceData.columns(scoreFile)[scoreColumn]).compactMap { Double($0) }
        let input = MatchInput(
            frame: CovariateFrame(columns: rows.frame.columns, treatment: rows.frame.treatment, strata: strata),
            covariates: rows.covariates,
            keys: rows.frame.treatment.indices.map { UInt64($0) },
            scores: ownFit ? nil : given
        )
        let engine = try MatchEngine(settings: one.settings)
        return (rows, input, try engine.match(input, model: engine.model(input)))
    }

    @Test("the matched pairs are MatchIt's, row by row", arguments: MatchItCase.all)
    func pairs(one: MatchItCase) throws {
        let (rows, _, result) = try matched(one, ownFit: false)
        let ids = try #require(rows.columns["id"])
        let reference = try ReferenceData.columns("matchit/\(one.id)_pairs.csv")
        let treated = try #require(reference["treated"])
        let controls = try #require(reference["control"])
        let expected = Set(zip(treated, controls).map { "\($0)-\($1)" })
        let pairs = try #require(result.pairs)
        let found = Set(pairs.map { "\(ids[$0.treated])-\(ids[$0.control])" })
        #expect(found == expected, "\(found.symmetricDifference(expected).sorted())")
        let facts = try ReferenceData.expectation(one.id)
        #expect(agrees(result.caliper, facts["caliper_absolute"].number, 1e-8))
        #expect(agrees(pairs.reduce(0) { $0 + $1.distance }, facts["sum_abs_diff"].number, 1e-8))
        #expect(agrees(pairs.map(\.distance).max(), facts["max_abs_diff"].number, 1e-8))
    }

    @Test("the weights are MatchIt's", arguments: MatchItCase.all)
    func weights(one: MatchItCase) throws {
        let (_, input, result) = try matched(one, ownFit: false)
        let reference = try #require(ReferenceData.columns("matchit/\(one.id)_units.csv")["weight"])
        let found = result.reportedWeights(input.frame, settings: one.settings)
        for (weight, text) in zip(found, reference) { #expect(abs(weight - (Double(text) ?? .nan)) < 1e-12) }
    }

    @Test("the effect and its standard errors are those of R", arguments: MatchItCase.all)
    func effects(one: MatchItCase) throws {
        let (rows, input, result) = try matched(one, ownFit: false)
        let facts = try ReferenceData.expectation(one.id)
        let outcome = try #require(rows.columns[one.outcome]).compactMap { Double($0) }
        let effect = try #require(
            MatchedEffect(
                outcome: outcome,
                treatment: input.frame.treatment,
                weights: result.weights,
                pairs: result.pairs,
                isReused: one.settings.replacement
            )
        )
        #expect(agrees(effect.difference, facts["att"].number, 1e-8))
        #expect(agrees(effect.treatedMean, facts["mean_treated"].number, 1e-8))
        #expect(agrees(effect.controlMean, facts["mean_control"].number, 1e-8))
        #expect(agrees(effect.effectiveControlCount, facts["ess_control"].number, 1e-8))
        let errors = effect.standardErrors
        #expect(agrees(errors[.robustHC1], facts["se"]["se_hc1"].number, 1e-8))
        #expect(agrees(errors[.robustHC3], facts["se"]["se_hc3"].number, 1e-8))
        #expect(agrees(errors[.matchedSets], facts["se"]["se_cluster_subclass_HC1"].number, 1e-8))
        #expect(
            agrees(errors[.matchedSetsAndPeople], facts["se"]["se_cluster_subclass_and_id_HC1"].number, 1e-8)
        )
        let survey = try #require(effect.inference(.survey))
        #expect(agrees(survey.pValue, facts["svyttest"]["p"].number, 1e-7))
        #expect(agrees(survey.degreesOfFreedom, facts["svyttest"]["df"].number, 1e-12))
    }

    @Test("the balance is cobalt's", arguments: MatchItCase.all)
    func balance(one: MatchItCase) throws {
        let (_, input, result) = try matched(one, ownFit: false)
        let facts = try ReferenceData.expectation(one.id)["balance"]
        let survey = CovariateSurvey(input.frame, covariates: input.covariates, rows: 0..<input.frame.rowCount)
        let table = BalanceTable(input, survey: survey, scores: result.scores, weights: result.weights)
        var checked = 0
        for row in table.rows + [table.score] {
            let name =
                row.covariate == "score" ? "distance" : row.level.map { "\(row.covariate)_\($0)" } ?? row.covariate
            let expected = facts[name].numbers
            guard !expected.isEmpty else { continue }
            checked += 1
            let after = try #require(row.after)
            for (key, value) in [
                ("smd_un_t", row.before.standardisedByTreated), ("smd_adj_t", after.standardisedByTreated),
                ("smd_un_pooled", row.before.standardised), ("smd_adj_pooled", after.standardised),
                ("vr_un", row.before.varianceRatio), ("vr_adj", after.varianceRatio),
                ("ks_un", row.before.kolmogorovSmirnov), ("ks_adj", after.kolmogorovSmirnov),
            ] {
                let isEqual = agrees(value, expected[key], 1e-8) || abs((value ?? 0) - (expected[key] ?? 0)) < 1e-12
                #expect(isEqual, "\(name) \(key): \(String(describing: value)) \(String(describing: expected[key]))")
            }
        }
        #expect(checked == facts.keys.count)
    }

    @Test("from a fit of our own, R's stopping rule leads to the same pairs", arguments: MatchItCase.all)
    func ownFit(one: MatchItCase) throws {
        let (rows, _, result) = try matched(one, ownFit: true)
        let facts = try ReferenceData.expectation(one.id)
        let ids = try #require(rows.columns["id"])
        let reference = try ReferenceData.columns("matchit/\(one.id)_pairs.csv")
        let treated = try #require(reference["treated"])
        let controls = try #require(reference["control"])
        let expected = Set(zip(treated, controls).map { "\($0)-\($1)" })
        let pairs = try #require(result.pairs)
        #expect(agrees(pairs.reduce(0) { $0 + $1.distance }, facts["sum_abs_diff"].number, 1e-6))
        let found = Set(pairs.map { "\(ids[$0.treated])-\(ids[$0.control])" })
        #expect(found == expected, "\(found.symmetricDifference(expected).sorted())")
    }
}
