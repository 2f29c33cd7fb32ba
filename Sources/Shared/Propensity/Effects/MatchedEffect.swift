import Statistics

/// The difference of an outcome between the matched groups, with the standard errors that others report for it.
package struct MatchedEffect: Equatable, Sendable {
    /// A way to estimate the standard error.
    package enum ErrorKind: String, CaseIterable, Sendable {
        /// psmatch2's: √(V₁/N₁ + V₀ Σw²/N₁²), V₀ the unweighted variance of the controls that were used.
        case psmatch2
        /// Two independent samples with their effective sizes, s²/(n* − 1) a group, and Welch's degrees of freedom.
        case welch
        /// Weighted least squares with equal variances.
        case ordinary
        /// Heteroskedasticity-consistent, HC0.
        case robustHC0 = "robust_hc0"
        /// Heteroskedasticity-consistent, HC1.
        case robustHC1 = "robust_hc1"
        /// Heteroskedasticity-consistent, HC2.
        case robustHC2 = "robust_hc2"
        /// Heteroskedasticity-consistent, HC3.
        case robustHC3 = "robust_hc3"
        /// Linearised for weights, as `svyttest` of R's survey package.
        case survey
        /// Clustered by person, HC1: for data with several rows a person.
        case people
        /// Clustered by matched set, HC1.
        case matchedSets = "matched_sets"
        /// Clustered by matched set and by person, HC1 each: for matching with replacement.
        case matchedSetsAndPeople = "matched_sets_and_people"
        /// Abadie and Imbens (2006), for matching with replacement.
        case abadieImbens = "abadie_imbens"
        /// Abadie and Imbens (2016), for nearest neighbours with replacement on an estimated score.
        case abadieImbensEstimatedScore = "abadie_imbens_estimated_score"
    }

    /// The weighted mean of the treated.
    package let treatedMean: Double
    /// The weighted mean of the controls.
    package let controlMean: Double
    /// Rows with a weight, treated and controls.
    package let treatedCount: Int
    /// Rows with a weight among the controls.
    package let controlCount: Int
    /// The effective numbers: (Σw)² / Σw².
    package let effectiveTreatedCount: Double
    /// The same for the controls.
    package let effectiveControlCount: Double
    /// The standard errors that are defined for this kind of matching.
    package let standardErrors: [ErrorKind: Double]
    /// The covariance of the two means, by the errors from which ratios can be tested.
    package let covariances: [ErrorKind: MeanCovariance]
    /// Degrees of freedom of Welch and Satterthwaite; nil where the error is not defined.
    package let welchDegreesOfFreedom: Double?

    /// Treated minus controls.
    package var difference: Double { treatedMean - controlMean }

    /// An estimate's test and interval.
    package struct Inference: Equatable, Sendable {
        /// The standard error that is used.
        package let kind: ErrorKind
        /// Its value.
        package let standardError: Double
        /// Degrees of freedom of the *t* distribution.
        package let degreesOfFreedom: Double
        /// The two-sided p-value of no difference.
        package let pValue: Double
        /// The 95 % interval.
        package let interval: ClosedRange<Double>
    }

    /// Test and interval with one of the standard errors; nil when it is not defined.
    ///
    /// The degrees of freedom are those of Welch for that error, and the rows less two for all others.
    package func inference(_ kind: ErrorKind) -> Inference? {
        guard let error = standardErrors[kind], error > 0, treatedCount + controlCount > 2 else { return nil }
        let rows = Double(treatedCount + controlCount - 2)
        let freedom = kind == .welch ? welchDegreesOfFreedom ?? rows : rows
        let distribution = StudentT(degreesOfFreedom: freedom)
        let reach = distribution.quantile(0.975) * error
        return Inference(
            kind: kind,
            standardError: error,
            degreesOfFreedom: freedom,
            pValue: distribution.twoSidedProbability(difference / error),
            interval: (difference - reach)...(difference + reach)
        )
    }

    /// Compares an outcome between the matched groups; nil when a group has no row with a weight and an outcome.
    ///
    /// - Parameters:
    ///   - outcome: The outcome of each row; rows without one (NaN) count for nothing.
    ///   - treatment: 1 for treated, 0 for control.
    ///   - weights: The matching weights.
    ///   - pairs: The pairs; nil when they were not listed.
    ///   - isReused: Whether a row may be in several sets.
    ///   - positions: The scores and strata matched on, for the error of Abadie and Imbens; nil leaves it out.
    ///   - sets: The matched sets, as of full matching; those of the pairs when nil, and without either there are no
    ///     errors clustered by set.
    ///   - people: The person of each row, numbers from 0; nil when each row is a person.
    ///   - mutualPairs: For the effect on everybody, the pairs that each group chose.
    ///   - estimated: How the score was estimated and how many a row chooses, for the error that counts it; nil leaves it
    ///     out. Needs positions.
    package init?(
        outcome: [Double],
        treatment: [UInt8],
        weights: [Double],
        pairs: [MatchPair]?,
        isReused: Bool,
        positions: (scores: [Double], strata: [UInt16])? = nil,
        sets: SetMemberships? = nil,
        people: [Int32]? = nil,
        mutualPairs: MutualPairs? = nil,
        estimated: (score: EstimatedScore, matches: Int)? = nil
    ) {
        let rows = weights.indices.filter { weights[$0] > 0 && !outcome[$0].isNaN }
        let treated = WeightedGroup(rows.filter { treatment[$0] == 1 }, outcome, weights)
        let controls = WeightedGroup(rows.filter { treatment[$0] != 1 }, outcome, weights)
        guard let treated, let controls else { return nil }
        treatedMean = treated.mean
        controlMean = controls.mean
        treatedCount = treated.count
        controlCount = controls.count
        effectiveTreatedCount = treated.effectiveCount
        effectiveControlCount = controls.effectiveCount
        welchDegreesOfFreedom = WeightedGroup.degreesOfFreedom(treated, controls)
        var errors = WeightedGroup.errors(treated, controls)
        var covariances: [ErrorKind: MeanCovariance] = [:]
        if rows.count > 2 {
            let scores = MeanScores(rows, outcome, treatment, weights, (treated.mean, controls.mean))
            let memberships = sets ?? pairs.map { SetMemberships($0, rowCount: weights.count) }
            covariances = scores.covariances(memberships, isReused: isReused, people: people)
            for (kind, covariance) in covariances {
                errors[kind] = max(0, covariance.ofDifference).squareRoot()
            }
        }
        if isReused, let positions,
            let chosen = ChosenSet.sets(pairs: pairs, mutualPairs: mutualPairs, outcome: outcome)
        {
            errors[.abadieImbens] =
                AbadieImbens(
                    sets: chosen,
                    outcome: outcome,
                    treatment: treatment,
                    positions: AbadieImbens.Positions(scores: positions.scores, strata: positions.strata)
                ).standardError
            errors[.abadieImbensEstimatedScore] = estimated.flatMap {
                EstimatedScoreError(
                    sets: chosen,
                    rows: EstimatedScoreError.Rows(
                        treatment: treatment,
                        outcome: outcome,
                        scores: positions.scores,
                        model: $0.score,
                        matches: $0.matches
                    )
                )?.standardError
            }
        }
        standardErrors = errors
        self.covariances = covariances
    }
}

