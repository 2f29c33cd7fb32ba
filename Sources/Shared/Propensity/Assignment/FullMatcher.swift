/// Optimal full matching: everyone who has somebody of the other group within the caliper is in a set of one person of one
/// group and one or more of the other, and the sum of distances within sets is the least.
///
/// Differences of scores are solved on the line (``LineFullMatching``); Mahalanobis distances and conditions on pairs as
/// an edge cover: the nearest of everyone, less the gain of the disjoint pairs that gain the most
/// (Schrijver 2003, Combinatorial Optimization, section 19.3).
struct FullMatcher: Sendable {
    let rows: MatchingRows
    let treatment: [UInt8]
    let settings: MatchSettings

    /// The sets, with weights that make both groups of each stand for the same people.
    ///
    /// - Throws: ``PropensityError/tooLarge(what:instead:)`` above the bounds of the graph.
    func match() throws(PropensityError) -> MatchedRows {
        var matched = MatchedRows(rowCount: treatment.count)
        var sets = Array(repeating: Int32(-1), count: treatment.count)
        let strata = rows.sortedStrata()
        let parts = TiledRows(rowCount: strata.count, tileRows: 1).map { range in
            Result { () throws(PropensityError) in try edges(strata[range.lowerBound]) }
        }
        var next: Int32 = 0
        var total = 0.0
        for (members, part) in zip(strata, parts) {
            for star in Self.sets(try part.get(), count: members.count) {
                let treated = star.places.count { treatment[members[$0]] == 1 }
                for place in star.places {
                    let row = members[place]
                    sets[row] = next
                    matched.weights[row] = SetWeights.weight(
                        isTreated: treatment[row] == 1,
                        treated: treated,
                        controls: star.places.count - treated,
                        estimand: settings.estimand
                    )
                }
                total += star.distance
                next += 1
            }
        }
        for row in treatment.indices where rows.isFocal[row] != nil && sets[row] < 0 {
            matched.reasons[row] = .noCandidate
        }
        matched.sets = sets
        matched.distanceSum = total
        return matched
    }

    private func edges(_ members: [Int]) throws(PropensityError) -> [LineFullMatching.Edge] {
        guard rows.space == nil, rows.conditions.restrictsNothing else {
            return try onGraph(AllowedPairs(members: members, rows: rows))
        }
        return LineFullMatching(
            scores: members.map { rows.scores[$0] },
            isFirst: members.map { rows.isFocal[$0] == true },
            caliper: rows.caliper
        ).edges()
    }

    private func onGraph(_ pairs: AllowedPairs) throws(PropensityError) -> [LineFullMatching.Edge] {
        try OptimalMatcher.checkVisited(pairs)
        let focal = pairs.focal
        let count = pairs.members.count
        var nearest = Array(repeating: (distance: Double.infinity, place: -1), count: count)
        for place in focal {
            pairs.forEach(place) { candidate, distance in
                if distance < nearest[place].distance { nearest[place] = (distance, candidate) }
                if distance < nearest[candidate].distance { nearest[candidate] = (distance, place) }
            }
        }
        var graph = SparseAssignment.Edges()
        for place in focal {
            pairs.forEach(place) { candidate, distance in
                let gain = nearest[place].distance + nearest[candidate].distance - distance
                guard gain > 0 else { return }
                graph.columns.append(Int32(candidate))
                graph.costs.append(-gain)
            }
            graph.endRow()
            guard graph.columns.count <= OptimalMatcher.keptPairsMax else {
                throw .tooLarge(
                    what:
                        "Full matching of a stratum with more than \(OptimalMatcher.keptPairsMax) pairs that could gain",
                    instead: "narrow the caliper, or name --exact columns"
                )
            }
        }
        let solved = SparseAssignment(graph, slots: Array(focal.indices), columnCount: count, emptyCost: 0)
        var found: [LineFullMatching.Edge] = []
        var isMatched = Array(repeating: false, count: count)
        func add(_ one: Int, _ other: Int) {
            isMatched[one] = true
            isMatched[other] = true
            let distance = pairs.distance(pairs.members[one], pairs.members[other])
            found.append(LineFullMatching.Edge(one: one, other: other, distance: distance))
        }
        for (index, column) in solved.columnOf.enumerated() where column >= 0 { add(focal[index], Int(column)) }
        let alone = (0..<count).filter { !isMatched[$0] && nearest[$0].place >= 0 }
        for place in alone { add(place, nearest[place].place) }
        // Of edges whose ends are both in others only those of distance 0 can be left, and they are dropped first.
        return LineFullMatching.stars(found.sorted { $0.distance < $1.distance }, count: count)
    }

    /// The sets that edges join, by the first place of each.
    private static func sets(
        _ edges: [LineFullMatching.Edge],
        count: Int
    ) -> [(places: [Int], distance: Double)] {
        var degrees = Array(repeating: 0, count: count)
        for edge in edges {
            degrees[edge.one] += 1
            degrees[edge.other] += 1
        }
        // The centre of a star is the end with more than one edge; of a single pair, the first place.
        var centre = Array(repeating: -1, count: count)
        var distance = Array(repeating: 0.0, count: count)
        for edge in edges {
            let isOther =
                degrees[edge.one] == degrees[edge.other]
                ? edge.other < edge.one : degrees[edge.other] > degrees[edge.one]
            let middle = isOther ? edge.other : edge.one
            centre[edge.one] = middle
            centre[edge.other] = middle
            distance[middle] += edge.distance
        }
        var setOf = Array(repeating: -1, count: count)
        var found: [(places: [Int], distance: Double)] = []
        for place in 0..<count where centre[place] >= 0 {
            let middle = centre[place]
            if setOf[middle] < 0 {
                setOf[middle] = found.count
                found.append(([], distance[middle]))
            }
            found[setOf[middle]].places.append(place)
        }
        return found
    }
}
