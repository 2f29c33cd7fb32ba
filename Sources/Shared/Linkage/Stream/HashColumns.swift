/// Hashes of the records of a batch, a column for each blocking function.
struct HashColumns {
    private let base: UnsafeMutablePointer<UInt64>
    private let stride: Int

    /// Columns that are not filled yet.
    init(count: Int, rowCapacity: Int) {
        // A cache line more than the records: columns a multiple of 4 KiB apart would share the cache's few places for a record.
        stride = rowCapacity + 8
        base = .allocate(capacity: max(count, 1) * stride)
    }

    /// Gives the memory back; the columns are not used again.
    func deallocate() { base.deallocate() }

    /// A column.
    @inline(__always)
    subscript(place: Int) -> UnsafeMutablePointer<UInt64> { base + place * stride }
}
