/// The distinct values of one text column of the cohort, found by hash: the code that a value of the population has in
/// the cohort.
final class CohortValues: @unchecked Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var code: UInt32 = 0
    }

    private let slots: UnsafeMutablePointer<Slot>
    private let mask: UInt64
    private let filter: KeyFilter
    private let column: CodedText

    /// Indexes the distinct values.
    ///
    /// - Complexity: O(*d*) for *d* distinct values.
    init(_ column: CodedText) {
        var capacity = 16
        while capacity < column.distinctCount * 2 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        mask = UInt64(capacity - 1)
        self.column = column
        filter = KeyFilter(keyCount: capacity / 2)
        for code in 1..<max(column.distinctCount, 1) {
            let hash = BlockingFunction.whole.hash(column.bytes(ofCode: code))
            var slot = hash & mask
            while slots[Int(slot)].code != 0 { slot = (slot + 1) & mask }
            slots[Int(slot)] = Slot(hash: hash, code: UInt32(code))
            filter.insert(hash)
        }
    }

    deinit {
        slots.deallocate()
        filter.deallocate()
    }

    /// Asks for what ``code(hash:_:)`` reads first.
    @inline(__always)
    func prefetch(hash: UInt64) { filter.prefetch(hash) }

    /// The cohort's code of a value, or 0 where the cohort does not have it.
    ///
    /// - Parameters:
    ///   - hash: The value's hash, see `BlockingFunction.whole`.
    ///   - text: The value.
    /// - Returns: The code.
    @inline(__always)
    func code(hash: UInt64, _ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if filter.test(hash) == 0 { return 0 }
        var slot = hash & mask
        while true {
            let found = slots[Int(slot)]
            if found.code == 0 { return 0 }
            if found.hash == hash, column.bytes(ofCode: Int(found.code)).hasSameBytes(as: text) { return found.code }
            slot = (slot + 1) & mask
        }
    }
}