extension MeanScores {
    /// The scores of two weighted means: w (y − ȳ) / Σw, with the leverage w / Σw.
    package init(
        _ rows: [Int],
        _ outcome: [Double],
        _ treatment: [UInt8],
        _ weights: [Double],
        _ means: (treated: Double, control: Double)
    ) {
        var totals = (treated: 0.0, control: 0.0)
        for row in rows {
            if treatment[row] == 1 { totals.treated += weights[row] } else { totals.control += weights[row] }
        }
        var treated = Array(repeating: 0.0, count: outcome.count)
        var control = treated
        var leverages = treated
        for row in rows {
            if treatment[row] == 1 {
                leverages[row] = weights[row] / totals.treated
                treated[row] = leverages[row] * (outcome[row] - means.treated)
            } else {
                leverages[row] = weights[row] / totals.control
                control[row] = leverages[row] * (outcome[row] - means.control)
            }
        }
        self.init(
            means: means,
            rows: rows,
            treated: treated,
            control: control,
            leverages: leverages,
            parameterCount: 2
        )
    }

    /// Every covariance that is defined for this kind of matching.
    package func covariances(
        _ memberships: SetMemberships?,
        isReused: Bool,
        people: [Int32]?
    ) -> [MatchedEffect.ErrorKind: MeanCovariance] {
        var found: [MatchedEffect.ErrorKind: MeanCovariance] = [:]
        found[.robustHC0] = robust(.hc0)
        found[.robustHC1] = robust(.hc1)
        found[.robustHC2] = robust(.hc2)
        found[.robustHC3] = robust(.hc3)
        let count = Double(rows.count)
        found[.survey] = robust(.hc0).map { .combined([($0, count / (count - 1))]) }
        if let people { found[.people] = clustered(.people, rowsAlone, people: people) }
        if let memberships {
            if isReused || people != nil {
                found[.matchedSetsAndPeople] = clustered(.setsAndPeople, memberships, people: people)
            }
            if !isReused { found[.matchedSets] = clustered(.sets, memberships) }
        }
        return found
    }
}

