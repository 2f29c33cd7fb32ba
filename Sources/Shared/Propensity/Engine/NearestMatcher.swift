import Statistics

/// Greedy nearest neighbour matching, with or without replacement.
///
/// Exact strata share no candidates, so they are matched side by side on all cores; each keeps its own order of choosing.
struct NearestMatcher: Sendable {
    /// Someone's choice: row numbers, not yet said who is treated.
    struct Choice: Sendable {
        let focal: Int
        let chosen: Int
        let distance: Double
    }

    /// What was chosen, and who had no choice.
    struct Outcome: Sendable {
        /// All choices, in the order in which they were made within each stratum.
        var choices: [Choice] = []
        /// Rows that nobody within the caliper meets the conditions of.
        var withoutCandidate: [Int] = []
    }

    let rows: MatchingRows
    let settings: MatchSettings

    /// Matches.
    ///
    /// - Complexity: O(*n* log *n*) for sorting *n* rows, then almost constant time a choice without further conditions.
    func match() -> Outcome {
        var byStratum: [UInt16: [Int]] = [:]
        for row in rows.scores.indices where rows.isFocal[row] != nil {
            byStratum[rows.strata[row], default: []].append(row)
        }
        let strata = byStratum.keys.sorted().map { byStratum[$0] ?? [] }
        let counts = candidateCounts()
        var outcome = Outcome()
        for part in TiledRows(rowCount: strata.count, tileRows: 1).map({ matchStratum(strata[$0.lowerBound], counts) })
        {
            outcome.choices += part.choices
            outcome.withoutCandidate += part.withoutCandidate
        }
        return outcome
    }

    /// How many candidates each row chooses at most; nil for the same number for everyone.
    private func candidateCounts() -> [Int]? {
        guard let variable = settings.variableRatio else { return nil }
        // MatchIt counts discarded people too, whose candidates are then never chosen.
        let focal = RowOrder.byScore(rows.scores.indices.filter { rows.isFocal[$0] == true }, rows)
        let others = rows.scores.indices.filter { rows.isFocal[$0] == false }
        let isHigher = Moments(focal.map { rows.scores[$0] }).mean > Moments(others.map { rows.scores[$0] }).mean
        // From the score that is most unlike the others'; equal scores keep their key order.
        let order =
            isHigher
            ? focal.indices.sorted {
                let (left, right) = (rows.scores[focal[$0]], rows.scores[focal[$1]])
                return left != right ? left > right : $0 < $1
            }.map { focal[$0] } : focal
        var counts = Array(repeating: 0, count: rows.scores.count)
        for (row, count) in zip(order, variable.counts(people: order.count)) { counts[row] = count }
        return counts
    }

    private var tieRule: CandidateList.TieRule {
        switch settings.dialect {
        case nil: .key
        case .matchit: .steps
        case .psmatch2: .lowerScore
        }
    }

    private func matchStratum(_ members: [Int], _ counts: [Int]?) -> Outcome {
        let sorted = RowOrder.byScore(members, rows)
        let people = ChoosingPeople(
            rows: sorted,
            places: inOrder(sorted.indices.filter { rows.isFocal[sorted[$0]] == true }, sorted),
            counts: counts,
            ratio: settings.ratio
        )
        if let space = rows.space {
            return choose(
                people,
                CovariateTree(
                    members: sorted,
                    rows: rows,
                    space: space,
                    isStrict: settings.nearestCaliperIsStrict
                )
            )
        }
        let list = CandidateList(
            rows: sorted,
            scores: sorted.map { rows.scores[$0] },
            keys: sorted.map { rows.keys[$0] },
            rule: tieRule,
            isCandidate: { rows.isFocal[$0] == false }
        )
        return choose(people, ScoreCandidates(list, rows: rows, isStrict: settings.nearestCaliperIsStrict))
    }

    private func choose<Index: CandidateIndex>(_ people: ChoosingPeople, _ candidates: Index) -> Outcome {
        var untouched = candidates
        var greedy = GreedyChoice(people: people, candidates: candidates, reuseLimit: settings.reuseLimit)
        if settings.reuseLimit == .max {
            greedy.withReplacement()
        } else if settings.order == .closest {
            greedy.closestFirst()
        } else {
            greedy.inRounds()
        }
        // Someone without a choice may have had candidates who went to others.
        let alone = greedy.placesWithoutChoice.filter {
            untouched.nearest($0, chosen: [], continuing: false) == nil
        }
        return Outcome(choices: greedy.choices, withoutCandidate: alone.map { people.rows[$0] })
    }

    /// The places of those who choose, in the order in which they do.
    private func inOrder(_ places: [Int], _ sorted: [Int]) -> [Int] {
        switch settings.order {
        case .smallest, .closest: return places
        case .data: return places.sorted { sorted[$0] < sorted[$1] }
        case .largest:
            // Equal scores keep their key order, as a stable decreasing sort leaves them.
            return places.sorted {
                let (left, right) = (rows.scores[sorted[$0]], rows.scores[sorted[$1]])
                return left != right ? left > right : $0 < $1
            }
        case .random:
            let random = CounterRandom(seed: settings.seed, purpose: "order of matching")
            let draws = places.map { random.bits(at: rows.keys[sorted[$0]]) }
            return zip(draws, places).sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }.map(\.1)
        }
    }
}
