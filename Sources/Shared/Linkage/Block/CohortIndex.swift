/// The cohort by blocking key: for each rule an open-addressing table from key to the cohort's records.
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

    private struct Slot {
        var key: UInt64 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
    }

    private struct Table {
        let slots: UnsafeMutablePointer<Slot>
        let mask: Int
    }

    /// The number of rules.
    let ruleCount: Int
    /// Blocks that were left out, by rule, the largest first.
    let cutBlocks: [CutBlock]
    /// The key of record *c* for rule *r* at *c* · ruleCount + *r*; 0 where it has none.
    let keys: UnsafeMutablePointer<UInt64>
    private let tables: [Table]
    private let rows: [UnsafeMutablePointer<UInt32>]

    /// Indexes a cohort.
    ///
    /// - Complexity: O(*r* · *n* log *n*) for *n* records and *r* rules.
    init(_ cohort: BlockingKeys, rowCount: Int, blockRowCountMax: Int) {
        let ruleCount = cohort.ruleCount
        self.ruleCount = ruleCount
        let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: max(rowCount * ruleCount, 1))
        self.keys = keys
        let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: max(cohort.termCount, 1))
        defer { scratch.deallocate() }
        for row in 0..<rowCount { cohort.fill(keys + row * ruleCount, row: row, scratch: scratch) }
        var cut: [CutBlock] = []
        var tables: [Table] = []
        var rows: [UnsafeMutablePointer<UInt32>] = []
        for rule in 0..<ruleCount {
            var entries: [(key: UInt64, row: UInt32)] = []
            for row in 0..<rowCount where keys[row * ruleCount + rule] != 0 {
                entries.append((keys[row * ruleCount + rule], UInt32(row)))
            }
            entries.sort { ($0.key, $0.row) < ($1.key, $1.row) }
            let (table, cutHere) = Self.makeTable(entries, rowCountMax: blockRowCountMax) { row in
                keys[Int(row) * ruleCount + rule] = 0
            }
            let members = UnsafeMutablePointer<UInt32>.allocate(capacity: max(entries.count, 1))
            for (index, entry) in entries.enumerated() { (members + index).initialize(to: entry.row) }
            tables.append(table)
            rows.append(members)
            cut += cutHere.sorted(by: >).map { CutBlock(rule: rule, rowCount: $0) }
        }
        self.tables = tables
        self.rows = rows
        cutBlocks = cut
    }

    private static func makeTable(
        _ entries: [(key: UInt64, row: UInt32)],
        rowCountMax: Int,
        cut: (UInt32) -> Void
    ) -> (Table, [Int]) {
        var capacity = 16
        while capacity < entries.count * 2 { capacity *= 2 }
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        var cutSizes: [Int] = []
        var start = 0
        while start < entries.count {
            var end = start
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            if end - start > rowCountMax {
                cutSizes.append(end - start)
                for entry in entries[start..<end] { cut(entry.row) }
            } else {
                var slot = Int(truncatingIfNeeded: entries[start].key) & (capacity - 1)
                while slots[slot].key != 0 { slot = (slot + 1) & (capacity - 1) }
                slots[slot] = Slot(key: entries[start].key, start: UInt32(start), count: UInt32(end - start))
            }
            start = end
        }
        return (Table(slots: slots, mask: capacity - 1), cutSizes)
    }

    deinit {
        keys.deallocate()
        for table in tables { table.slots.deallocate() }
        for row in rows { row.deallocate() }
    }

    /// The cohort's records with a key, ascending; none for a key that no record has.
    @inline(__always)
    func block(rule: Int, key: UInt64) -> UnsafeBufferPointer<UInt32> {
        let table = tables[rule]
        var slot = Int(truncatingIfNeeded: key) & table.mask
        while true {
            let found = table.slots[slot]
            if found.key == key {
                return UnsafeBufferPointer(start: rows[rule] + Int(found.start), count: Int(found.count))
            }
            if found.key == 0 { return UnsafeBufferPointer(start: nil, count: 0) }
            slot = (slot + 1) & table.mask
        }
    }

    /// Whether a rule pairs a record of the cohort with a key of the population.
    @inline(__always)
    func pairs(cohortRow: Int, rule: Int, key: UInt64) -> Bool {
        key != 0 && keys[cohortRow * ruleCount + rule] == key
    }
}
