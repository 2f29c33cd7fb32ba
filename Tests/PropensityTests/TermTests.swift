import Propensity
import Testing

@Suite("Terms of the model")
struct TermTests {
    @Test("a list is cut at commas outside parentheses and backquotes")
    func list() {
        #expect(
            CovariateTerm.list("age:spline(4), priors:bins(1,3,10),`a, b`:log ,sex")
                == ["age:spline(4)", "priors:bins(1,3,10)", "`a, b`:log", "sex"]
        )
        #expect(CovariateTerm.list("").isEmpty)
    }

    @Test("a term is read with its covariates, transformations and policies")
    func reading() throws {
        let term = try CovariateTerm("priors:bins(0,1.5):ref(under 0):missing(drop)*`a*b`:poly(3)")
        #expect(term.factors.map(\.name) == ["priors", "a*b"])
        #expect(term.factors[0].transformation == .bins([0, 1.5]))
        #expect(term.factors[0].reference == "under 0" && term.factors[0].missing == .drop)
        #expect(term.factors[1].transformation == .polynomial(3))
        #expect(try CovariateTerm("sex:cat").factors[0].isCategorical)
        #expect(try CovariateTerm("sex:cat").isPlain && !CovariateTerm("age:log").isPlain)
        #expect(try CovariateTerm("x:knots(1,2)").factors[0].transformation == .knots([1, 2]))
        #expect(try CovariateTerm("x:quantiles(4)").factors[0].transformation == .quantiles(4))
    }

    @Test(
        "what cannot be read is refused, and the covariate named",
        arguments: [
            "age:spline", "age:spline(0)", "age:spline(2.5)", "age:bins(3,1)", "age:bins()", "age:log(2)", "age:cube",
            "age:log:square", "age:cat:log", "age*sex*race", "age:spline(4", "age:missing(never)",
            "age:log:missing(level)",
            "age:", "age:bins(1):missing(mean)",
        ]
    )
    func refused(text: String) {
        do {
            _ = try CovariateTerm(text)
            Issue.record("\(text) was read")
        } catch {
            guard case .covariateTerm(let covariate, let problem) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(covariate == "age" || text == "age*sex*race", "\(covariate)")
            #expect(!problem.isEmpty)
        }
    }

    private func model(_ terms: [String], _ frame: CovariateFrame, _ covariates: [Covariate]) throws -> LocalModel {
        var settings = ModelSettings()
        settings.terms = try terms.map { try CovariateTerm($0) }
        return try LocalModel(frame, covariates: covariates, link: .logit, model: settings)
    }

    @Test("data that a term cannot be made of are refused, and the covariate named")
    func unusable() {
        let synthetic = SyntheticFrame(rowCount: 500, seed: 5)
        for terms in [
            ["convictions:log"], ["sex:log"], ["convictions:knots(30)"], ["nobody"], ["sex*sex"],
            ["sentence", "sentence"],
        ] {
            do {
                _ = try model(terms, synthetic.frame, synthetic.covariates)
                Issue.record("\(terms) was fitted")
            } catch PropensityError.covariateTerm(let covariate, _) {
                #expect(terms[0].hasPrefix(covariate), "\(covariate)")
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test("any order of the rows gives the same knots, and the same scores but for rounding")
    func rowOrder() throws {
        let synthetic = SyntheticFrame(rowCount: 900, seed: 6)
        let terms = ["sex", "region*convictions", "sentence:spline(5)", "sentence:quantiles(7)*sex"]
        let straight = try model(terms, synthetic.frame, synthetic.covariates)
        let order = (0..<900).map { ($0 * 7) % 900 }
        let shuffled = CovariateFrame(
            columns: synthetic.frame.columns.map { column in
                switch column {
                case .codes(let values): .codes(order.map { values[$0] })
                case .wideCodes(let values): .wideCodes(order.map { values[$0] })
                case .singles(let values): .singles(order.map { values[$0] })
                case .doubles(let values): .doubles(order.map { values[$0] })
                }
            },
            treatment: order.map { synthetic.frame.treatment[$0] }
        )
        let other = try model(terms, shuffled, synthetic.covariates)
        #expect(other.fit.specification.columnNames == straight.fit.specification.columnNames)
        for (place, row) in order.enumerated() { #expect(abs(other.scores[place] - straight.scores[row]) < 1e-9) }
    }

    @Test("an interaction of levels has the columns of both, merged levels among them")
    func mergedLevels() throws {
        let synthetic = SyntheticFrame(rowCount: 2000, seed: 7)
        var settings = ModelSettings()
        settings.terms = [try CovariateTerm("sex*region")]
        settings.design.levelFloor = 60
        let model = try LocalModel(synthetic.frame, covariates: synthetic.covariates, link: .logit, model: settings)
        let names = model.fit.specification.columnNames
        #expect(names.contains { $0.hasPrefix("region: ") } && names.contains { $0.hasPrefix("sex: ") })
        #expect(names.contains { $0.hasPrefix("sex*region: ") })
        #expect(model.fit.specification.merged.contains("region: missing"))
    }
}
