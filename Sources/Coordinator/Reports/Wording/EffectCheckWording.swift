extension EffectCheck.Method {
    /// Those whom the reported difference answers for, and every method that keeps to the match.
    static let matchedTreated = "treated people with a match"

    /// The method's name.
    var label: String {
        switch self {
        case .bootstrap: "bootstrap"
        case .gComputation: "adjusted for covariates (g-computation)"
        case .doublyRobust: "doubly robust"
        case .oddsWeights: "weights by the odds of treatment"
        case .overlapWeights: "overlap weights"
        case .entropyBalancing: "entropy balancing"
        }
    }

    /// Whose mean effect the method estimates.
    var estimand: String {
        switch self {
        case .bootstrap, .gComputation: Self.matchedTreated
        case .doublyRobust, .oddsWeights, .entropyBalancing: "all treated people"
        case .overlapWeights: "people who could be in either group"
        }
    }

    /// What it does, and what it takes as given.
    var explanation: String {
        switch self {
        case .bootstrap:
            "The bootstrap draws each matched person anew, a Poisson number of times with mean one, and takes the spread of "
                + "the differences. Scores, matches and weights are held as they are, so their own uncertainty is not in it."
        case .gComputation:
            "The covariate-adjusted estimate regresses the outcome on the covariates in each matched group, by weight, and "
                + "compares what both regressions predict for the treated people with a match; it allows for differences that "
                + "matching left."
        case .doublyRobust:
            "The doubly robust estimate regresses the outcome on the covariates in the whole pool, and corrects what that "
                + "predicts for the treated by the pool\u{2019}s errors weighted by the odds of treatment. It is right if "
                + "either the score or the regression is."
        case .oddsWeights:
            "Weights by the odds of treatment make the whole pool look like the treated without matching anybody; the scores "
                + "are held as they are."
        case .overlapWeights:
            "Overlap weights count people of both groups by their probability of being in the other one, so they answer for "
                + "people who could be in either; the scores are held as they are."
        case .entropyBalancing:
            "Entropy balancing uses no score: it weights the whole pool, as evenly as possible, so that the mean of every "
                + "characteristic equals that of the treated (Hainmueller 2012)."
        }
    }
}
