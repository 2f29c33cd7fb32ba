import Extracts
import Foundation
import Ingest
import MapReduce
import Passes
import Pipeline
import Propensity
import Reports
import Testing

@Suite("The score model that a request asks for")
struct ScoreModelTests {
    /// Splines, bins, powers, logarithms and interactions of every kind beside all other covariates.
    private static let terms = """
        score_model:
          covariates:
            - .
            - age at index:spline(4):missing(mean)
            - previous offences:log1p
            - age at first offence:poly(2)*sex
            - severity of the index offence:quantiles(4)*sex
            - sex*employed in the year before:ref(yes)

        """

    private static func study(_ section: String, size: Int = 1) throws -> StudyFixture {
        try StudyFixture(people: 6_000 * size, cohort: 400 * size) { section + $0 }
    }

    /// The model of the same people by the engine of `jdl match`, from the frame that the passes see.
    private static func local(
        _ study: StudyFixture,
        _ pooled: PooledStudy,
        link: ScoreLink,
        _ edit: (inout ModelSettings) throws -> Void
    ) throws -> LocalModel {
        var settings = ModelSettings()
        settings.design.levelFloor = study.job.request.settings.levelCountMin
        try edit(&settings)
        let declared = pooled.covariates.map { covariate in
            switch (covariate.name, covariate.kind) {
            case ("age at index", _) where !settings.terms.isEmpty:
                Covariate(name: covariate.name, kind: covariate.kind, missing: .mean)
            case ("employed in the year before", .categorical(let levels, _)) where !settings.terms.isEmpty:
                Covariate(name: covariate.name, kind: .categorical(levels: levels, reference: 1))
            default: covariate
            }
        }
        return try LocalModel(pooled.frame, covariates: declared, link: link, model: settings)
    }

    private static func expect(_ reported: PropensityModel, equals fit: PropensityFit) {
        let estimated = fit.coefficients.filter { $0.estimate != nil }
        #expect(reported.coefficients.count == estimated.count)
        #expect(reported.aliasedColumns.count == fit.aliased.count)
        for (left, right) in zip(reported.coefficients, estimated) {
            #expect(left.column == right.column.replacingOccurrences(of: "_", with: " "))
            let estimate = right.estimate ?? .nan
            let error = right.standardError ?? .nan
            #expect(abs(left.estimate - estimate) <= 1e-8 * max(1, abs(estimate)), "\(left.column)")
            #expect(abs(left.standardError - error) <= 1e-8 * max(1, error), "\(left.column)")
        }
    }

    private static func compare(
        _ section: String,
        estimation: String,
        link: ScoreLink = .logit,
        size: Int = 1,
        _ edit: (inout ModelSettings) throws -> Void
    ) throws {
        let study = try study(section, size: size)
        let pooled = try PooledStudy(study)
        let reported = pooled.report.propensity
        #expect(reported.estimation == estimation)
        let model = try local(study, pooled, link: link, edit)
        Self.expect(reported, equals: model.fit)
        #expect(zip(pooled.scores, model.scores).allSatisfy { abs($0 - $1) < 1e-8 * max(1, abs($1)) })
        let found = ScoreDiagnostics(model, treatment: pooled.frame.treatment)
        let accuracy = try #require(reported.accuracy)
        #expect(abs(accuracy.areaUnderCurve - found.areaUnderCurve) < 1e-8)
        #expect(abs(accuracy.brierScore - found.brierScore) < 1e-8)
        #expect(abs(accuracy.tjur - found.tjur) < 1e-8)
        #expect(abs(accuracy.mcFadden - found.mcFadden) < 1e-8)
    }

    @Test("terms give the coefficients of jdl match on the same people")
    func terms() throws {
        try Self.compare(Self.terms, estimation: "maximum likelihood") { settings in
            let own = [
                "age at index:spline(4)", "previous offences:log1p", "age at first offence:poly(2)*sex",
                "severity of the index offence:quantiles(4)*sex", "sex*employed in the year before",
            ]
            let others = HistoryCovariate.allCases.filter { $0 != .age && $0 != .previousOffences }
            settings.terms = others.map { CovariateTerm(covariate: $0.name) }
            for text in own { settings.terms.append(try CovariateTerm(text)) }
        }
    }

