private import Statistics

/// Wilcoxon's signed-rank test of matched pairs, and how it stands up to hidden bias.
///
/// With d the differences within pairs (zeros left out), q the ranks of |d| (ties averaged), and T the sum of q over the pairs that
/// go in the direction shown: at a bias of Γ the largest one-sided p-value is that of the normal deviate
/// (T − pΣq) / √(p(1 − p) Σq²) with p = Γ / (1 + Γ), the smallest that with p = 1 / (1 + Γ) (Rosenbaum 2002, Observational Studies,
/// second edition, 4.3.3, doi:10.1007/978-1-4757-3692-2).
package struct SignedRankBounds: Hashable, Sendable {
    /// Pairs with a difference.
    package let pairs: Int
    /// Whether the treated have the larger outcomes, by ranks.
    package let isPositive: Bool
    /// The sum of ranks in the direction shown.
    package let statistic: Double
    private let rankSum: Double
    private let rankSquares: Double

    /// The test of some differences, treated minus comparison; nil without any that is not zero.
    ///
    /// - Complexity: O(*n* log *n*).
    package init?(_ differences: [Double]) {
        let sizes = differences.filter { $0 != 0 && !$0.isNaN }.sorted { abs($0) < abs($1) }
        guard !sizes.isEmpty else { return nil }
        var positive = 0.0
        var sum = 0.0
        var squares = 0.0
        var first = 0
        while first < sizes.count {
            var last = first
            while last + 1 < sizes.count, abs(sizes[last + 1]) == abs(sizes[first]) { last += 1 }
            let rank = Double(first + last + 2) / 2
            for place in first...last {
                if sizes[place] > 0 { positive += rank }
                sum += rank
                squares += rank * rank
            }
            first = last + 1
        }
        pairs = sizes.count
        rankSum = sum
        rankSquares = squares
        isPositive = 2 * positive >= sum
        statistic = max(positive, sum - positive)
    }

    /// The bounds of the one-sided p-value at a bias of Γ ≥ 1.
    package func bound(gamma: Double) -> MatchedPairs.RosenbaumBound {
        precondition(gamma >= 1 && gamma.isFinite, "gamma is at least 1")
        func pValue(_ probability: Double) -> Double {
            let deviation = (probability * (1 - probability) * rankSquares).squareRoot()
            return Normal.survival((statistic - probability * rankSum) / deviation)
        }
        return MatchedPairs.RosenbaumBound(
            gamma: gamma,
            lower: pValue(1 / (1 + gamma)),
            upper: pValue(gamma / (1 + gamma))
        )
    }
}

extension MatchedPairs.RosenbaumBound {
    /// The bias at which the largest p-value crosses a level: what is found at this Γ could be due to hidden bias alone.
    ///
    /// - Parameters:
    ///   - level: The level, such as 0.05 of a one-sided test.
    ///   - gammaMax: The largest Γ looked at.
    ///   - bound: The bounds at a Γ; the upper one must not fall as Γ grows.
    /// - Returns: Γ to 1e-10; nil when the p-value is above the level without any bias; `gammaMax` when it never crosses.
    package static func critical(
        level: Double = 0.05,
        gammaMax: Double = 1_000,
        bound: (Double) -> MatchedPairs.RosenbaumBound?
    ) -> Double? {
        guard let start = bound(1), start.upper <= level else { return nil }
        var low = 1.0
        var high = gammaMax
        if let end = bound(high), end.upper <= level { return gammaMax }
        while high - low > 1e-10 {
            let middle = 0.5 * (low + high)
            guard middle > low, middle < high, let found = bound(middle) else { break }
            if found.upper <= level { low = middle } else { high = middle }
        }
        return 0.5 * (low + high)
    }
}

extension MatchedPairs {
    /// The Γ at which the bound of the sign test crosses a one-sided level; nil when it is above it without any bias.
    package func criticalGamma(level: Double = 0.05) -> Double? {
        RosenbaumBound.critical(level: level) { rosenbaumBound(gamma: $0) }
    }
}

extension SignedRankBounds {
    /// The Γ at which the bound of the signed-rank test crosses a one-sided level; nil when it is above it without any bias.
    package func criticalGamma(level: Double = 0.05) -> Double? {
        MatchedPairs.RosenbaumBound.critical(level: level) { bound(gamma: $0) }
    }
}
