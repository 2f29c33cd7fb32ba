import Tables

/// A failure of the propensity score model or of matching that the data or the settings caused.
package enum PropensityError: BadInput, Hashable {
    /// A group has nobody in it.
    case emptyGroup(treated: Int, controls: Int)
    /// Rows have no value in a covariate whose policy refuses that.
    case missingValues(covariate: String, rows: Int)
    /// No covariate varies, so there is nothing to model.
    case nothingToModel
    /// The two groups are told apart without error: no one is comparable.
    case completeSeparation(columns: [String])
    /// The iterations ended without a solution.
    case notConverged(iterations: Int)
    /// A combination of settings that has no meaning or is not offered.
    case unsupported(what: String, instead: String)
    /// A term of the model cannot be read, or the data do not allow it.
    case covariateTerm(covariate: String, problem: String)
    /// A selection keeps no covariate.
    case nothingSelected
    /// The rule of common support leaves a group with nobody in it.
    case emptySupport(treated: Int, controls: Int)
    /// Scores that were given do not fit the rows.
    case unusableScores(row: Int)
    /// An exact solution would take more time or memory than is allowed.
    case tooLarge(what: String, instead: String)
    /// No positive weights give one group the means of the other.
    case noBalancingWeights(columns: [String])

    package var description: String {
        switch self {
        case .emptyGroup(let treated, let controls):
            "There are \(treated) treated and \(controls) control rows; both groups need at least one, check the treatment column."
        case .missingValues(let covariate, let rows):
            "Covariate \(covariate) has no value in \(rows) rows and is set to refuse that; remove it or allow a missing indicator."
        case .nothingToModel:
            "No covariate varies between rows, so there is no score to estimate; give other covariates."
        case .completeSeparation(let columns):
            "The covariates tell treated from controls without error (\(Self.some(columns))); group or remove these, or fit by Firth's penalised likelihood."
        case .notConverged(let iterations):
            "The propensity model did not converge in \(iterations) iterations; look for covariates that hold nearly the same values."
        case .unsupported(let what, let instead):
            "\(what) is not offered; \(instead)."
        case .covariateTerm(let covariate, let problem):
            "Covariate \(covariate) cannot enter the model as written: \(problem)."
        case .nothingSelected:
            "The selection keeps no covariate; raise its threshold, or name the covariates yourself."
        case .emptySupport(let treated, let controls):
            "The discard rule leaves \(treated) treated and \(controls) control rows; choose a wider one, or none."
        case .unusableScores(let row):
            "The score of row \(row) is not a finite number; give a score for each row."
        case .tooLarge(let what, let instead): "\(what) is too large to solve; \(instead)."
        case .noBalancingWeights(let columns):
            "No positive weights make the means of \(Self.some(columns)) equal; leave these out, or use --method ipw or overlap."
        }
    }

    /// The first few of some names and the number of the others.
    private static func some(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
