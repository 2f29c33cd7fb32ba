private import Statistics

/// The layout of a table file: magic, version, directory, then each column at a 64-byte boundary.
///
/// Directory entry: name, element code, byte offset, byte count, checksum. All little-endian.
enum TableLayout {
    static let magic: UInt32 = 0x544c_444a  // "JDLT"
    static let version: UInt16 = 1
    static let alignment = 64

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        KeyedHash(key: 0x6a64_6c74).hash(bytes)
    }

    static func elementCode<T>(of type: T.Type) -> UInt8? {
        switch type {
        case is UInt8.Type: 1
        case is UInt16.Type: 2
        case is UInt32.Type: 3
        case is UInt64.Type: 4
        case is Int32.Type, is Day.Type: 5
        case is Int64.Type: 6
        case is Float.Type: 7
        case is Double.Type: 8
        case is Int16.Type: 9
        case is Int8.Type: 10
        default: nil
        }
    }

    static func roundedUp(_ offset: Int) -> Int {
        (offset + alignment - 1) / alignment * alignment
    }
}

/// Collects columns and lays them out as one table.
package struct TableBuilder {
    private struct Entry {
        let name: String
        let code: UInt8
        let bytes: [UInt8]
    }

    private var entries: [Entry] = []

    /// A table without columns.
    package init() {}

    /// Adds a column of numbers; `name` must be new, columns may differ in length.
    package mutating func add<T: BitwiseCopyable>(_ name: String, _ values: [T]) {
        guard let code = TableLayout.elementCode(of: T.self) else {
            preconditionFailure("a table cannot hold this element type")
        }
        precondition(!entries.contains { $0.name == name }, "a column name stands twice")
        entries.append(Entry(name: name, code: code, bytes: values.withUnsafeBytes { Array($0) }))
    }

    /// Adds a dictionary-coded text column from a code a row and the distinct texts by code.
    ///
    /// The texts must be in ascending UTF-8 order and begin with the empty text.
    package mutating func add(_ name: String, codes: [UInt32], distinct: [String]) {
        precondition(distinct.first == "", "the first distinct text is the empty one")
        var offsets: [UInt32] = [0]
        var bytes: [UInt8] = []
        for text in distinct {
            bytes.append(contentsOf: text.utf8)
            offsets.append(UInt32(bytes.count))
        }
        add(name, codes)
        add(name + "#offsets", offsets)
        add(name + "#utf8", bytes)
    }

    /// Adds a text column; the dictionary is made here.
    package mutating func add(_ name: String, texts: [String]) {
        // Bytes, not strings: two strings are equal when Unicode holds them to be, even where their bytes differ.
        let bytes = texts.map { Array($0.utf8) }
        let sorted = Set(bytes).union([[]]).sorted { $0.lexicographicallyPrecedes($1) }
        let codes = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, UInt32($0)) })
        add(name, codes: bytes.map { codes[$0] ?? 0 }, distinct: sorted.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The whole table as a blob.
    package func build() -> Blob {
        var header = ByteWriter()
        writeHeader(into: &header, offsets: entries.map { _ in 0 })
        var offset = TableLayout.roundedUp(header.bytes.count)
        var offsets: [Int] = []
        for entry in entries {
            offsets.append(offset)
            offset = TableLayout.roundedUp(offset + entry.bytes.count)
        }
        header = ByteWriter()
        writeHeader(into: &header, offsets: offsets)
        return Blob.make(count: offset) { target in
            target.copyBytes(from: header.bytes)
            for (entry, start) in zip(entries, offsets) {
                UnsafeMutableRawBufferPointer(rebasing: target[start..<start + entry.bytes.count])
                    .copyBytes(from: entry.bytes)
            }
        }
    }

    private func writeHeader(into writer: inout ByteWriter, offsets: [Int]) {
        writer.write(TableLayout.magic)
        writer.write(TableLayout.version)
        writer.write(UInt32(entries.count))
        for (entry, offset) in zip(entries, offsets) {
            writer.write(text: entry.name)
            writer.write(entry.code)
            writer.write(UInt64(offset))
            writer.write(UInt64(entry.bytes.count))
            writer.write(entry.bytes.withUnsafeBytes { TableLayout.checksum($0) })
        }
    }
}

