import Tables

/// The blocking keys of a pool, inverted: for each rule the pool's records by key.
///
/// For each rule an array of words, 32 bits of the key above the record's number, in ascending order, and a directory of
/// where each leading part of a key begins. That is 8 bytes for each record that has the rule's key, and one or two for
/// the directory. Two keys that share 32 bits are told apart by who asks; there are about *n*² / 2³³ such pairs of records.
/// Nothing is written after `init`, so any number of threads may read.
package final class PoolIndex: @unchecked Sendable {
    private struct Table: @unchecked Sendable {
        let words: UnsafeMutablePointer<UInt64>
        let count: Int
        /// Where each leading part of a key begins; one more than there are parts.
        let starts: UnsafeMutablePointer<UInt32>
        let shift: UInt64
        let partCount: Int
    }

    /// The number of rules.
    package let ruleCount: Int
    /// The number of records.
    package let rowCount: Int
    private let tables: [Table]
    let keys: BlockingKeys

    /// Indexes a pool.
    ///
    /// - Parameters:
    ///   - pool: The records; fewer than 2³².
    ///   - rules: The blocking rules; the pool's side of each is indexed.
    /// - Complexity: O(*r* · *n*) for *n* records and *r* rules, on all cores.
    package init(_ pool: LinkColumns, rules: [BlockingRule]) {
        precondition(pool.rowCount < Int(UInt32.max), "too many records for an index")
        let keys = BlockingKeys(pool, rules: rules, side: .population)
        self.keys = keys
        ruleCount = rules.count
        let rowCount = pool.rowCount
        self.rowCount = rowCount
        tables = Tiles.map(count: rules.count, size: 1) { Self.table(rule: $0.lowerBound, keys, rowCount: rowCount) }
    }

    deinit {
        for table in tables {
            table.words.deallocate()
            table.starts.deallocate()
        }
    }

    /// The memory of the words and directories, in bytes.
    package var byteCount: Int {
        tables.reduce(0) { $0 + 8 * max($1.count, 1) + 4 * ($1.partCount + 1) }
    }

    private static func table(rule: Int, _ keys: BlockingKeys, rowCount: Int) -> Table {
        var bits: UInt64 = 1
        while bits < 24, 1 << bits < rowCount / 4 { bits += 1 }
        let partCount = 1 << Int(bits)
        let shift = 64 - bits
        let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: partCount + 1)
        starts.initialize(repeating: 0, count: partCount + 1)
        var own = [UInt64](repeating: 0, count: rowCount)
        keys.forEachBlock(rows: 0..<rowCount) { rows, block in
            for (place, row) in rows.enumerated() {
                let key = block[rule * BlockingKeys.blockSize + place]
                own[row] = key
                if key != 0 { starts[Int(Self.spread(key) >> shift) + 1] += 1 }
            }
        }
        for part in 0..<partCount { starts[part + 1] += starts[part] }
        let count = Int(starts[partCount])
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
        var next = Array(UnsafeBufferPointer(start: starts, count: partCount))
        for row in 0..<rowCount where own[row] != 0 {
            let spread = Self.spread(own[row])
            let part = Int(spread >> shift)
            (words + Int(next[part])).initialize(to: spread & ~0xffff_ffff | UInt64(row))
            next[part] += 1
        }
        for part in 0..<partCount where starts[part + 1] - starts[part] > 1 {
            var members = UnsafeMutableBufferPointer(
                start: words + Int(starts[part]),
                count: Int(starts[part + 1] - starts[part])
            )
            members.sort()
        }
        return Table(words: words, count: count, starts: starts, shift: shift, partCount: partCount)
    }

    /// A key with its bits mixed once more, so that leading bits are even whatever made the key.
    @inline(__always)
    private static func spread(_ key: UInt64) -> UInt64 {
        let product = key.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        return product.high ^ product.low
    }

    /// Words whose low 32 bits are the records with a key, ascending; few may have another key of the same 32 bits.
    ///
    /// - Complexity: O(log *b*) for the *b* records that share the directory's part of the key.
    @inline(__always)
    func block(rule: Int, key: UInt64) -> UnsafeBufferPointer<UInt64> {
        let table = tables[rule]
        let spread = Self.spread(key)
        let part = Int(spread >> table.shift)
        let wanted = spread >> 32
        var low = Int(table.starts[part])
        let end = Int(table.starts[part + 1])
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if table.words[middle] >> 32 < wanted { low = middle + 1 } else { high = middle }
        }
        let start = low
        high = end
        while low < high {
            let middle = (low + high) / 2
            if table.words[middle] >> 32 <= wanted { low = middle + 1 } else { high = middle }
        }
        return UnsafeBufferPointer(start: table.words + start, count: low - start)
    }

    /// Whether a record has exactly this key.
    @inline(__always)
    func has(row: Int, rule: Int, key: UInt64) -> Bool {
        var isEqual = false
        keys.forEachBlock(rows: row..<row + 1) { _, block in
            isEqual = block[rule * BlockingKeys.blockSize] == key
        }
        return isEqual
    }

    /// The blocks with more records than a bound, the largest first: rule and records.
    package func largeBlocks(above bound: Int) -> [(rule: Int, rowCount: Int)] {
        var found: [(rule: Int, rowCount: Int)] = []
        for (rule, table) in tables.enumerated() {
            var start = 0
            while start < table.count {
                var end = start + 1
                while end < table.count, table.words[end] >> 32 == table.words[start] >> 32 { end += 1 }
                if end - start > bound { found.append((rule, end - start)) }
                start = end
            }
        }
        return found.sorted { ($1.rowCount, $0.rule) < ($0.rowCount, $1.rule) }
    }
}

extension BlockingKeys {
    /// Calls a closure with the keys of some records, a block at a time: that of rule *r* for the block's record *i* at
    /// *r* · ``blockSize`` + *i*.
    @inline(__always)
    func forEachBlock(rows: Range<Int>, _ body: (_ rows: Range<Int>, _ keys: UnsafeMutablePointer<UInt64>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keyCount + scratchCount) { memory in
            guard let block = memory.baseAddress else { return }
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blockSize) {
                let part = start..<min(start + Self.blockSize, rows.upperBound)
                fill(block, rows: part, scratch: block + keyCount)
                body(part, block)
            }
        }
    }
}
