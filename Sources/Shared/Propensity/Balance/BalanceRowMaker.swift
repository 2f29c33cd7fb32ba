/// Turns sums into the rows of a balance table.
struct BalanceRowMaker {
    let sums: BalanceSums
    let settings: BalanceTable.Settings

    /// Mean and variance of one quantity in one group.
    private struct Summary {
        var mean: Double
        var variance: Double
        var distribution: [Double]
        var isShare: Bool
    }

    /// The rows of a number: its own, and that of its missing values when there are any.
    func numberRows(_ column: BalanceSpecification.Column, index: Int) -> [BalanceRow] {
        let value = numberRow(column, index: index)
        let missing = row(column.name, level: "missing") { role in
            let group = sums[role]
            return share(group, weight: group.weight - group.values[index][0])
        }
        let anyMissing = [BalanceSums.Role.treated, .pool].contains { sums[$0].weight > sums[$0].values[index][0] }
        return anyMissing ? [value, missing] : [value]
    }

    /// The row of a number.
    func numberRow(_ column: BalanceSpecification.Column, index: Int) -> BalanceRow {
        row(column.name, level: nil) { number(column, sums[$0], index) }
    }

    /// The row of a level; nil when nobody has it.
    func levelRow(_ covariate: String, level: String, index: Int, place: Int) -> BalanceRow? {
        guard sums[.treated].values[index][place] + sums[.pool].values[index][place] > 0 else { return nil }
        return row(covariate, level: level) { share(sums[$0], weight: sums[$0].values[index][place]) }
    }

    /// The absolute difference of a number in percent of the two groups' own pooled deviation.
    func ownStandardised(index: Int, treated: BalanceSums.Role, controls: BalanceSums.Role) -> Double? {
        guard sums[treated].weight > 0, sums[controls].weight > 0 else { return nil }
        let left = moments(sums[treated].values[index])
        let right = moments(sums[controls].values[index])
        let deviation = (0.5 * (left.variance + right.variance)).squareRoot()
        return deviation > 0 ? 100 * abs(left.mean - right.mean) / deviation : nil
    }

    private func row(_ covariate: String, level: String?, _ summary: (BalanceSums.Role) -> Summary) -> BalanceRow {
        let treated = summary(.treated)
        let pool = summary(.pool)
        let pooled = (0.5 * (treated.variance + pool.variance)).squareRoot()
        let alone = treated.variance.squareRoot()
        let classes = OverlapClasses(treated.distribution, pool.distribution)
        func difference(_ left: Summary, _ right: Summary) -> BalanceRow.Difference {
            let gap = left.mean - right.mean
            let own = (0.5 * (left.variance + right.variance)).squareRoot()
            let distances = classes.distances(left.distribution, right.distribution)
            return BalanceRow.Difference(
                treatedMean: left.mean,
                controlMean: right.mean,
                standardised: pooled > 0 ? gap / pooled : nil,
                standardisedByTreated: alone > 0 ? gap / alone : nil,
                standardisedByOwn: own > 0 ? gap / own : nil,
                varianceRatio: left.isShare || right.variance <= 0 ? nil : left.variance / right.variance,
                kolmogorovSmirnov: left.isShare ? abs(gap) : distances.largest,
                ecdfMean: left.isShare ? abs(gap) : distances.mean,
                overlap: left.isShare ? 1 - abs(gap) : distances.overlap
            )
        }
        let before = difference(treated, pool)
        let matched = sums[.matchedTreated].weight > 0 && sums[.comparison].weight > 0
        let after = matched ? difference(summary(.matchedTreated), summary(.comparison)) : nil
        return BalanceRow(
            covariate: covariate,
            level: level,
            before: before,
            after: after,
            band: settings.band(
                (after ?? before).standardised,
                areEqual: (after ?? before).treatedMean == (after ?? before).controlMean
            )
        )
    }

    private func number(_ column: BalanceSpecification.Column, _ group: BalanceSums.Group, _ index: Int) -> Summary {
        let values = group.values[index]
        let moments = moments(values)
        guard !column.isBinary else {
            let mean = column.centre + moments.mean
            let exact = abs(mean) < 1e-15 ? 0 : mean
            return Summary(
                mean: exact,
                variance: settings.shareVariance(exact, effectiveCount: group.effectiveCount),
                distribution: [],
                isShare: true
            )
        }
        return Summary(
            mean: column.centre + moments.mean,
            variance: moments.variance,
            distribution: values.dropFirst(4).map { values[0] > 0 ? $0 / values[0] : 0 },
            isShare: false
        )
    }

    /// Mean and variance about the centre; the variance is Σw(x − m)² / (Σw − Σw²/Σw), with equal weights that of n − 1.
    private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        let weight = values[0]
        guard weight > 0 else { return (0, 0) }
        let mean = values[2] / weight
        let freedom = weight - values[1] / weight
        let squares = max(0, values[3] - weight * mean * mean)
        return (mean, freedom > 0 ? squares / freedom : 0)
    }

    private func share(_ group: BalanceSums.Group, weight: Double) -> Summary {
        let mean = group.weight > 0 ? weight / group.weight : 0
        return Summary(
            mean: mean,
            variance: settings.shareVariance(mean, effectiveCount: group.effectiveCount),
            distribution: [],
            isShare: true
        )
    }
}