/// Reads a table that lies in a blob, without copying it.
package struct TableView: Sendable {
    private struct Entry {
        let code: UInt8
        let offset: Int
        let count: Int
        let checksum: UInt64
    }

    private let blob: Blob
    private let entries: [String: Entry]

    /// Reads the directory of a table.
    ///
    /// - Parameters:
    ///   - blob: The table's bytes.
    ///   - verify: Whether each column's checksum is compared, which reads all of it.
    /// - Throws: ``TableError/damaged(what:)``.
    package init(_ blob: Blob, verify: Bool = false) throws(TableError) {
        self.blob = blob
        do {
            var reader = ByteReader(blob.bytes)
            guard try reader.read(UInt32.self) == TableLayout.magic else { throw TableError.damaged(what: "no table") }
            guard try reader.read(UInt16.self) == TableLayout.version else {
                throw TableError.damaged(what: "another version of the file format")
            }
            var entries: [String: Entry] = [:]
            for _ in 0..<(try reader.read(UInt32.self)) {
                let name = try reader.readText()
                let code: UInt8 = try reader.read()
                let offset = Int(clamping: try reader.read(UInt64.self))
                let count = Int(clamping: try reader.read(UInt64.self))
                let checksum: UInt64 = try reader.read()
                guard offset % TableLayout.alignment == 0, offset <= blob.count, count <= blob.count - offset else {
                    throw TableError.damaged(what: "column \(name) lies outside the file")
                }
                entries[name] = Entry(code: code, offset: offset, count: count, checksum: checksum)
            }
            self.entries = entries
        } catch let error as TableError {
            throw error
        } catch {
            throw .damaged(what: "its directory is cut short")
        }
        if verify { try verifyChecksums() }
    }

    private func verifyChecksums() throws(TableError) {
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let bytes = UnsafeRawBufferPointer(rebasing: blob.bytes[entry.offset..<entry.offset + entry.count])
            guard TableLayout.checksum(bytes) == entry.checksum else {
                throw .damaged(what: "the checksum of column \(name) does not fit")
            }
        }
    }

    /// Whether the table has a column of this name.
    package func has(_ name: String) -> Bool { entries[name] != nil }

    /// A column of numbers.
    ///
    /// - Throws: ``TableError/noColumn(name:)`` when it is absent or of another type.
    package func column<T: BitwiseCopyable & Sendable>(
        _ name: String,
        as type: T.Type = T.self
    ) throws(TableError) -> Column<T> {
        guard let entry = entries[name], TableLayout.elementCode(of: T.self) == entry.code,
            entry.count % MemoryLayout<T>.stride == 0
        else { throw .noColumn(name: name) }
        return Column(blob: blob, offset: entry.offset, count: entry.count / MemoryLayout<T>.stride)
    }

    /// A dictionary-coded text column.
    ///
    /// - Throws: ``TableError``; every code and offset was checked.
    package func texts(_ name: String) throws(TableError) -> TextColumn {
        let codes: Column<UInt32> = try column(name)
        let offsets: Column<UInt32> = try column(name + "#offsets")
        let utf8: Column<UInt8> = try column(name + "#utf8")
        let distinct = offsets.count - 1
        guard distinct >= 1, offsets[0] == 0, Int(offsets[distinct]) == utf8.count, Self.ascend(offsets),
            Self.areBelow(distinct, codes)
        else { throw .damaged(what: "the dictionary of column \(name)") }
        return TextColumn(codes: codes, offsets: offsets, utf8: utf8)
    }

    private static func ascend(_ values: Column<UInt32>) -> Bool {
        values.withUnsafeBufferPointer { values in
            for index in 1..<max(values.count, 1) where values[index - 1] > values[index] { return false }
            return true
        }
    }

    private static func areBelow(_ bound: Int, _ values: Column<UInt32>) -> Bool {
        values.withUnsafeBufferPointer { values in (values.max() ?? 0) < bound }
    }
}
