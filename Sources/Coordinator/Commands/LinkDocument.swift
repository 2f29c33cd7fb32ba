import Dispatch
import Foundation
import Ingest
import Linkage
import Synchronization

/// Reading of CSV files for the linkage commands.
enum LinkDocument {
    /// Reads a file in which every row must have the header's shape.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - rowCountMin: Fewer rows are refused: 1, or 2 where rows are compared with each other.
    /// - Returns: The file.
    /// - Throws: `CSVError`, or a ``CommandFailure`` with the first row that is misshapen.
    static func read(_ path: String, rowCountMin: Int = 1) throws -> CSVDocument {
        // Small chunks, so that all threads read.
        let document = try CSVDocument(CSVScanner(path: path, chunkBytes: 1 << 20))
        if let fault = document.faults.first {
            throw CommandFailure.badUsage("Row \(fault.row) of \(document.fileName) is misshapen: \(fault.fault).")
        }
        guard document.rowCount >= rowCountMin else {
            throw CommandFailure.badUsage(
                rowCountMin == 1
                    ? "\(document.fileName) has no rows; name a file with people in it."
                    : "\(document.fileName) has fewer than two rows; there is nothing to compare."
            )
        }
        return document
    }

    /// The columns by canonical name; of two that mean the same the first counts.
    static func columnsByName(_ document: CSVDocument) -> [String: CSVColumn] {
        Dictionary(document.columns.map { (ColumnRecognition.canonicalName($0.name), $0) }) { first, _ in first }
    }

    /// The values of columns, on all cores; each entry may have the columns of several files, one after another.
    static func distinct(_ columns: [[CSVColumn]]) -> [DistinctTexts] {
        let slots = Mutex([DistinctTexts?](repeating: nil, count: columns.count))
        DispatchQueue.concurrentPerform(iterations: columns.count) { index in
            var texts = DistinctTexts(reservingRows: columns[index].reduce(0) { $0 + $1.count })
            for column in columns[index] {
                for row in 0..<column.count { column.withBytes(row: row) { texts.append($0) } }
            }
            slots.withLock { [texts] in $0[index] = texts }
        }
        return slots.withLock { $0.compactMap(\.self) }
    }
}
