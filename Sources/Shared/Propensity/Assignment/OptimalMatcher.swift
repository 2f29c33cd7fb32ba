/// Optimal matching: of all ways to give people candidates without replacement, the one with the most pairs and of these
/// the least sum of distances (Rosenbaum 1989, doi:10.1080/01621459.1989.10478868; Hansen and Klopfer 2006,
/// doi:10.1198/106186006X137047).
///
/// Differences of scores are solved on the line; Mahalanobis distances and conditions on pairs on the sparse graph of
/// allowed pairs, of which each person needs only the nearest as many as there are places to fill.
struct OptimalMatcher: Sendable {
    /// The most steps of the dynamic program, slots times candidates, of one stratum: as many bytes.
    static let stepsMax = 600_000_000
    /// The most pairs within the caliper that are looked at in one stratum, on the graph.
    static let visitedPairsMax = 400_000_000
    /// The most pairs that are kept in one stratum, on the graph: 12 bytes each.
    static let keptPairsMax = 20_000_000

    let rows: MatchingRows
    let settings: MatchSettings

    /// Matches.
    ///
    /// - Returns: The choices, and the rows that had nobody to choose.
    /// - Throws: ``PropensityError/tooLarge(what:instead:)`` above the bounds.
    func match() throws(PropensityError) -> NearestMatcher.Outcome {
        let strata = rows.sortedStrata()
        let parts = TiledRows(rowCount: strata.count, tileRows: 1).map { range in
            Result { () throws(PropensityError) in try matchStratum(strata[range.lowerBound]) }
        }
        var outcome = NearestMatcher.Outcome()
        for part in parts {
            let found = try part.get()
            outcome.choices += found.choices
            outcome.withoutCandidate += found.withoutCandidate
        }
        return outcome
    }

    private func matchStratum(_ members: [Int]) throws(PropensityError) -> NearestMatcher.Outcome {
        let pairs = AllowedPairs(members: members, rows: rows)
        let isOnLine = rows.space == nil && rows.conditions.restrictsNothing
        return isOnLine ? try onLine(members) : try onGraph(pairs)
    }

    private func onLine(_ members: [Int]) throws(PropensityError) -> NearestMatcher.Outcome {
        let scores = members.map { rows.scores[$0] }
        let line = LineAssignment(
            scores: scores,
            isFocal: members.map { rows.isFocal[$0] == true },
            ratio: settings.ratio,
            caliper: rows.caliper
        )
        let stretches = line.stretches()
        let steps = stretches.map { line.cost($0) }.max() ?? 0
        guard steps <= Self.stepsMax else {
            throw .tooLarge(
                what: "Optimal matching of a stratum that needs \(steps) steps, more than \(Self.stepsMax),",
                instead: "name --exact columns, lower --ratio, or use --method nearest with --order closest"
            )
        }
        var outcome = NearestMatcher.Outcome()
        var isMatched = Array(repeating: false, count: members.count)
        for pair in stretches.flatMap({ line.solve($0) }) {
            isMatched[pair.focal] = true
            outcome.choices.append(
                NearestMatcher.Choice(
                    focal: members[pair.focal],
                    chosen: members[pair.candidate],
                    distance: abs(scores[pair.focal] - scores[pair.candidate])
                )
            )
        }
        let pairs = AllowedPairs(members: members, rows: rows)
        outcome.withoutCandidate = pairs.focal.filter { !isMatched[$0] && !pairs.hasAny($0) }.map { members[$0] }
        return outcome
    }

    private func onGraph(_ pairs: AllowedPairs) throws(PropensityError) -> NearestMatcher.Outcome {
        let focal = pairs.focal
        let slots = focal.indices.flatMap { Array(repeating: $0, count: settings.ratio) }
        try Self.checkVisited(pairs)
        var edges = SparseAssignment.Edges()
        var longest = 0.0
        var outcome = NearestMatcher.Outcome()
        for place in focal {
            var found: [(candidate: Int, distance: Double)] = []
            pairs.forEach(place) { found.append(($0, $1)) }
            if found.isEmpty { outcome.withoutCandidate.append(pairs.members[place]) }
            if found.count > slots.count {
                // A slot with a farther candidate could have one of these, for the other slots cannot fill them all.
                found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.candidate < $1.candidate }
                found.removeLast(found.count - slots.count)
            }
            for (candidate, distance) in found {
                edges.columns.append(Int32(candidate))
                edges.costs.append(distance)
                longest = max(longest, distance)
            }
            edges.endRow()
            guard edges.columns.count <= Self.keptPairsMax else {
                throw .tooLarge(
                    what: "Optimal matching of a stratum with more than \(Self.keptPairsMax) allowed pairs",
                    instead: "narrow the caliper, name --exact columns, or use --method nearest with --order closest"
                )
            }
        }
        let solved = SparseAssignment(
            edges,
            slots: slots,
            columnCount: pairs.members.count,
            emptyCost: Double(slots.count + 1) * longest + 1
        )
        for (slot, column) in solved.columnOf.enumerated() where column >= 0 {
            let (row, chosen) = (pairs.members[focal[slots[slot]]], pairs.members[Int(column)])
            outcome.choices.append(
                NearestMatcher.Choice(focal: row, chosen: chosen, distance: pairs.distance(row, chosen))
            )
        }
        return outcome
    }

    /// Refuses a stratum with more pairs within the caliper than can be looked at.
    static func checkVisited(_ pairs: AllowedPairs) throws(PropensityError) {
        let visited = pairs.countWithinCaliper()
        guard visited <= visitedPairsMax else {
            throw .tooLarge(
                what: "A stratum with \(visited) pairs within the caliper, more than \(visitedPairsMax),",
                instead: "narrow the caliper, name --exact columns, or use --method nearest"
            )
        }
    }
}