/// Weighted sums of one group's outcome.
private struct WeightedGroup {
    let count: Int
    let weight: Double
    let weightSquares: Double
    let mean: Double
    /// Σ w (y − m)².
    let residual: Double
    /// The variance of the outcome without weights.
    let plainVariance: Double

    var effectiveCount: Double { weight * weight / weightSquares }

    /// The variance of the mean with the effective number for the number of rows; nil for an effective number of 1.
    var varianceOfMean: Double? {
        count > 1 && effectiveCount > 1 + 1e-12 ? residual / weight / (effectiveCount - 1) : nil
    }

    init?(_ rows: [Int], _ outcome: [Double], _ weights: [Double]) {
        guard !rows.isEmpty else { return nil }
        count = rows.count
        let total = rows.reduce(0.0) { $0 + weights[$1] }
        let mean = rows.reduce(0.0) { $0 + weights[$1] * outcome[$1] } / total
        weight = total
        self.mean = mean
        weightSquares = rows.reduce(0.0) { $0 + weights[$1] * weights[$1] }
        residual = rows.reduce(0.0) { $0 + weights[$1] * (outcome[$1] - mean) * (outcome[$1] - mean) }
        plainVariance = Moments(rows.lazy.map { outcome[$0] }).variance
    }

    /// The errors that need sums of groups only.
    static func errors(_ treated: Self, _ controls: Self) -> [MatchedEffect.ErrorKind: Double] {
        var errors: [MatchedEffect.ErrorKind: Double] = [:]
        if let left = treated.varianceOfMean, let right = controls.varianceOfMean {
            errors[.welch] = (left + right).squareRoot()
        }
        let count = Double(treated.count + controls.count)
        guard count > 2 else { return errors }
        let residual = (treated.residual + controls.residual) / (count - 2)
        errors[.ordinary] = (residual * (1 / treated.weight + 1 / controls.weight)).squareRoot()
        if treated.count > 1, controls.count > 1 {
            let share = controls.weightSquares / (treated.weight * treated.weight)
            errors[.psmatch2] = (treated.plainVariance / treated.weight + controls.plainVariance * share).squareRoot()
        }
        return errors
    }

    /// Welch and Satterthwaite's degrees of freedom with effective numbers.
    static func degreesOfFreedom(_ treated: Self, _ controls: Self) -> Double? {
        guard let left = treated.varianceOfMean, let right = controls.varianceOfMean, left + right > 0 else {
            return nil
        }
        let shares = (left / (left + right), right / (left + right))
        return 1
            / (shares.0 * shares.0 / (treated.effectiveCount - 1)
                + shares.1 * shares.1 / (controls.effectiveCount - 1))
    }
}
