import Foundation
import Tables

/// The packed rows of one table in one partition, with level numbers replaced by codes.
struct PackedRows: ~Copyable {
    /// A level column: where its number lies, and for each thread slot the codes by number.
    struct LevelColumn: Sendable {
        let offset: Int
        let codesBySlot: [[UInt16]]
    }

    /// Where each row begins, in no particular order.
    let starts: [UInt32]
    private let memory: UnsafeMutableRawBufferPointer
    private let base: UnsafeMutableRawPointer
    private let fixedBytes: Int

    /// Reads a partition's rows.
    ///
    /// - Parameters:
    ///   - spill: The table's file, or nil when the extract does not have the table.
    ///   - partition: The partition.
    ///   - plan: How rows are packed.
    ///   - levels: The level columns of the table.
    /// - Throws: ``TableError``.
    init(_ spill: SpillFile?, partition: Int, plan: TablePlan, levels: [LevelColumn]) throws(TableError) {
        let byteCount = spill?.byteCount(partition: partition) ?? 0
        guard byteCount < Int(UInt32.max) else { throw .damaged(what: "a partition is too large, import with more") }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        var starts: [UInt32] = []
        do {
            try spill?.read(partition: partition, into: memory) { segment, slot in
                guard let first = segment.baseAddress, let origin = memory.baseAddress else { return }
                var place = 0
                while place < segment.count {
                    let row = first + place
                    starts.append(UInt32(row - UnsafeMutableRawPointer(origin)))
                    for level in levels {
                        let number = row.loadUnaligned(fromByteOffset: level.offset, as: UInt16.self)
                        let code = level.codesBySlot[slot][Int(number)]
                        row.storeBytes(of: code, toByteOffset: level.offset, as: UInt16.self)
                    }
                    place += Int(row.loadUnaligned(as: UInt32.self))
                }
            }
        } catch {
            memory.deallocate()
            throw error
        }
        guard let base = memory.baseAddress else { preconditionFailure("allocated memory has an address") }
        self.memory = memory
        self.base = base
        self.starts = starts
        fixedBytes = plan.fixedBytes
    }

    deinit { memory.deallocate() }

    /// A fixed value of a row.
    @inline(__always)
    func value<T: BitwiseCopyable>(_ start: UInt32, _ offset: Int, as type: T.Type = T.self) -> T {
        base.loadUnaligned(fromByteOffset: Int(start) + offset, as: T.self)
    }

    /// The person's key.
    @inline(__always)
    func key(_ start: UInt32) -> UInt64 { value(start, TablePlan.keyOffset) }

    /// The person's check.
    @inline(__always)
    func check(_ start: UInt32) -> UInt32 { value(start, TablePlan.checkOffset) }

    /// The row's number in the file.
    @inline(__always)
    func row(_ start: UInt32) -> UInt32 { value(start, TablePlan.rowOffset) }

    /// Whether the row broke a rule when it was packed.
    @inline(__always)
    func isBad(_ start: UInt32) -> Bool { value(start, TablePlan.isBadOffset, as: UInt8.self) != 0 }

    /// The text at some place among a row's texts, from 0.
    @inline(__always)
    func text(_ start: UInt32, _ ordinal: Int) -> UnsafeBufferPointer<UInt8> {
        var place = Int(start) + fixedBytes
        for _ in 0..<ordinal { place += 2 + Int(base.loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
        let count = Int(base.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        return UnsafeBufferPointer(start: (base + place + 2).assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Everything a row holds besides its number, which orders rows by content alone.
    @inline(__always)
    func content(_ start: UInt32) -> UnsafeBufferPointer<UInt8> {
        let length = Int(value(start, 0, as: UInt32.self)) - TablePlan.fixedOffset
        let place = base + Int(start) + TablePlan.fixedOffset
        return UnsafeBufferPointer(start: place.assumingMemoryBound(to: UInt8.self), count: length)
    }

    /// Whether one row comes before another by content, then by row number.
    func isAscendingByContent(_ left: UInt32, _ right: UInt32) -> Bool {
        let order = Bytes.compare(content(left), content(right))
        return order == 0 ? row(left) < row(right) : order < 0
    }

    /// A fixed column of some rows.
    func column<T: BitwiseCopyable>(_ rows: [UInt32], _ offset: Int, as type: T.Type = T.self) -> [T] {
        rows.map { value($0, offset, as: T.self) }
    }

    /// A date column of some rows.
    func days(_ rows: [UInt32], _ offset: Int) -> [Day] {
        rows.map { Day(number: value($0, offset, as: Int32.self)) }
    }
}
