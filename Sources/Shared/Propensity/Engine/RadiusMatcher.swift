/// Radius matching of the rows of one process: the same range counts as over many hosts.
struct RadiusMatcher: Sendable {
    let rows: MatchingRows
    /// The most pairs to list.
    let listedPairsMax: Int

    /// Who was matched, with which weight, and the pairs when they are few enough.
    struct Outcome {
        /// The candidates within the caliper of each choosing row.
        var countByFocal: [(row: Int, count: Int)]
        /// The sum of shares of each row that can be chosen; 0 for others.
        var shares: [Double]
        /// The choices, by choosing row; nil when there are more than may be listed.
        var choices: [NearestMatcher.Choice]?
    }

    /// Matches.
    ///
    /// - Complexity: O(*c* log *t*) for *t* choosing rows and *c* candidates; listing, or conditions on pairs, adds the
    ///   pairs within the caliper.
    func match() -> Outcome {
        let focal = rows.scores.indices.filter { rows.isFocal[$0] == true }
        let treated = TreatedScores(
            scores: focal.map { rows.scores[$0] },
            strata: focal.map { rows.strata[$0] },
            ties: focal.map { rows.keys[$0] }
        )
        let scored = ScoredRows(
            scores: rows.scores,
            treatment: rows.isFocal.map { $0.map { $0 ? 1 : 0 } ?? 2 },
            strata: rows.strata
        )
        let caliper = rows.caliper
        let tiles = TiledRows(rowCount: rows.scores.count)
        let counts: [Int]
        var shares: [Double]
        if rows.conditions.restrictsNothing {
            let counted = tiles.reduce(
                { $0.add($1) },
                { MatchCounts(treated, controls: scored, rows: $0, caliper: caliper) }
            )
            counts = (counted ?? MatchCounts(treatedCount: treated.count)).counts
            let weights = RadiusWeights(counts: counts)
            shares = tiles.map { weights.weights(treated, controls: scored, rows: $0, caliper: caliper) }
                .flatMap(\.self)
        } else {
            counts = conditionalCounts(treated, scored, focal)
            shares = conditionalShares(treated, scored, focal, counts)
        }
        for row in focal { shares[row] = 0 }
        var byFocal = treated.order.enumerated().map { (row: focal[$0.element], count: counts[$0.offset]) }
        byFocal.sort { $0.row < $1.row }
        let total = counts.reduce(0, +)
        let choices = total <= listedPairsMax ? list(treated, scored, focal, total) : nil
        return Outcome(countByFocal: byFocal, shares: shares, choices: choices)
    }

    private func list(
        _ treated: TreatedScores,
        _ scored: ScoredRows,
        _ focal: [Int],
        _ total: Int
    ) -> [NearestMatcher.Choice] {
        var choices: [NearestMatcher.Choice] = []
        choices.reserveCapacity(total)
        treated.forEachRange(within: rows.caliper, of: scored, rows: 0..<rows.scores.count) { row, places in
            for place in places where rows.conditions.allow(focal[treated.order[place]], row) {
                let distance = abs(treated.scores[place] - rows.scores[row])
                choices.append(
                    NearestMatcher.Choice(focal: focal[treated.order[place]], chosen: row, distance: distance)
                )
            }
        }
        return choices.sorted { $0.focal != $1.focal ? $0.focal < $1.focal : $0.chosen < $1.chosen }
    }

    /// The candidates of each place that meet the conditions.
    private func conditionalCounts(_ treated: TreatedScores, _ scored: ScoredRows, _ focal: [Int]) -> [Int] {
        let (caliper, conditions) = (rows.caliper, rows.conditions)
        let parts = TiledRows(rowCount: rows.scores.count).map { range in
            var counts = [Int](repeating: 0, count: treated.count)
            treated.forEachRange(within: caliper, of: scored, rows: range) { row, places in
                for place in places where conditions.allow(focal[treated.order[place]], row) { counts[place] += 1 }
            }
            return counts
        }
        return parts.reduce(into: Array(repeating: 0, count: treated.count)) { sum, part in
            for place in sum.indices { sum[place] += part[place] }
        }
    }

    /// The sum of 1/n of each row over the places that it meets the conditions of, in the order of places.
    private func conditionalShares(
        _ treated: TreatedScores,
        _ scored: ScoredRows,
        _ focal: [Int],
        _ counts: [Int]
    ) -> [Double] {
        let (caliper, conditions) = (rows.caliper, rows.conditions)
        return TiledRows(rowCount: rows.scores.count).map { range in
            var shares = [Double](repeating: 0, count: range.count)
            treated.forEachRange(within: caliper, of: scored, rows: range) { row, places in
                for place in places where conditions.allow(focal[treated.order[place]], row) {
                    shares[row - range.lowerBound] += 1 / Double(counts[place])
                }
            }
            return shares
        }.flatMap(\.self)
    }
}
