import Extracts
import Foundation
import Linkage
import Tables

/// Checks and packs the rows of one table on one thread, and sends them to their partitions.
///
/// Each thread slot has its own and uses it alone, which is why it may be shared between threads as a reference.
final class RowPacker: @unchecked Sendable {
    /// The longest text of a field, in bytes.
    static let textBytesMax = 1_000
    private static var nothing: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: nil, count: 0) }
    /// Distinct names remembered before the memo begins anew.
    private static let namesMax = 1 << 18

    private let plan: TablePlan
    private let partitions: Int
    private let dates: DateText
    // One thread at a time and no re-entrance: checks of exclusive access would cost a tenth of the pass.
    @exclusivity(unchecked) private var buffers: SpillBuffers
    @exclusivity(unchecked) private var levels: LevelLists
    @exclusivity(unchecked) private var names = TextMemo()
    private let record: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var length = 0
    /// The person of the row before: files are often sorted by person.
    @exclusivity(unchecked) private var lastID: [UInt8] = []
    @exclusivity(unchecked) private var standardID: [UInt8] = []
    @exclusivity(unchecked) private var key: UInt64 = 0
    @exclusivity(unchecked) private var check: UInt32 = 0
    @exclusivity(unchecked) private var output: [UInt8] = []
    @exclusivity(unchecked) private var cells: [BadCell] = []

    init(plan: TablePlan, spill: SpillFile, partitions: Int, slot: Int, levels: LevelLists, dates: DateText) {
        self.plan = plan
        self.partitions = partitions
        self.dates = dates
        self.levels = levels
        buffers = SpillBuffers(file: spill, partitions: partitions, slot: slot)
        record = .allocate(byteCount: SpillBuffers.bytesPerPartition, alignment: 16)
    }

    deinit { record.deallocate() }

    /// Packs all rows of a chunk.
    ///
    /// - Returns: The broken rules of the chunk's rows, and of how many rows they are.
    /// - Throws: ``OutputError``; ``ImportError/tooManyLevels(column:)``.
    func pack(_ rows: inout CSVRowReader) throws -> (cells: [BadCell], rowCount: Int) {
        cells.removeAll(keepingCapacity: true)
        var badRows = 0
        while rows.next() {
            let before = cells.count
            let row = UInt32(truncatingIfNeeded: rows.rowNumber)
            if let fault = rows.fault { cells.append(BadCell(row: row, column: -1, rule: CellRule(fault))) }
            let hasPerson = try pack(&rows, row: row)
            let isBad = cells.count > before
            if isBad { badRows += 1 }
            // A bad row of persons goes on, marked, so that the person's other rows are not blamed for it.
            guard hasPerson, !isBad || plan.table.name == ExtractTable.persons.name else { continue }
            record.storeBytes(of: isBad ? 1 : 0, toByteOffset: TablePlan.isBadOffset, as: UInt8.self)
            record.storeBytes(of: UInt32(length), as: UInt32.self)
            try buffers.append(record, count: length, partition: PersonKey.partition(key, of: partitions))
        }
        return (cells, badRows)
    }

    /// Writes what is still in the buffers, and gives the level lists back.
    ///
    /// - Throws: ``OutputError``.
    func finish() throws(OutputError) -> LevelLists {
        try buffers.flush()
        return levels
    }

    /// Packs one row; false when it names no person.
    @inline(__always)
    private func pack(_ rows: inout CSVRowReader, row: UInt32) throws -> Bool {
        var hasPerson = false
        length = plan.fixedBytes
        record.storeBytes(of: row, toByteOffset: TablePlan.rowOffset, as: UInt32.self)
        for index in plan.columns.indices {
            let source = plan.columns[index].source
            let text = source < 0 ? Self.nothing : DecimalText.trimmed(rows[source])
            if !text.isEmpty {
                let rule = try pack(text, index)
                if let rule { cells.append(BadCell(row: row, column: Int16(index), rule: rule)) }
                if case .person = plan.columns[index].packing { hasPerson = rule == nil }
            } else {
                packMissing(index)
                if plan.columns[index].isRequired {
                    cells.append(BadCell(row: row, column: Int16(index), rule: .missing))
                }
            }
        }
        return hasPerson
    }

    private func packMissing(_ index: Int) {
        let offset = plan.columns[index].offset
        switch plan.columns[index].packing {
        case .date: record.storeBytes(of: Day.missing.number, toByteOffset: offset, as: Int32.self)
        case .integer: record.storeBytes(of: -1, toByteOffset: offset, as: Int32.self)
        case .level: record.storeBytes(of: 0, toByteOffset: offset, as: UInt16.self)
        case .flag, .word: record.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
        case .item: record.storeBytes(of: .max, toByteOffset: offset, as: UInt8.self)
        case .text: appendText(Self.nothing)
        case .person: break
        }
    }

    /// Packs a value that is there; returns the rule that it breaks.
    @inline(__always)
    private func pack(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) throws -> CellRule? {
        let offset = plan.columns[index].offset
        switch plan.columns[index].packing {
        case .person:
            return packPerson(text)
        case .date:
            let day = dates.day(text)
            record.storeBytes(of: (day ?? .missing).number, toByteOffset: offset, as: Int32.self)
            return day == nil ? .notADate : nil
        case .integer:
            return packInteger(text, index) {
                self.record.storeBytes(of: Int32($0), toByteOffset: offset, as: Int32.self)
            }
        case .item:
            return packInteger(text, index) {
                self.record.storeBytes(of: UInt8($0), toByteOffset: offset, as: UInt8.self)
            }
        case .flag:
            let flag = FlagText.flag(text)
            record.storeBytes(of: flag == true ? 1 : 0, toByteOffset: offset, as: UInt8.self)
            return flag == nil ? .notAFlag : nil
        case .word:
            let code = WordText.code(text, plan.columns[index].words)
            record.storeBytes(of: code ?? 0, toByteOffset: offset, as: UInt8.self)
            return code == nil ? .notAWord : nil
        case .level:
            record.storeBytes(of: 0, toByteOffset: offset, as: UInt16.self)
            guard text.count <= Self.textBytesMax else { return .tooLong }
            guard let number = levels.number(of: text, column: index) else {
                throw ImportError.tooManyLevels(column: plan.columns[index].name)
            }
            record.storeBytes(of: number, toByteOffset: offset, as: UInt16.self)
            return nil
        case .text(let standard):
            return packText(text, standard)
        }
    }

    @inline(__always)
    private func packInteger(
        _ text: UnsafeBufferPointer<UInt8>,
        _ index: Int,
        store: (Int) -> Void
    ) -> CellRule? {
        guard let value = DecimalText.integer(text) else { return .notAWholeNumber }
        guard value >= plan.columns[index].least, value <= plan.columns[index].most else { return .outOfRange }
        store(value)
        return nil
    }

    @inline(__always)
    private func packPerson(_ text: UnsafeBufferPointer<UInt8>) -> CellRule? {
        let isSame = lastID.withUnsafeBufferPointer { Bytes.isEqual($0, text) }
        if !isSame {
            guard text.count <= Self.textBytesMax else { return .tooLong }
            lastID.removeAll(keepingCapacity: true)
            lastID.append(contentsOf: text)
            PersonKey.standardise(text, into: &standardID)
            (key, check) = standardID.withUnsafeBufferPointer { (PersonKey.key($0), PersonKey.check($0)) }
        }
        if standardID.isEmpty { return .missing }
        record.storeBytes(of: key, toByteOffset: TablePlan.keyOffset, as: UInt64.self)
        record.storeBytes(of: check, toByteOffset: TablePlan.checkOffset, as: UInt32.self)
        if plan.table.name == ExtractTable.persons.name { standardID.withUnsafeBufferPointer { appendText($0) } }
        return nil
    }

    private func packText(_ text: UnsafeBufferPointer<UInt8>, _ standard: TablePlan.TextStandard) -> CellRule? {
        guard text.count <= Self.textBytesMax else {
            appendText(Self.nothing)
            return .tooLong
        }
        switch standard {
        case .none:
            appendText(text)
        case .identifier:
            Standardise.identifier(text, into: &output)
            output.withUnsafeBufferPointer { appendText($0) }
        case .name:
            if names.count > Self.namesMax { names.removeAll() }
            let index = names.index(of: text) { raw in
                Standardise.name(raw, into: &output)
                return String(decoding: output, as: UTF8.self)
            }
            names.withValue(index) { appendText($0) }
        }
        return nil
    }

    @inline(__always)
    private func appendText(_ text: UnsafeBufferPointer<UInt8>) {
        let count = min(text.count, Int(UInt16.max))
        precondition(length + 2 + count <= SpillBuffers.bytesPerPartition, "a packed row fits the buffer")
        record.storeBytes(of: UInt16(count), toByteOffset: length, as: UInt16.self)
        if let base = text.baseAddress { memcpy(record + length + 2, base, count) }
        length += 2 + count
    }
}
