import Statistics

/// The pairs that could be links, grouped by record of the cohort and by person.
package struct PairSelection: Sendable {
    private struct Entry: Sendable {
        let pair: FoundPair
        let weight: Double
    }

    private let rowCount: Int
    /// Where each record's pairs begin.
    private var starts: [Int]
    private var entries: [Entry]
    /// The match weights of all pairs that were scored.
    package let weights: WeightHistogram

    /// Scores pairs and keeps those that weigh enough.
    ///
    /// - Parameters:
    ///   - runs: The pairs, for each part of the cohort.
    ///   - scorer: The model's weights.
    ///   - weightMin: Pairs with a lower match weight are passed over.
    ///   - rowCount: Records of the cohort.
    /// - Complexity: O(*n* log *k*) for *n* pairs, *k* of one record.
    init(_ runs: [[UnsafeBufferPointer<FoundPair>]], scorer: LinkScorer, weightMin: Double, rowCount: Int) {
        self.rowCount = rowCount
        nonisolated(unsafe) let runs = runs
        let parts = Tiles.map(count: runs.count) { part in
            var kept: [Entry] = []
            var weights = WeightHistogram()
            for pair in runs[part].joined() {
                let weight = scorer.weight(pair.vector, cohortRow: Int(pair.cohortRow))
                weights.add(weight)
                if weight >= weightMin { kept.append(Entry(pair: pair, weight: weight)) }
            }
            return (kept: kept, weights: weights)
        }
        weights = parts.reduce(into: WeightHistogram()) { $0.merge($1.weights) }
        let kept = parts.map(\.kept)
        var starts = [Int](repeating: 0, count: rowCount + 1)
        for part in kept {
            for entry in part { starts[Int(entry.pair.cohortRow) + 1] += 1 }
        }
        for row in 0..<rowCount { starts[row + 1] += starts[row] }
        var next = starts
        entries = [Entry](unsafeUninitializedCapacity: starts[rowCount]) { memory, count in
            for part in kept {
                for entry in part {
                    let row = Int(entry.pair.cohortRow)
                    memory.initializeElement(at: next[row], to: entry)
                    next[row] += 1
                }
            }
            count = starts[rowCount]
        }
        self.starts = starts
        sortEntries()
    }

    /// Puts the pairs of each record in order.
    private mutating func sortEntries() {
        entries.withUnsafeMutableBufferPointer { [starts, rowCount] entries in
            nonisolated(unsafe) let entries = entries
            _ = Tiles.map(count: rowCount, size: Self.tileRowCount) { rows in
                for row in rows where starts[row + 1] - starts[row] > 1 {
                    var pairs = UnsafeMutableBufferPointer(rebasing: entries[starts[row]..<starts[row + 1]])
                    pairs.sort(by: Self.isBefore)
                }
            }
        }
    }

    /// The number of pairs.
    package var count: Int { entries.count }

    /// Where a record of the population begins in its file.
    ///
    /// - Parameters:
    ///   - row: The record's number.
    ///   - cohortRow: A record of the cohort that it makes a pair with.
    /// - Returns: The place of its first byte.
    package func offset(ofRow row: UInt32, cohortRow: Int) -> Int {
        for entry in entries[starts[cohortRow]..<starts[cohortRow + 1]] where entry.pair.row == row {
            return Int(entry.pair.offset)
        }
        preconditionFailure("two records that make no pair")
    }

    /// The number of the person of each record among the pairs, by the record's number.
    package var people: [UInt32: UInt32] {
        let numbers = personNumbers()
        return Dictionary(entries.indices.map { (entries[$0].pair.row, numbers[$0]) }) { first, _ in first }
    }

    /// The candidates of each record: of a person's records the best.
    func candidates(_ plan: LinkPlan, scorer: LinkScorer) -> CandidateList {
        let numbers = personNumbers()
        let parts = Tiles.map(count: rowCount, size: Self.tileRowCount) {
            candidates(ofRows: $0, plan, scorer: scorer, numbers)
        }
        var list = CandidateList(rowCount: rowCount, countMax: plan.candidateCountMax)
        for part in parts { list.merge(part) }
        return list
    }

    /// Records whose candidates are sought at once.
    private static let tileRowCount = 1 << 12

    private func candidates(
        ofRows rows: Range<Int>,
        _ plan: LinkPlan,
        scorer: LinkScorer,
        _ numbers: [UInt32]
    ) -> CandidateList {
        var list = CandidateList(rowCount: rowCount, countMax: plan.candidateCountMax)
        let ties = KeyedHash(key: plan.seed)
        for row in rows {
            for index in starts[row]..<starts[row + 1] {
                let entry = entries[index]
                if index > starts[row], Self.isSamePerson(entry.pair, entries[index - 1].pair) { continue }
                let candidate = Candidate(
                    weight: entry.weight,
                    tie: ties.hash(entry.pair.person, 0),
                    vector: entry.pair.vector,
                    partition: 0,
                    person: numbers[index],
                    row: entry.pair.row,
                    rule: entry.pair.rule
                )
                list.insert(
                    CandidateList.Entry(
                        cohortRow: row,
                        candidate: candidate,
                        odds: scorer.scaledOdds(entry.weight)
                    )
                )
            }
        }
        return list
    }

    private static func isSamePerson(_ left: FoundPair, _ right: FoundPair) -> Bool {
        left.person == right.person && left.isShared && right.isShared || left.row == right.row
    }

    /// By person, and within a person by weight; the rest only makes the order a strict one.
    private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        let (first, second) = (left.pair, right.pair)
        if first.person != second.person { return first.person < second.person }
        if first.isShared != second.isShared { return first.isShared }
        if !first.isShared, first.row != second.row { return first.row < second.row }
        if left.weight != right.weight { return left.weight > right.weight }
        return (first.rule, first.content, first.row) < (second.rule, second.content, second.row)
    }

    /// A number for the person of each entry: the lowest of the person's records that is among the pairs.
    private func personNumbers() -> [UInt32] {
        var firsts = [UInt32](repeating: 0, count: entries.count)
        var numbers = firsts
        var capacity = 16
        while capacity < entries.count * 2 { capacity *= 2 }
        // The entry that came first with a person.
        var slots = [Int32](repeating: -1, count: capacity)
        for index in entries.indices {
            let pair = entries[index].pair
            let key = pair.isShared ? pair.person : pair.person &+ UInt64(pair.row) &* 0x9e37_79b9_7f4a_7c15
            var slot = Int(truncatingIfNeeded: (key &* 0xd6e8_feb8_6659_fd93) >> 20) & (capacity - 1)
            while slots[slot] >= 0, !Self.isSamePerson(entries[Int(slots[slot])].pair, pair) {
                slot = (slot + 1) & (capacity - 1)
            }
            if slots[slot] < 0 {
                slots[slot] = Int32(index)
                numbers[index] = pair.row
            }
            firsts[index] = UInt32(slots[slot])
            numbers[Int(slots[slot])] = min(numbers[Int(slots[slot])], pair.row)
        }
        return firsts.map { numbers[Int($0)] }
    }
}
