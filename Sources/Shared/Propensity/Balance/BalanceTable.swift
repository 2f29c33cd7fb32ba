/// How well a covariate is balanced, by its absolute standardised mean difference.
package enum BalanceBand: String, Sendable {
    /// At most the first threshold.
    case green
    /// At most the second threshold.
    case amber
    /// Above the second threshold.
    case red
}

/// The difference of one covariate, or of one level, between the groups.
package struct BalanceRow: Equatable, Sendable {
    /// Two groups compared.
    package struct Difference: Equatable, Sendable {
        /// The mean, or the share, of the treated.
        package let treatedMean: Double
        /// The weighted mean, or share, of the controls.
        package let controlMean: Double
        /// The standardised mean difference, by the unmatched pooled within-group deviation; nil when that is 0.
        package let standardised: Double?
        /// The same by the deviation of the unmatched treated alone; nil when that is 0.
        package let standardisedByTreated: Double?
        /// The same by the pooled deviation of the two groups that are compared; nil when that is 0.
        ///
        /// Before matching it is `standardised`. After matching it changes with the groups, so a smaller value need not mean
        /// that the means came nearer.
        package let standardisedByOwn: Double?
        /// The variance of the treated over that of the controls; nil for shares, and when the latter is 0.
        package let varianceRatio: Double?
        /// The largest distance between the two cumulative distributions.
        package let kolmogorovSmirnov: Double
        /// The mean distance between them over the distinct values of all rows, as MatchIt has it; for a share its difference.
        package let ecdfMean: Double
        /// The share that the two distributions have in common, 0 to 1: Σ min(p₁, p₀) over the classes of ``OverlapClasses``.
        package let overlap: Double
    }

    /// The covariate.
    package let covariate: String
    /// The level; nil for a number.
    package let level: String?
    /// All treated against the whole pool.
    package let before: Difference
    /// The matched treated against the comparison group; nil when nobody is matched.
    package let after: Difference?
    /// The band of the difference after matching, or before when nobody is matched.
    package let band: BalanceBand

    /// By how many percent matching made the absolute difference smaller, as pstest's reduction of |bias|: negative when it
    /// grew, nil when nobody is matched or there was no difference.
    package var biasReduction: Double? { Self.biasReduction(before.standardised, after?.standardised) }

    static func biasReduction(_ before: Double?, _ after: Double?) -> Double? {
        guard let before, let after, before != 0 else { return nil }
        return 100 * (1 - abs(after) / abs(before))
    }
}

/// The balance of every covariate before and after matching.
package struct BalanceTable: Equatable, Sendable {
    /// How balance is expressed.
    package struct Settings: Equatable, Sendable {
        /// The largest absolute standardised difference that is green.
        package var green: Double
        /// The largest that is amber.
        package var amber: Double
        /// Whether the variance of a share has the factor n / (n − 1), as Stata's `summarize` has it and cobalt has not.
        package var sampleVarianceOfShares: Bool

        /// Settings of the service by default: 5 % and 10 %.
        package init(green: Double = 0.05, amber: Double = 0.10, sampleVarianceOfShares: Bool = false) {
            self.green = green
            self.amber = amber
            self.sampleVarianceOfShares = sampleVarianceOfShares
        }

        /// The band of a standardised difference; without a deviation to divide by, green only for equal means.
        func band(_ standardised: Double?, areEqual: Bool) -> BalanceBand {
            guard let standardised else { return areEqual ? .green : .red }
            if abs(standardised) <= green { return .green }
            return abs(standardised) <= amber ? .amber : .red
        }

        /// p(1 − p), with the factor n / (n − 1) where the settings ask for it.
        func shareVariance(_ share: Double, effectiveCount: Double) -> Double {
            let variance = max(0, share * (1 - share))
            guard sampleVarianceOfShares, effectiveCount > 1 else { return variance }
            return variance * effectiveCount / (effectiveCount - 1)
        }
    }

    /// One row for each level and each number, in the order of the declarations.
    package internal(set) var rows: [BalanceRow]
    /// The linear predictor.
    package let score: BalanceRow
    /// Rubin's B in percent, before and after: the score's absolute difference by the groups' own pooled deviation.
    package let rubinB: (before: Double?, after: Double?)
    /// Rubin's R, before and after: the ratio of the score's variances.
    package let rubinR: (before: Double?, after: Double?)
    /// The effective number of comparison people: (Σw)² / Σw².
    package let effectiveComparisonCount: Double
    /// The sizes of the four groups, by ``BalanceSums/Role``.
    package let sizes: [Size]

    /// How large a group is.
    package struct Size: Equatable, Sendable {
        /// Rows with a weight above 0.
        package let count: Int
        /// The sum of their weights.
        package let weight: Double
        /// The effective number (Kish 1965): (Σw)² / Σw².
        package let effectiveCount: Double
    }

    /// Makes the table from the sums of all partitions.
    package init(_ sums: BalanceSums, specification: BalanceSpecification, settings: Settings = Settings()) {
        let maker = BalanceRowMaker(sums: sums, settings: settings)
        rows = specification.columns.enumerated().flatMap { index, column in
            column.levels.isEmpty
                ? maker.numberRows(column, index: index)
                : (column.levels + ["missing"]).enumerated().compactMap { level, name in
                    maker.levelRow(column.name, level: name, index: index, place: level)
                }
        }
        score = maker.numberRow(specification.score, index: specification.columns.count)
        let ratios = (before: score.before.varianceRatio, after: score.after?.varianceRatio)
        rubinR = ratios
        let last = specification.columns.count
        rubinB = (
            before: maker.ownStandardised(index: last, treated: .treated, controls: .pool),
            after: maker.ownStandardised(index: last, treated: .matchedTreated, controls: .comparison)
        )
        effectiveComparisonCount = sums[.comparison].effectiveCount
        sizes = sums.groups.map { Size(count: $0.count, weight: $0.weight, effectiveCount: $0.effectiveCount) }
    }

    package static func == (left: BalanceTable, right: BalanceTable) -> Bool {
        left.rows == right.rows && left.score == right.score && left.rubinB == right.rubinB
            && left.rubinR == right.rubinR && left.effectiveComparisonCount == right.effectiveComparisonCount
            && left.sizes == right.sizes
    }
}
