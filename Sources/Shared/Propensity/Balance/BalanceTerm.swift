import Statistics

/// The balance of a square of a number, or of the product of two columns.
///
/// Matching on a score may leave means alike and spreads or joint distributions apart; squares and products show it.
package struct BalanceTerm: Equatable, Sendable {
    /// Which terms there are.
    package enum Kind: String, CaseIterable, Sendable {
        /// The square of a number.
        case square
        /// The product of two columns of different covariates.
        case interaction
    }

    /// Two groups compared.
    package struct Difference: Equatable, Sendable {
        /// The mean of the treated.
        package let treatedMean: Double
        /// The weighted mean of the controls.
        package let controlMean: Double
        /// The standardised difference by the unmatched pooled deviation; nil when that is 0.
        package let standardised: Double?
        /// The same by the deviation of the unmatched treated.
        package let standardisedByTreated: Double?
        /// The same by the pooled deviation of the two groups that are compared.
        package let standardisedByOwn: Double?
        /// The variance of the treated over that of the controls; nil for shares, and when the latter is 0.
        package let varianceRatio: Double?
    }

    /// Which kind of term.
    package let kind: Kind
    /// The names of the columns, joined: "age × age", "age × race: black".
    package let name: String
    /// All treated against the whole pool.
    package let before: Difference
    /// The matched treated against the comparison group; nil when nobody is matched.
    package let after: Difference?
    /// The band of the difference after matching, or before when nobody is matched.
    package let band: BalanceBand

    /// By how many percent matching made the absolute difference smaller.
    package var biasReduction: Double? { BalanceRow.biasReduction(before.standardised, after?.standardised) }
}

extension BalanceTerm {
    /// The terms of some kinds from the sums of all rows, in the order of the columns; squares first.
    ///
    /// - Parameters:
    ///   - sums: The sums.
    ///   - columns: What was multiplied.
    ///   - kinds: The kinds wanted.
    ///   - settings: How balance is expressed.
    /// - Returns: The square of each number that is not 0 or 1, and each product of columns of two covariates.
    package static func table(
        _ sums: BalanceTermSums,
        columns: BalanceTermColumns,
        kinds: [Kind],
        settings: BalanceTable.Settings = BalanceTable.Settings()
    ) -> [BalanceTerm] {
        let all = columns.columns
        var terms: [BalanceTerm] = []
        if kinds.contains(.square) {
            for place in all.indices where !all[place].isBinary {
                terms.append(term(.square, sums, (all[place], all[place]), (place, place), settings))
            }
        }
        guard kinds.contains(.interaction) else { return terms }
        for left in all.indices {
            for right in all.indices where right > left && all[left].covariate != all[right].covariate {
                terms.append(term(.interaction, sums, (all[left], all[right]), (left, right), settings))
            }
        }
        return terms
    }

    private struct Summary {
        let mean: Double
        let variance: Double
        let weight: Double
    }

    private static func term(
        _ kind: Kind,
        _ sums: BalanceTermSums,
        _ columns: (BalanceTermColumns.Column, BalanceTermColumns.Column),
        _ place: (Int, Int),
        _ settings: BalanceTable.Settings
    ) -> BalanceTerm {
        let isShare = columns.0.isBinary && columns.1.isBinary
        let summaries = sums.groups.map { summary($0, place, isShare: isShare, settings) }
        let pooled = (0.5 * (summaries[0].variance + summaries[1].variance)).squareRoot()
        let alone = summaries[0].variance.squareRoot()
        func difference(_ left: Summary, _ right: Summary) -> Difference {
            let gap = left.mean - right.mean
            let own = (0.5 * (left.variance + right.variance)).squareRoot()
            return Difference(
                treatedMean: left.mean,
                controlMean: right.mean,
                standardised: pooled > 0 ? gap / pooled : nil,
                standardisedByTreated: alone > 0 ? gap / alone : nil,
                standardisedByOwn: own > 0 ? gap / own : nil,
                varianceRatio: isShare || right.variance <= 0 ? nil : left.variance / right.variance
            )
        }
        let before = difference(summaries[0], summaries[1])
        let isMatched = summaries[2].weight > 0 && summaries[3].weight > 0
        let after = isMatched ? difference(summaries[2], summaries[3]) : nil
        let shown = after ?? before
        return BalanceTerm(
            kind: kind,
            name: "\(columns.0.name) × \(columns.1.name)",
            before: before,
            after: after,
            band: settings.band(shown.standardised, areEqual: shown.treatedMean == shown.controlMean)
        )
    }

    /// Mean and variance of a product; the variance is Σw(x − m)² / (Σw − Σw²/Σw), that of a share p(1 − p).
    private static func summary(
        _ group: BalanceTermSums.Group,
        _ place: (Int, Int),
        isShare: Bool,
        _ settings: BalanceTable.Settings
    ) -> Summary {
        let weight = group.weights[place.0, place.1]
        guard weight > 0 else { return Summary(mean: 0, variance: 0, weight: 0) }
        let weightSquares = group.weightSquares[place.0, place.1]
        let mean = group.products[place.0, place.1] / weight
        if isShare {
            let variance = settings.shareVariance(mean, effectiveCount: weight * weight / weightSquares)
            return Summary(mean: mean, variance: variance, weight: weight)
        }
        let total = group.squares[place.0, place.1]
        let squares = total - weight * mean * mean
        let freedom = weight - weightSquares / weight
        // What is left of equal terms is rounding.
        let variance = freedom > 0 && squares > 1e-12 * total ? squares / freedom : 0
        return Summary(mean: mean, variance: variance, weight: weight)
    }
}

extension BalanceTerm {
    /// The terms of the rows of one process.
    ///
    /// - Parameters:
    ///   - input: The rows.
    ///   - survey: What all rows hold.
    ///   - balance: The balance of the covariates themselves.
    ///   - weights: The matching weights.
    ///   - kinds: The kinds wanted.
    ///   - settings: How balance is expressed.
    /// - Returns: The terms, squares first.
    /// - Throws: ``PropensityError/unsupported(what:instead:)`` for too many columns.
    package static func table(
        _ input: MatchInput,
        survey: CovariateSurvey,
        balance: BalanceTable,
        weights: [Double],
        kinds: [Kind],
        settings: BalanceTable.Settings = BalanceTable.Settings()
    ) throws(PropensityError) -> [BalanceTerm] {
        guard !kinds.isEmpty else { return [] }
        let specification = BalanceSpecification(
            covariates: input.covariates,
            survey: survey,
            scores: ScoreMoments(scores: weights, treatment: input.frame.treatment)
        )
        let columns = try BalanceTermColumns(specification, table: balance)
        guard !columns.columns.isEmpty else { return [] }
        let frame = input.frame
        let tiles = TiledRows(rowCount: frame.rowCount)
        let sums = tiles.reduce(
            { $0.add($1) },
            { BalanceTermSums(frame, columns: columns, weights: weights, rows: $0) }
        )
        return sums.map { table($0, columns: columns, kinds: kinds, settings: settings) } ?? []
    }
}
