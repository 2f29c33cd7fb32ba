/// Effects that adjust for covariates: marginal standardisation (g-computation), and the doubly robust estimate.
package enum AdjustedEffect {
    /// Whose mean effect is standardised to: the rows with a weight of the estimand's group, each once.
    static func target(
        _ estimand: MatchSettings.Estimand,
        _ treatment: [UInt8],
        isUsed: (Int) -> Bool
    ) -> (shares: [Double], count: Int) {
        let members = treatment.indices.filter { row in
            switch estimand {
            case .att: isUsed(row) && treatment[row] == 1
            case .atc: isUsed(row) && treatment[row] != 1
            case .ate: isUsed(row)
            // Those who could be in either group are a tilted population, not some of the rows.
            case .ato: false
            }
        }
        var shares = Array(repeating: 0.0, count: treatment.count)
        for row in members { shares[row] = 1 / Double(members.count) }
        return (shares, members.count)
    }

    /// The effect by g-computation in the matched sample: a weighted regression of the outcome on the covariates in each group,
    /// its predictions averaged over those whose effect is estimated (Greifer's guide of MatchIt;
    /// Snowden, Rose and Mortimer 2011, doi:10.1093/aje/kwq472).
    ///
    /// - Parameters:
    ///   - family: Linear, or logistic for an outcome of 0 and 1.
    ///   - frame: The rows.
    ///   - specification: The design of the covariates.
    ///   - outcome: The outcome; rows without one (NaN) count for nothing.
    ///   - weights: The matching weights.
    ///   - estimand: Whose effect.
    /// - Returns: The two means with what each row contributes to their error, the predictions' rows taken as given; nil when
    ///   a group is empty, and for the estimand `ato`, whose population is none of the rows.
    /// - Throws: ``PropensityError/notConverged(iterations:)``.
    package static func standardised(
        _ family: OutcomeRegression.Family,
        _ frame: CovariateFrame,
        specification: DesignSpecification,
        outcome: [Double],
        weights: [Double],
        estimand: MatchSettings.Estimand
    ) throws(PropensityError) -> MeanScores? {
        let rows = weights.indices.filter { weights[$0] > 0 && !outcome[$0].isNaN }
        var isUsed = Array(repeating: false, count: weights.count)
        for row in rows { isUsed[row] = true }
        let (target, count) = target(estimand, frame.treatment) { isUsed[$0] }
        let ofTreated = rows.count { frame.treatment[$0] == 1 }
        guard count > 0, ofTreated > 0, ofTreated < rows.count else { return nil }
        var means = [0.0, 0.0]
        var scores: [[Double]] = [[], []]
        var rank = 0
        for group in 0...1 {
            let own = weights.indices.map { isUsed[$0] && Int(frame.treatment[$0]) == group ? weights[$0] : 0 }
            let fit = try OutcomeRegression(
                family,
                frame,
                specification: specification,
                outcome: outcome,
                weights: own
            )
            let predicted = fit.means(frame)
            means[group] = target.indices.reduce(0) { $0 + target[$1] * predicted[$1] }
            scores[group] = fit.scores(frame, outcome: outcome, weights: own, target: target)
            rank += fit.rank
        }
        return MeanScores(
            means: (means[1], means[0]),
            rows: rows,
            treated: scores[1],
            control: scores[0],
            leverages: nil,
            parameterCount: rank
        )
    }

    /// The augmented inverse probability weighted estimate: right if the score model or the outcome model is (Robins, Rotnitzky
    /// and Zhao 1994, doi:10.1080/01621459.1994.10476818; for the treated, Mercatanti and Li 2014, doi:10.1214/13-AOAS703).
    ///
    /// It uses everybody with a score and an outcome, matched or not, so it is a check of the matched estimate by other means.
    /// Its error is that of the influence function, rows being independent.
    ///
    /// - Parameters:
    ///   - family: Linear, or logistic for an outcome of 0 and 1.
    ///   - frame: The rows.
    ///   - specification: The design of the covariates.
    ///   - outcome: The outcome; rows without one (NaN) count for nothing.
    ///   - probabilities: The probability of treatment of each row.
    ///   - estimand: Whose effect.
    /// - Returns: The two means with each row's influence, or nil when a group is empty or the estimand is `ato`.
    /// - Throws: ``PropensityError/notConverged(iterations:)``.
    package static func doublyRobust(
        _ family: OutcomeRegression.Family,
        _ frame: CovariateFrame,
        specification: DesignSpecification,
        outcome: [Double],
        probabilities: [Double],
        estimand: MatchSettings.Estimand
    ) throws(PropensityError) -> MeanScores? {
        let rows = outcome.indices.filter { !outcome[$0].isNaN }
        let ofTreated = rows.count { frame.treatment[$0] == 1 }
        guard ofTreated > 0, ofTreated < rows.count, estimand != .ato else { return nil }
        var fitted: [[Double]] = []
        for group in 0...1 {
            let own = outcome.indices.map { outcome[$0].isNaN || Int(frame.treatment[$0]) != group ? 0.0 : 1 }
            let fit = try OutcomeRegression(
                family,
                frame,
                specification: specification,
                outcome: outcome,
                weights: own
            )
            fitted.append(fit.means(frame))
        }
        var means = [0.0, 0.0]
        var scores = [Array(repeating: 0.0, count: outcome.count), Array(repeating: 0.0, count: outcome.count)]
        var size = 0.0
        for row in rows {
            let isTreated = frame.treatment[row] == 1
            let share = probabilities[row]
            // Of whom the mean is taken, and how a row of each group stands for them.
            let (belongs, forTreated, forControls) =
                switch estimand {
                case .ate, .ato: (1.0, 1 / share, 1 / (1 - share))
                case .att: (isTreated ? 1.0 : 0, 1.0, share / (1 - share))
                case .atc: (isTreated ? 0 : 1.0, (1 - share) / share, 1.0)
                }
            size += belongs
            for group in 0...1 {
                let isOwn = isTreated == (group == 1)
                let factor = group == 1 ? forTreated : forControls
                let residual = isOwn ? factor * (outcome[row] - fitted[group][row]) : 0
                scores[group][row] = belongs * fitted[group][row] + residual
                means[group] += scores[group][row]
            }
        }
        for group in 0...1 { means[group] /= size }
        for row in rows {
            let isTreated = frame.treatment[row] == 1
            let belongs = estimand == .ate || isTreated == (estimand == .att) ? 1.0 : 0
            for group in 0...1 { scores[group][row] = (scores[group][row] - belongs * means[group]) / size }
        }
        return MeanScores(
            means: (means[1], means[0]),
            rows: rows,
            treated: scores[1],
            control: scores[0],
            leverages: nil,
            parameterCount: 0
        )
    }
}
