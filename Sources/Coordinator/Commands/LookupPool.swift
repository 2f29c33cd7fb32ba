import Foundation
import Ingest
import Linkage

/// The pool of `jdl lookup`: its records, ready to be indexed, and its file, to show values from.
struct LookupPool {
    /// The records, the rows of one PNC identifier as one person.
    let records: LinkRecords
    /// The compared columns of the file by canonical name, where values are to be shown.
    private let columns: [String: CSVColumn]

    /// Reads a pool.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - schema: The columns of the model.
    ///   - seed: The key of the canonical order.
    ///   - isKeepingValues: Whether ``values(ofRow:)`` is going to be asked for.
    /// - Throws: `CSVError`, `LinkageError`, or a ``CommandFailure`` for a column that the model needs and the file lacks.
    init(path: String, schema: LinkSchema, seed: UInt64, isKeepingValues: Bool) throws {
        let document = try LinkDocument.read(path)
        let all = LinkDocument.columnsByName(document)
        let names = schema.fields.map(\.name)
        if let missing = names.first(where: { all[$0] == nil }) {
            throw CommandFailure.badUsage(
                "\(document.fileName) has no column \(missing), which the model compares; use the pool of the model."
            )
        }
        records = try LinkRecords(
            columns: zip(names, LinkDocument.distinct(names.map { [all[$0]].compactMap(\.self) })).map {
                LinkRecords.Column(name: $0, values: $1)
            },
            schema: schema,
            people: all["pnc_id"].map { Self.people($0) },
            seed: seed
        )
        columns = isKeepingValues ? all.filter { names.contains($0.key) } : [:]
    }

    /// The values of a row of the file, from 0, by canonical column name.
    func values(ofRow row: Int) -> [String: String] {
        columns.mapValues { $0[row] }
    }

    /// The PNC identifiers, standardised; rows that share one are one person.
    private static func people(_ column: CSVColumn) -> DistinctTexts {
        var texts = DistinctTexts(reservingRows: column.count)
        var standard: [UInt8] = []
        for row in 0..<column.count {
            column.withBytes(row: row) { Standardise.pncID($0, into: &standard) }
            standard.withUnsafeBufferPointer { texts.append($0) }
        }
        return texts
    }
}
