/// A propensity score model fitted to the rows of one process: the same sums and solver as over many hosts.
package struct LocalModel: Sendable {
    /// The declarations.
    package let covariates: [Covariate]
    /// What all rows hold.
    package let survey: CovariateSurvey
    /// The fitted model.
    package let fit: PropensityFit
    /// The linear predictor of each row.
    package let scores: [Double]

    /// Surveys the rows, makes the design and fits the model.
    ///
    /// - Parameters:
    ///   - frame: The rows.
    ///   - covariates: The declarations.
    ///   - link: The link function.
    ///   - design: Thresholds of the design.
    ///   - settings: Limits and tolerances of the solver.
    ///   - weights: Case weights; nil for 1.
    /// - Throws: ``PropensityError`` when there is no model to be had.
    package init(
        _ frame: CovariateFrame,
        covariates: [Covariate],
        link: ScoreLink,
        design: DesignSpecification.Settings = DesignSpecification.Settings(),
        solver settings: NewtonSolver.Settings = NewtonSolver.Settings(),
        weights: [Double]? = nil
    ) throws(PropensityError) {
        let rows = TiledRows(rowCount: frame.rowCount)
        self.covariates = covariates
        let surveyed = rows.reduce({ $0.add($1) }, { CovariateSurvey(frame, covariates: covariates, rows: $0) })
        guard let survey = surveyed else { throw .emptyGroup(treated: 0, controls: 0) }
        self.survey = survey
        let specification = try DesignSpecification(covariates: covariates, survey: survey, settings: design)
        func sums(at coefficients: [Double]?, blockShare: Int = 1) -> NewtonSums {
            let kernel = NewtonKernel(specification: specification, link: link, coefficients: coefficients)
            return rows.reduce(
                { $0.add($1) },
                { kernel.accumulate(frame, rows: $0, weights: weights, blockShare: blockShare) }
            ) ?? NewtonSums(columnCount: specification.columnCount)
        }
        let pilot = PilotFit.coefficients(specification, link: link, settings: settings, rowCount: frame.rowCount) {
            sums(at: $0, blockShare: PilotFit.blockShare)
        }
        var solver = NewtonSolver(specification: specification, link: link, settings: settings, startingAt: pilot)
        var step = solver.first
        while case .evaluate(let coefficients) = step { step = solver.absorb(sums(at: coefficients)) }
        switch step {
        case .converged(let fit):
            self.fit = fit
            let predictor = fit.predictor
            scores = rows.map { predictor.scores(frame, rows: $0) }.flatMap(\.self)
        case .stopped(let reason): throw reason
        case .evaluate: preconditionFailure("the loop ends when there is nothing left to evaluate")
        }
    }
}
