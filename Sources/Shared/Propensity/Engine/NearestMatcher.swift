import Statistics

/// Greedy nearest neighbour matching, with or without replacement.
struct NearestMatcher {
    /// Someone's choice: row numbers, not yet said who is treated.
    struct Choice {
        let focal: Int
        let chosen: Int
        let distance: Double
    }

    let rows: MatchingRows
    let settings: MatchSettings

    /// All choices, in the order in which they were made within each stratum.
    ///
    /// - Complexity: O(*n* log *n*) for sorting *n* rows, then almost constant time a choice.
    func match() -> [Choice] {
        var byStratum: [UInt16: [Int]] = [:]
        for row in rows.scores.indices where rows.isFocal[row] != nil {
            byStratum[rows.strata[row], default: []].append(row)
        }
        return byStratum.keys.sorted().flatMap { matchStratum(byStratum[$0] ?? []) }
    }

    private var tieRule: CandidateList.TieRule {
        switch settings.dialect {
        case nil: .key
        case .matchit: .steps
        case .psmatch2: .lowerScore
        }
    }

    private func matchStratum(_ members: [Int]) -> [Choice] {
        let sorted = members.sorted { precedes($0, $1) }
        var list = CandidateList(
            rows: sorted,
            scores: sorted.map { rows.scores[$0] },
            keys: sorted.map { rows.keys[$0] },
            rule: tieRule,
            isCandidate: { rows.isFocal[$0] == false }
        )
        let focal = inOrder(sorted.indices.filter { rows.isFocal[sorted[$0]] == true }, sorted)
        if settings.replacement { return withReplacement(focal, &list) }
        return settings.order == .closest ? closestFirst(focal, &list) : inRounds(focal, &list)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        if rows.scores[left] != rows.scores[right] { return rows.scores[left] < rows.scores[right] }
        if rows.keys[left] != rows.keys[right] { return rows.keys[left] < rows.keys[right] }
        return left < right
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

    private func isNear(_ distance: Double) -> Bool {
        settings.nearestCaliperIsStrict ? distance < rows.caliper : distance <= rows.caliper
    }

    private func withReplacement(_ focal: [Int], _ list: inout CandidateList) -> [Choice] {
        var choices: [Choice] = []
        choices.reserveCapacity(focal.count * settings.ratio)
        for place in focal {
            var search = CandidateList.Search(place: place, low: place, high: place)
            for _ in 0..<settings.ratio {
                guard let found = list.next(&search), isNear(found.distance) else { break }
                choices.append(choice(place, found, list))
            }
        }
        return choices
    }

    /// Everyone chooses once before anyone chooses again.
    private func inRounds(_ focal: [Int], _ list: inout CandidateList) -> [Choice] {
        var choices: [Choice] = []
        var reach = Dictionary(uniqueKeysWithValues: focal.map { ($0, ($0, $0)) })
        var choosing = focal
        for _ in 0..<settings.ratio {
            choosing = choosing.filter { place in
                let (low, high) = reach[place] ?? (place, place)
                var search = CandidateList.Search(place: place, low: low, high: high)
                guard let found = list.next(&search), isNear(found.distance) else { return false }
                list.remove(found.place)
                reach[place] = (min(low, found.place), max(high, found.place))
                choices.append(choice(place, found, list))
                return true
            }
        }
        return choices
    }

    /// The closest pair of all, again and again, in rounds.
    ///
    /// Distances to what is left only grow, so an entry whose candidate is gone is looked up again when it is reached.
    private func closestFirst(_ focal: [Int], _ list: inout CandidateList) -> [Choice] {
        var choices: [Choice] = []
        var choosing = focal
        for _ in 0..<settings.ratio {
            var queue = DistanceQueue()
            for place in choosing { enqueue(place, &list, &queue) }
            choosing = []
            while let entry = queue.popNearest() {
                guard list.isFree(entry.candidate) else {
                    enqueue(entry.place, &list, &queue)
                    continue
                }
                list.remove(entry.candidate)
                let found = CandidateList.Found(place: entry.candidate, distance: entry.distance)
                choices.append(choice(entry.place, found, list))
                choosing.append(entry.place)
            }
        }
        return choices
    }

    private func enqueue(_ place: Int, _ list: inout CandidateList, _ queue: inout DistanceQueue) {
        var search = CandidateList.Search(place: place, low: place, high: place)
        guard let found = list.next(&search), isNear(found.distance) else { return }
        queue.push(DistanceQueue.Entry(distance: found.distance, place: place, candidate: found.place))
    }

    private func choice(_ place: Int, _ found: CandidateList.Found, _ list: CandidateList) -> Choice {
        Choice(focal: list.rows[place], chosen: list.rows[found.place], distance: found.distance)
    }
}

/// A binary heap of possible pairs, nearest first; equal distances by place.
private struct DistanceQueue {
    struct Entry {
        let distance: Double
        let place: Int
        let candidate: Int

        func precedes(_ other: Entry) -> Bool {
            distance != other.distance ? distance < other.distance : place < other.place
        }
    }

    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0, entries[child].precedes(entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popNearest() -> Entry? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].precedes(entries[least]) { least = child }
            }
            guard least != parent else { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
