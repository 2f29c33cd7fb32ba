extension VectorCounts {
    /// Takes out pairs of a record of the cohort and a person's record where another record of the same person agrees
    /// better.
    ///
    /// A part of the cohort at a time: a filter tells which records of the cohort and people may have met before, and only their
    /// pairs are compared with each other.
    ///
    /// - Complexity: O(*n*) for *n* pairs.
    mutating func keepBestRecords(_ runsByPart: [[UnsafeBufferPointer<FoundPair>]], rank: RecordRank) {
        nonisolated(unsafe) let runs = runsByPart
        for part in Tiles.map(count: runs.count, { RepeatedPairs(runs[$0]).losers(rank) }) { merge(part) }
        removeEmpty()
    }
}

/// Pairs whose record of the cohort and person meet more than once.
private struct RepeatedPairs {
    /// A key that may be repeated, and the best of its pairs so far.
    private struct Slot {
        var key: UInt64 = 0
        var best: UnsafePointer<FoundPair>?
    }

    private let runs: [UnsafeBufferPointer<FoundPair>]

    init(_ runs: [UnsafeBufferPointer<FoundPair>]) {
        self.runs = runs
    }

    /// The pairs that are not the best of their key, with negative counts.
    func losers(_ rank: RecordRank) -> VectorCounts {
        let keys = repeatedKeys()
        var capacity = 16
        while capacity < 2 * keys.count { capacity *= 2 }
        let filter = KeyFilter(keyCount: keys.count)
        defer { filter.deallocate() }
        var slots = [Slot](repeating: Slot(), count: capacity)
        var losers = VectorCounts()
        slots.withUnsafeMutableBufferPointer { slots in
            /// The place of a key, or the free one where it belongs.
            func place(_ key: UInt64) -> Int {
                var place = Int(truncatingIfNeeded: key >> 12) & (capacity - 1)
                while slots[place].key != 0, slots[place].key != key { place = (place + 1) & (capacity - 1) }
                return place
            }
            for key in keys {
                filter.insert(key)
                slots[place(key)].key = key
            }
            forEach { pair, key in
                guard filter.test(key) != 0 else { return }
                let place = place(key)
                guard slots[place].key == key else { return }
                guard let known = slots[place].best else {
                    slots[place].best = pair
                    return
                }
                let isBetter =
                    known.pointee.vector == pair.pointee.vector
                    ? pair.pointee.rules > known.pointee.rules
                    : rank.prefers(pair.pointee.vector, to: known.pointee.vector)
                let loser = isBetter ? known.pointee : pair.pointee
                if isBetter { slots[place].best = pair }
                losers.add(loser.vector, rules: loser.rules, count: -1)
            }
        }
        return losers
    }

    /// Keys that a filter had when they came: all that are repeated, and few others.
    private func repeatedKeys() -> [UInt64] {
        let met = KeyFilter(keyCount: runs.reduce(0) { $0 + $1.count })
        defer { met.deallocate() }
        var keys: [UInt64] = []
        forEach { _, key in
            if met.test(key) != 0 { keys.append(key) } else { met.insert(key) }
        }
        return keys
    }

    /// Calls a closure with each pair and its key, a hash of the record of the cohort and the person.
    @inline(__always)
    private func forEach(_ body: (UnsafePointer<FoundPair>, UInt64) -> Void) {
        for run in runs {
            guard let base = run.baseAddress else { continue }
            for pair in base..<base + run.count where pair.pointee.isShared {
                let person = pair.pointee.person ^ UInt64(pair.pointee.cohortRow) &* 0xd6e8_feb8_6659_fd93
                let product = person &* 0x9e37_79b9_7f4a_7c15
                body(pair, (product ^ product >> 32) | 1)
            }
        }
    }
}
