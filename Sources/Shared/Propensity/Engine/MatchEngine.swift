import Statistics

/// What is to be matched: the rows of one process.
package struct MatchInput: Sendable {
    /// The covariates, groups and strata.
    package let frame: CovariateFrame
    /// The declarations of the covariates.
    package let covariates: [Covariate]
    /// A number for each row that settles ties: a hash of its id or of its content.
    package let keys: [UInt64]
    /// Scores to match on instead of a fitted model's; on the scale of matching.
    package let scores: [Double]?
    /// Case weights of the score model, which matching does not use; nil for 1.
    package let caseWeights: [Double]?
    /// What is added to each row's linear predictor; nil for 0.
    package let offsets: [Double]?
    /// What else a pair has to meet.
    package let conditions: PairConditions

    /// Rows to match; every array has one element for each row.
    package init(
        frame: CovariateFrame,
        covariates: [Covariate],
        keys: [UInt64],
        scores: [Double]? = nil,
        caseWeights: [Double]? = nil,
        offsets: [Double]? = nil,
        conditions: PairConditions = .none
    ) {
        precondition([caseWeights, offsets].allSatisfy { $0.map { $0.count == frame.rowCount } ?? true })
        precondition(keys.count == frame.rowCount, "every row has a tie key")
        precondition(scores.map { $0.count == frame.rowCount } ?? true, "every row has a score")
        self.frame = frame
        self.covariates = covariates
        self.keys = keys
        self.scores = scores
        self.caseWeights = caseWeights
        self.offsets = offsets
        self.conditions = conditions
    }
}

/// What matching made of the rows.
package struct MatchResult: Sendable {
    /// The fitted model; nil when scores were given.
    package let model: LocalModel?
    /// The score of each row, on the scale of matching.
    package let scores: [Double]
    /// Rows left out before matching because the other group has no such scores.
    package let discarded: [Bool]
    /// The largest distance, on the scale of matching; nil for none.
    package let caliper: Double?
    /// The spread of the scores by group, before anything is left out.
    package let spread: ScoreMoments
    /// The pairs, by treated row; nil when there are too many to list.
    package let pairs: [MatchPair]?
    /// For the effect on everybody, the pairs that each group chose; nil otherwise, or when there are too many to list.
    package let mutualPairs: MutualPairs?
    /// The number of pairs, listed or not.
    package let pairCount: Int
    /// The weight of each row, 0 for rows left out: 1 for a matched row of the group whose effect is estimated and the
    /// sum of its shares for one of the other group; for the effect on everybody, or with a method of weights, its weight.
    package let weights: [Double]
    /// The set of each row, from 0, and −1 for rows in none; nil for methods whose sets overlap or that have none.
    package let sets: [Int32]?
    /// The sum of the distances of the pairs that were made; nil for methods without pairs, or with too many to list.
    package let distanceSum: Double?
    /// Rows without a weight, by reason.
    package let losses: [MatchLoss]
    /// The calipers on single covariates, with their widths as differences.
    package let covariateCalipers: [(name: String, width: Double)]
    /// Rows of the group whose effect is estimated that nobody of the other group matches.
    package let unsupportedCount: Int

    /// The weights as the dialect gives them: MatchIt scales a group's to add up to its matched rows.
    package func reportedWeights(_ frame: CovariateFrame, settings: MatchSettings) -> [Double] {
        guard settings.dialect == .matchit else { return weights }
        var scaled = weights
        for flag in [UInt8(0), 1] {
            let isOwn = flag == (settings.estimand == .atc ? 0 : 1)
            if isOwn, settings.estimand == .att || settings.estimand == .atc { continue }
            let used = weights.indices.filter { (frame.treatment[$0] == 1) == (flag == 1) && weights[$0] > 0 }
            let total = used.reduce(0.0) { $0 + weights[$1] }
            for row in used { scaled[row] = weights[row] * (Double(used.count) / total) }
        }
        return scaled
    }
}

