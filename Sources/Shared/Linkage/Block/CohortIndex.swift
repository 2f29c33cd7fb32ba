import Dispatch
import Synchronization

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
    /// The key of record *c* for rule *r* at *c* · ruleCount + *r*; 0 where it has none.
    private let keys: UnsafeMutablePointer<UInt64>
    private let tables: UnsafeMutablePointer<KeyTable>

    /// Indexes a cohort.
    ///
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules.
    init(_ cohort: BlockingKeys, rowCount: Int, blockRowCountMax: Int) {
        let ruleCount = cohort.ruleCount
        self.ruleCount = ruleCount
        let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: max(rowCount * ruleCount, 1))
        self.keys = keys
        Self.fill(keys, cohort, rowCount: rowCount)
        nonisolated(unsafe) let shared = keys
        let made = Mutex([(table: KeyTable, cut: [Int])?](repeating: nil, count: ruleCount))
        DispatchQueue.concurrentPerform(iterations: ruleCount) { rule in
            let (table, cut) = KeyTable.make(
                shared + rule,
                stride: ruleCount,
                rowCount: rowCount,
                rowCountMax: blockRowCountMax
            )
            made.withLock { $0[rule] = (table, cut) }
        }
        let results = made.withLock { $0.compactMap(\.self) }
        tables = .allocate(capacity: max(ruleCount, 1))
        for (rule, result) in results.enumerated() { (tables + rule).initialize(to: result.table) }
        cutBlocks = results.enumerated().flatMap { rule, result in
            result.cut.sorted(by: >).map { CutBlock(rule: rule, rowCount: $0) }
        }
    }

    private static func fill(_ keys: UnsafeMutablePointer<UInt64>, _ cohort: BlockingKeys, rowCount: Int) {
        let ruleCount = cohort.ruleCount
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: cohort.keyCount + cohort.scratchCount) { memory in
            guard let block = memory.baseAddress else { return }
            for start in stride(from: 0, to: rowCount, by: BlockingKeys.blockSize) {
                let rows = start..<min(start + BlockingKeys.blockSize, rowCount)
                cohort.fill(block, rows: rows, scratch: block + cohort.keyCount)
                for rule in 0..<ruleCount {
                    for (place, row) in rows.enumerated() {
                        keys[row * ruleCount + rule] = block[rule * BlockingKeys.blockSize + place]
                    }
                }
            }
        }
    }

    deinit {
        keys.deallocate()
        for rule in 0..<ruleCount { tables[rule].deallocate() }
        tables.deallocate()
    }

    /// Sets the bit of a rule for each record of a block that the rule's filter lets through.
    @inline(__always)
    func mark(rule: Int, keys: UnsafePointer<UInt64>, count: Int, _ marks: UnsafeMutablePointer<UInt64>) {
        let table = tables[rule]
        let bit = UInt64(1) << UInt64(rule)
        for place in 0..<count { marks[place] |= table.mayHave(keys[place]) ? bit : 0 }
    }

    /// The cohort's records with a key, ascending; none for a key that no record has.
    @inline(__always)
    func block(rule: Int, key: UInt64) -> UnsafeBufferPointer<UInt32> {
        tables[rule].block(key)
    }

    /// The rules that pair a record of the cohort with a record of the population, one bit a rule.
    ///
    /// - Parameters:
    ///   - cohortRow: The cohort's record.
    ///   - other: The population's record's keys, one a rule, 1 where it has none.
    /// - Returns: The rules' bits.
    @inline(__always)
    func rules(cohortRow: Int, keys other: UnsafePointer<UInt64>) -> UInt64 {
        let own = keys + cohortRow * ruleCount
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
    private let filter: UnsafeMutablePointer<UInt64>
    private let filterShift: UInt64
    private let rows: UnsafeMutablePointer<UInt32>

    /// A table of the keys at every `stride`-th word; the keys of blocks with more than `rowCountMax` rows are set to 0.
    static func make(
        _ keys: UnsafeMutablePointer<UInt64>,
        stride: Int,
        rowCount: Int,
        rowCountMax: Int
    ) -> (KeyTable, cut: [Int]) {
        var table = KeyTable(rowCount: rowCount)
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
                table.rows[Int(slot.pointee.start + slot.pointee.count)] = UInt32(truncatingIfNeeded: row)
                slot.pointee.count += 1
                table.setFilter(keys[row * stride])
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
        // Eight bits a slot: about one foreign key in twenty passes.
        let bits = max(capacity * 8, 64)
        filter = .allocate(capacity: bits / 64)
        filter.initialize(repeating: 0, count: bits / 64)
        filterShift = UInt64(64 - bits.trailingZeroBitCount)
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

    private mutating func setFilter(_ key: UInt64) {
        let bit = key >> filterShift
        filter[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    /// Whether the filter lets a key through; 0, no key, it never does.
    @inline(__always)
    func mayHave(_ key: UInt64) -> Bool {
        let bit = key >> filterShift
        return key != 0 && filter[Int(truncatingIfNeeded: bit >> 6)] >> (bit & 63) & 1 == 1
    }

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
