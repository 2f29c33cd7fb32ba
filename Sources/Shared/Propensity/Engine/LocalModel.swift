import Statistics

/// A propensity score model fitted to the rows of one process: the same sums and solver as over many hosts.
package struct LocalModel: Sendable {
    /// The declarations.
    package let covariates: [Covariate]
    /// What all rows hold.
    package let survey: CovariateSurvey
    /// How the model's covariates are made of those declared; nil when every covariate enters as it is.
    let recipe: DesignRecipe?
    /// The fitted model.
    package let fit: PropensityFit
    /// The linear predictor of each row, its offset included.
    package let scores: [Double]
    /// How covariates were selected; nil when all were kept.
    package let selection: CovariateSelection?

    /// Surveys the rows, makes the design and fits the model.
    ///
    /// - Parameters:
    ///   - frame: The rows.
    ///   - covariates: The declarations.
    ///   - link: The link function.
    ///   - model: The kind of estimate and the design's thresholds.
    ///   - settings: Limits and tolerances of the solver.
    ///   - weights: Case weights; nil for 1.
    ///   - offsets: What is added to each row's linear predictor; nil for 0.
    ///   - keys: A number for each row that the folds of cross-validation go by; nil for its place.
    /// - Throws: ``PropensityError`` when there is no model to be had.
    package init(
        _ frame: CovariateFrame,
        covariates: [Covariate],
        link: ScoreLink,
        model: ModelSettings = ModelSettings(),
        solver settings: NewtonSolver.Settings = NewtonSolver.Settings(),
        weights: [Double]? = nil,
        offsets: [Double]? = nil,
        keys: [UInt64]? = nil
    ) throws(PropensityError) {
        try model.validate(link: link)
        let rows = TiledRows(rowCount: frame.rowCount)
        self.covariates = covariates
        let surveyed = rows.reduce({ $0.add($1) }, { CovariateSurvey(frame, covariates: covariates, rows: $0) })
        guard let survey = surveyed else { throw .emptyGroup(treated: 0, controls: 0) }
        self.survey = survey
        var modelled = (frame: frame, covariates: covariates, survey: survey)
        var groups = CovariateGroup.each(covariates)
        recipe = try Self.recipe(model, covariates, frame, survey)
        if let recipe {
            let made = recipe.frame(frame)
            let declared = recipe.covariates
            let found = rows.reduce({ $0.add($1) }, { CovariateSurvey(made, covariates: declared, rows: $0) })
            modelled = (made, declared, found ?? survey)
            groups = CovariateGroup.terms(recipe)
        }
        var specification = try DesignSpecification(
            covariates: modelled.covariates,
            survey: modelled.survey,
            settings: model.design
        )
        let fitter = LocalFitter(
            frame: modelled.frame,
            weights: weights,
            offsets: offsets,
            link: link,
            settings: settings
        )
        if model.selection.method == .none {
            selection = nil
        } else {
            let keys = keys ?? frame.treatment.indices.map { UInt64($0) }
            let selector = Self.selector(fitter, specification, groups, settings: model.selection, keys: keys)
            let chosen = try selector.select()
            specification = chosen.design
            selection = chosen.selection
        }
        fit = try fitter.fit(specification, estimation: model.estimation)
        scores = fitter.scores(fit)
    }

    /// How terms become columns; nil when every covariate enters as it is.
    private static func recipe(
        _ model: ModelSettings,
        _ covariates: [Covariate],
        _ frame: CovariateFrame,
        _ survey: CovariateSurvey
    ) throws(PropensityError) -> DesignRecipe? {
        if model.terms.isEmpty || model.terms.allSatisfy(\.isPlain) && model.terms.count == covariates.count {
            return nil
        }
        var numbers = [NumberDistribution?](repeating: nil, count: covariates.count)
        for index in DesignRecipe.needed(model.terms, of: covariates) {
            let rows = 0..<frame.rowCount
            numbers[index] = NumberDistribution(frame.columns[index], treatment: frame.treatment, rows: rows)
        }
        return try DesignRecipe(
            terms: model.terms,
            covariates: covariates,
            survey: survey,
            numbers: numbers,
            settings: model.design
        )
    }

    /// A selector that cross-validates over folds drawn by the rows' keys.
    private static func selector(
        _ fitter: LocalFitter,
        _ specification: DesignSpecification,
        _ groups: [CovariateGroup],
        settings: SelectionSettings,
        keys: [UInt64]
    ) -> CovariateSelector<LocalFitter> {
        let paths = LassoPathFitter(fitter: fitter, specification: specification)
        let random = CounterRandom(seed: settings.seed, purpose: "folds")
        return CovariateSelector(
            fitter: fitter,
            specification: specification,
            groups: groups,
            settings: settings
        ) { (lambdas: [Double]) throws(PropensityError) in
            try paths.deviances(
                lambdas: lambdas,
                folds: keys.map { random.below(settings.folds, at: $0) },
                foldCount: settings.folds
            )
        }
    }
}
