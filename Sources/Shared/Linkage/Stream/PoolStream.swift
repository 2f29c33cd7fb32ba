import Foundation
import Statistics
import Synchronization

/// A population of any size that is read from a file past a cohort: once to find, compare and count pairs, and, only where
/// more pairs were found than memory may hold, once more to score them.
///
/// Memory depends on the cohort and on a bound for the pairs that are kept, not on the population. What comes out depends
/// neither on the order of the records nor on how they are divided among threads: counts are whole numbers, the sample
/// is chosen by a hash of the records' values, and ties are settled by such hashes.
package final class PoolStream: @unchecked Sendable {
    /// What a reading is for.
    enum Phase {
        case counting
        /// Each record of the sample, numbered by its place in an order of the records' values, makes random pairs.
        case sampling(CounterRandom, pairsPerRow: Int)
        case scoring(LinkScorer, weightMin: Double)
    }

    /// What decides how the population is read.
    package struct Options: Sendable {
        /// The number of the population's records.
        package var rowCount: Int
        /// What tells which records are one person.
        package var personKey: PoolBatch.PersonKey
        /// Bytes that pairs may take before they are given up and found again.
        package var pairByteCountMax = 1_088 << 20
        /// About how many records are sampled, for random pairs; all of a smaller population.
        package var sampleRowCount = 1 << 15

        /// Options for a population.
        package init(rowCount: Int, personKey: PoolBatch.PersonKey) {
            self.rowCount = rowCount
            self.personKey = personKey
        }
    }

    /// Records of a batch: small enough for the processor's cache.
    package static let batchRowCount = 512
    /// Records of the cohort that random pairs are drawn from.
    private static let randomCohortRowCountMax = 1 << 13
    /// About how many people are counted to tell how many there are.
    private static let countedPersonCount = 1 << 17

    /// The cohort.
    package let cohort: LinkCohort
    let personKey: PoolBatch.PersonKey
    /// Records whose content hash is at most this are the sample.
    let sampleBound: UInt64
    /// People whose hash is at most this are counted.
    let personBound: UInt64
    private(set) var phase = Phase.counting
    private let rowCount: Int
    let cohortParts: CohortParts
    private let blockCountMax: Int
    private let blockCount = Atomic<Int>(0)
    private let scans: Mutex<[Int: PoolScan]> = Mutex([:])

    /// A population that is about to be read.
    package init(cohort: LinkCohort, options: Options) {
        self.cohort = cohort
        personKey = options.personKey
        rowCount = options.rowCount
        cohortParts = CohortParts(rowCount: cohort.rowCount)
        sampleBound = Self.bound(options.sampleRowCount, of: options.rowCount)
        personBound = Self.bound(Self.countedPersonCount, of: options.rowCount)
        blockCountMax = options.pairByteCountMax / (PairBuffer.blockSize * MemoryLayout<FoundPair>.stride)
    }

    /// The hash at or below which about so many of the records lie.
    private static func bound(_ wanted: Int, of count: Int) -> UInt64 {
        wanted >= count ? .max : UInt64(Double(wanted) / Double(count) * 0x1p64)
    }

    /// About how many bytes a cohort takes with all that is read past it, the kept pairs aside.
    package static func byteCount(cohort: LinkCohort, threads: Int) -> Int {
        let columns = cohort.plan.comparisons.count
        let rules = cohort.plan.rules.count
        // Records and keys, tables and filters of the rules, candidates, links.
        let perRow = 8 * rules + 8 * columns + 80 * rules + 600
        let perThread = (10 << 20) * columns
        return (48 << 20) + cohort.rowCount * perRow + threads * perThread
    }

    /// The share of a thread; a slot is used by one thread at a time.
    package func scan(slot: Int) -> PoolScan {
        scans.withLock { scans in
            if let known = scans[slot] { return known }
            let scan = PoolScan(self)
            scans[slot] = scan
            return scan
        }
    }

    /// Whether pairs are still kept.
    var isKeeping: Bool { blockCount.load(ordering: .relaxed) <= blockCountMax }

    func noteBlock() {
        if case .counting = phase { blockCount.wrappingAdd(1, ordering: .relaxed) }
    }

    private var allScans: [PoolScan] {
        scans.withLock { scans in scans.sorted { $0.key < $1.key }.map(\.value) }
    }

    // MARK: After the first reading

    /// Comparison vectors of the pairs: where they were kept, one pair of a record of the cohort and a person, the best
    /// of the person's records (`RecordRank`); else all pairs of records.
    package var counts: VectorCounts {
        var counts = VectorCounts()
        for scan in allScans { counts.merge(scan.counts) }
        if isKeeping { counts.keepBestRecords(runsByPart, rank: RecordRank(cohort.plan)) }
        return counts
    }

    /// How often the cohort's values occur.
    package var values: ValueCounts {
        var values = ValueCounts(cohort)
        for scan in allScans { values.merge(scan.values) }
        return values
    }

    /// Which columns have values.
    package var completeness: Completeness {
        var completeness = Completeness(schema: cohort.plan.schema)
        for scan in allScans {
            for (column, count) in scan.present.enumerated() {
                completeness.add(column: column, presentCount: count, rowCount: scan.rowCount)
            }
        }
        return completeness
    }

    /// The pairs that are kept, for each part of the cohort.
    private var runsByPart: [[UnsafeBufferPointer<FoundPair>]] {
        let scans = allScans
        return (0..<cohortParts.count).map { part in scans.flatMap { $0.pairs.runs(ofPart: part) } }
    }

    /// The number of people: exact up to about a hundred thousand, beyond that from a sample by hash (error below 1 %).
    package var personCount: Int {
        let scans = allScans
        let lone = scans.reduce(0) { $0 + $1.lonePersonCount }
        let counted = PoolScan.distinct(scans.flatMap(\.people)).count
        let shared = personBound == .max ? Double(counted) : Double(counted) * (0x1p64 / Double(personBound))
        return max(lone + Int(shared.rounded()), 1)
    }

    /// Where the sample's records begin in the file, ascending, with the place of each in an order of the records' values,
    /// which does not depend on the file's.
    package var sample: [(offset: Int, place: Int)] {
        let order = allScans.flatMap(\.sample).sorted { ($0.content, $0.row) < ($1.content, $1.row) }
        return order.enumerated().map { (Int($0.element.offset), $0.offset) }.sorted { $0 < $1 }
    }

    /// Turns to the reading of the ``sample``: each of its records is paired with as many records of the cohort, drawn at
    /// random by the record's place.
    ///
    /// - Parameter count: Records of the sample.
    package func beginRandomPairs(sampleCount count: Int) {
        let random = CounterRandom(seed: cohort.plan.seed, purpose: "linkage random pairs", 0)
        let pairCount = cohort.plan.randomPairCount
        phase = .sampling(random, pairsPerRow: count > 0 ? (pairCount + count - 1) / count : 0)
    }

    /// The comparison vectors of the random pairs, in no rule.
    package var randomPairs: VectorCounts {
        var total = VectorCounts()
        for scan in allScans { total.merge(scan.randomPairs) }
        return total
    }

    /// The records of the cohort that random pairs are drawn from: it is in canonical order, so its first records are as
    /// good as any drawn at random, and stay near.
    var randomCohortRowCount: Int { min(cohort.rowCount, Self.randomCohortRowCountMax) }

    /// The comparison vectors of some pairs that were found and are still kept.
    ///
    /// - Parameter pairs: A record of the cohort in the upper half of a word, and in the lower the number of a record of the
    ///   population, from 0.
    /// - Returns: Pairs by vector, in no rule; nothing of pairs that no rule finds or that memory did not hold.
    package func vectors(of pairs: Set<UInt64>) -> VectorCounts {
        var counts = VectorCounts()
        if pairs.isEmpty || needsSecondReading { return counts }
        for run in runsByPart.joined() {
            for pair in run where pairs.contains(UInt64(pair.cohortRow) << 32 | UInt64(pair.row)) {
                counts.add(pair.vector, rules: 0)
            }
        }
        return counts
    }

    // MARK: Scoring

    /// Whether the population has to be read again before ``score(_:weightMin:)``: there were more pairs than may be kept.
    package var needsSecondReading: Bool { !isKeeping }

    /// Turns to the second reading.
    package func beginSecondReading(scorer: LinkScorer, weightMin: Double) {
        phase = .scoring(scorer, weightMin: weightMin)
        for scan in allScans { scan.beginAgain() }
    }

    /// What scoring found.
    package struct Scored: Sendable {
        /// The best candidates of each of the cohort's records.
        package let candidates: CandidateList
        /// The match weights of all pairs that were scored.
        package let weights: WeightHistogram
        /// The pairs that could be links.
        package let selection: PairSelection
    }

    /// Scores the pairs that were kept, or takes those that the second reading scored.
    ///
    /// - Parameters:
    ///   - scorer: The model's weights.
    ///   - weightMin: Pairs with a lower match weight are passed over.
    /// - Returns: The candidates.
    package func score(_ scorer: LinkScorer, weightMin: Double) -> Scored {
        let kept = PairSelection(runsByPart, scorer: scorer, weightMin: weightMin, rowCount: cohort.rowCount)
        var weights = kept.weights
        if case .scoring = phase {
            weights = allScans.reduce(into: WeightHistogram()) { $0.merge($1.weights) }
        }
        return Scored(
            candidates: kept.candidates(cohort.plan, scorer: scorer),
            weights: weights,
            selection: kept
        )
    }
}
