import Foundation
import Ingest
import Linkage

/// The file of `jdl link --dedupe`, or the two of `jdl link --many`.
struct DedupeInput {
    /// The records of all files.
    let records: LinkRecords
    /// Columns that are not compared, and why.
    let leftOut: [LinkSides.LeftOut]
    /// The rows of each file.
    let rowCounts: [Int]
    /// The true person of each row, where a column of labels was named; rows without a label are people of their own.
    let people: [UInt32]?

    /// Reads one file or two.
    ///
    /// - Throws: `CSVError`, `LinkageError`, or a ``CommandFailure`` for a row that does not have the header's shape.
    init(_ paths: [String], settings: LinkSettings, labels: String?) throws {
        let documents = try paths.map { try LinkDocument.read($0, rowCountMin: 2) }
        let label = labels.map { ColumnRecognition.canonicalName($0) }
        let columns = documents.map { LinkDocument.columnsByName($0) }
        let names = columns[0].keys.filter { name in name != label && columns.allSatisfy { $0[name] != nil } }.sorted()
        if let unknown = settings.roles.keys.sorted().first(where: { !names.contains($0) }) {
            throw CommandFailure.badUsage(
                "The settings name the column \(unknown), which is not in every file; correct the name."
            )
        }
        let texts = columns.map { columns in Self.texts(names.map { [columns[$0]].compactMap(\.self) }, names) }
        let (schema, leftOut) = try LinkRecords.recognised(
            texts[0],
            second: texts.count > 1 ? texts[1] : nil,
            roles: settings.roles
        )
        let compared = schema.fields.map(\.name)
        let all =
            texts.count == 1
            ? texts[0] : Self.texts(compared.map { name in columns.compactMap { $0[name] } }, compared)
        let rowCounts = documents.map(\.rowCount)
        records = try LinkRecords(
            columns: all,
            schema: schema,
            sources: rowCounts.count == 1
                ? nil : rowCounts.enumerated().flatMap { [UInt8](repeating: UInt8($0), count: $1) },
            seed: settings.seed
        )
        self.leftOut = leftOut
        self.rowCounts = rowCounts
        people = try label.map { label in
            let labels = columns.compactMap { $0[label] }
            guard labels.count == columns.count else {
                throw CommandFailure.badUsage("There is no column of labels named \(label) in every file.")
            }
            return Self.people(Self.texts([labels], [label])[0].values)
        }
    }

    /// The file of a row among all rows and its row there, both from 1.
    func place(ofRow row: Int) -> (file: Int, row: Int) {
        row < rowCounts[0] ? (1, row + 1) : (2, row - rowCounts[0] + 1)
    }

    /// The values of columns, those of several files one after another.
    private static func texts(_ columns: [[CSVColumn]], _ names: [String]) -> [LinkRecords.Column] {
        zip(names, LinkDocument.distinct(columns)).map { LinkRecords.Column(name: $0, values: $1) }
    }

    private static func people(_ labels: DistinctTexts) -> [UInt32] {
        labels.codes.enumerated().map { row, code in code == 0 ? UInt32(labels.distinctCount + row) : code }
    }
}
