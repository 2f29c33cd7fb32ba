/// The cohort by the keys of a rule that gives a record several: two records agree when they have one in common.
///
/// For q-grams and values without one of their bytes. Such a rule finds pairs that no other does at the price of many keys a
/// record, so it is compared after the rules with one key.
final class MultipleIndex: @unchecked Sendable {
    /// The rule's position in the plan.
    let rule: Int
    /// Blocks that were left out.
    let cutBlocks: [CohortIndex.CutBlock]
    private let keys: UnsafeMutablePointer<UInt64>
    /// Where each record's keys begin.
    private let starts: [Int]
    private let table: KeyTable

    /// Indexes a cohort.
    ///
    /// - Complexity: O(*n* · *k*) for *n* records with *k* keys each.
    init(rule: Int, _ cohort: BlockingKeys, rowCount: Int, blockRowCountMax: Int) {
        self.rule = rule
        var all: [UInt64] = []
        var rows: [UInt32] = []
        var starts = [0]
        let capacity = cohort.keyCount + cohort.scratchCount + BlockingKeys.severalCountMax
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { memory in
            guard let block = memory.baseAddress else { return }
            let scratch = block + cohort.keyCount
            let several = scratch + cohort.scratchCount
            for row in 0..<rowCount {
                cohort.fill(block, rows: row..<row + 1, scratch: scratch)
                let count = cohort.severalKeys(rule: rule, row: row, place: 0, scratch: scratch, into: several)
                for index in 0..<count {
                    all.append(several[index])
                    rows.append(UInt32(truncatingIfNeeded: row))
                }
                starts.append(all.count)
            }
        }
        keys = .allocate(capacity: max(all.count, 1))
        keys.initialize(from: all, count: all.count)
        self.starts = starts
        let made = KeyTable.make(
            keys,
            stride: 1,
            rowCount: all.count,
            rowCountMax: blockRowCountMax,
            rowOfKey: rows
        )
        table = made.0
        cutBlocks = made.cut.sorted(by: >).map { CohortIndex.CutBlock(rule: rule, rowCount: $0) }
    }

    deinit {
        table.deallocate()
        keys.deallocate()
    }

    /// Calls a closure with the cohort's records with a key, ascending.
    @inline(__always)
    func forEachRow(_ key: UInt64, _ body: (UInt32) -> Void) {
        if table.filter.test(key) != 0 { table.forEachRow(key, body) }
    }

    /// The first of some keys that a record of the cohort has too, or nil.
    func firstCommon(cohortRow: Int, _ others: UnsafeBufferPointer<UInt64>) -> Int? {
        let own = UnsafeBufferPointer(start: keys + starts[cohortRow], count: starts[cohortRow + 1] - starts[cohortRow])
        return others.firstIndex { key in own.contains(key) }
    }
}
