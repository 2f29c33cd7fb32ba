/// The cohort by blocking key: for each rule a table from key to the cohort's records, behind a filter that turns away nearly
/// all of the population without leaving the processor's cache.
///
/// A block that more of the cohort's records share than a bound is left out of its rule and counted: such a key says
/// nothing (everybody named the same), and its pairs would be the product of two large numbers. The bound looks at the
/// cohort alone, so that it cuts the same whatever the partitions are.
final class CohortIndex: @unchecked Sendable {
    /// A block that was left out.
    struct CutBlock: Hashable, Sendable {
        let rule: Int
        let rowCount: Int
    }

    /// The number of rules.
    let ruleCount: Int
    /// Blocks that were left out, by rule, the largest first.
    let cutBlocks: [CutBlock]
    private let records: CohortRecords
    private let keys: UnsafePointer<UInt64>
    private let keyStride: Int
    private let tables: UnsafeMutablePointer<KeyTable>
    /// The rules that give a record several keys.
    let multiple: [MultipleIndex]

    /// Indexes a cohort.
    ///
    /// - Parameters:
    ///   - cohort: Makes its keys.
    ///   - records: Gets its keys.
    ///   - rowCount: Its records.
    ///   - blockRowCountMax: A block that more of them share is left out.
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules.
    init(_ cohort: BlockingKeys, records: CohortRecords, rowCount: Int, blockRowCountMax: Int) {
        let ruleCount = cohort.ruleCount
        self.ruleCount = ruleCount
        self.records = records
        keys = UnsafePointer(records.keys)
        keyStride = records.keyStride
        Self.fill(records, cohort, rowCount: rowCount)
        let results = Tiles.map(count: ruleCount) { rule in
            KeyTable.make(
                records.keys + rule,
                stride: records.keyStride,
                rowCount: rowCount,
                rowCountMax: blockRowCountMax
            )
        }
        multiple = cohort.multipleRules.map {
            MultipleIndex(rule: $0, cohort, rowCount: rowCount, blockRowCountMax: blockRowCountMax)
        }
        tables = .allocate(capacity: max(ruleCount, 1))
        for (rule, result) in results.enumerated() { (tables + rule).initialize(to: result.0) }
        cutBlocks =
            results.enumerated().flatMap { rule, result in
                result.cut.sorted(by: >).map { CutBlock(rule: rule, rowCount: $0) }
            } + multiple.flatMap(\.cutBlocks)
    }

    private static func fill(_ records: CohortRecords, _ cohort: BlockingKeys, rowCount: Int) {
        _ = Tiles.map(count: rowCount, size: 64 * BlockingKeys.blockSize) { tile in
            cohort.forEachBlock(rows: tile) { rows, block in
                for (place, row) in rows.enumerated() {
                    for rule in 0..<cohort.ruleCount {
                        records.keys[row * records.keyStride + rule] = block[rule * BlockingKeys.blockSize + place]
                    }
                }
            }
        }
    }

    deinit {
        for rule in 0..<ruleCount { tables[rule].deallocate() }
        tables.deallocate()
    }

    /// Sets the bit of a rule for each record of a block that the rule's filter lets through.
    @inline(__always)
    func mark(rule: Int, keys: UnsafePointer<UInt64>, count: Int, _ marks: UnsafeMutablePointer<UInt64>) {
        let filter = tables[rule].filter
        for place in 0..<count { marks[place] |= filter.test(keys[place]) << UInt64(rule) }
    }

    /// Where the cohort's records with a key are; see ``KeyTable/bucket(_:)``.
    @inline(__always)
    func bucket(rule: Int, key: UInt64) -> Range<Int> { tables[rule].bucket(key) }

    /// Calls a closure with the cohort's records with a key, ascending.
    @inline(__always)
    func forEachRow(rule: Int, key: UInt64, in bucket: Range<Int>, _ body: (UInt32) -> Void) {
        tables[rule].forEachRow(key, in: bucket, body)
    }

    /// Asks for what ``mark(rule:keys:count:_:)`` reads.
    @inline(__always)
    func prefetchFilter(rule: Int, keys: UnsafePointer<UInt64>, count: Int) {
        let filter = tables[rule].filter
        for place in 0..<count { filter.prefetch(keys[place]) }
    }

    /// Asks for what ``bucket(rule:key:)`` reads.
    @inline(__always)
    func prefetchBucket(rule: Int, key: UInt64) { tables[rule].prefetchBucket(key) }

    /// Asks for what ``forEachRow(rule:key:in:_:)`` reads.
    @inline(__always)
    func prefetchWords(rule: Int, bucket: Range<Int>) { tables[rule].prefetchWords(bucket) }

    /// The number of the cohort's records with a key.
    func rowCount(rule: Int, key: UInt64) -> Int { tables[rule].rowCount(key) }

    /// Asks for each cache line of a record of the cohort.
    @inline(__always)
    func prefetch(cohortRow: Int) {
        let record = keys + cohortRow * keyStride
        var word = 0
        while word < keyStride {
            Linkage.prefetch(record + word)
            word += 8
        }
    }

    /// The rules that pair a record of the cohort with a record of the population, one bit a rule.
    ///
    /// - Parameters:
    ///   - cohortRow: The cohort's record.
    ///   - other: The population's record's keys, one a rule, 1 where it has none.
    /// - Returns: The rules' bits.
    @inline(__always)
    func rules(cohortRow: Int, keys other: UnsafePointer<UInt64>) -> UInt64 {
        let own = keys + cohortRow * keyStride
        var rules: UInt64 = 0
        for rule in 0..<ruleCount { rules |= (own[rule] == other[rule] ? 1 : 0) << UInt64(rule) }
        return rules
    }
}
