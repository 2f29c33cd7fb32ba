import Statistics
import Synchronization
import Tables

/// One partition of the population made ready to be linked to one cohort.
///
/// Holds what is derived once for all tiles: hashes of the distinct values for blocking, and which distinct values the
/// cohort has too. Tiles may be worked on by any number of threads.
package final class LinkPartition: Sendable {
    /// The cohort.
    package let cohort: LinkCohort
    /// The partition's records.
    package let columns: LinkColumns
    /// The partition's number, which is part of every reference to its people.
    package let number: Int
    let keys: BlockingKeys
    let equalCodes: [FixedArray<UInt32>?]
    let nicknames: [FixedArray<UInt64>?]
    private let idleEvaluators = Mutex<[PairEvaluator]>([])

    /// Prepares a partition.
    ///
    /// - Parameters:
    ///   - columns: Its records, with the columns of the cohort's plan.
    ///   - number: Its number.
    ///   - cohort: The cohort.
    /// - Throws: ``LinkageError`` when the columns are others.
    /// - Complexity: O(*d*) for *d* distinct values.
    package init(columns: LinkColumns, number: Int, cohort: LinkCohort) throws(LinkageError) {
        guard columns.schema == cohort.plan.schema else {
            throw .unusable("A partition has other columns than the linkage settings; import the extract again.")
        }
        self.cohort = cohort
        self.columns = columns
        self.number = number
        keys = BlockingKeys(columns, rules: cohort.plan.rules, side: .population)
        equalCodes = cohort.comparisons.map { comparison in
            guard case .text(let own) = columns.fields[comparison.field],
                case .text(let cohorts) = cohort.columns.fields[comparison.field]
            else { return nil }
            return FixedArray(own.codes(in: cohorts))
        }
        nicknames = cohort.comparisons.map { comparison in
            comparison.hasNicknames ? LinkCohort.nicknameGroups(columns.fields[comparison.field]) : nil
        }
    }

    /// An upper estimate of the memory that this takes beside the partition's table, for caches.
    package var byteCount: Int {
        columns.fields.reduce(1 << 16) { sum, field in
            guard case .text(let text) = field else { return sum }
            return sum + text.distinctCount * 36
        } + 16 << 20
    }

    /// Lends an evaluator; what it remembers serves the next tile.
    func withEvaluator<R>(_ body: (PairEvaluator) throws -> R) rethrows -> R {
        let idle = idleEvaluators.withLock { $0.popLast() }
        let evaluator = idle ?? PairEvaluator(self)
        defer { idleEvaluators.withLock { $0.append(evaluator) } }
        return try body(evaluator)
    }

    /// Calls a closure with every pair that a blocking rule finds, each once, by ascending record of the partition.
    ///
    /// - Parameters:
    ///   - rows: Records of the partition.
    ///   - body: Gets the record, the cohort's record, the first rule that pairs them, and the keys of the record.
    @inline(__always)
    func forEachPair(
        rows: Range<Int>,
        _ body: (_ row: Int, _ cohortRow: Int, _ rule: Int, _ keys: UnsafePointer<UInt64>) -> Void
    ) {
        let index = cohort.index
        let ruleCount = index.ruleCount
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: ruleCount + keys.termCount) { memory in
            guard let rowKeys = memory.baseAddress else { return }
            let scratch = rowKeys + ruleCount
            for row in rows {
                keys.fill(rowKeys, row: row, scratch: scratch)
                for rule in 0..<ruleCount where rowKeys[rule] != 0 {
                    for member in index.block(rule: rule, key: rowKeys[rule]) {
                        let cohortRow = Int(member)
                        var isNew = true
                        for earlier in 0..<rule
                        where index.pairs(cohortRow: cohortRow, rule: earlier, key: rowKeys[earlier]) {
                            isNew = false
                            break
                        }
                        if isNew { body(row, cohortRow, rule, rowKeys) }
                    }
                }
            }
        }
    }
}

