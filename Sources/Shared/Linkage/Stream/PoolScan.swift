import Statistics

/// One thread's share of a reading of the population.
package final class PoolScan: @unchecked Sendable {
    /// The records that are being read.
    package let batch: PoolBatch
    private(set) var counts = VectorCounts()
    private(set) var values: ValueCounts
    let pairs: PairBuffer
    /// Where the records of the sample begin in the file, their numbers, and hashes of their values.
    private(set) var sample: [(offset: UInt64, row: UInt32, content: UInt64)] = []
    /// The vectors of the sample's random pairs.
    private(set) var randomPairs = VectorCounts()
    /// Hashes of people below the sampling bound, some of them several times.
    private(set) var people: [UInt64] = []
    /// Records of the people that share no identifier.
    private(set) var lonePersonCount = 0
    private(set) var rowCount = 0
    /// The match weights of the pairs that were scored in the second reading.
    private(set) var weights = WeightHistogram()
    private(set) var present: [Int]

    private let stream: PoolStream
    private let evaluator: PairEvaluator

    init(_ stream: PoolStream) {
        self.stream = stream
        pairs = PairBuffer(stream.cohortParts)
        let cohort = stream.cohort
        batch = PoolBatch(cohort: cohort, capacity: PoolStream.batchRowCount, personKey: stream.personKey)
        evaluator = PairEvaluator(cohort)
        values = ValueCounts(cohort)
        present = [Int](repeating: 0, count: cohort.plan.schema.fields.count)
    }

    /// Begins to read the population again, for pairs that are to be scored.
    func beginAgain() {
        pairs.removeAll()
        if batch.begin() { evaluator.forget() }
    }

    /// Compares the records of the batch as the stream's phase says, and empties it.
    package func flush() {
        guard batch.count > 0 else { return }
        batch.finish()
        evaluator.bind(batch.fields)
        switch stream.phase {
        case .counting:
            countPairs()
            countRecords()
        case .sampling(let random, let pairsPerRow): countRandomPairs(random, pairsPerRow)
        case .scoring(let scorer, let weightMin): scorePairs(scorer, weightMin: weightMin)
        }
        if batch.begin() { evaluator.forget() }
    }

    private func countPairs() {
        let isKeeping = stream.isKeeping
        if !isKeeping { pairs.removeAll() }
        // Taken out for the loop, which would otherwise check every access.
        var counts = VectorCounts()
        swap(&counts, &self.counts)
        let (batch, evaluator) = (batch, evaluator)
        stream.cohort.forEachPair(batch.keys, rows: 0..<batch.count, evaluator) { row, cohortRow, rule, rules in
            let vector = evaluator.vector(cohortRow: cohortRow)
            counts.add(vector, rules: rules)
            if isKeeping { keep(vector, row: row, cohortRow: cohortRow, rule: rule, rules) }
        }
        swap(&counts, &self.counts)
    }

    @inline(__always)
    private func keep(_ vector: ComparisonVector, row: Int, cohortRow: Int, rule: Int, _ rules: UInt64) {
        let identity = batch.identities[row]
        let pair = FoundPair(
            vector: vector,
            person: identity.person,
            rules: rules,
            offset: identity.offset,
            cohortRow: UInt32(truncatingIfNeeded: cohortRow),
            row: identity.row,
            content: UInt32(truncatingIfNeeded: identity.content),
            rule: UInt8(truncatingIfNeeded: rule),
            isShared: identity.isShared
        )
        if pairs.append(pair) { stream.noteBlock() }
    }

    private func countRandomPairs(_ random: CounterRandom, _ pairsPerRow: Int) {
        let cohortRowCount = stream.randomCohortRowCount
        // Taken out for the loop, which would otherwise check every access.
        var counts = VectorCounts()
        swap(&counts, &randomPairs)
        // Random pairs of values hardly repeat, so nothing is remembered of them.
        let (batch, evaluator) = (batch, PairEvaluator(stream.cohort, isRemembering: false))
        evaluator.bind(batch.fields)
        let index = stream.cohort.index
        withUnsafeTemporaryAllocation(of: Int.self, capacity: pairsPerRow) { drawn in
            for row in 0..<batch.count {
                let place = Int(batch.identities[row].row)
                for pair in 0..<pairsPerRow {
                    drawn[pair] = random.below(cohortRowCount, at: UInt64(place * pairsPerRow + pair))
                    index.prefetch(cohortRow: drawn[pair])
                }
                evaluator.take(row: row)
                for cohortRow in drawn { evaluator.prefetchSketches(cohortRow: cohortRow, row: row) }
                for cohortRow in drawn { counts.add(evaluator.vector(cohortRow: cohortRow), rules: 0) }
            }
        }
        swap(&counts, &randomPairs)
    }

    private func scorePairs(_ scorer: LinkScorer, weightMin: Double) {
        stream.cohort.forEachPair(batch.keys, rows: 0..<batch.count, evaluator) { row, cohortRow, rule, rules in
            let vector = evaluator.vector(cohortRow: cohortRow)
            let weight = scorer.weight(vector, cohortRow: cohortRow)
            weights.add(weight)
            guard weight >= weightMin else { return }
            keep(vector, row: row, cohortRow: cohortRow, rule: rule, rules)
        }
    }

    private func countRecords() {
        rowCount += batch.count
        for row in 0..<batch.count {
            let identity = batch.identities[row]
            if identity.content <= stream.sampleBound {
                sample.append((identity.offset, identity.row, identity.content))
            }
            if !identity.isShared {
                lonePersonCount += 1
            } else if identity.person <= stream.personBound {
                people.append(identity.person)
            }
        }
        if people.count > 1 << 18 { people = Self.distinct(people) }
        batch.addPresent(to: &present)
        values.add(batch.fields, rows: 0..<batch.count, stream.cohort)
    }

    /// The distinct ones among some hashes, ascending.
    static func distinct(_ hashes: [UInt64]) -> [UInt64] {
        let sorted = hashes.sorted()
        var result: [UInt64] = []
        for hash in sorted where hash != result.last { result.append(hash) }
        return result
    }
}
