/// The standard error of matching with replacement by Abadie and Imbens (2006, doi:10.1111/j.1468-0262.2006.00655.x).
///
/// For the effect on those who choose, N of them: the mean squared deviation of their differences, plus Σ (K² − K′) σ̂² over
/// the chosen, K the sum of a row's shares and K′ that of their squares (theorem 7). For the effect on everybody rows of both
/// groups choose and are chosen: Σ (K² + 2K − K′) σ̂². The variance of the outcome at a score, σ̂², comes from the
/// nearest others of the same group (one, or all that are equally near). The score is taken as known: see
/// ``EstimatedScoreError``. The bootstrap is not valid here (Abadie and Imbens 2008, doi:10.3982/ECTA6474).
package struct AbadieImbens: Sendable {
    /// The scores and strata that were matched on.
    struct Positions {
        let scores: [Double]
        let strata: [UInt16]
    }

    /// The standard error.
    package let standardError: Double

    /// An error that was worked out elsewhere in this module.
    init(standardError: Double) { self.standardError = standardError }

    /// Estimates the standard error of the mean difference between those who choose and those they chose.
    ///
    /// - Parameters:
    ///   - sets: For each choosing row, the chosen rows with their shares.
    ///   - outcome: The outcome of each row.
    ///   - treatment: The group of each row.
    ///   - positions: The scores and strata of all rows.
    /// - Complexity: O(*n* log *n*) for *n* rows.
    init(sets: [ChosenSet], outcome: [Double], treatment: [UInt8], positions: Positions) {
        let shares = ChosenShares(sets, rowCount: outcome.count)
        let isTreated = sets.map { treatment[$0.focal] == 1 }
        let differences = zip(sets, isTreated).map { $1 ? $0.difference(outcome) : -$0.difference(outcome) }
        let count = Double(sets.count)
        let mean = differences.reduce(0, +) / count
        var sum = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        for group in [UInt8(0), 1] {
            let rows = outcome.indices.filter { treatment[$0] == group && !outcome[$0].isNaN }
            guard rows.contains(where: { shares.sums[$0] > 0 }) else { continue }
            let variances = Self.variances(rows, outcome, positions)
            for (row, variance) in zip(rows, variances) where shares.sums[row] > 0 {
                sum += shares.varianceFactor(row) * variance
            }
        }
        standardError = sum.squareRoot() / count
    }

    /// J/(J + 1) times the squared distance of an outcome from the mean of the J nearest others; 0 when there are none.
    static func variance(_ value: Double, nearest: (count: Int, total: Double)) -> Double {
        guard nearest.count > 0 else { return 0 }
        let count = Double(nearest.count)
        let distance = value - nearest.total / count
        return count / (count + 1) * distance * distance
    }

    /// The variance of each outcome by the nearest others of its group.
    private static func variances(_ rows: [Int], _ outcome: [Double], _ positions: Positions) -> [Double] {
        let order = rows.indices.sorted {
            let (left, right) = (rows[$0], rows[$1])
            if positions.strata[left] != positions.strata[right] {
                return positions.strata[left] < positions.strata[right]
            }
            if positions.scores[left] != positions.scores[right] {
                return positions.scores[left] < positions.scores[right]
            }
            return left < right
        }
        var groups: [(score: Double, stratum: UInt16, count: Int, sum: Double)] = []
        var groupOf = Array(repeating: 0, count: rows.count)
        for index in order {
            let row = rows[index]
            let (score, stratum) = (positions.scores[row], positions.strata[row])
            if groups.last.map({ $0.score != score || $0.stratum != stratum }) ?? true {
                groups.append((score, stratum, 0, 0))
            }
            groups[groups.count - 1].count += 1
            groups[groups.count - 1].sum += outcome[row]
            groupOf[index] = groups.count - 1
        }
        return rows.indices.map { index in
            let own = groupOf[index]
            let value = outcome[rows[index]]
            var count = groups[own].count - 1
            var sum = groups[own].sum - value
            if count == 0 {
                let near = [own - 1, own + 1].filter {
                    groups.indices.contains($0) && groups[$0].stratum == groups[own].stratum
                }
                let least = near.map { abs(groups[$0].score - groups[own].score) }.min()
                for group in near where abs(groups[group].score - groups[own].score) == least {
                    count += groups[group].count
                    sum += groups[group].sum
                }
            }
            return variance(value, nearest: (count, sum))
        }
    }
}