/// Matches the rows of one process: score, support, caliper, pairs and weights.
package struct MatchEngine: Sendable {
    /// How to match.
    package let settings: MatchSettings

    /// An engine.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)`` for settings without a meaning.
    package init(settings: MatchSettings) throws(PropensityError) {
        try settings.validate()
        self.settings = settings
    }

    /// Fits the score, unless the input brings scores.
    ///
    /// - Throws: ``PropensityError`` when the data allow no model.
    package func model(_ input: MatchInput) throws(PropensityError) -> LocalModel? {
        guard input.scores == nil else { return nil }
        return try LocalModel(
            input.frame,
            covariates: input.covariates,
            link: settings.link,
            model: settings.model,
            solver: settings.solver,
            weights: input.caseWeights,
            offsets: input.offsets,
            keys: input.keys
        )
    }

    /// Matches.
    ///
    /// - Parameters:
    ///   - input: The rows.
    ///   - model: The fitted score; nil when the input brings scores.
    /// - Returns: Pairs, weights, sets and losses.
    /// - Throws: ``PropensityError`` when a group is empty, a score is not a number, or the columns of a distance have
    ///   missing values.
    package func match(_ input: MatchInput, model: LocalModel?) throws(PropensityError) -> MatchResult {
        let frame = input.frame
        let scores = try matchingScores(input, model)
        let treatedCount = frame.treatment.reduce(0) { $0 + Int($1) }
        guard treatedCount > 0, treatedCount < frame.rowCount else {
            throw .emptyGroup(treated: treatedCount, controls: frame.rowCount - treatedCount)
        }
        let discarded = try discarded(frame, scores)
        let spread = ScoreMoments(scores: scores, treatment: frame.treatment)
        let caliper = caliper(frame, scores, discarded)
        let focalFlag: UInt8 = settings.estimand == .atc ? 0 : 1
        let conditions = input.conditions.resolved(
            treatment: frame.treatment,
            discarded: discarded,
            spread: settings.caliperSpread
        )
        try settings.validate(conditions, strataCount: Set(frame.strata).count)
        let rows = MatchingRows(
            scores: scores,
            isFocal: frame.treatment.indices.map { discarded[$0] ? nil : frame.treatment[$0] == focalFlag },
            strata: frame.strata,
            keys: keys(input),
            caliper: caliper ?? .infinity,
            conditions: conditions,
            space: try settings.nearness == .mahalanobis
                ? MahalanobisSpace(conditions.distanceColumns, treatment: frame.treatment, discarded: discarded) : nil
        )
        let matched = try matchedRows(rows, input, model)
        let unsupported = scores.indices.count { row in
            let isStudied = settings.estimand == .ate || settings.estimand == .ato || frame.treatment[row] == focalFlag
            return isStudied && matched.weights[row] == 0
        }
        return MatchResult(
            model: model,
            scores: scores,
            discarded: discarded,
            caliper: caliper,
            spread: spread,
            pairs: matched.pairs,
            mutualPairs: matched.mutualPairs,
            pairCount: matched.pairCount,
            weights: matched.weights,
            sets: matched.sets,
            distanceSum: matched.distanceSum,
            losses: matched.losses(rows, treatment: frame.treatment),
            covariateCalipers: conditions.calipers.map { ($0.name, $0.width) },
            unsupportedCount: unsupported
        )
    }

    private func matchedRows(
        _ rows: MatchingRows,
        _ input: MatchInput,
        _ model: LocalModel?
    ) throws(PropensityError) -> MatchedRows {
        let treatment = input.frame.treatment
        switch settings.method {
        case .radius, .nearest, .kernel:
            let matched = matchedOneWay(rows)
            guard settings.estimand == .ate else { return matched }
            var exchanged = rows
            exchanged.isFocal = rows.isFocal.map { $0.map { !$0 } }
            return MatchedRows(matched, matchedOneWay(exchanged))
        case .optimal:
            let outcome = try OptimalMatcher(rows: rows, settings: settings).match()
            return MatchedRows(
                choices: outcome.choices,
                withoutCandidate: outcome.withoutCandidate,
                rows: rows,
                settings: settings
            )
        case .full: return try FullMatcher(rows: rows, treatment: treatment, settings: settings).match()
        case .subclass: return Subclassifier(rows: rows, treatment: treatment, settings: settings).match()
        case .ipw, .overlap:
            let weights = PropensityWeights(
                rows: rows,
                treatment: treatment,
                probabilities: probabilities(rows.scores, model),
                settings: settings
            )
            return weights.match()
        case .entropy: return try balanced(rows, input, model)
        }
    }

    /// Matches the rows that choose to the others.
    private func matchedOneWay(_ rows: MatchingRows) -> MatchedRows {
        switch settings.method {
        case .nearest:
            let outcome = NearestMatcher(rows: rows, settings: settings).match()
            return MatchedRows(
                choices: outcome.choices,
                withoutCandidate: outcome.withoutCandidate,
                rows: rows,
                settings: settings
            )
        case .kernel: return KernelMatcher(rows: rows, settings: settings).match()
        default:
            let matcher = RadiusMatcher(rows: rows, listedPairsMax: settings.listedPairsMax)
            return MatchedRows(matcher.match(), settings: settings)
        }
    }

    /// The probabilities of treatment and of control, from scores on the scale of matching.
    private func probabilities(_ scores: [Double], _ model: LocalModel?) -> [(treated: Double, control: Double)] {
        // A model's linear predictor keeps the digits that a probability near 1 has lost.
        let predictors = model?.scores ?? (settings.distance == .linear ? scores : nil)
        let link = settings.link
        return predictors?.map { (link.probability($0), link.probability(-$0)) } ?? scores.map { ($0, 1 - $0) }
    }

    private func balanced(
        _ rows: MatchingRows,
        _ input: MatchInput,
        _ model: LocalModel?
    ) throws(PropensityError) -> MatchedRows {
        let frame = input.frame
        // The covariates themselves are balanced, whatever terms the score model makes of them.
        let survey =
            model?.survey ?? CovariateSurvey(frame, covariates: input.covariates, rows: 0..<frame.rowCount)
        let specification = try DesignSpecification(covariates: input.covariates, survey: survey)
        let balancing = EntropyBalancing(frame, specification: specification, squares: settings.balancesSquares)
        let kept = rows.isFocal.map { $0 != nil }
        let groups = [UInt8(0), 1].map { group in kept.indices.map { kept[$0] && frame.treatment[$0] == group } }
        var matched = MatchedRows(rowCount: frame.rowCount)
        let target = settings.estimand == .ate ? kept : groups[settings.estimand == .atc ? 0 : 1]
        let means = balancing.means(target)
        let total = Double(target.count { $0 })
        for (group, members) in groups.enumerated() {
            let isTarget = settings.estimand != .ate && (settings.estimand == .atc) == (group == 0)
            let weights = isTarget ? [] : try balancing.weights(members, meeting: means)
            for row in members.indices where members[row] {
                matched.weights[row] = isTarget ? 1 : weights[row] * total
            }
        }
        return matched
    }

    private func matchingScores(_ input: MatchInput, _ model: LocalModel?) throws(PropensityError) -> [Double] {
        let scores: [Double]
        if let given = input.scores {
            scores = given
        } else if let model {
            let link = settings.link
            scores = settings.distance == .linear ? model.scores : model.scores.map { link.probability($0) }
        } else {
            preconditionFailure("without a model the input brings scores")
        }
        if let row = scores.firstIndex(where: { !$0.isFinite }) { throw .unusableScores(row: row + 1) }
        return scores
    }

    /// Ties go by the row in the dialects, by the person's own hash otherwise.
    private func keys(_ input: MatchInput) -> [UInt64] {
        guard settings.dialect == nil else { return input.frame.treatment.indices.map { UInt64($0) } }
        let hash = KeyedHash(key: settings.seed)
        return input.keys.map { hash.hash($0, 0x7469_6573) }
    }

    private func discarded(_ frame: CovariateFrame, _ scores: [Double]) throws(PropensityError) -> [Bool] {
        let discarded = settings.discardedByProbability(frame, scores) ?? discardedByRange(frame, scores)
        let kept = discarded.indices.filter { !discarded[$0] }
        let treated = kept.reduce(0) { $0 + Int(frame.treatment[$1]) }
        guard treated > 0, treated < kept.count else {
            throw .emptySupport(treated: treated, controls: kept.count - treated)
        }
        return discarded
    }

    private func discardedByRange(_ frame: CovariateFrame, _ scores: [Double]) -> [Bool] {
        guard settings.discard != .none else { return Array(repeating: false, count: scores.count) }
        var ranges = [(low: Double.infinity, high: -Double.infinity), (low: Double.infinity, high: -Double.infinity)]
        for row in scores.indices {
            let group = Int(frame.treatment[row])
            ranges[group] = (min(ranges[group].low, scores[row]), max(ranges[group].high, scores[row]))
        }
        return scores.indices.map { row in
            let isTreated = frame.treatment[row] == 1
            let other = ranges[isTreated ? 0 : 1]
            let isOutside = scores[row] < other.low || scores[row] > other.high
            switch settings.discard {
            case .none, .range, .crump, .percentile, .density: return false
            case .treated: return isTreated && isOutside
            case .control: return !isTreated && isOutside
            case .both: return isOutside
            }
        }
    }

    private func caliper(_ frame: CovariateFrame, _ scores: [Double], _ discarded: [Bool]) -> Double? {
        guard settings.usesCaliper, let caliper = settings.caliper else { return nil }
        guard settings.caliperUnit == .sd else { return caliper }
        let kept = scores.indices.filter { !discarded[$0] }
        let moments = ScoreMoments(scores: kept.map { scores[$0] }, treatment: kept.map { frame.treatment[$0] })
        return caliper * moments.deviation(settings.caliperSpread)
    }
}
