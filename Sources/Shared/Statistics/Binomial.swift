private import CBoostMath

/// The binomial distribution: successes in a number of independent trials.
package struct Binomial: Sendable {
    /// The number of trials.
    package let trials: Int
    /// The probability of a success in one trial.
    package let probability: Double

    /// The distribution of successes in `trials` ≥ 0 trials, each with `probability` 0 to 1.
    package init(trials: Int, probability: Double) {
        precondition(trials >= 0, "a number of trials is not negative")
        precondition(probability >= 0 && probability <= 1, "a probability lies between 0 and 1")
        self.trials = trials
        self.probability = probability
    }

    /// The probability of at most `successes`.
    package func cdf(_ successes: Int) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        return jdl_binomial_cdf(Double(successes), Double(trials), probability)
    }

    /// The probability of at least `successes`, accurate in relative terms also when it is small.
    package func probability(ofAtLeast successes: Int) -> Double {
        // Turned round, so that no small number is got as a difference from 1.
        Binomial(trials: trials, probability: 1 - probability).cdf(trials - successes)
    }
}
