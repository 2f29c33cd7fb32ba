/// Which covariates the score model keeps.
package struct SelectionSettings: Equatable, Sendable {
    /// How covariates are selected.
    package enum Method: String, CaseIterable, Sendable {
        /// All that are given.
        case none
        /// From all, the least significant covariate is removed again and again.
        case backward
        /// From none, the most significant covariate is added again and again.
        case forward
        /// Those in the model of a lasso path.
        case lasso
    }

    /// What significance is judged by.
    package enum Test: String, CaseIterable, Sendable {
        /// Wald's χ² of all columns of a covariate.
        case wald
        /// Twice the difference of the log-likelihoods with and without it.
        case lr
    }

    /// How the strength of a lasso penalty is chosen.
    package enum Tuning: String, CaseIterable, Sendable {
        /// The smallest −2ℓ + log n × (columns in the model).
        case bic
        /// The smallest deviance on rows that were left out, fold by fold.
        case cv
    }

    /// How covariates are selected.
    package var method = Method.none
    /// What significance is judged by.
    package var test = Test.lr
    /// A covariate stays, or enters, with a p-value of at most this.
    package var threshold = 0.05
    /// How the strength of a lasso penalty is chosen.
    package var tuning = Tuning.bic
    /// The strengths of a lasso path.
    package var path = LassoPath()
    /// The folds of cross-validation.
    package var folds = 10
    /// What the folds are drawn from.
    package var seed: UInt64 = 1

    /// No selection.
    package init() {}
}

/// What a selection did, step by step.
package struct CovariateSelection: Equatable, Sendable {
    /// One covariate that was removed or added, or, at the end, one that could not be.
    package struct Change: Equatable, Sendable {
        /// The covariate, as the term is shown.
        package let term: String
        /// χ² of its columns.
        package let statistic: Double
        /// Its degrees of freedom: the columns that are not aliased.
        package let degreesOfFreedom: Int
        /// The upper tail of χ².
        package let pValue: Double
    }

    /// One model of a lasso path.
    package struct PathPoint: Equatable, Sendable {
        /// The strength of the penalty.
        package let lambda: Double
        /// The columns in the model, without the intercept.
        package let columns: Int
        /// What the strength is chosen by: the criterion, or the mean deviance of left-out rows.
        package let criterion: Double
    }

    /// How covariates were selected.
    package let method: SelectionSettings.Method
    /// The terms kept, in the order of the model.
    package let selected: [String]
    /// The terms left out, in the order of the model.
    package let removed: [String]
    /// The changes, in order.
    package let changes: [Change]
    /// The lasso path, from the largest strength on.
    package let path: [PathPoint]
    /// The place of the chosen model in the path.
    package let chosen: Int?
}
