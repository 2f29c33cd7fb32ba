/// The score model of a study; by default every covariate as it is, by maximum likelihood.
///
/// The keys of a request's `score_model`, which are those of a settings file of `jdl match`.
package struct ScoreModelChoice: Sendable, Equatable {
    /// The model's terms as written, ``otherCovariates`` among them.
    package var covariates = [otherCovariates]
    /// The link function.
    package var link = "logit"
    /// What holds for covariates whose terms say nothing about missing values.
    package var missing = "indicator"
    /// The strength of a ridge penalty; 0 for none.
    package var ridge = 0.0
    /// Whether the model is fitted by Firth's penalised likelihood.
    package var firth = false
    /// Which terms are kept.
    package var select = "none"
    /// What a selection goes by; nil for the first that it allows.
    package var selectBy: String?
    /// The p-value up to which a term stays or enters.
    package var selectThreshold = 0.05

    /// The term that stands for every covariate without a term of its own.
    package static let otherCovariates = "."

    /// Every covariate as it is, by maximum likelihood.
    package init() {}
}
