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

    /// Rows to match; every array has one element for each row.
    package init(
        frame: CovariateFrame,
        covariates: [Covariate],
        keys: [UInt64],
        scores: [Double]? = nil,
        caseWeights: [Double]? = nil,
        offsets: [Double]? = nil
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
    /// The number of pairs, listed or not.
    package let pairCount: Int
    /// The weight of each row: 1 for a matched row of the group whose effect is estimated, the sum of its shares for a
    /// row of the other group, 0 for everyone else.
    package let weights: [Double]
    /// Rows of the group whose effect is estimated that nobody of the other group matches.
    package let unsupportedCount: Int

    /// The weights as the dialect gives them: MatchIt scales those of the chosen group to add up to its matched rows.
    package func reportedWeights(_ frame: CovariateFrame, settings: MatchSettings) -> [Double] {
        guard settings.dialect == .matchit else { return weights }
        let chosenFlag: UInt8 = settings.estimand == .atc ? 1 : 0
        let used = weights.indices.filter { frame.treatment[$0] == chosenFlag && weights[$0] > 0 }
        let total = used.reduce(0.0) { $0 + weights[$1] }
        var scaled = weights
        for row in used { scaled[row] = weights[row] * (Double(used.count) / total) }
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
            offsets: input.offsets
        )
    }

    /// Matches.
    ///
    /// - Parameters:
    ///   - input: The rows.
    ///   - model: The fitted score; nil when the input brings scores.
    /// - Returns: Pairs and weights.
    /// - Throws: ``PropensityError`` when a group is empty or a score is not a number.
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
        let rows = MatchingRows(
            scores: scores,
            isFocal: frame.treatment.indices.map { discarded[$0] ? nil : frame.treatment[$0] == focalFlag },
            strata: frame.strata,
            keys: keys(input),
            caliper: caliper ?? .infinity
        )
        let focalCount = frame.treatment.reduce(0) { $0 + ($1 == focalFlag ? 1 : 0) }
        let sets = matchedSets(rows)
        return MatchResult(
            model: model,
            scores: scores,
            discarded: discarded,
            caliper: caliper,
            spread: spread,
            pairs: sets.pairs,
            pairCount: sets.pairCount,
            weights: sets.weights,
            unsupportedCount: focalCount - sets.matchedFocal
        )
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
        guard let caliper = settings.caliper else { return nil }
        guard settings.caliperUnit == .sd else { return caliper }
        let kept = scores.indices.filter { !discarded[$0] }
        let moments = ScoreMoments(scores: kept.map { scores[$0] }, treatment: kept.map { frame.treatment[$0] })
        return caliper * moments.deviation(settings.caliperSpread)
    }

    private struct Sets {
        var pairs: [MatchPair]?
        var pairCount: Int
        var weights: [Double]
        var matchedFocal: Int
    }

    private func matchedSets(_ rows: MatchingRows) -> Sets {
        switch settings.method {
        case .nearest: return nearestSets(NearestMatcher(rows: rows, settings: settings).match(), rows)
        case .radius:
            let outcome = RadiusMatcher(rows: rows, listedPairsMax: settings.listedPairsMax).match()
            var weights = outcome.shares
            var setSizes = Array(repeating: 0, count: weights.count)
            for (row, count) in outcome.countByFocal where count > 0 {
                weights[row] = 1
                setSizes[row] = count
            }
            return Sets(
                pairs: outcome.choices.map { choices in
                    choices.map { pair($0, share: 1 / Double(setSizes[$0.focal])) }.sorted(by: Self.precedes)
                },
                pairCount: outcome.countByFocal.reduce(0) { $0 + $1.count },
                weights: weights,
                matchedFocal: outcome.countByFocal.count { $0.count > 0 }
            )
        }
    }

    private func nearestSets(_ choices: [NearestMatcher.Choice], _ rows: MatchingRows) -> Sets {
        var setSizes = Array(repeating: 0, count: rows.scores.count)
        for choice in choices { setSizes[choice.focal] += 1 }
        var weights = setSizes.map { $0 > 0 ? 1.0 : 0.0 }
        let pairs = choices.map { pair($0, share: 1 / Double(setSizes[$0.focal])) }.sorted(by: Self.precedes)
        for pair in pairs { weights[settings.estimand == .atc ? pair.treated : pair.control] += pair.weight }
        return Sets(pairs: pairs, pairCount: pairs.count, weights: weights, matchedFocal: setSizes.count { $0 > 0 })
    }

    private func pair(_ choice: NearestMatcher.Choice, share: Double) -> MatchPair {
        let isATC = settings.estimand == .atc
        return MatchPair(
            treated: isATC ? choice.chosen : choice.focal,
            control: isATC ? choice.focal : choice.chosen,
            weight: share,
            distance: choice.distance
        )
    }

    private static func precedes(_ left: MatchPair, _ right: MatchPair) -> Bool {
        if left.treated != right.treated { return left.treated < right.treated }
        if left.distance != right.distance { return left.distance < right.distance }
        return left.control < right.control
    }
}
