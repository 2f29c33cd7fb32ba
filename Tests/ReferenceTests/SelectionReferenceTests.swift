import Foundation
import Propensity
import Testing

/// Lasso paths and selection against R; `Resources/psm/model/selection.R` makes the figures.
@Suite("Lasso paths are glmnet's, and selection by significance is that of glm")
struct SelectionReferenceTests {
    private static func expected(_ key: String) throws -> Expectation {
        Expectation(value: try JSONSerialization.jsonObject(with: ReferenceData.file("model/selection.json")))[key]
    }

    private func paths(_ weights: [Double]?) throws -> (fitter: LassoPathFitter, design: DesignSpecification) {
        let rows = try ScoreModelReferenceTests.rows()
        let survey = CovariateSurvey(rows.frame, covariates: rows.covariates, rows: 0..<rows.frame.rowCount)
        let design = try DesignSpecification(covariates: rows.covariates, survey: survey)
        return (LassoPathFitter(rows.frame, specification: design, link: .logit, weights: weights), design)
    }

    /// Coefficients on the covariates' own scale.
    private func unscaled(_ point: LassoPoint, _ design: DesignSpecification) -> [Double] {
        var result = point.coefficients
        for term in design.terms where term.kind == .continuous {
            let column = Int(term.columns[0])
            result[column] = point.coefficients[column] / term.scale
            result[0] -= point.coefficients[column] * term.centre / term.scale
        }
        return result
    }

    @Test("strengths, coefficients and the information criterion along the path", arguments: ["plain", "weighted"])
    func path(key: String) throws {
        let expected = try Self.expected("lasso")[key]
        let weights = key == "plain" ? nil : ScoreModelReferenceTests.weights(614)
        let (fitter, design) = try paths(weights)
        var settings = LassoPath()
        settings.gainMin = -1
        let points = try fitter.points(settings)
        #expect(points.count == 100)
        for (point, lambda) in zip(points, expected["lambda"].list) { #expect(agrees(point.lambda, lambda, 1e-9)) }
        let total = weights.map { $0.reduce(0, +) } ?? 614
        for (point, criterion) in zip(points, expected["bic"].list) {
            let ours = -2 * point.logLikelihood + log(total) * Double(point.selected.count)
            #expect(agrees(ours, criterion, 1e-9))
        }
        let exact = try #require(expected["exact"].value as? [Any])
        let glmnet = try #require(expected["glmnet"].value as? [Any])
        for (place, index) in expected["at"].list.enumerated() {
            let ours = unscaled(points[Int(index)], design)
            for (one, other) in zip(ours, Expectation(value: exact[place]).list) { #expect(abs(one - other) < 1e-9) }
            for (one, other) in zip(ours, Expectation(value: glmnet[place]).list) { #expect(abs(one - other) < 1e-6) }
        }
    }

    @Test("the deviance of rows left out equals cv.glmnet's")
    func crossValidation() throws {
        let expected = try Self.expected("cv")
        let (fitter, _) = try paths(nil)
        let found = try fitter.deviances(
            lambdas: expected["lambda"].list,
            folds: (1...614).map { $0 % 5 },
            foldCount: 5
        )
        #expect(found.count == expected["deviance"].list.count)
        for (one, other) in zip(found, expected["deviance"].list) { #expect(agrees(one, other, 1e-9)) }
    }

    @Test(
        "covariates are removed and added in R's order with R's statistics",
        arguments: [
            ("backward_lr", SelectionSettings.Method.backward, SelectionSettings.Test.lr),
            ("backward_wald", .backward, .wald), ("forward_lr", .forward, .lr), ("forward_wald", .forward, .wald),
        ]
    )
    func significance(key: String, method: SelectionSettings.Method, test: SelectionSettings.Test) throws {
        let rows = try ScoreModelReferenceTests.rows()
        var settings = ModelSettings()
        settings.selection.method = method
        settings.selection.test = test
        let model = try LocalModel(
            rows.frame,
            covariates: rows.covariates,
            link: .logit,
            model: settings,
            solver: NewtonSolver.Settings(convergence: .decrement(1e-20))
        )
        let expected = try Self.expected("significance")[key]
        let selection = try #require(model.selection)
        #expect(selection.selected == expected["selected"].texts)
        #expect(Set(selection.selected + selection.removed) == Set(ScoreModelReferenceTests.lalonde))
        let changes = try #require(expected["changes"].value as? [Any]).map { Expectation(value: $0) }
        #expect(selection.changes.map(\.term) == changes.compactMap { $0["term"].value as? String })
        for (change, reference) in zip(selection.changes, changes) {
            #expect(abs(change.statistic - (reference["statistic"].number ?? 0)) < 1e-8 * max(1, change.statistic))
            #expect(Double(change.degreesOfFreedom) == reference["df"].number)
            #expect(agrees(change.pValue, reference["p"].number, 1e-7))
        }
    }

    @Test("a lasso chosen by BIC, or by folds drawn from a seed, keeps whole covariates and is fitted without penalty")
    func lasso() throws {
        let rows = try ScoreModelReferenceTests.rows()
        var settings = ModelSettings()
        settings.selection.method = .lasso
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
        let selection = try #require(model.selection)
        let chosen = try #require(selection.chosen)
        #expect(Double(chosen) == (try Self.expected("lasso")["plain"]["chosen"].number))
        let smallest = try #require(selection.path.map(\.criterion).min())
        #expect(selection.path[chosen].criterion == smallest)
        let plain = try ReferenceFrame(
            ReferenceData.columns("data/lalonde.csv"),
            treatment: "treat",
            covariates: selection.selected
        )
        let alone = try LocalModel(plain.frame, covariates: plain.covariates, link: .logit)
        #expect(agrees(model.fit.logLikelihood, alone.fit.logLikelihood, 1e-12))
        #expect(model.fit.coefficients.map(\.column) == alone.fit.coefficients.map(\.column))
        settings.selection.tuning = .cv
        settings.selection.folds = 5
        let first = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
        let again = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
        #expect(first.selection == again.selection)
        settings.selection.seed = 2
        let other = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
        #expect(first.selection?.path.map(\.criterion) != other.selection?.path.map(\.criterion))
    }

    @Test("an interaction keeps its covariates in the model, and a threshold that nothing meets is an error")
    func limits() throws {
        let rows = try ReferenceFrame(
            ReferenceData.columns("data/lalonde.csv"),
            treatment: "treat",
            covariates: ["age", "educ", "race", "married"]
        )
        var settings = ModelSettings()
        settings.terms = try ["age", "educ", "race", "married", "race*age"].map { try CovariateTerm($0) }
        settings.selection.method = .backward
        settings.selection.threshold = 0.2
        let model = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
        let selected = try #require(model.selection?.selected)
        #expect(!selected.contains("race*age") || (selected.contains("race") && selected.contains("age")))
        settings.terms = []
        settings.selection.method = .forward
        settings.selection.threshold = 1e-300
        do {
            _ = try LocalModel(rows.frame, covariates: rows.covariates, link: .logit, model: settings)
            Issue.record("something was selected")
        } catch {
            guard case PropensityError.nothingSelected = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
