/// A set of 64-bit keys that may say yes to about one foreign key in twenty-five, and fits a processor's cache.
///
/// A blocked Bloom filter: two bits in one word, the word by the key's high bits, the bits by its low ones (Putze, Sanders
/// and Singler 2007, "Cache-, hash- and space-efficient Bloom filters").
struct KeyFilter: @unchecked Sendable {
    private let words: UnsafeMutablePointer<UInt64>
    private let shift: UInt64

    /// An empty filter with eight to sixteen bits for each of some keys.
    init(keyCount: Int) {
        var count = 2
        while count * 8 < keyCount { count *= 2 }
        words = .allocate(capacity: count)
        words.initialize(repeating: 0, count: count)
        shift = UInt64(64 - count.trailingZeroBitCount)
    }

    /// Gives the memory back; the filter is not used again.
    func deallocate() { words.deallocate() }

    /// Adds a key.
    func insert(_ key: UInt64) {
        words[Int(key >> shift)] |= Self.bits(key)
    }

    /// 1 when the filter may have the key, 0 when it has not.
    @inline(__always)
    func test(_ key: UInt64) -> UInt64 {
        let bits = Self.bits(key)
        return words[Int(truncatingIfNeeded: key >> shift)] & bits == bits ? 1 : 0
    }

    /// Asks for what ``test(_:)`` reads.
    @inline(__always)
    func prefetch(_ key: UInt64) { Linkage.prefetch(words + Int(truncatingIfNeeded: key >> shift)) }

    @inline(__always)
    private static func bits(_ key: UInt64) -> UInt64 {
        1 << (key & 63) | 1 << (key >> 6 & 63)
    }
}
