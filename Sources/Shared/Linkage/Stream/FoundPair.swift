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

/// The cohort's records in parts, so that what is read of a part's records fits a processor's cache.
struct CohortParts: Sendable {
    /// Parts at most: a thread keeps a block of pairs for each.
    private static let countMax = 64

    private let shift: UInt32
    /// How many parts there are.
    let count: Int

    /// Parts of at least 1,024 records.
    init(rowCount: Int) {
        var shift: UInt32 = 10
        while rowCount >> Int(shift) >= Self.countMax { shift += 1 }
        self.shift = shift
        count = rowCount >> Int(shift) + 1
    }

    /// The part of a record.
    @inline(__always)
    func part(ofRow row: UInt32) -> Int { Int(row >> shift) }
}

/// Pairs by part of the cohort, in blocks of fixed size: appending never moves what is there.
final class PairBuffer: @unchecked Sendable {
    private struct Part {
        var blocks: [UnsafeMutablePointer<FoundPair>] = []
        /// Where the next pair goes, and the room that is left in its block.
        var next: UnsafeMutablePointer<FoundPair>?
        var room = 0
    }

    /// Pairs of a block, 48 KiB.
    static let blockSize = 1 << 10

    private let cohortParts: CohortParts
    private let parts: UnsafeMutablePointer<Part>

    /// No pairs.
    init(_ cohortParts: CohortParts) {
        self.cohortParts = cohortParts
        parts = .allocate(capacity: cohortParts.count)
        parts.initialize(repeating: Part(), count: cohortParts.count)
    }

    deinit {
        removeAll()
        parts.deinitialize(count: cohortParts.count)
        parts.deallocate()
    }

    /// Gives the memory back.
    func removeAll() {
        for part in 0..<cohortParts.count {
            for block in parts[part].blocks { block.deallocate() }
            parts[part] = Part()
        }
    }

    /// Appends a pair; true when this took a new block.
    @inline(__always)
    func append(_ pair: FoundPair) -> Bool {
        let part = parts + cohortParts.part(ofRow: pair.cohortRow)
        let isNew = part.pointee.room == 0
        if isNew { addBlock(part) }
        part.pointee.next?.initialize(to: pair)
        part.pointee.next? += 1
        part.pointee.room -= 1
        return isNew
    }

    @inline(never)
    private func addBlock(_ part: UnsafeMutablePointer<Part>) {
        let block = UnsafeMutablePointer<FoundPair>.allocate(capacity: Self.blockSize)
        part.pointee.blocks.append(block)
        part.pointee.next = block
        part.pointee.room = Self.blockSize
    }

    /// The pairs of a part, a block after the other.
    func runs(ofPart part: Int) -> [UnsafeBufferPointer<FoundPair>] {
        let blocks = parts[part].blocks
        return blocks.enumerated().map { index, block in
            let room = index == blocks.count - 1 ? parts[part].room : 0
            return UnsafeBufferPointer(start: block, count: Self.blockSize - room)
        }
    }
}
