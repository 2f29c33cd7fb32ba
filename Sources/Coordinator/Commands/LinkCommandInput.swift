import Dispatch
import Foundation
import Ingest
import Linkage
import Synchronization

/// The two files of `jdl link`.
struct LinkInput {
    private let cohort: CSVDocument
    private let pool: CSVDocument

    /// Reads both files.
    ///
    /// - Throws: `CSVError`, or a ``CommandFailure`` for a row that does not have the header's shape.
    init(cohort: String, pool: String) throws {
        self.cohort = try Self.read(cohort)
        self.pool = try Self.read(pool)
    }

    private static func read(_ path: String) throws -> CSVDocument {
        let document = try CSVDocument(path: path)
        if let fault = document.faults.first {
            throw CommandFailure.badUsage("Row \(fault.row) of \(document.fileName) is misshapen: \(fault.fault).")
        }
        guard document.rowCount > 0 else {
            throw CommandFailure.badUsage("\(document.fileName) has no rows; name a file with people in it.")
        }
        return document
    }

    /// The columns that both files have, standardised, in canonical order.
    func files(_ settings: LinkSettings) throws -> LinkFiles {
        let pools = Self.columnsByName(pool)
        let pairs = Self.columnsByName(cohort).compactMap { name, column in pools[name].map { (name, column, $0) } }
            .sorted { $0.0 < $1.0 }
        let known = Set(pairs.map(\.0))
        if let unknown = settings.roles.keys.sorted().first(where: { !known.contains($0) }) {
            throw CommandFailure.badUsage(
                "The settings name the column \(unknown), which the files do not both have; correct the name."
            )
        }
        let slots = Mutex([ColumnRecognition.Column?](repeating: nil, count: pairs.count))
        DispatchQueue.concurrentPerform(iterations: pairs.count) { index in
            let (name, left, right) = pairs[index]
            let column = ColumnRecognition.Column(
                name: name,
                cohort: Self.distinct(left),
                pool: Self.distinct(right)
            )
            slots.withLock { $0[index] = column }
        }
        let columns = slots.withLock { $0.compactMap { $0 } }
        return try LinkFiles(columns: columns, poolPeople: pnc(pools), roles: settings.roles, seed: settings.seed)
    }

    /// The pool's PNC identifiers, standardised; rows that share one are one person.
    private func pnc(_ columns: [String: CSVColumn]) -> DistinctTexts? {
        guard let column = columns["pnc_id"] else { return nil }
        var texts = DistinctTexts(reservingRows: column.count)
        var standard: [UInt8] = []
        for row in 0..<column.count {
            column.withBytes(row: row) { Standardise.pncID($0, into: &standard) }
            standard.withUnsafeBufferPointer { texts.append($0) }
        }
        return texts
    }

    /// The columns by canonical name; of two that mean the same the first counts.
    private static func columnsByName(_ document: CSVDocument) -> [String: CSVColumn] {
        Dictionary(document.columns.map { (ColumnRecognition.canonicalName($0.name), $0) }) { first, _ in first }
    }

    private static func distinct(_ column: CSVColumn) -> DistinctTexts {
        var texts = DistinctTexts(reservingRows: column.count)
        for row in 0..<column.count { column.withBytes(row: row) { texts.append($0) } }
        return texts
    }
}
