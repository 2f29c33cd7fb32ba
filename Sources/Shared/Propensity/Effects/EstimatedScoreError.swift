/// The standard error of nearest neighbours with replacement on an estimated score, by Abadie and Imbens (2016,
/// doi:10.3982/ECTA11293), with the estimators of its parts that Stata's `teffects psmatch` uses.
///
/// The variance on a known score, less c′ I⁻¹ c, I the information of the score's coefficients; for the effect on one group plus
/// d′ I⁻¹ d. c and d are means over rows of f z times differences and of f times local covariances of covariates and outcome,
/// f the link's density and z the design; docs/methods/outcomes.md writes them out. "Local" is among the two nearest rows of a
/// group by the score, all that are as near as the second included; a row counts as its own neighbour where its own
/// group's spread is estimated. d compares with the nearest of the other group by the covariates themselves.
struct EstimatedScoreError {
    /// The most differences of covariates that are worked out to find the nearest by the covariates.
    private static let differencesMax = 1 << 33

    /// What is needed of each row.
    struct Rows: Sendable {
        let treatment: [UInt8]
        let outcome: [Double]
        /// The scores on the scale of matching.
        let scores: [Double]
        let model: EstimatedScore
        /// How many a row chooses, ties aside.
        let matches: Int
    }

    /// The standard error.
    let standardError: Double

    /// Estimates the standard error; nil where the theory or the machine ends: when a row of the group whose effect is
    /// estimated has no match or a row no outcome, when a group has fewer than three rows, when there are too many rows to be
    /// compared pair by pair, or when the variance is not positive.
    ///
    /// - Parameters:
    ///   - sets: For each choosing row, the chosen rows with their shares.
    ///   - rows: All rows.
    /// - Complexity: O(*n* log *n* + *n p*) for *n* rows and *p* columns, for one group's effect O(*n₁ n₀ p*).
    init?(sets: [ChosenSet], rows: Rows) {
        let treatment = rows.treatment
        let groups = Set(sets.map { Int(treatment[$0.focal]) })
        let sizes = [0, 1].map { group in treatment.count { Int($0) == group } }
        guard !rows.outcome.contains(where: \.isNaN), sizes.allSatisfy({ $0 > 2 }),
            sets.count == groups.reduce(0, { $0 + sizes[$1] })
        else { return nil }
        let signs = sets.map { treatment[$0.focal] == 1 ? 1.0 : -1 }
        let differences = zip(sets, signs).map { $1 * $0.difference(rows.outcome) }
        let count = Double(sets.count)
        let effect = differences.reduce(0, +) / count
        var variance = differences.reduce(0) { $0 + ($1 - effect) * ($1 - effect) } / (count * count)
        let neighbours = ScoreNeighbours(rows)
        let shares = ChosenShares(sets, rowCount: treatment.count)
        neighbours.forEachScore { around, members in
            for row in members where shares.sums[row] > 0 {
                variance += shares.varianceFactor(row) * around.variances[Int(treatment[row])] / (count * count)
            }
        }
        if groups.count == 2 {
            variance -= rows.model.variance(Self.derivative(rows, neighbours).map { $0 / count })
        } else {
            let group = groups.first ?? 1
            let work = Double(sizes[0]) * Double(sizes[1]) * Double(rows.model.columnCount)
            guard work <= Double(Self.differencesMax) else { return nil }
            let ownEffect = group == 1 ? effect : -effect
            let parts = Self.derivatives(rows, neighbours, group: group, effect: ownEffect)
            variance -= rows.model.variance(parts.byScore.map { $0 / count })
            variance += rows.model.variance(parts.byCovariates.map { $0 / count })
        }
        guard variance > 0 else { return nil }
        standardError = variance.squareRoot()
    }

    /// For the effect on everybody: Σ f (cov₁/p + cov₀/(1 − p)).
    private static func derivative(_ rows: Rows, _ neighbours: ScoreNeighbours) -> [Double] {
        var sum = Array(repeating: 0.0, count: rows.model.columnCount)
        neighbours.forEachScore { around, members in
            for row in members {
                let (probability, density) = (rows.model.probabilities[row], rows.model.densities[row])
                for column in sum.indices {
                    sum[column] +=
                        density
                        * (around.covariances[1][column] / probability + around.covariances[0][column]
                            / (1 - probability))
                }
            }
        }
        return sum
    }

    /// For the effect on one group, which is 1 here, q its probability: Σ f z (ỹ₁ − ỹ₀ − τ) + Σ f (cov₁ + q/(1 − q) cov₀), and
    /// Σ f z (y₁ − y₀ − τ), one y being the row's own and the other that of the nearest by covariates.
    private static func derivatives(
        _ rows: Rows,
        _ neighbours: ScoreNeighbours,
        group: Int,
        effect: Double
    ) -> (byScore: [Double], byCovariates: [Double]) {
        var first = Array(repeating: 0.0, count: rows.model.columnCount)
        var second = first
        let opposite = CovariateNeighbours(rows).meanOutcomes()
        neighbours.forEachScore { around, members in
            for row in members {
                let density = rows.model.densities[row]
                let share = group == 1 ? rows.model.probabilities[row] : 1 - rows.model.probabilities[row]
                let means = neighbours.meansOfOthers(around, row)
                let byScore = density * (means[group] - means[1 - group] - effect)
                let own = rows.outcome[row]
                let difference = Int(rows.treatment[row]) == group ? own - opposite[row] : opposite[row] - own
                let byCovariates = density * (difference - effect)
                let odds = share / (1 - share)
                for (column, value) in rows.model.columns(row).enumerated() {
                    let local = around.covariances[group][column] + odds * around.covariances[1 - group][column]
                    first[column] += value * byScore + density * local
                    second[column] += value * byCovariates
                }
            }
        }
        return (first, second)
    }
}
