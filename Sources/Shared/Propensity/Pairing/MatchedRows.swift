/// What a method made of the rows, before it is reported: weights, pairs, sets, and why rows have no weight.
struct MatchedRows {
    /// The pairs, by treated row; nil when there are none or too many to list.
    var pairs: [MatchPair]?
    /// For the effect on everybody, the pairs that each group chose; nil otherwise, or when there are too many to list.
    var mutualPairs: MutualPairs?
    /// The number of pairs, listed or not.
    var pairCount = 0
    /// The weight of each row.
    var weights: [Double]
    /// The sum of the distances of the pairs that were made; nil for methods without pairs, or with too many to list.
    var distanceSum: Double?
    /// The set of each row from 0, or −1; nil for methods without disjoint sets.
    var sets: [Int32]?
    /// Reasons that the method knows, by row; others are found from the groups and strata.
    var reasons: [MatchLoss.Reason?]

    /// Nobody matched.
    init(rowCount: Int) {
        weights = Array(repeating: 0, count: rowCount)
        reasons = Array(repeating: nil, count: rowCount)
    }

    /// The rows of a matching of pairs, whose chosen share the weight 1 of the person who chose them.
    ///
    /// - Parameters:
    ///   - choices: The pairs.
    ///   - withoutCandidate: Choosing rows that had nobody to choose.
    ///   - rows: Who takes part.
    ///   - settings: Whose effect is estimated, and whether a candidate can be in several sets.
    init(
        choices: [NearestMatcher.Choice],
        withoutCandidate: [Int],
        rows: MatchingRows,
        settings: MatchSettings
    ) {
        self.init(rowCount: rows.scores.count)
        var sizes = Array(repeating: 0, count: weights.count)
        for choice in choices { sizes[choice.focal] += 1 }
        let made = choices.map { choice in
            Self.pair(choice, share: 1 / Double(sizes[choice.focal]), isATC: settings.estimand == .atc)
        }.sorted(by: Self.precedes)
        for row in sizes.indices where sizes[row] > 0 { weights[row] = 1 }
        for pair in made { weights[settings.estimand == .atc ? pair.treated : pair.control] += pair.weight }
        pairs = made
        pairCount = made.count
        distanceSum = made.reduce(0.0) { $0 + $1.distance }
        if !settings.isReused {
            var found = Array(repeating: Int32(-1), count: weights.count)
            var next: Int32 = 0
            for row in sizes.indices where sizes[row] > 0 {
                found[row] = next
                next += 1
            }
            for choice in choices { found[choice.chosen] = found[choice.focal] }
            sets = found
        }
        for row in sizes.indices where rows.isFocal[row] == true && sizes[row] == 0 { reasons[row] = .candidatesTaken }
        for row in withoutCandidate { reasons[row] = .noCandidate }
    }

    /// The rows of matching both groups to each other, for the effect on everybody.
    ///
    /// A row stands for itself and for those of the other group that it is matched to, so both groups add up to the
    /// matched rows of both.
    init(_ toTreated: MatchedRows, _ toControls: MatchedRows) {
        self.init(rowCount: toTreated.weights.count)
        weights = zip(toTreated.weights, toControls.weights).map { $0 + $1 }
        if let byTreated = toTreated.pairs, let exchanged = toControls.pairs {
            // There the controls chose, so that the groups have each other's places.
            let byControls = exchanged.map {
                MatchPair(treated: $0.control, control: $0.treated, weight: $0.weight, distance: $0.distance)
            }
            mutualPairs = MutualPairs(byTreated: byTreated, byControls: byControls)
        }
        pairCount = toTreated.pairCount + toControls.pairCount
        reasons = zip(toTreated.reasons, toControls.reasons).map { $0 ?? $1 }
    }

    /// The rows of radius matching.
    init(_ outcome: RadiusMatcher.Outcome, settings: MatchSettings) {
        self.init(rowCount: outcome.shares.count)
        weights = outcome.shares
        var sizes = Array(repeating: 0, count: weights.count)
        for (row, count) in outcome.countByFocal where count > 0 {
            weights[row] = 1
            sizes[row] = count
        }
        pairs = outcome.choices.map { choices in
            choices.map { choice in
                Self.pair(choice, share: 1 / Double(sizes[choice.focal]), isATC: settings.estimand == .atc)
            }.sorted(by: Self.precedes)
        }
        pairCount = outcome.countByFocal.reduce(0) { $0 + $1.count }
    }

    private static func pair(_ choice: NearestMatcher.Choice, share: Double, isATC: Bool) -> MatchPair {
        MatchPair(
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

    /// The losses by reason: every row without a weight has exactly one.
    func losses(_ rows: MatchingRows, treatment: [UInt8]) -> [MatchLoss] {
        var groups = [UInt8](repeating: 0, count: Int(UInt16.max) + 1)
        for row in weights.indices where rows.isFocal[row] != nil {
            groups[Int(rows.strata[row])] |= treatment[row] == 1 ? 2 : 1
        }
        let found = weights.indices.map { row -> MatchLoss.Reason? in
            guard weights[row] == 0 else { return nil }
            guard let isFocal = rows.isFocal[row] else { return reasons[row] ?? .outsideSupport }
            if groups[Int(rows.strata[row])] != 3 { return .stratumOfOneGroup }
            return reasons[row] ?? (isFocal ? .noCandidate : .notChosen)
        }
        return MatchLoss.counted(found, treatment: treatment)
    }
}
