import Extracts
import MapReduce
package import Passes
package import Propensity

/// A fitted score model with all that it takes to score people.
package struct StudyModel: Sendable {
    /// The fit.
    package let fit: PropensityFit
    /// How the design's covariates are made of the plan's; nil when they are the plan's as they are.
    package let recipe: DesignRecipe?
    /// The terms that have a column, as they are shown.
    package let terms: [String]
    /// How they were selected; nil when all were kept.
    package let selection: CovariateSelection?

    /// The model as passes get it.
    package var scores: ScoreModel {
        ScoreModel(
            specification: fit.specification,
            recipe: recipe,
            link: fit.link,
            coefficients: fit.workingCoefficients
        )
    }
}

/// Makes the design that a request asks for and fits it; every sum over people is a pass.
enum ScoreModelStage {
    /// Fits the score model of a plan.
    ///
    /// - Parameters:
    ///   - plan: Who is compared.
    ///   - settings: What the request asks for.
    ///   - survey: What the plan's covariates hold.
    ///   - executor: Where passes run.
    /// - Returns: The model.
    /// - Throws: ``PropensityError``, ``PipelineError`` or an error of a pass.
    static func run(
        _ plan: Shared<AnalysisPlan>,
        settings: AnalysisSettings,
        survey: CovariateSurvey,
        executor: any Executor
    ) throws -> StudyModel {
        let request = try ModelRequest(settings)
        let covariates = try request.declared(HistoryCovariate.declarations(plan.value))
        var modelled = (covariates: covariates, survey: survey)
        var groups = CovariateGroup.each(covariates)
        let terms = request.terms(covariates)
        var recipe: DesignRecipe?
        if !terms.isEmpty {
            let made = try DesignRecipe(
                terms: terms,
                covariates: covariates,
                survey: survey,
                numbers: distributions(of: terms, covariates, plan: plan, executor: executor),
                settings: request.settings.design
            )
            let found = try executor.run(DesignSurveyPass.self, context: plan, broadcast: made)
            modelled = (made.covariates, found)
            groups = CovariateGroup.terms(made)
            recipe = made
        }
        var specification = try DesignSpecification(
            covariates: modelled.covariates,
            survey: modelled.survey,
            settings: request.settings.design
        )
        let fitter = PassFitter(plan: plan, recipe: recipe, link: request.link, executor: executor)
        var selection: CovariateSelection?
        if request.settings.selection.method != .none {
            let selector = CovariateSelector(
                fitter: fitter,
                specification: specification,
                groups: groups,
                settings: request.settings.selection,
                crossValidation: nil
            )
            let chosen = try selector.select()
            (specification, selection) = (chosen.design, chosen.selection)
        }
        let fit = try fitter.fit(specification, estimation: request.settings.estimation)
        let kept = groups.filter { group in
            specification.terms.contains { group.covariates.contains($0.covariate) }
        }
        return StudyModel(fit: fit, recipe: recipe, terms: kept.map(\.name), selection: selection)
    }

    /// Measures how well the score of a model tells the groups apart; nil when a treated person's is no number.
    ///
    /// - Throws: An error of a pass.
    static func accuracy(
        of propensity: PropensityResult,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> ScoreAccuracy? {
        let treated = propensity.matching.plan.treated.scores
        guard let ranked = RankedModel(model: propensity.model.scores, treated: treated) else { return nil }
        return try executor.run(AccuracyPass.self, context: plan, broadcast: ranked)
    }

    /// The distributions that the terms are made from, by covariate.
    private static func distributions(
        of terms: [CovariateTerm],
        _ covariates: [Covariate],
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> [NumberDistribution?] {
        var numbers = [NumberDistribution?](repeating: nil, count: covariates.count)
        let needed = DesignRecipe.needed(terms, of: covariates)
        guard !needed.isEmpty else { return numbers }
        let found = try executor.run(DistributionsPass.self, context: plan, broadcast: CovariatePlaces(needed))
        for (place, distribution) in zip(needed, found.numbers) {
            guard let distribution else {
                throw PropensityError.covariateTerm(
                    covariate: covariates[place].name,
                    problem: "it has more than \(NumberDistributions.distinctMax) different values, too many to find "
                        + "quantiles of; give knots(…) or bins(…) in a term of its own"
                )
            }
            numbers[place] = distribution
        }
        return numbers
    }
}

/// Fits designs to the people of a plan.
private struct PassFitter: DesignFitter {
    typealias Failure = any Error

    let plan: Shared<AnalysisPlan>
    let recipe: DesignRecipe?
    let link: ScoreLink
    let executor: any Executor
    let settings = NewtonSolver.Settings()

    func sums(_ specification: DesignSpecification, at coefficients: [Double]?) throws -> NewtonSums {
        try executor.run(NewtonPass.self, context: plan, broadcast: model(specification, coefficients))
    }

    func correction(
        _ specification: DesignSpecification,
        at coefficients: [Double],
        inverseRoot: [Double]
    ) throws -> FirthSums {
        let model = FirthModel(model: model(specification, coefficients), inverseRoot: inverseRoot)
        return try executor.run(FirthPass.self, context: plan, broadcast: model)
    }

    func failure(_ reason: PropensityError) -> any Error { PipelineError.model(reason) }

    private func model(_ specification: DesignSpecification, _ coefficients: [Double]?) -> ScoreModel {
        ScoreModel(specification: specification, recipe: recipe, link: link, coefficients: coefficients)
    }
}

extension FitEstimation {
    /// What is maximised, for a report.
    var inWords: String {
        switch self {
        case .likelihood: "maximum likelihood"
        case .ridge(let strength): "maximum likelihood with a ridge penalty of \(strength)"
        case .firth: "Firth's penalised likelihood"
        }
    }
}

extension CovariateSelection {
    /// How terms were selected, for a report.
    var rule: String {
        switch method {
        case .none: "nothing"
        case .backward: "backward elimination"
        case .forward: "forward selection"
        case .lasso: "the lasso path"
        }
    }
}
