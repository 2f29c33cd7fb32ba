package import Linkage
import Synchronization
import Tables

/// The population of `jdl link`: a CSV file of any size, read in chunks past a cohort.
package struct PoolFile: Sendable {
    /// The file.
    package let scanner: CSVScanner
    /// For each compared column its place in the file.
    private let positions: [Int]
    /// The place of the PNC identifier, where it tells people apart without being compared.
    private let personPosition: Int?

    /// What tells which records are one person.
    package let personKey: PoolBatch.PersonKey

    /// A file whose columns are known.
    ///
    /// - Parameters:
    ///   - scanner: The file.
    ///   - schema: The columns to compare; the file has them all.
    ///   - positionsByName: The places of the file's columns by canonical name.
    package init(_ scanner: CSVScanner, schema: LinkSchema, positionsByName: [String: Int]) {
        self.scanner = scanner
        positions = schema.fields.map { field in
            guard let position = positionsByName[field.name] else { preconditionFailure("both files have the column") }
            return position
        }
        if let field = schema.index(of: "pnc_id") {
            personKey = .field(field)
            personPosition = nil
        } else if let position = positionsByName["pnc_id"] {
            personKey = .otherColumn
            personPosition = position
        } else {
            personKey = .none
            personPosition = nil
        }
    }

    /// Reads all records past a cohort.
    ///
    /// - Parameters:
    ///   - stream: The cohort, ready for a reading.
    ///   - threads: How many threads read; nil for one a processor.
    /// - Throws: ``CSVRowError`` for the first record that has not the header's shape.
    package func read(into stream: PoolStream, threads: Int? = nil) throws {
        _ = try scanner.mapChunks(threads: threads) { slot, _, rows in
            let scan = stream.scan(slot: slot)
            let batch = scan.batch
            var offset = rows.offset
            while rows.next() {
                if let fault = rows.fault {
                    throw CSVRowError(file: scanner.fileName, row: rows.rowNumber, fault: fault)
                }
                set(batch, &rows)
                let isLasting = !rows.hasDecodedFields
                if batch.endRow(number: rows.rowNumber - 1, offset: offset, isLasting: isLasting) { scan.flush() }
                offset = rows.offset
            }
            scan.flush()
        }
    }

    @inline(__always)
    private func set(_ batch: PoolBatch, _ rows: inout CSVRowReader) {
        for field in 0..<positions.count { batch.set(field: field, rows[positions[field]]) }
        if let personPosition { batch.setPerson(rows[personPosition]) }
    }

    /// Reads the sample of a stream, for its random pairs.
    ///
    /// - Parameters:
    ///   - stream: The stream, after a reading of all records.
    ///   - threads: How many threads read; nil for one a processor.
    /// - Returns: The comparison vectors of the pairs.
    /// - Throws: Nothing that reading all records did not throw.
    package func countRandomPairs(_ stream: PoolStream, threads: Int? = nil) throws -> VectorCounts {
        let sample = stream.sample
        stream.beginRandomPairs(sampleCount: sample.count)
        let size = PoolStream.batchRowCount
        let tiles = (sample.count + size - 1) / size
        _ = try Parallel.map(count: tiles, threads: threads ?? Parallel.defaultThreads) { slot, tile in
            let scan = stream.scan(slot: slot)
            let tile = sample[tile * size..<min((tile + 1) * size, sample.count)]
            scanner.readRows(at: tile.map(\.offset)) { index, rows in
                set(scan.batch, &rows)
                let (offset, place) = tile[tile.startIndex + index]
                _ = scan.batch.endRow(number: place, offset: offset, isLasting: !rows.hasDecodedFields)
            }
            scan.flush()
        }
        return stream.randomPairs
    }

    /// The standardised PNC identifiers of some records, where the file has such a column.
    ///
    /// - Parameter offsets: Where the records begin, in the order of the file.
    /// - Returns: One text a record, empty where it is missing; nil without the column.
    package func pncIDs(at offsets: [Int]) -> [String]? {
        guard let position = personPosition ?? personField.map({ positions[$0] }) else { return nil }
        var result: [String] = []
        var standard: [UInt8] = []
        scanner.readRows(at: offsets) { _, rows in
            Standardise.pncID(rows[position], into: &standard)
            result.append(String(decoding: standard, as: UTF8.self))
        }
        return result
    }

    /// The compared values of one record, as they are written in the file.
    ///
    /// - Parameter offset: Where the record begins.
    /// - Returns: One text for each column of the schema.
    package func texts(at offset: Int) -> [String] {
        var result: [String] = []
        scanner.readRows(at: [offset]) { _, rows in
            result = positions.map { String(decoding: rows[$0], as: UTF8.self) }
        }
        return result
    }

    private var personField: Int? {
        if case .field(let field) = personKey { field } else { nil }
    }
}

/// A row that does not have the header's shape, where that cannot be passed over.
package struct CSVRowError: BadInput {
    private let file: String
    private let row: Int
    private let fault: CSVFault

    init(file: String, row: Int, fault: CSVFault) {
        self.file = file
        self.row = row
        self.fault = fault
    }

    package var description: String { "Row \(row) of \(file) is misshapen: \(fault); correct it." }
}
