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
        /// The variance of the treated over that of the controls; nil for shares, and when the latter is 0.
        package let varianceRatio: Double?
        /// The largest distance between the two cumulative distributions.
        package let kolmogorovSmirnov: Double
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
    }

    package static func == (left: BalanceTable, right: BalanceTable) -> Bool {
        left.rows == right.rows && left.score == right.score && left.rubinB == right.rubinB
            && left.rubinR == right.rubinR && left.effectiveComparisonCount == right.effectiveComparisonCount
    }
}
