private import Statistics

/// A binary outcome in one-to-one matched pairs.
package struct MatchedPairs: Hashable, Sendable {
    /// Pairs in which only the treated person has the outcome.
    package let treatedOnly: Int
    /// Pairs in which only the comparison person has it.
    package let comparisonOnly: Int
    /// Pairs in which both have it or neither has.
    package let concordant: Int

    /// A table of pairs, no count negative.
    package init(treatedOnly: Int, comparisonOnly: Int, concordant: Int) {
        precondition(treatedOnly >= 0 && comparisonOnly >= 0 && concordant >= 0, "counts are not negative")
        self.treatedOnly = treatedOnly
        self.comparisonOnly = comparisonOnly
        self.concordant = concordant
    }

    /// Pairs in which the two differ.
    package var discordant: Int { treatedOnly + comparisonOnly }

    /// All pairs.
    package var pairs: Int { discordant + concordant }

    /// Difference of the shares, treated minus comparison; nil without pairs.
    package var riskDifference: Double? {
        pairs > 0 ? Double(treatedOnly - comparisonOnly) / Double(pairs) : nil
    }

    /// Standard error of the difference that respects the pairing; nil without pairs.
    package var standardError: Double? {
        guard pairs > 0 else { return nil }
        let difference = Double(treatedOnly - comparisonOnly)
        let count = Double(pairs)
        return max(0, Double(discordant) - difference * difference / count).squareRoot() / count
    }
}

extension MatchedPairs {
    /// McNemar's tests of no effect (McNemar 1947, Psychometrika 12, 153–157, doi:10.1007/BF02295996).
    package struct McNemar: Hashable, Sendable {
        /// Chi-squared statistic without correction, one degree of freedom.
        package let chiSquared: Double
        /// Its p-value.
        package let pValue: Double
        /// The statistic with the continuity correction (|b − c| − 1)² / (b + c), as R's `mcnemar.test` has it.
        package let correctedChiSquared: Double
        /// Its p-value.
        package let correctedPValue: Double
        /// Two-sided p-value of the exact binomial test.
        package let exactPValue: Double
    }

    /// McNemar's tests; nil when no pair differs.
    package var mcNemar: McNemar? {
        guard discordant > 0 else { return nil }
        let gap = abs(Double(treatedOnly - comparisonOnly))
        let plain = gap * gap / Double(discordant)
        // No difference needs no correction; the formula alone would make a statistic out of it.
        let corrected = gap > 0 ? (gap - 1) * (gap - 1) / Double(discordant) : 0
        let oneDegree = ChiSquared(degreesOfFreedom: 1)
        let tail = Binomial(trials: discordant, probability: 0.5)
            .probability(ofAtLeast: max(treatedOnly, comparisonOnly))
        return McNemar(
            chiSquared: plain,
            pValue: oneDegree.survival(plain),
            correctedChiSquared: corrected,
            correctedPValue: oneDegree.survival(corrected),
            exactPValue: min(1, 2 * tail)
        )
    }

    /// Bounds of the one-sided p-value under hidden bias.
    package struct RosenbaumBound: Hashable, Sendable {
        /// How far the odds of treatment of two matched people may differ by something unrecorded; at least 1.
        package let gamma: Double
        /// Smallest one-sided p-value that such a bias could make.
        package let lower: Double
        /// Largest one-sided p-value that such a bias could make.
        package let upper: Double
    }

    /// Rosenbaum's bounds for the sign test of the direction that the pairs show (Rosenbaum 2002, Observational Studies,
    /// second edition, section 4.3.2); nil when no pair differs.
    ///
    /// With *D* pairs that differ and *T* of them in the shown direction, the bounds are the probabilities of at least *T*
    /// of *D* at 1 / (1 + Γ) and at Γ / (1 + Γ). At Γ = 1 both are the one-sided exact McNemar test.
    ///
    /// - Parameter gamma: Γ, at least 1.
    /// - Returns: The bounds.
    package func rosenbaumBound(gamma: Double) -> RosenbaumBound? {
        precondition(gamma >= 1 && gamma.isFinite, "gamma is at least 1")
        guard discordant > 0 else { return nil }
        let shown = max(treatedOnly, comparisonOnly)
        func tail(_ probability: Double) -> Double {
            Binomial(trials: discordant, probability: probability).probability(ofAtLeast: shown)
        }
        return RosenbaumBound(gamma: gamma, lower: tail(1 / (1 + gamma)), upper: tail(gamma / (1 + gamma)))
    }
}
