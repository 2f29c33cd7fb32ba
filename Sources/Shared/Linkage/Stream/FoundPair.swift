/// A pair that blocking found and comparing has judged, waiting to be scored.
struct FoundPair: BitwiseCopyable, Sendable {
    let vector: ComparisonVector
    /// See ``PoolBatch/Identity``.
    let person: UInt64
    /// All rules that find it, one bit a rule.
    let rules: UInt64
    /// Where the record begins in the population's file.
    let offset: UInt64
    let cohortRow: UInt32
    /// The record's number in the population's file, from 0.
    let row: UInt32
    /// A part of the hash of the record's values, to settle ties between records of one person.
    let content: UInt32
    /// The first rule that finds the pair.
    let rule: UInt8
    /// Whether other records can be the same person.
    let isShared: Bool
}

/// Pairs in blocks of fixed size: appending never moves what is there.
final class PairBuffer: @unchecked Sendable {
    /// Pairs of a block: a little over a megabyte.
    static let blockSize = 1 << 15

    private var blocks: [UnsafeMutablePointer<FoundPair>] = []
    /// Pairs so far.
    private(set) var count = 0

    deinit { removeAll() }

    /// Gives the memory back.
    func removeAll() {
        for block in blocks { block.deallocate() }
        blocks.removeAll()
        count = 0
    }

    /// Appends a pair; true when this took a new block.
    @inline(__always)
    func append(_ pair: FoundPair) -> Bool {
        let place = count & (Self.blockSize - 1)
        var isNew = false
        if place == 0 {
            blocks.append(.allocate(capacity: Self.blockSize))
            isNew = true
        }
        (blocks[blocks.count - 1] + place).initialize(to: pair)
        count += 1
        return isNew
    }

    /// The pairs, a block after the other.
    var runs: [UnsafeBufferPointer<FoundPair>] {
        blocks.enumerated().map { index, block in
            UnsafeBufferPointer(start: block, count: min(Self.blockSize, count - index * Self.blockSize))
        }
    }
}
