import Dispatch
import Ingest
import Statistics
import Synchronization

/// The columns of the data of `jdl match`, read in one pass without their text.
///
/// Columns that were not named beforehand are read when they are asked for, with a pass of their own.
final class MatchTable: Sendable {
    /// One column.
    struct Column: Sendable {
        /// Its name in the header.
        let name: String
        fileprivate let table: MatchTable
        fileprivate let position: Int

        /// The number of rows.
        var count: Int { table.rowCount }

        /// The numbers, NaN where there is none; nil when a value is no number, or when there is none at all.
        func numbers() -> [Double]? { table.numbers(position) }

        /// The distinct texts in order (as numbers when all are), and the index of each row's; −1 where there is none.
        func levels() -> (levels: [String], codes: [Int32]) {
            let levels = table.levels(position)
            return (levels.names, levels.codes)
        }
    }

    private struct Cache {
        var numbers: [Int: [Double]?] = [:]
        var levels: [Int: CSVColumnReader.Levels] = [:]
    }

    private let reader: CSVColumnReader
    private let cache: Mutex<Cache>
    /// For each row the hash of its identifier, or of all its texts.
    let keys: [UInt64]

    /// Reads the columns that are known to be needed.
    ///
    /// - Parameters:
    ///   - scanner: The file.
    ///   - numbers: Columns that may hold numbers; those that do not are read again as levels.
    ///   - levels: Columns whose texts count.
    ///   - id: The column that names a row; nil to know rows by all their texts.
    /// - Throws: `CSVError.noColumn`, and ``MatchDataError/misshapen(row:what:)``.
    init(_ scanner: CSVScanner, numbers: [String], levels: [String], id: String?) throws {
        let reader = CSVColumnReader(scanner)
        func positions(_ names: [String]) throws -> [Int] {
            try Set(names).sorted().map { name in
                guard let position = scanner.position(of: name) else {
                    throw CSVError.noColumn(file: scanner.fileName, column: name)
                }
                return position
            }
        }
        let numberPositions = try positions(numbers)
        let levelPositions = try positions(levels)
        let read = reader.read(
            numbers: numberPositions,
            levels: levelPositions,
            keyColumns: try id.map { try positions([$0]) } ?? Array(scanner.columns.indices),
            hash: KeyedHash(key: 0x6d61_7463_685f_6b65)
        )
        if let fault = read.fault { throw MatchDataError.misshapen(row: fault.row, what: "\(fault.fault)") }
        var cache = Cache()
        for (position, values) in zip(numberPositions, read.numbers) { cache.numbers[position] = .some(values) }
        for (position, values) in zip(levelPositions, read.levels) { cache.levels[position] = values }
        let texts = numberPositions.filter { cache.numbers[$0] == .some(nil) && cache.levels[$0] == nil }
        if !texts.isEmpty {
            for (position, values) in zip(texts, reader.read(levels: texts).levels) { cache.levels[position] = values }
        }
        self.reader = reader
        self.cache = Mutex(cache)
        keys = read.keys
    }

    /// The number of rows.
    var rowCount: Int { reader.scanner.rowCount }

    /// A column by name.
    ///
    /// - Throws: `CSVError.noColumn`.
    func values(of name: String) throws -> Column {
        guard let position = reader.scanner.position(of: name) else {
            throw CSVError.noColumn(file: reader.scanner.fileName, column: name)
        }
        return Column(name: name, table: self, position: position)
    }

    /// Lets go of everything that was read; the file is read again for a column that is asked for later.
    func forget() {
        cache.withLock { $0 = Cache() }
    }

    private func numbers(_ position: Int) -> [Double]? {
        cache.withLock { cache in
            if let known = cache.numbers[position] { return known }
            let read = reader.read(numbers: [position]).numbers[0]
            cache.numbers[position] = .some(read)
            return read
        }
    }

    private func levels(_ position: Int) -> CSVColumnReader.Levels {
        cache.withLock { cache in
            if let known = cache.levels[position] { return known }
            let read = reader.read(levels: [position]).levels[0]
            cache.levels[position] = read
            return read
        }
    }
}

/// The order of rows by their keys.
enum KeyOrder {
    private static let bucketBits = 12

    /// Rows in the order of their keys, equal keys by row.
    ///
    /// Keys are hashes, so buckets of their first bits are about equal.
    static func sorted(_ rows: [Int], keys: [UInt64]) -> [Int] {
        let shift = UInt64(64 - bucketBits)
        var starts = Array(repeating: 0, count: (1 << bucketBits) + 1)
        for row in rows { starts[Int(keys[row] >> shift) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var next = starts
        var ordered = rows
        ordered.withUnsafeMutableBufferPointer { ordered in
            for row in rows {
                let bucket = Int(keys[row] >> shift)
                ordered[next[bucket]] = row
                next[bucket] += 1
            }
            nonisolated(unsafe) let all = ordered
            let bounds = starts
            DispatchQueue.concurrentPerform(iterations: 1 << bucketBits) { bucket in
                var own = UnsafeMutableBufferPointer(rebasing: all[bounds[bucket]..<bounds[bucket + 1]])
                own.sort { keys[$0] != keys[$1] ? keys[$0] < keys[$1] : $0 < $1 }
            }
        }
        return ordered
    }
}
