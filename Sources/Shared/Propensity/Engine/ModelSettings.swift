/// How the propensity score is modelled, beyond its link.
package struct ModelSettings: Equatable, Sendable {
    /// What the coefficients maximise.
    package enum Estimation: Equatable, Sendable {
        /// The likelihood.
        case likelihood
        /// The likelihood less a ridge penalty of this strength λ, see ``RidgePenalty``; positive.
        case ridge(Double)
        /// Firth's penalised likelihood, see ``FirthSolver``; of the logit only.
        case firth
    }

    /// What the coefficients maximise.
    package var estimation: Estimation = .likelihood
    /// The terms of the model; empty for every covariate as it is.
    package var terms: [CovariateTerm] = []
    /// Which of the terms the model keeps.
    package var selection = SelectionSettings()
    /// Thresholds of the design.
    package var design = DesignSpecification.Settings()

    /// The service's own: maximum likelihood, no level merged.
    package init() {}

    /// Refuses what has no meaning together.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)``.
    package func validate(link: ScoreLink) throws(PropensityError) {
        if estimation == .firth, link != .logit {
            throw .unsupported(what: "Firth's correction of a probit model", instead: "use the logit link")
        }
        if selection.method != .none, estimation != .likelihood {
            throw .unsupported(
                what: "Selecting covariates for a penalised model",
                instead: "select by maximum likelihood, then name the covariates with ridge or Firth"
            )
        }
        if !(selection.threshold > 0 && selection.threshold < 1) {
            throw .unsupported(what: "A threshold of significance outside 0 to 1", instead: "give one, such as 0.05")
        }
        if selection.folds < 2 { throw .unsupported(what: "Cross-validation in fewer than 2 folds", instead: "use 10") }
        if case .ridge(let strength) = estimation, !(strength > 0 && strength.isFinite) {
            throw .unsupported(what: "A ridge penalty that is not a positive number", instead: "give one, such as 0.01")
        }
    }
}