extension LinkPartition {
    /// Counts the comparison vectors of all pairs that the blocking rules find among some people.
    ///
    /// - Parameter people: Positions of people of this partition.
    /// - Returns: Pairs by vector and by the set of rules that find them.
    package func countVectors(people: Range<Int>) -> VectorCounts {
        var counts = VectorCounts()
        let index = cohort.index
        withEvaluator { evaluator in
            forEachPair(rows: columns.rows(ofPersons: people)) { row, cohortRow, rule, keys in
                var rules: UInt64 = 1 << UInt64(rule)
                for later in (rule + 1)..<max(index.ruleCount, rule + 1)
                where index.pairs(cohortRow: cohortRow, rule: later, key: keys[later]) {
                    rules |= 1 << UInt64(later)
                }
                counts.add(evaluator.vector(cohortRow: cohortRow, row: row), rules: rules)
            }
        }
        return counts
    }

    /// Counts the comparison vectors of random pairs of the cohort and this partition.
    ///
    /// The pair of an index is the same whoever draws it, so a partition's pairs may be drawn in any number of parts.
    ///
    /// - Parameter indices: Which of the partition's random pairs are drawn.
    /// - Returns: Pairs by vector, in no rule.
    package func countRandomPairs(indices: Range<Int>) -> VectorCounts {
        var counts = VectorCounts()
        guard columns.rowCount > 0, cohort.rowCount > 0 else { return counts }
        let random = CounterRandom(seed: cohort.plan.seed, purpose: "linkage random pairs", UInt64(number))
        withEvaluator { evaluator in
            for index in indices {
                let cohortRow = random.below(cohort.rowCount, at: UInt64(2 * index))
                let row = random.below(columns.rowCount, at: UInt64(2 * index + 1))
                counts.add(evaluator.vector(cohortRow: cohortRow, row: row), rules: 0)
            }
        }
        return counts
    }

    /// Counts how often the cohort's values occur among some people's records, for term frequencies.
    package func countValues(people: Range<Int>) -> ValueCounts {
        var counts = ValueCounts(cohort)
        let rows = columns.rows(ofPersons: people)
        for (position, comparison) in cohort.plan.comparisons.enumerated() where comparison.termFrequency {
            guard case .text(let text) = columns.fields[cohort.comparisons[position].field],
                let equal = equalCodes[position]
            else { continue }
            counts.add(comparison: position, rows: rows, codes: text.codes, equalCodes: equal.base)
        }
        return counts
    }

    /// The best candidates of the cohort's records among some people.
    ///
    /// A person's records count once: the best pair stands for the person.
    ///
    /// - Parameters:
    ///   - people: Positions of people of this partition.
    ///   - scorer: The model's weights for this cohort.
    ///   - weightMin: Pairs with a lower match weight are passed over: neither kept nor counted.
    /// - Returns: Up to `candidateCountMax` people for each record of the cohort.
    package func candidates(
        people: Range<Int>,
        scorer: LinkScorer,
        weightMin: Double = -.infinity
    ) -> CandidateList {
        var list = CandidateList(rowCount: cohort.rowCount, countMax: cohort.plan.candidateCountMax)
        var pending: [CandidateList.Entry] = []
        var pendingPerson = -1
        let ties = KeyedHash(key: cohort.plan.seed)
        func flush() {
            for entry in pending { list.insert(entry) }
            pending.removeAll(keepingCapacity: true)
        }
        withEvaluator { evaluator in
            forEachPair(rows: columns.rows(ofPersons: people)) { row, cohortRow, rule, _ in
                let vector = evaluator.vector(cohortRow: cohortRow, row: row)
                let weight = scorer.weight(vector, cohortRow: cohortRow)
                guard weight >= weightMin else { return }
                let person = columns.person(ofRow: row)
                if person != pendingPerson {
                    flush()
                    pendingPerson = person
                }
                let candidate = Candidate(
                    weight: weight,
                    tie: ties.hash(UInt64(number), UInt64(person)),
                    vector: vector,
                    partition: UInt32(number),
                    person: UInt32(person),
                    row: UInt32(row),
                    rule: UInt8(rule)
                )
                let odds = scorer.scaledOdds(weight)
                if let known = pending.firstIndex(where: { $0.cohortRow == cohortRow }) {
                    if candidate.precedesRecord(pending[known].candidate) {
                        pending[known] = CandidateList.Entry(cohortRow: cohortRow, candidate: candidate, odds: odds)
                    }
                } else {
                    pending.append(CandidateList.Entry(cohortRow: cohortRow, candidate: candidate, odds: odds))
                }
            }
            flush()
        }
        return list
    }
}
