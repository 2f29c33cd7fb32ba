import Foundation
import Propensity
import Testing

/// The cases of `Resources/psm/effects/effects.json`, which `make_effects.R` beside it makes.
enum EffectReference {
    static func whole() throws -> Expectation {
        Expectation(value: try JSONSerialization.jsonObject(with: ReferenceData.file("effects/effects.json")))
    }

    /// One matched sample of MatchIt.
    struct Sample {
        let rows: ReferenceFrame
        let outcome: [Double]
        let weights: [Double]
        let pairs: [MatchPair]
        let isReused: Bool
        let expected: Expectation

        var treatment: [UInt8] { rows.frame.treatment }
        var isBinary: Bool { outcome.allSatisfy { $0 == 0 || $0 == 1 } }
    }

    static let ids = [
        "lalonde_nn1", "lalonde_ratio3_logit_cal0.2", "lalonde_replace", "rossi_nn1_logit_cal0.2", "rossi_replace",
    ]

    static func sample(_ id: String) throws -> Sample {
        let isLalonde = id.hasPrefix("lalonde")
        let columns = try ReferenceData.columns(isLalonde ? "data/lalonde.csv" : "data/rossi.csv")
        let one = try #require(MatchItCase.all.first { $0.id == id })
        let rows = try ReferenceFrame(columns, treatment: one.treatment, covariates: one.covariates)
        let ids = try #require(columns["id"])
        let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
        let listed = try ReferenceData.columns("matchit/\(id)_pairs.csv")
        let treated = try #require(listed["treated"]).compactMap { places[$0] }
        let controls = try #require(listed["control"]).compactMap { places[$0] }
        var sizes = Array(repeating: 0, count: ids.count)
        for row in treated { sizes[row] += 1 }
        let pairs = zip(treated, controls).map {
            MatchPair(treated: $0, control: $1, weight: 1 / Double(sizes[$0]), distance: 0)
        }
        var weights = sizes.map { $0 > 0 ? 1.0 : 0.0 }
        for pair in pairs { weights[pair.control] += pair.weight }
        return Sample(
            rows: rows,
            outcome: try #require(columns[one.outcome]).compactMap { Double($0) },
            weights: weights,
            pairs: pairs,
            isReused: id.hasSuffix("replace"),
            expected: try whole()["cases"][id]
        )
    }
}

