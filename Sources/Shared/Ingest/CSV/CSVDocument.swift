package import Tables

/// One column of a ``CSVDocument``: the text of every row, in UTF-8.
package struct CSVColumn: Sendable {
    /// Its name in the header.
    package let name: String
    /// Where each row's text ends; rows + 1 values, from 0.
    private var ends: [UInt32] = [0]
    private var bytes: [UInt8] = []

    init(name: String) {
        self.name = name
    }

    /// The number of rows.
    package var count: Int { ends.count - 1 }

    /// The bytes of a row's text for the time of a closure.
    package func withBytes<R>(row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        let range = Int(ends[row])..<Int(ends[row + 1])
        return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// A row's text, as typed.
    package subscript(row: Int) -> String {
        withBytes(row: row) { String(decoding: $0, as: UTF8.self) }
    }

    /// A row's number, or nil if it has none; spaces around it do not matter.
    package func number(row: Int) -> Double? {
        withBytes(row: row) { DecimalText.number($0) }
    }

    /// A row's date, or nil if it has none; spaces around it do not matter.
    package func day(row: Int) -> Day? {
        withBytes(row: row) { Day(parsing: DecimalText.trimmed($0)) }
    }

    /// Whether a row's text is empty or spaces.
    package func isBlank(row: Int) -> Bool {
        withBytes(row: row) { DecimalText.trimmed($0).isEmpty }
    }

    /// The texts of all rows.
    package var texts: [String] { (0..<count).map { self[$0] } }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    /// Appends another part's rows; false when the column would be larger than its offsets can tell.
    mutating func append(_ other: CSVColumn) -> Bool {
        let shift = bytes.count
        guard shift + other.bytes.count <= Int(UInt32.max) else { return false }
        bytes.append(contentsOf: other.bytes)
        ends.append(contentsOf: other.ends.dropFirst().map { $0 + UInt32(shift) })
        return true
    }
}

/// A CSV file read as a whole, column by column, with quotation marks resolved and all text in UTF-8.
///
/// For files that fit in memory; ``CSVScanner`` reads larger ones. Rows are counted from 0 here, and from 1 in
/// ``faults`` as in every message.
package struct CSVDocument: Sendable {
    /// A row that does not have the header's shape.
    package struct Fault: Hashable, Sendable {
        /// The data row, from 1.
        package let row: Int
        /// What is wrong with it.
        package let fault: CSVFault
    }

    /// The file's name without its folder.
    package let fileName: String
    /// The columns, in the order of the file.
    package let columns: [CSVColumn]
    /// The number of data rows.
    package let rowCount: Int
    /// The rows of the wrong shape, in order; what they lack is empty, what they have too much is left out.
    package let faults: [Fault]

    /// Reads a file.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``CSVError``.
    package init(path: String) throws(CSVError) {
        try self.init(CSVScanner(path: path))
    }

    /// Reads a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - fileName: Its name, for messages.
    /// - Throws: ``CSVError``.
    package init(bytes: [UInt8], fileName: String) throws(CSVError) {
        try self.init(CSVScanner(contents: Blob.copy(bytes), path: fileName))
    }

    /// Reads all of a scanner's rows.
    ///
    /// - Parameter scanner: The file.
    /// - Throws: ``CSVError/tooLarge(file:)``.
    package init(_ scanner: CSVScanner) throws(CSVError) {
        let names = scanner.columns
        let parts: [(columns: [CSVColumn], faults: [Fault])]
        do {
            parts = try scanner.mapChunks { _, chunk, rows in
                guard chunk.range.count <= Int(UInt32.max) else { throw CSVError.tooLarge(file: scanner.fileName) }
                var columns = names.map { CSVColumn(name: $0) }
                var faults: [Fault] = []
                while rows.next() {
                    for index in columns.indices { columns[index].append(rows[index]) }
                    if let fault = rows.fault { faults.append(Fault(row: rows.rowNumber, fault: fault)) }
                }
                return (columns, faults)
            }
        } catch { throw .tooLarge(file: scanner.fileName) }
        var columns = names.map { CSVColumn(name: $0) }
        for part in parts {
            for index in columns.indices where !columns[index].append(part.columns[index]) {
                throw .tooLarge(file: scanner.fileName)
            }
        }
        fileName = scanner.fileName
        self.columns = columns
        rowCount = scanner.rowCount
        faults = parts.flatMap(\.faults)
    }

    /// The names of the columns, in the order of the file.
    package var columnNames: [String] { columns.map(\.name) }

    /// Whether there is a column of this name.
    package func has(_ name: String) -> Bool { columns.contains { $0.name == name } }

    /// A column by name.
    ///
    /// - Throws: ``CSVError/noColumn(file:column:)``.
    package func values(of name: String) throws(CSVError) -> CSVColumn {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw .noColumn(file: fileName, column: name)
        }
        return column
    }

    /// The texts of a column by name.
    ///
    /// - Throws: ``CSVError/noColumn(file:column:)``.
    package func column(named name: String) throws(CSVError) -> [String] {
        try values(of: name).texts
    }
}
