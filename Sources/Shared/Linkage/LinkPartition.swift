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
    /// For each comparison, its column.
    let fields: [PoolField]
    private let equalCodes: [FixedArray<UInt32>?]
    private let sketches: [FixedArray<TextSketch>?]
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
        let equalCodes = cohort.comparisons.map { comparison -> FixedArray<UInt32>? in
            guard case .text(let own) = columns.fields[comparison.field], let values = cohort.values[comparison.field]
            else { return nil }
            return FixedArray(
                (0..<own.distinctCount).map { code in
                    let text = own.bytes(ofCode: code)
                    return code == 0 ? 0 : values.code(hash: BlockingFunction.whole.hash(text), text)
                }
            )
        }
        let sketches = cohort.comparisons.map { comparison -> FixedArray<TextSketch>? in
            comparison.hasSketches ? .sketches(of: columns.fields[comparison.field]) : nil
        }
        fields = cohort.comparisons.enumerated().map { position, comparison in
            switch columns.fields[comparison.field] {
            case .days(let days): return PoolField(days: days.days)
            case .text(let text):
                guard let equal = equalCodes[position] else { preconditionFailure("texts and dates do not compare") }
                return PoolField(
                    codes: text.codes,
                    texts: text.distinct,
                    equalCodes: equal.base,
                    sketches: sketches[position]?.base,
                    hasLastingCodes: true
                )
            }
        }
        self.equalCodes = equalCodes
        self.sketches = sketches
    }

    /// An upper estimate of the memory that this takes beside the partition's table, for caches.
    package var byteCount: Int {
        columns.fields.reduce(1 << 16) { sum, field in
            guard case .text(let text) = field else { return sum }
            return sum + text.distinctCount * 52
        } + 16 << 20
    }

    /// Lends an evaluator; what it remembers serves the next tile.
    func withEvaluator<R>(_ body: (PairEvaluator) throws -> R) rethrows -> R {
        let idle = idleEvaluators.withLock { $0.popLast() }
        let evaluator = idle ?? PairEvaluator(cohort)
        if idle == nil { evaluator.bind(fields) }
        defer { idleEvaluators.withLock { $0.append(evaluator) } }
        return try body(evaluator)
    }
}

extension LinkPartition {
    /// Counts the comparison vectors of all pairs of a record of the cohort and a person that the blocking rules find.
    ///
    /// Of a person's records the one that agrees best stands for the person, see `RecordRank`.
    ///
    /// - Parameter people: Positions of people of this partition.
    /// - Returns: Pairs by vector and by the set of rules that find them.
    package func countVectors(people: Range<Int>) -> VectorCounts {
        var counts = VectorCounts()
        let rank = RecordRank(cohort.plan)
        var pending: [(cohortRow: Int, vector: ComparisonVector, rules: UInt64)] = []
        var pendingPerson = -1
        withEvaluator { evaluator in
            cohort.forEachPair(keys, rows: columns.rows(ofPersons: people), evaluator) { row, cohortRow, _, rules in
                let vector = evaluator.vector(cohortRow: cohortRow)
                let person = columns.person(ofRow: row)
                if person != pendingPerson {
                    for pair in pending { counts.add(pair.vector, rules: pair.rules) }
                    pending.removeAll(keepingCapacity: true)
                    pendingPerson = person
                }
                if let known = pending.firstIndex(where: { $0.cohortRow == cohortRow }) {
                    if rank.prefers(vector, to: pending[known].vector) { pending[known] = (cohortRow, vector, rules) }
                } else {
                    pending.append((cohortRow, vector, rules))
                }
            }
        }
        for pair in pending { counts.add(pair.vector, rules: pair.rules) }
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
                evaluator.take(row: row)
                counts.add(evaluator.vector(cohortRow: cohortRow), rules: 0)
            }
        }
        return counts
    }

    /// Counts how often the cohort's values occur among some people's records, for term frequencies.
    package func countValues(people: Range<Int>) -> ValueCounts {
        var counts = ValueCounts(cohort)
        counts.add(fields, rows: columns.rows(ofPersons: people), cohort)
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
            cohort.forEachPair(keys, rows: columns.rows(ofPersons: people), evaluator) { row, cohortRow, rule, _ in
                let vector = evaluator.vector(cohortRow: cohortRow)
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