@Suite("Balance and standard errors beside R")
struct EffectReferenceTests {
    private func scores(_ sample: EffectReference.Sample) throws -> MeanScores {
        let rows = sample.weights.indices.filter { sample.weights[$0] > 0 }
        let effect = try #require(
            MatchedEffect(
                outcome: sample.outcome,
                treatment: sample.treatment,
                weights: sample.weights,
                pairs: sample.pairs,
                isReused: sample.isReused
            )
        )
        return MeanScores(
            rows,
            sample.outcome,
            sample.treatment,
            sample.weights,
            (effect.treatedMean, effect.controlMean)
        )
    }

    @Test("HC0 to HC3 are sandwich's vcovHC", arguments: EffectReference.ids)
    func robust(id: String) throws {
        let sample = try EffectReference.sample(id)
        let scores = try scores(sample)
        let expected = sample.expected["errors"]
        for (type, name) in [(RobustType.hc0, "HC0"), (.hc1, "HC1"), (.hc2, "HC2"), (.hc3, "HC3")]
        where !sample.isReused {
            let found = try #require(scores.robust(type)).ofDifference.squareRoot()
            #expect(agrees(found, expected[name].number, 1e-10), "\(name) \(found)")
        }
    }

    @Test(
        "errors by set, by person and by both are sandwich's vcovCL, with and without its corrections",
        arguments: EffectReference.ids
    )
    func clustered(id: String) throws {
        let sample = try EffectReference.sample(id)
        let scores = try scores(sample)
        let memberships = SetMemberships(sample.pairs, rowCount: sample.weights.count)
        #expect(memberships.isOverlapping == sample.isReused)
        for (clustering, name) in [
            (MeanScores.Clustering.sets, "set"), (.people, "person"), (.setsAndPeople, "both"),
        ] {
            for (type, typeName) in [(RobustType.hc0, "HC0"), (.hc1, "HC1")] {
                for isAdjusted in [true, false] {
                    let key = "\(name)_\(typeName)\(isAdjusted ? "" : "_nocadjust")"
                    let covariance = scores.clustered(clustering, memberships, type: type, isAdjusted: isAdjusted)
                    let found = covariance.ofDifference.squareRoot()
                    #expect(agrees(found, sample.expected["errors"][key].number, 1e-10), "\(key) \(found)")
                }
            }
        }
    }

    @Test("eCDF distances, overlap, own standardisation and reductions are R's", arguments: EffectReference.ids)
    func balance(id: String) throws {
        let sample = try EffectReference.sample(id)
        let table = try table(sample)
        let expected = sample.expected["balance"]["rows"]
        var checked = 0
        for row in table.rows {
            let facts = expected[row.level.map { "\(row.covariate): \($0)" } ?? row.covariate]
            let after = try #require(row.after)
            checked += 1
            #expect(agrees(row.before.standardised, facts["before"].number, 1e-10))
            #expect(agrees(after.standardised, facts["after"].number, 1e-10))
            #expect(agrees(after.standardisedByOwn, facts["after_own"].number, 1e-10))
            for (found, distances) in [(row.before, facts["dist_before"]), (after, facts["dist_after"])] {
                #expect(abs(found.overlap - (distances["overlap"].number ?? .nan)) < 1e-12)
                // MatchIt has the difference of the shares itself for 0 and 1.
                guard found.varianceRatio != nil else { continue }
                #expect(abs(found.ecdfMean - (distances["ecdf_mean"].number ?? .nan)) < 1e-12)
                #expect(abs(found.kolmogorovSmirnov - (distances["ecdf_max"].number ?? .nan)) < 1e-12)
            }
            let shares = (facts["before"].number ?? .nan, facts["after"].number ?? .nan)
            #expect(agrees(row.biasReduction, 100 * (1 - abs(shares.1) / abs(shares.0)), 1e-8))
        }
        #expect(checked == expected.keys.count)
        #expect(table.sizes.map(\.count) == sizes(sample))
    }

    @Test("squares and two-way interactions are R's", arguments: EffectReference.ids)
    func terms(id: String) throws {
        let sample = try EffectReference.sample(id)
        let table = try table(sample)
        let survey = CovariateSurvey(
            sample.rows.frame,
            covariates: sample.rows.covariates,
            rows: 0..<sample.rows.frame.rowCount
        )
        let input = MatchInput(
            frame: sample.rows.frame,
            covariates: sample.rows.covariates,
            keys: sample.treatment.map { UInt64($0) }
        )
        let terms = try BalanceTerm.table(
            input,
            survey: survey,
            balance: table,
            weights: sample.weights,
            kinds: BalanceTerm.Kind.allCases
        )
        let expected = sample.expected["balance"]["terms"]
        #expect(terms.count == expected.keys.count)
        for term in terms {
            let facts = expected[term.name]
            let after = try #require(term.after)
            #expect(agrees(term.before.standardised, facts["before"].number, 1e-9), "\(term.name)")
            #expect(agrees(after.standardised, facts["after"].number, 1e-9), "\(term.name)")
            #expect(agrees(after.standardisedByTreated, facts["after_treated"].number, 1e-9), "\(term.name)")
            #expect(agrees(after.standardisedByOwn, facts["after_own"].number, 1e-9), "\(term.name)")
            #expect(agrees(term.before.varianceRatio, facts["vr_before"].number, 1e-9), "\(term.name)")
            #expect(agrees(after.varianceRatio, facts["vr_after"].number, 1e-9), "\(term.name)")
        }
    }

    private func table(_ sample: EffectReference.Sample) throws -> BalanceTable {
        let frame = sample.rows.frame
        let covariates = sample.rows.covariates
        let input = MatchInput(frame: frame, covariates: covariates, keys: frame.treatment.map { UInt64($0) })
        let survey = CovariateSurvey(frame, covariates: covariates, rows: 0..<frame.rowCount)
        return BalanceTable(input, survey: survey, scores: sample.weights, weights: sample.weights)
    }

    private func sizes(_ sample: EffectReference.Sample) -> [Int] {
        [1, 0].map { group in sample.treatment.count { $0 == group } }
            + [1, 0].map { group in
                sample.weights.indices.count { sample.treatment[$0] == group && sample.weights[$0] > 0 }
            }
    }
}