    @Test("a ridge penalty gives the coefficients of jdl match")
    func ridge() throws {
        try Self.compare("score_model: {ridge: 0.02}\n", estimation: "maximum likelihood with a ridge penalty of 0.02")
        {
            $0.estimation = .ridge(0.02)
        }
    }

    @Test("a probit model has the coefficients of jdl match, and is reported as one")
    func probit() throws {
        let section = "score_model: {link: probit, ridge: 0.01}\n"
        let words = "maximum likelihood with a ridge penalty of 0.01"
        try Self.compare(section, estimation: words, link: .probit) { $0.estimation = .ridge(0.01) }
        let study = try Self.study(section)
        let files = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "probit")
        let page = String(decoding: try #require(files["report.html"]), as: UTF8.self)
        #expect(page.contains("Coefficients of the probit regression") && !page.contains("Log odds ratio"))
    }

    @Test("Firth's correction gives the coefficients of jdl match")
    func firth() throws {
        try Self.compare("score_model: {firth: yes}\n", estimation: "Firth's penalised likelihood") {
            $0.estimation = .firth
        }
    }

    @Test(
        "a selection keeps the terms that jdl match keeps",
        arguments: [("backward", "wald"), ("forward", "lr"), ("lasso", "bic")]
    )
    func selection(method: String, criterion: String) throws {
        let names = ["sex", "age at index", "previous offences", "index offence group", "index year", "ethnicity"]
        let covariates = names.joined(separator: ", ")
        let section = "score_model: {select: \(method), select_by: \(criterion), covariates: [\(covariates)]}\n"
        try Self.compare(section, estimation: "maximum likelihood", size: 4) { settings in
            settings.terms = names.map { CovariateTerm(covariate: $0) }
            settings.selection.method = try #require(SelectionSettings.Method(rawValue: method))
            settings.selection.test = criterion == "wald" ? .wald : .lr
        }
    }

    @Test("passes that go through their wire form give the same bytes as in one process")
    func encoded() throws {
        for section in [Self.terms, "score_model: {firth: yes, covariates: [age at index:spline(3)*sex]}\n"] {
            let study = try Self.study(section)
            let local = try study.run(on: LocalExecutor(source: StorePartitions(study.store)), name: "local")
            let encoded = try study.run(on: EncodingExecutor(source: StorePartitions(study.store)), name: "encoded")
            for (file, bytes) in local { #expect(encoded[file] == bytes, "\(file)") }
        }
    }

    @Test("a covariate that there is not is refused at intake, with its place and what there is")
    func unknown() throws {
        do {
            _ = try Self.study(
                "score_model: {covariates: [sex, ., agee:spline(3), sex:log, age at index:missing(drop)]}\n"
            )
            Issue.record("the request was accepted")
        } catch let refusal as IntakeProblems {
            #expect(refusal.problems.map(\.column) == Array(repeating: "score_model.covariates", count: 3))
            #expect(
                refusal.problems[0].rule.hasPrefix("entry 3 cannot be used: there is no covariate agee; there are sex,")
            )
            #expect(refusal.problems[1].rule.hasPrefix("entry 4 "))
            #expect(refusal.problems[2].rule.hasPrefix("entry 5 "))
        }
    }

    @Test("strata that are no covariates with levels are refused when the request is read, with all other problems")
    func strata() throws {
        do {
            _ = try StudyFixture(people: 500, cohort: 80) { text in
                text + "score_model: {covariates: [sex, ., agee]}\nsettings: {exact_strata: [sex, age at index, sec]}\n"
            }
            Issue.record("the request was accepted")
        } catch let refusal as IntakeProblems {
            let strata = refusal.problems.filter { $0.column == "settings.exact_strata" }
            #expect(strata.count == 2 && refusal.problems.count == 3)
            #expect(strata[0].rule.hasPrefix("entry 2 cannot be used: there is no covariate with levels called age"))
            #expect(strata[1].rule.hasSuffix("benefit in the year before"))
        }
    }
}
