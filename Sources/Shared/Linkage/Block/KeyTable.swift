/// The cohort's records by the keys of one rule: buckets of words, 32 bits of the key above the record's number, and where each
/// bucket begins.
///
/// That is 8 bytes for each record that has the rule's key, and 4 to 8 for the directory: small, for the tables of all rules
/// compete for the processor's cache. Two keys that share the bucket and 32 more bits are told apart by who asks.
struct KeyTable: @unchecked Sendable {
    /// Which keys the table may have.
    let filter: KeyFilter
    private let starts: UnsafeMutablePointer<UInt32>
    private let mask: UInt64
    private let words: UnsafeMutablePointer<UInt64>

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
        let table = KeyTable(keys, stride: stride, rowCount: rowCount, rowOfKey: rowOfKey)
        let large = table.rowCounts(above: rowCountMax)
        guard !large.isEmpty else { return (table, []) }
        for row in 0..<rowCount where large[table.block(of: keys[row * stride])] != nil { keys[row * stride] = 0 }
        table.deallocate()
        let rest = KeyTable(keys, stride: stride, rowCount: rowCount, rowOfKey: rowOfKey)
        return (rest, large.values.sorted())
    }

    private init(_ keys: UnsafeMutablePointer<UInt64>, stride: Int, rowCount: Int, rowOfKey: [UInt32]?) {
        var present = 0
        for row in 0..<rowCount where keys[row * stride] != 0 { present += 1 }
        var bucketCount = 16
        while bucketCount < present { bucketCount *= 2 }
        mask = UInt64(bucketCount - 1)
        starts = .allocate(capacity: bucketCount + 1)
        starts.initialize(repeating: 0, count: bucketCount + 1)
        words = .allocate(capacity: max(present, 1))
        filter = KeyFilter(keyCount: present)
        for row in 0..<rowCount where keys[row * stride] != 0 { starts[Int(keys[row * stride] & mask)] += 1 }
        // Where each bucket ends; filling from the last row on turns that into where it begins.
        var end: UInt32 = 0
        for bucket in 0..<bucketCount {
            end += starts[bucket]
            starts[bucket] = end
        }
        starts[bucketCount] = end
        for row in (0..<rowCount).reversed() where keys[row * stride] != 0 {
            let key = keys[row * stride]
            let record = rowOfKey?[row] ?? UInt32(truncatingIfNeeded: row)
            starts[Int(key & mask)] -= 1
            words[Int(starts[Int(key & mask)])] = key & ~0xffff_ffff | UInt64(record)
            filter.insert(key)
        }
    }

    /// Gives the memory back; the table is not used again.
    func deallocate() {
        starts.deallocate()
        words.deallocate()
        filter.deallocate()
    }

    /// What a key's block is known by: its bucket, and 32 bits of the key.
    private func block(of key: UInt64) -> UInt64 { key & ~0xffff_ffff | key & mask }

    /// The blocks with more rows than a bound; key 0 is not among them.
    private func rowCounts(above rowCountMax: Int) -> [UInt64: Int] {
        var large: [UInt64: Int] = [:]
        for bucket in 0...Int(mask) where Int(starts[bucket + 1] - starts[bucket]) > rowCountMax {
            var counts: [UInt64: Int] = [:]
            for index in Int(starts[bucket])..<Int(starts[bucket + 1]) {
                counts[words[index] & ~0xffff_ffff | UInt64(bucket), default: 0] += 1
            }
            large.merge(counts.filter { $0.value > rowCountMax }) { first, _ in first }
        }
        return large
    }

    /// The words among which those of a key are.
    @inline(__always)
    func bucket(_ key: UInt64) -> Range<Int> {
        let bucket = Int(truncatingIfNeeded: key & mask)
        return Range(uncheckedBounds: (Int(starts[bucket]), Int(starts[bucket + 1])))
    }

    /// Asks for where the bucket of a key begins.
    @inline(__always)
    func prefetchBucket(_ key: UInt64) { prefetch(starts + Int(truncatingIfNeeded: key & mask)) }

    /// Asks for a bucket's first words.
    @inline(__always)
    func prefetchWords(_ bucket: Range<Int>) { prefetch(words + bucket.lowerBound) }

    /// Calls a closure with the records with a key, ascending.
    @inline(__always)
    func forEachRow(_ key: UInt64, in bucket: Range<Int>, _ body: (UInt32) -> Void) {
        var index = bucket.lowerBound
        while index < bucket.upperBound {
            let word = words[index]
            if (word ^ key) >> 32 == 0 { body(UInt32(truncatingIfNeeded: word)) }
            index += 1
        }
    }

    /// Calls a closure with the records with a key, ascending.
    @inline(__always)
    func forEachRow(_ key: UInt64, _ body: (UInt32) -> Void) { forEachRow(key, in: bucket(key), body) }

    /// The number of records with a key.
    func rowCount(_ key: UInt64) -> Int {
        var count = 0
        forEachRow(key) { _ in count += 1 }
        return count
    }
}
