import Foundation
import Propensity
import Testing

/// Weights, offsets, penalties, diagnostics and rules of support against R; `Resources/psm/model/make.R` makes the figures.
@Suite("The score model agrees with R's glm, brglm2, glmnet and pROC")
struct ScoreModelReferenceTests {
    static let lalonde = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]

    /// The figures of the script.
    static func expected(_ key: String) throws -> Expectation {
        Expectation(value: try JSONSerialization.jsonObject(with: ReferenceData.file("model/model.json")))[key]
    }

    static func rows() throws -> ReferenceFrame {
        try ReferenceFrame(ReferenceData.columns("data/lalonde.csv"), treatment: "treat", covariates: lalonde)
    }

    /// The case weights and offsets that the script makes from the row number.
    static func weights(_ count: Int) -> [Double] { (1...count).map { 0.5 + Double($0 % 7) / 4 } }
    static func offsets(_ count: Int) -> [Double] { (1...count).map { (Double($0 % 11) - 5) / 10 } }

    private func check(_ fit: PropensityFit, _ expected: Expectation, _ tolerance: Double) {
        for coefficient in fit.coefficients {
            let key = coefficient.column.replacingOccurrences(of: ": ", with: "")
            #expect(agrees(coefficient.estimate, expected["coef"].numbers[key], tolerance), "\(key)")
            #expect(agrees(coefficient.standardError, expected["se"].numbers[key], tolerance), "\(key)")
        }
        #expect(fit.coefficients.count == expected["coef"].keys.count)
    }

    @Test("case weights and offsets give glm's estimates and log-likelihoods", arguments: [ScoreLink.logit, .probit])
    func weighted(link: ScoreLink) throws {
        let rows = try Self.rows()
        let count = rows.frame.rowCount
        let expected = try Self.expected("weighted")[link == .logit ? "logit" : "probit"]
        let offsets = Self.offsets(count)
        let model = try LocalModel(
            rows.frame,
            covariates: rows.covariates,
            link: link,
            weights: Self.weights(count),
            offsets: offsets
        )
        check(model.fit, expected, 1e-8)
        #expect(agrees(model.fit.logLikelihood, expected["loglik"].number, 1e-11))
        #expect(agrees(model.fit.nullLogLikelihood, expected["null"].number, 1e-11))
        let plain = model.fit.predictor.scores(rows.frame, rows: 0..<count)
        #expect(model.scores.indices.allSatisfy { model.scores[$0] == plain[$0] + offsets[$0] })
    }

    @Test(
        "Firth's estimates are finite under separation and equal brglm2's",
        arguments: ["endometrial", "lalonde", "weighted"]
    )
    func firth(key: String) throws {
        let isEndometrial = key == "endometrial"
        let rows =
            isEndometrial
            ? try ReferenceFrame(
                ReferenceData.columns("model/endometrial.csv"),
                treatment: "HG",
                covariates: ["NV", "PI", "EH"]
            ) : try Self.rows()
        let count = rows.frame.rowCount
        var settings = ModelSettings()
        settings.estimation = .firth
        let model = try LocalModel(
            rows.frame,
            covariates: rows.covariates,
            link: .logit,
            model: settings,
            weights: key == "weighted" ? Self.weights(count) : nil,
            offsets: key == "weighted" ? Self.offsets(count) : nil
        )
        let expected = try Self.expected("firth")[key]
        check(model.fit, expected, 1e-8)
        guard case .firth(let penalised) = model.fit.estimation else {
            Issue.record("not Firth's")
            return
        }
        #expect(agrees(penalised, expected["penalised"].number, 1e-9))
        #expect(model.fit.convergence.decrement <= 1e-20)
        if isEndometrial {
            let coefficient = try #require(model.fit.coefficients.first { $0.column == "NV" }?.estimate)
            #expect(abs(coefficient - 2.93) < 0.005)
            let plain = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit)
            #expect(plain.fit.separated == ["NV"])
        }
    }

    @Test("ridge estimates maximise glmnet's objective", arguments: ["plain", "weighted"])
    func ridge(key: String) throws {
        let rows = try Self.rows()
        let expected = try Self.expected("ridge")[key]
        var settings = ModelSettings()
        settings.estimation = .ridge(key == "plain" ? 0.05 : 0.2)
        let model = try LocalModel(
            rows.frame,
            covariates: rows.covariates,
            link: .logit,
            model: settings,
            weights: key == "plain" ? nil : Self.weights(rows.frame.rowCount)
        )
        check(model.fit, expected, 1e-8)
        // glmnet's coordinate descent ends a little before the maximum.
        for (key, value) in expected["glmnet"].numbers where key != "(Intercept)" {
            let ours = model.fit.coefficients.first { $0.column.replacingOccurrences(of: ": ", with: "") == key }
            #expect(abs((ours?.estimate ?? .nan) - value) < 1e-8, "\(key)")
        }
    }

    @Test("discrimination, calibration, explained variation and overlap", arguments: ["logit", "probit", "weighted"])
    func diagnostics(key: String) throws {
        let rows = try Self.rows()
        let weights = key == "weighted" ? Self.weights(rows.frame.rowCount) : nil
        let model = try LocalModel(
            rows.frame,
            covariates: rows.covariates,
            link: key == "probit" ? .probit : .logit,
            weights: weights
        )
        let found = ScoreDiagnostics(model, treatment: rows.frame.treatment, weights: weights)
        let expected = try Self.expected("diagnostics")[key]
        let single: [(String, Double?)] = [
            ("auc", found.areaUnderCurve), ("brier", found.brierScore), ("slope", found.calibrationSlope),
            ("mcfadden", found.mcFadden), ("cox_snell", found.coxSnell), ("nagelkerke", found.nagelkerke),
            ("tjur", found.tjur),
        ]
        for (name, value) in single { #expect(agrees(value, expected[name].number, 1e-9), "\(name)") }
        #expect(abs((found.calibrationIntercept ?? .nan) - (expected["intercept"].number ?? 0)) < 1e-9)
        #expect(agree(found.calibration.map(\.highest), expected["highest"], 1e-9))
        #expect(agree(found.calibration.map(\.weight), expected["class_weight"], 1e-12))
        #expect(agree(found.calibration.map(\.observed), expected["observed"], 1e-12))
        #expect(agree(found.calibration.map(\.predicted), expected["predicted"], 1e-9))
        #expect(agree(found.overlap.treated.quantiles, expected["treated_quantiles"], 1e-9))
        #expect(agree(found.overlap.controls.quantiles, expected["control_quantiles"], 1e-9))
        let overlap = [found.overlap.treated, found.overlap.controls]
        #expect(agree(overlap.map { Double($0.outsideOther) }, expected["outside"], 0))
        #expect(agree(overlap.map { Double($0.outsideRange) }, expected["outside_range"], 0))
    }

    @Test("rules of support leave out the rows that a direct calculation leaves out")
    func support() throws {
        let rows = try Self.rows()
        let treatment = rows.frame.treatment
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit)
        let scores = model.scores.map { ScoreLink.logit.probability($0) }
        let expected = try Self.expected("support")
        func left(_ flags: [Bool]) -> [Double] { flags.indices.filter { flags[$0] }.map { Double($0 + 1) } }
        var rule = SupportRule()
        #expect(agrees(SupportRule.crumpLimit(scores), expected["crump_alpha"].number, 1e-9))
        #expect(agree(left(SupportRule.outsideCrump(scores)), expected["crump"], 0))
        #expect(agree(left(rule.outsideRange(scores)), expected["range"], 0))
        #expect(agree(left(rule.outsidePercentiles(scores, treatment: treatment)), expected["percentile"], 0))
        #expect(agree(left(rule.thinnest(scores, treatment: treatment, of: 0)), expected["density_controls"], 0))
        rule.share = 0.1
        #expect(agree(left(rule.thinnest(scores, treatment: treatment, of: 1)), expected["density_treated"], 0))
        for discard in [MatchSettings.Discard.range, .crump, .percentile, .density] {
            var settings = MatchSettings()
            settings.discard = discard
            settings.support = rule
            let input = MatchInput(
                frame: rows.frame,
                covariates: rows.covariates,
                keys: treatment.indices.map(UInt64.init)
            )
            let result = try MatchEngine(settings: settings).match(input, model: model)
            let whole = left(result.discarded)
            #expect(whole.count > 0 && whole.allSatisfy { result.weights[Int($0) - 1] == 0 })
        }
    }

    private func agree(_ values: [Double], _ expected: Expectation, _ tolerance: Double) -> Bool {
        let numbers = expected.list
        return values.count == numbers.count && zip(values, numbers).allSatisfy { agrees($0, $1, tolerance) }
    }
}

extension Expectation {
    /// The numbers of a list; a single number is a list of one.
    var list: [Double] {
        (value as? [Any] ?? [value]).compactMap { ($0 as? NSNumber)?.doubleValue }
    }
}
