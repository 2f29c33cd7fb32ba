import Foundation
import Propensity
import Testing

/// Transformations and interactions against R; `Resources/psm/model/design.R` makes the figures.
@Suite("Terms of the model are those of R's model.matrix, splines::ns and glm")
struct DesignReferenceTests {
    private static func expected(_ key: String) throws -> Expectation {
        Expectation(value: try JSONSerialization.jsonObject(with: ReferenceData.file("model/design.json")))[key]
    }

    /// Lalonde, with marriage as levels.
    private static func columns() throws -> [String: [String]] {
        var columns = try ReferenceData.columns("data/lalonde.csv")
        columns["married"] = columns["married"]?.map { "m\($0)" }
        return columns
    }

    private static func model(_ terms: [String], _ columns: [String: [String]], holes: Bool = false) throws
        -> LocalModel
    {
        let texts = try terms.map { try CovariateTerm($0) }
        var names: [String] = []
        for factor in texts.flatMap(\.factors) where !names.contains(factor.name) { names.append(factor.name) }
        let rows = try ReferenceFrame(columns, treatment: "treat", covariates: names)
        var frame = rows.frame
        if holes, let place = names.firstIndex(of: "age"), case .doubles(var ages) = frame.columns[place] {
            for row in stride(from: 12, to: ages.count, by: 13) { ages[row] = .nan }
            var changed = frame.columns
            changed[place] = .doubles(ages)
            frame = CovariateFrame(columns: changed, treatment: frame.treatment)
        }
        var settings = ModelSettings()
        settings.terms = texts
        // Standard errors are those at the last pass: by default 1e-7 of themselves, here at the maximum.
        let solver = NewtonSolver.Settings(convergence: .decrement(1e-20))
        return try LocalModel(frame, covariates: rows.covariates, link: .logit, model: settings, solver: solver)
    }

    @Test(
        "a natural spline has R's columns",
        arguments: [("df4", 4), ("df1", 1), ("df7", 7), ("knots", 4)]
    )
    func basis(key: String, count: Int) throws {
        let expected = try Self.expected("basis")[key]
        let data = try ReferenceData.columns("data/lalonde.csv")
        func numbers(_ name: String) throws -> [Double] { try #require(data[name]).compactMap { Double($0) } }
        let values: [Double] =
            switch key {
            case "df7": zip(try numbers("educ"), try numbers("age")).map { $0 + $1 / 100 }
            case "knots": try numbers("re78")
            default: try numbers("age")
            }
        let spline = NaturalSpline(
            inner: expected["knots"].list,
            lowest: try #require(values.min()),
            highest: try #require(values.max())
        )
        #expect(spline.columnCount == count)
        let rows = try #require(expected["rows"].value as? [Any])
        for (row, reference) in zip([1, 50, 150, 300, 450, 614], rows) {
            var found = Array(repeating: 0.0, count: count)
            spline.evaluate(values[row - 1], into: &found)
            for (one, other) in zip(found, Expectation(value: reference).list) { #expect(abs(one - other) < 1e-13) }
        }
    }

    @Test(
        "coefficients, standard errors, log-likelihood and scores",
        arguments: [
            ("spline", ["age:spline(4)", "educ", "race"]),
            ("log", ["age:log", "re74:log1p", "race"]),
            ("square", ["age:square", "race"]),
            ("poly", ["age:poly(3)", "educ"]),
            ("bins", ["age:bins(20,25,35):ref(under 20)", "educ"]),
            ("numbers", ["age", "educ", "race", "age*educ"]),
            ("mixed", ["race", "age", "educ", "race*age"]),
            ("levels", ["race", "married", "educ", "race*married"]),
            ("splined", ["married", "age:spline(3)", "race", "married*age:spline(3)"]),
        ]
    )
    func models(key: String, terms: [String]) throws {
        let expected = try Self.expected("models")[key]
        let model = try Self.model(terms, Self.columns())
        #expect(model.fit.aliased.isEmpty)
        #expect(model.fit.coefficients.count == expected["coef"].list.count)
        for (index, coefficient) in model.fit.coefficients.enumerated() {
            #expect(agrees(coefficient.estimate, expected["coef"].list[index], 1e-8), "\(coefficient.column)")
            #expect(agrees(coefficient.standardError, expected["se"].list[index], 1e-8), "\(coefficient.column)")
        }
        check(model, expected)
    }

    @Test("an interaction brings both covariates in, and quantiles make R's classes")
    func implied() throws {
        let implied = try Self.model(["race*age", "educ"], Self.columns())
        check(implied, try Self.expected("models")["mixed"])
        let quantiles = try Self.model(["re78:quantiles(5)", "educ"], Self.columns())
        check(quantiles, try Self.expected("models")["quantiles"])
    }

    @Test("a missing number has the mean in every column and one indicator")
    func missing() throws {
        let expected = try Self.expected("models")["missing"]
        let model = try Self.model(["age:spline(4)", "educ"], Self.columns(), holes: true)
        let found = model.fit.coefficients
        #expect(found.map(\.column).filter { $0.hasSuffix("missing") } == ["spline(age) 1: missing"])
        // The indicator comes after the first column of the spline, in R's model after the last.
        let order = [0, 1, 5, 2, 3, 4, 6]
        for (index, place) in order.enumerated() {
            #expect(agrees(found[index].estimate, expected["coef"].list[place], 1e-8), "\(found[index].column)")
            #expect(agrees(found[index].standardError, expected["se"].list[place], 1e-8))
        }
        check(model, expected)
    }

    private func check(_ model: LocalModel, _ expected: Expectation) {
        #expect(agrees(model.fit.logLikelihood, expected["loglik"].number, 1e-11))
        for (row, score) in zip([1, 100, 300, 614], expected["scores"].list) {
            #expect(abs(model.scores[row - 1] - score) < 1e-9)
        }
    }
}
