package import Statistics
import Tables

/// Reads some columns of a CSV file as numbers or levels, in one pass that keeps none of the text.
///
/// Chunks are read in parallel, each straight into its rows of the columns, so memory is that of the columns alone.
package struct CSVColumnReader: Sendable {
    /// The distinct texts of a column and the place of each row's.
    package struct Levels: Equatable, Sendable {
        /// The distinct texts without spaces around them: in the order of the numbers when all are numbers, else of the bytes.
        package let names: [String]
        /// The place of each row's text; −1 where there is none.
        package let codes: [Int32]

        /// Levels from their parts.
        package init(names: [String], codes: [Int32]) {
            self.names = names
            self.codes = codes
        }
    }

    /// What was read.
    package struct Columns: Sendable {
        /// The numbers of each column that was asked for, NaN where there is none; nil when a value is no number, or when
        /// there is none at all.
        package let numbers: [[Double]?]
        /// The levels of each column that was asked for.
        package let levels: [Levels]
        /// For each row the keyed hash of its texts in the key columns.
        package let keys: [UInt64]
        /// The first row that does not have the header's shape.
        package let fault: CSVDocument.Fault?
    }

    /// The file.
    package let scanner: CSVScanner

    /// A reader of a file.
    package init(_ scanner: CSVScanner) {
        self.scanner = scanner
    }

    /// Reads columns, given by their positions.
    ///
    /// - Parameters:
    ///   - numbers: Columns to read as numbers.
    ///   - levels: Columns to read as levels.
    ///   - keyColumns: Columns whose texts make up a row's key.
    ///   - hash: The hash of the keys.
    /// - Returns: The columns, in the order they were asked for.
    /// - Complexity: O(*n*) in the bytes of the file.
    package func read(
        numbers: [Int] = [],
        levels: [Int] = [],
        keyColumns: [Int] = [],
        hash: KeyedHash = KeyedHash(key: 0)
    ) -> Columns {
        let rowCount = scanner.rowCount
        guard rowCount > 0 else {
            let none = Levels(names: [], codes: [])
            return Columns(numbers: numbers.map { _ in nil }, levels: levels.map { _ in none }, keys: [], fault: nil)
        }
        var values: [[Double]] = numbers.map { _ in LargePages.array(count: rowCount) { _ in } }
        var codes: [[Int32]] = levels.map { _ in LargePages.array(count: rowCount) { _ in } }
        var keys: [[UInt64]] = keyColumns.isEmpty ? [] : [LargePages.array(count: rowCount) { _ in }]
        let parts = Self.withPointers(&values) { values in
            Self.withPointers(&codes) { codes in
                Self.withPointers(&keys) { keys in
                    let targets = Targets(
                        numbers: Array(zip(numbers, values)),
                        levels: Array(zip(levels, codes)),
                        keyColumns: keyColumns,
                        keys: keys.first,
                        hash: hash
                    )
                    return chunks { targets.read(&$0) }
                }
            }
        }
        let isNumeric = numbers.indices.map { column in
            !parts.contains { $0.isText[column] } && parts.contains { $0.hasNumber[column] }
        }
        return Columns(
            numbers: numbers.indices.map { isNumeric[$0] ? values[$0] : nil },
            levels: levels.indices.map { column in
                let merged = MergedLevels(parts.map { $0.levels[column] })
                for (chunk, places) in zip(scanner.chunks, merged.places) {
                    let first = chunk.firstRow - 1
                    codes[column].withUnsafeMutableBufferPointer { codes in
                        for row in first..<(first + chunk.rowCount) where codes[row] >= 0 {
                            codes[row] = places[Int(codes[row])]
                        }
                    }
                }
                return Levels(names: merged.names, codes: codes[column])
            },
            keys: keys.first ?? [],
            fault: parts.lazy.compactMap(\.fault).first
        )
    }

    private func chunks(_ body: @Sendable (inout CSVRowReader) -> Part) -> [Part] {
        do { return try scanner.mapChunks { _, _, rows in body(&rows) } } catch {
            preconditionFailure("reading a chunk cannot fail")
        }
    }

    /// Lends the memory of all arrays at once.
    private static func withPointers<Value, Result>(
        _ arrays: inout [[Value]],
        from first: Int = 0,
        _ pointers: [UnsafeMutablePointer<Value>] = [],
        _ body: ([UnsafeMutablePointer<Value>]) -> Result
    ) -> Result {
        guard first < arrays.count else { return body(pointers) }
        // Taken out, so that lending one array leaves the others free.
        var array = arrays[first]
        arrays[first] = []
        defer { arrays[first] = array }
        return array.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array of rows has memory") }
            return withPointers(&arrays, from: first + 1, pointers + [base], body)
        }
    }
}

/// What a chunk found.
private struct Part: Sendable {
    var isText: [Bool]
    var hasNumber: [Bool]
    var levels: [LevelTable]
    var fault: CSVDocument.Fault?
}

/// Where the values of each row go; chunks write to rows of their own.
private struct Targets: @unchecked Sendable {
    let numbers: [(position: Int, values: UnsafeMutablePointer<Double>)]
    let levels: [(position: Int, codes: UnsafeMutablePointer<Int32>)]
    let keyColumns: [Int]
    let keys: UnsafeMutablePointer<UInt64>?
    let hash: KeyedHash

    init(
        numbers: [(Int, UnsafeMutablePointer<Double>)],
        levels: [(Int, UnsafeMutablePointer<Int32>)],
        keyColumns: [Int],
        keys: UnsafeMutablePointer<UInt64>?,
        hash: KeyedHash
    ) {
        self.numbers = numbers
        self.levels = levels
        self.keyColumns = keyColumns
        self.keys = keys
        self.hash = hash
    }

    func read(_ rows: inout CSVRowReader) -> Part {
        var part = Part(
            isText: numbers.map { _ in false },
            hasNumber: numbers.map { _ in false },
            levels: levels.map { _ in LevelTable() }
        )
        while rows.next() {
            let row = rows.rowNumber - 1
            if let fault = rows.fault, part.fault == nil {
                part.fault = CSVDocument.Fault(row: rows.rowNumber, fault: fault)
            }
            for index in numbers.indices where !part.isText[index] {
                let field = rows[numbers[index].position]
                if let number = DecimalText.number(field) {
                    numbers[index].values[row] = number
                    if !part.hasNumber[index] { part.hasNumber[index] = true }
                } else if MissingText.isMissing(field) {
                    numbers[index].values[row] = .nan
                } else {
                    part.isText[index] = true
                }
            }
            for index in levels.indices {
                levels[index].codes[row] = part.levels[index].code(of: rows[levels[index].position])
            }
            guard let keys else { continue }
            keys[row] = keyColumns.reduce(UInt64(0)) { hash.hash($0, hash.hash(UnsafeRawBufferPointer(rows[$1]))) }
        }
        return part
    }
}

/// Texts that stand for no value: empty, spaces, and the marks of R and of Stata.
enum MissingText {
    /// Whether a text stands for no value.
    static func isMissing(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        let isMark =
            (field.count == 2 && field[0] == UInt8(ascii: "N") && field[1] == UInt8(ascii: "A"))
            || (field.count == 1 && field[0] == UInt8(ascii: "."))
        return isMark || DecimalText.trimmed(field).isEmpty
    }
}
