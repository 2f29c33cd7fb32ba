import Foundation
import Propensity
import Testing

/// Matching with replacement where all that are equally near are chosen, as Matching and Stata do.
private struct TiedNeighbours {
    let byTreated: [MatchPair]
    let byControls: [MatchPair]

    init(_ scores: [Double], _ treatment: [UInt8], count: Int) {
        func chosen(_ row: Int) -> [Int] {
            let others = scores.indices.filter { treatment[$0] != treatment[row] }
            let limit = others.map { abs(scores[$0] - scores[row]) }.sorted()[count - 1]
            return others.filter { abs(scores[$0] - scores[row]) <= limit }
        }
        func pairs(_ group: UInt8) -> [MatchPair] {
            treatment.indices.filter { treatment[$0] == group }.flatMap { row in
                let others = chosen(row)
                return others.map { other in
                    let (treated, control) = group == 1 ? (row, other) : (other, row)
                    return MatchPair(treated: treated, control: control, weight: 1 / Double(others.count), distance: 0)
                }
            }
        }
        byTreated = pairs(1)
        byControls = pairs(0)
    }

    /// The effect on the treated, the controls or everybody.
    func effect(
        _ estimand: MatchSettings.Estimand,
        outcome: [Double],
        treatment: [UInt8],
        scores: [Double],
        estimated: (score: EstimatedScore, matches: Int)? = nil
    ) -> MatchedEffect? {
        var weights = Array(repeating: 0.0, count: outcome.count)
        if estimand != .atc {
            for row in outcome.indices where treatment[row] == 1 { weights[row] += 1 }
            for pair in byTreated { weights[pair.control] += pair.weight }
        }
        if estimand != .att {
            for row in outcome.indices where treatment[row] == 0 { weights[row] += 1 }
            for pair in byControls { weights[pair.treated] += pair.weight }
        }
        return MatchedEffect(
            outcome: outcome,
            treatment: treatment,
            weights: weights,
            pairs: estimand == .ate ? nil : estimand == .att ? byTreated : byControls,
            isReused: true,
            positions: (scores, Array(repeating: 0, count: outcome.count)),
            mutualPairs: estimand == .ate ? MutualPairs(byTreated: byTreated, byControls: byControls) : nil,
            estimated: estimated
        )
    }
}

@Suite("Standard errors of matching with replacement and of several rows a person, beside R, Stata and numpy")
struct ReuseErrorTests {
    @Test(
        "the error of Abadie and Imbens (2006) is that of R's Matching, for the treated, the controls and everybody",
        arguments: ["lalonde", "rossi"],
        [1, 3]
    )
    func knownScore(name: String, count: Int) throws {
        let one = try #require(MatchItCase.all.first { $0.id.hasPrefix(name) })
        let rows = try ReferenceFrame(
            ReferenceData.columns("data/\(name).csv"),
            treatment: one.treatment,
            covariates: one.covariates
        )
        let outcome = try #require(rows.columns[one.outcome]).compactMap { Double($0) }
        // Among ties Matching estimates variances in another way.
        let listed = try #require(try ReferenceData.columns("matchit/\(name)_ps.csv")["ps"]).compactMap { Double($0) }
        let scores = listed.enumerated().map { $1 + Double(7919 * ($0 + 1) % 1009) / 1e6 }
        let neighbours = TiedNeighbours(scores, rows.frame.treatment, count: count)
        for (estimand, suffix) in [(MatchSettings.Estimand.att, "att"), (.atc, "atc"), (.ate, "ate")] {
            let facts = try EffectReference.whole()["abadie_imbens"]["\(name)_\(count)_untied_\(suffix)"]
            let effect = try #require(
                neighbours.effect(estimand, outcome: outcome, treatment: rows.frame.treatment, scores: scores)
            )
            #expect(agrees(effect.difference, facts["estimate"].number, 1e-9), "\(estimand)")
            #expect(agrees(effect.standardErrors[.abadieImbens] ?? .nan, facts["se"].number, 1e-9), "\(estimand)")
            #expect(effect.standardErrors[.abadieImbensEstimatedScore] == nil)
        }
    }

    @Test(
        "the error of Abadie and Imbens (2016) is the definition's in numpy, and what Stata's teffects psmatch prints",
        arguments: ["nsw_logit", "nsw_probit", "discrete_logit", "all_logit", "all_probit"]
    )
    func estimatedScore(id: String) throws {
        let whole = try JSONSerialization.jsonObject(with: ReferenceData.file("effects/estimated_scores.json"))
        let facts = Expectation(value: whole)["cases"][id]
        var columns = try ReferenceData.columns(id.hasPrefix("nsw") ? "data/nsw.csv" : "data/lalonde.csv")
        for level in ["black", "hispan"] {
            if let race = columns["race"] { columns[level] = race.map { $0 == level ? "1" : "0" } }
        }
        let rows = try ReferenceFrame(columns, treatment: "treat", covariates: facts["covariates"].texts)
        let treatment = rows.frame.treatment
        let outcome = try #require(columns["re78"]).compactMap { Double($0) }
        let link: ScoreLink = id.hasSuffix("probit") ? .probit : .logit
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: link)
        let score = try #require(EstimatedScore(model, rows.frame))
        let scores = model.scores.map { link.probability($0) }
        for count in [1, 3] {
            let neighbours = TiedNeighbours(scores, treatment, count: count)
            let expected = facts["nearest_\(count)"]
            for (estimand, prefix) in [(MatchSettings.Estimand.att, "att"), (.atc, "controls_att"), (.ate, "ate")] {
                let effect = try #require(
                    neighbours.effect(
                        estimand,
                        outcome: outcome,
                        treatment: treatment,
                        scores: scores,
                        estimated: (score, count)
                    )
                )
                let error = effect.standardErrors[.abadieImbensEstimatedScore] ?? .nan
                let sign = estimand == .atc ? -1.0 : 1
                #expect(agrees(sign * effect.difference, expected[prefix].number, 1e-8), "\(prefix) \(count)")
                #expect(agrees(error, expected["\(prefix)_se"].number, 1e-8), "\(prefix) \(count) \(error)")
                guard count == 1, let printed = facts["printed"]["\(prefix)_se"].number else { continue }
                #expect(agrees(error, printed, 1e-6), "\(prefix) \(error)")
            }
        }
    }

    @Test("errors by person, and by set and person, are sandwich's vcovCL", arguments: EffectReference.ids)
    func people(id: String) throws {
        let sample = try EffectReference.sample(id)
        let people = sample.outcome.indices.map { Int32(7 * ($0 + 1) % 97) }
        let effect = try #require(
            MatchedEffect(
                outcome: sample.outcome,
                treatment: sample.treatment,
                weights: sample.weights,
                pairs: sample.pairs,
                isReused: sample.isReused,
                people: people
            )
        )
        let expected = sample.expected["people"]
        let errors = effect.standardErrors
        #expect(agrees(errors[.people] ?? .nan, expected["people_HC1"].number, 1e-9))
        #expect(agrees(errors[.matchedSetsAndPeople] ?? .nan, expected["set_and_people_HC1"].number, 1e-9))
    }
}
