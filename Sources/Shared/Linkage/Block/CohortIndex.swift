/// The cohort by blocking key: for each rule an open-addressing table from key to the cohort's records, behind a filter of
/// one bit a key that turns away nearly all of the population without leaving the processor's cache.
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
        let ruleCount = cohort.ruleCount
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: cohort.keyCount + cohort.scratchCount) { memory in
            guard let block = memory.baseAddress else { return }
            for start in stride(from: 0, to: rowCount, by: BlockingKeys.blockSize) {
                let rows = start..<min(start + BlockingKeys.blockSize, rowCount)
                cohort.fill(block, rows: rows, scratch: block + cohort.keyCount)
                for (place, row) in rows.enumerated() {
                    for rule in 0..<ruleCount {
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

    /// The cohort's records with a key, ascending; none for a key that no record has.
    @inline(__always)
    func block(rule: Int, key: UInt64) -> UnsafeBufferPointer<UInt32> {
        tables[rule].block(key)
    }

    /// A part of what ``block(rule:key:)`` will read, to have it near.
    @inline(__always)
    func touch(rule: Int, key: UInt64) -> UInt64 { tables[rule].touch(key) }

    /// A part of each cache line of a record of the cohort, to have it near.
    @inline(__always)
    func touch(cohortRow: Int) -> UInt64 {
        let record = keys + cohortRow * keyStride
        var sum: UInt64 = 0
        var word = 0
        while word < keyStride {
            sum &+= record[word]
            word += 8
        }
        return sum
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

/// The cohort's records by the keys of one rule.
struct KeyTable: @unchecked Sendable {
    private struct Slot {
        var key: UInt64 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let slotMask: UInt64
    /// Which keys the table may have.
    let filter: KeyFilter
    private let rows: UnsafeMutablePointer<UInt32>

    /// A table of the keys at every `stride`-th word; the keys of blocks with more than `rowCountMax` rows are set to 0.
    ///
    /// - Parameters:
    ///   - keys: The first key.
    ///   - stride: From one key to the next.
    ///   - rowCount: The number of keys.
    ///   - rowCountMax: A block with more is cut.
    ///   - rowOfKey: The record of each key; nil where they are the records in order.
    /// - Returns: The table and the sizes of the blocks that were cut.
    static func make(
        _ keys: UnsafeMutablePointer<UInt64>,
        stride: Int,
        rowCount: Int,
        rowCountMax: Int,
        rowOfKey: [UInt32]? = nil
    ) -> (KeyTable, cut: [Int]) {
        let table = KeyTable(rowCount: rowCount)
        var present = 0
        for row in 0..<rowCount where keys[row * stride] != 0 {
            table.slots[table.slot(of: keys[row * stride])].key = keys[row * stride]
            table.slots[table.slot(of: keys[row * stride])].count += 1
            present += 1
        }
        var cut: [Int] = []
        var start: UInt32 = 0
        for index in 0...Int(table.slotMask) where table.slots[index].count > 0 {
            let count = table.slots[index].count
            table.slots[index].start = start
            if Int(count) > rowCountMax {
                cut.append(Int(count))
                table.slots[index].start = .max
            } else {
                start += count
            }
            table.slots[index].count = 0
        }
        for row in 0..<rowCount where keys[row * stride] != 0 {
            let slot = table.slots + table.slot(of: keys[row * stride])
            if slot.pointee.start == .max {
                keys[row * stride] = 0
            } else {
                let record = rowOfKey?[row] ?? UInt32(truncatingIfNeeded: row)
                table.rows[Int(slot.pointee.start + slot.pointee.count)] = record
                slot.pointee.count += 1
                table.filter.insert(keys[row * stride])
            }
        }
        return (table, cut)
    }

    private init(rowCount: Int) {
        var capacity = 16
        while capacity < rowCount * 2 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        slotMask = UInt64(capacity - 1)
        filter = KeyFilter(keyCount: capacity / 2)
        rows = .allocate(capacity: max(rowCount, 1))
    }

    /// Gives the memory back; the table is not used again.
    func deallocate() {
        slots.deallocate()
        filter.deallocate()
        rows.deallocate()
    }

    /// The slot of a key, or the free one where it belongs.
    private func slot(of key: UInt64) -> Int {
        var slot = key & slotMask
        while slots[Int(slot)].key != 0, slots[Int(slot)].key != key { slot = (slot + 1) & slotMask }
        return Int(slot)
    }

    /// A part of the slot where a key would lie.
    @inline(__always)
    func touch(_ key: UInt64) -> UInt64 { slots[Int(truncatingIfNeeded: key & slotMask)].key }

    /// The records with a key, ascending.
    @inline(__always)
    func block(_ key: UInt64) -> UnsafeBufferPointer<UInt32> {
        var slot = Int(truncatingIfNeeded: key & slotMask)
        while true {
            let found = slots[slot]
            if found.key == key {
                return UnsafeBufferPointer(start: rows + Int(found.start), count: Int(found.count))
            }
            if found.key == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
            slot = (slot + 1) & Int(slotMask)
        }
    }
}
