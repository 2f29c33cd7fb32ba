import Foundation
import Propensity
import Testing

@Suite("Propensity models agree with R and Stata")
struct ModelReferenceTests {
    private static let lalonde = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]

    private func lalondeColumns() throws -> [String: [String]] {
        var columns = try ReferenceData.columns("data/lalonde.csv")
        let race = try #require(columns["race"])
        columns["black"] = race.map { $0 == "black" ? "1" : "0" }
        columns["hispanic"] = race.map { $0 == "hispan" ? "1" : "0" }
        return columns
    }

    @Test(
        "coefficients, standard errors, log-likelihood and scores equal R's glm",
        arguments: [
            ("glm_lalonde", "data/lalonde.csv", "treat", lalonde, "matchit/lalonde_ps.csv"),
            (
                "glm_rossi", "data/rossi.csv", "fin", ["age", "race", "wexp", "mar", "paro", "prio"],
                "matchit/rossi_ps.csv"
            ),
        ]
    )
    func glm(id: String, data: String, treatment: String, names: [String], scores: String) throws {
        let rows = try ReferenceFrame(ReferenceData.columns(data), treatment: treatment, covariates: names)
        let expected = try ReferenceData.expectation(id)
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit)
        for coefficient in model.fit.coefficients {
            let key = coefficient.column.replacingOccurrences(of: ": ", with: "")
            let estimate = expected["converged"]["coef"].numbers[key]
            let error = expected["converged"]["se"].numbers[key]
            #expect(agrees(coefficient.estimate, estimate, 1e-7), "\(key)")
            #expect(agrees(coefficient.standardError, error, 1e-7), "\(key)")
        }
        #expect(model.fit.coefficients.count == expected["converged"]["coef"].keys.count)
        #expect(agrees(model.fit.logLikelihood, expected["converged"]["loglik"].number, 1e-10))
        #expect(agrees(-2 * model.fit.nullLogLikelihood, expected["converged"]["null_deviance"].number, 1e-10))
        let moments = ScoreMoments(scores: model.scores, treatment: rows.frame.treatment)
        #expect(agrees(moments.deviation(.all), expected["sd_linpred"].number, 1e-8))
        #expect(agrees(moments.deviation(.pooled), expected["sd_linpred_pooled"].number, 1e-8))
        let tight = try #require(ReferenceData.columns(scores)["ps_tight"]).compactMap { Double($0) }
        for (score, reference) in zip(model.scores, tight) {
            #expect(abs(ScoreLink.logit.probability(score) - reference) <= 1e-9)
        }
    }

    @Test("R's stopping rule gives R's default scores to rounding")
    func stoppingRule() throws {
        let rows = try ReferenceFrame(
            ReferenceData.columns("data/lalonde.csv"),
            treatment: "treat",
            covariates: Self.lalonde
        )
        let settings = NewtonSolver.Settings(convergence: .relativeDeviance(1e-8))
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, solver: settings)
        let reference = try #require(ReferenceData.columns("matchit/lalonde_ps.csv")["linpred"]).compactMap {
            Double($0)
        }
        #expect(model.fit.iterations == 5)
        for (score, expected) in zip(model.scores, reference) { #expect(abs(score - expected) <= 1e-12) }
    }

    @Test("the probit model equals R's")
    func probit() throws {
        let names = ["age", "educ", "black", "hispanic", "married", "nodegree", "re74", "re75"]
        let rows = try ReferenceFrame(lalondeColumns(), treatment: "treat", covariates: names)
        let expected = try ReferenceData.expectation("r_lalonde_probit")
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .probit)
        for coefficient in model.fit.coefficients {
            #expect(agrees(coefficient.estimate, expected["coef"].numbers[coefficient.column], 1e-7))
        }
        #expect(agrees(model.fit.logLikelihood, expected["loglik"].number, 1e-10))
    }

    @Test("aliased columns are dropped in order, named, and leave the fit unchanged")
    func aliased() throws {
        var columns = try lalondeColumns()
        let age = try #require(columns["age"]).compactMap { Double($0) }
        let educ = try #require(columns["educ"]).compactMap { Double($0) }
        let re74 = try #require(columns["re74"]).compactMap { Double($0) }
        columns["agepluseduc"] = zip(age, educ).map { String($0 + $1) }
        columns["u74"] = re74.map { $0 == 0 ? "1" : "0" }
        columns["u74b"] = columns["u74"]
        let names = ["age", "educ", "agepluseduc", "race", "married", "nodegree", "re74", "re75", "u74", "u74b"]
        let rows = try ReferenceFrame(columns, treatment: "treat", covariates: names)
        let expected = try ReferenceData.expectation("r_aliased_lalonde")
        let settings = NewtonSolver.Settings(convergence: .relativeDeviance(1e-8))
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, solver: settings)
        #expect(model.fit.aliased == expected["aliased"].texts)
        #expect(agrees(-2 * model.fit.logLikelihood, expected["deviance"].number, 1e-9))
        for coefficient in model.fit.coefficients {
            let key = coefficient.column.replacingOccurrences(of: ": ", with: "")
            #expect(agrees(coefficient.estimate, expected["coef"].numbers[key], 1e-7), "\(key)")
        }
        let without = try ReferenceFrame(
            columns,
            treatment: "treat",
            covariates: names.filter { $0 != "agepluseduc" && $0 != "u74b" }
        )
        let plain = try LocalModel(without.frame, covariates: without.covariates, link: .logit, solver: settings)
        for (left, right) in zip(model.scores, plain.scores) {
            #expect(abs(ScoreLink.logit.probability(left) - ScoreLink.logit.probability(right)) < 1e-12)
        }
    }

    @Test("other logistic models of the Rossi data equal R's", arguments: ["logit_arrest", "logit_unadjusted"])
    func rossi(key: String) throws {
        let expected = try ReferenceData.expectation("r_rossi_glm")[key]
        let names = key == "logit_arrest" ? ["fin", "age", "race", "wexp", "mar", "paro", "prio"] : ["fin"]
        let rows = try ReferenceFrame(ReferenceData.columns("data/rossi.csv"), treatment: "arrest", covariates: names)
        let settings = NewtonSolver.Settings(convergence: .relativeDeviance(1e-8))
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, solver: settings)
        for coefficient in model.fit.coefficients {
            #expect(agrees(coefficient.estimate, expected["coef"].numbers[coefficient.column], 1e-7))
            #expect(agrees(coefficient.standardError, expected["se"].numbers[coefficient.column], 1e-7))
        }
        #expect(agrees(-2 * model.fit.logLikelihood, expected["deviance"].number, 1e-9))
    }

    @Test("the logit score and its support equal Stata's pscore")
    func stata() throws {
        let names = ["age", "educ", "black", "hispanic", "married", "nodegree", "re74", "re75"]
        let rows = try ReferenceFrame(lalondeColumns(), treatment: "treat", covariates: names)
        let expected = try ReferenceData.expectation("stata_pscore_logit")
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit)
        #expect(abs(model.fit.logLikelihood - (expected["loglik"].number ?? 0)) < 1e-5)
        let black = try #require(model.fit.coefficients.first { $0.column == "black" })
        #expect(abs((black.estimate ?? 0) - (expected["coef_black"].number ?? 0)) < 1e-6)
        #expect(abs((black.standardError ?? 0) - (expected["se_black"].number ?? 0)) < 1e-7)
        let treated = zip(model.scores, rows.frame.treatment).filter { $0.1 == 1 }.map {
            ScoreLink.logit.probability($0.0)
        }
        let lowest = treated.min() ?? 0
        let highest = treated.max() ?? 0
        #expect(abs(lowest - (expected["support_min"].number ?? 0)) < 1e-7)
        #expect(abs(highest - (expected["support_max"].number ?? 0)) < 1e-7)
        let supported = model.scores.map { ScoreLink.logit.probability($0) }.filter { $0 >= lowest && $0 <= highest }
        #expect(Double(supported.count) == expected["n_support"].number)
    }
}
