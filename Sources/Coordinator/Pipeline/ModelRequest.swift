import Extracts
import Ingest
import Passes
import Propensity

/// The score model that a request asks for, read against the covariates that there are.
struct ModelRequest {
    /// The link function.
    let link: ScoreLink
    /// The kind of estimate, the selection and the design's thresholds.
    let settings: ModelSettings
    /// What holds for covariates whose terms say nothing about missing values.
    private let missing: Covariate.MissingPolicy
    /// Whether every covariate without a term of its own is in the model as it is.
    private let hasOthers: Bool
    /// The place of those among the terms.
    private let placeOfOthers: Int

    /// Reads the terms.
    ///
    /// - Throws: ``PropensityError`` for what cannot be read, or has no meaning together.
    init(_ asked: AnalysisSettings) throws(PropensityError) {
        let choice = asked.scoreModel
        var settings = ModelSettings()
        settings.design.levelFloor = asked.levelCountMin
        settings.estimation = choice.firth ? .firth : choice.ridge > 0 ? .ridge(choice.ridge) : .likelihood
        settings.selection.method = SelectionSettings.Method(rawValue: choice.select) ?? .none
        settings.selection.threshold = choice.selectThreshold
        if let criterion = choice.selectBy {
            settings.selection.test = SelectionSettings.Test(rawValue: criterion) ?? .lr
        }
        for text in choice.covariates where text != ScoreModelChoice.otherCovariates {
            settings.terms.append(try CovariateTerm(text))
        }
        link = choice.link == "probit" ? .probit : .logit
        try settings.validate(link: link)
        self.settings = settings
        missing = CovariateTerm.Missing(rawValue: choice.missing)?.inStudy ?? .indicator
        let place = choice.covariates.firstIndex(of: ScoreModelChoice.otherCovariates)
        hasOthers = place != nil
        placeOfOthers = place ?? 0
    }

    /// The declarations with the reference levels and the policies for missing values that the terms name.
    ///
    /// - Throws: ``PropensityError/covariateTerm(covariate:problem:)`` for a level that there is not.
    func declared(_ covariates: [Covariate]) throws(PropensityError) -> [Covariate] {
        var declared: [Covariate] = []
        for covariate in covariates {
            let factors = settings.terms.flatMap(\.factors).filter { $0.name == covariate.name }
            let policy = factors.compactMap(\.missing).first?.inStudy ?? missing
            var kind = covariate.kind
            if case .categorical(let levels, _) = kind,
                let named = factors.compactMap(\.reference).first
            {
                guard let place = levels.firstIndex(of: named) else {
                    throw .covariateTerm(
                        covariate: covariate.name,
                        problem: "it has no level \(named); its levels are \(levels.joined(separator: ", "))"
                    )
                }
                kind = .categorical(levels: levels, reference: place)
            }
            declared.append(Covariate(name: covariate.name, kind: kind, missing: policy))
        }
        return declared
    }

    /// The terms over a plan's covariates; empty when each is as it is.
    ///
    /// OASys items are in the model of the run that uses them whatever the terms.
    func terms(_ covariates: [Covariate]) -> [CovariateTerm] {
        if settings.terms.isEmpty { return [] }
        let own = Set(settings.terms.filter { $0.factors.count == 1 }.map { $0.factors[0].name })
        let others = covariates.map(\.name).filter { name in
            !own.contains(name) && (hasOthers || name.hasPrefix(HistoryCovariate.itemPrefix))
        }
        var terms = settings.terms
        terms.insert(
            contentsOf: others.map { CovariateTerm(covariate: $0) },
            at: hasOthers ? min(placeOfOthers, terms.count) : terms.count
        )
        return terms
    }
}

// MARK: - At intake

extension ModelRequest {
    /// What is wrong with the covariates that a request names: in the score model each term by its place, and strata.
    static func problems(_ asked: AnalysisSettings, file: String) -> [DataProblem] {
        let known = HistoryCovariate.allCases.filter { $0 != .region || asked.controlForRegion }
        var problems = strataProblems(asked.exactStrata, file: file)
        for (place, text) in asked.scoreModel.covariates.enumerated() {
            func note(_ rule: String) {
                problems.append(
                    DataProblem(
                        file: file,
                        column: "score_model.covariates",
                        rule: "entry \(place + 1) cannot be used: \(rule)"
                    )
                )
            }
            if text == ScoreModelChoice.otherCovariates {
                if asked.scoreModel.covariates.firstIndex(of: text) != place {
                    note("\(text) stands there once already")
                }
                continue
            }
            do {
                for factor in try CovariateTerm(text).factors {
                    if let problem = problem(factor, known: known) { note(problem) }
                }
            } catch {
                note(error.description)
            }
        }
        return problems
    }

    /// Names of strata that are no covariates with levels.
    private static func strataProblems(_ names: [String], file: String) -> [DataProblem] {
        let known = HistoryCovariate.allCases.map(\.name).filter { HistoryCovariate.canBeStratum($0) }
        return names.enumerated().filter { !known.contains($0.element) }.map { place, name in
            DataProblem(
                file: file,
                column: "settings.exact_strata",
                rule: "entry \(place + 1) cannot be used: there is no covariate with levels called \(name); there are "
                    + known.joined(separator: ", ")
            )
        }
    }

    private static func problem(_ factor: CovariateTerm.Factor, known: [HistoryCovariate]) -> String? {
        guard let covariate = known.first(where: { $0.name == factor.name }) else {
            return "there is no covariate \(factor.name); there are \(known.map(\.name).joined(separator: ", "))"
        }
        let hasLevels = covariate.declaration.kind != .number
        if hasLevels, factor.transformation != .none {
            return "\(factor.name) has levels, which cannot be transformed"
        }
        if !hasLevels, factor.isCategorical {
            return "\(factor.name) is a number, which is no level; write bins(…) with cut points"
        }
        if factor.missing == .drop {
            return "nobody is left out of a study for a missing value; write missing(indicator), level, mean or refuse"
        }
        return nil
    }
}

extension CovariateTerm.Missing {
    /// The policy of a study's covariate; nobody is dropped.
    fileprivate var inStudy: Covariate.MissingPolicy {
        switch self {
        case .indicator, .level: .indicator
        case .refuse, .drop: .refuse
        case .mean: .mean
        }
    }
}
