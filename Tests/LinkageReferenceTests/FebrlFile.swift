import Foundation
import Linkage
import Testing

/// A FEBRL file as the tests read it: plain comma-separated values without quotes.
struct FebrlFile {
    let columns: [String]
    let values: [[String]]
    /// The number in the record's name, the same for all records of one person.
    let truth: [String]

    init(_ name: String, folder: String) throws {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Resources/\(folder)")
        )
        let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
        let rows = lines.map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }
        }
        columns = try #require(rows.first)
        let body = rows.dropFirst()
        values = columns.indices.map { column in body.map { $0[column] } }
        truth = values[0].map { $0.split(separator: "-")[1].description }
    }

    /// How many records it has.
    var rowCount: Int { truth.count }

    /// The columns of some rows of this file beside those of some rows of another, as linkage takes them.
    ///
    /// The record's name, which tells the truth, is never among them.
    func columns(
        rows: [Int]? = nil,
        beside other: FebrlFile,
        rows otherRows: [Int]? = nil,
        leavingOut left: Set<String>
    ) -> [ColumnRecognition.Column] {
        columns.indices.filter { $0 != 0 && !left.contains(columns[$0]) }.map { index in
            ColumnRecognition.Column(
                name: ColumnRecognition.canonicalName(columns[index]),
                cohort: DistinctTexts(rows.map { $0.map { values[index][$0] } } ?? values[index]),
                pool: DistinctTexts(otherRows.map { $0.map { other.values[index][$0] } } ?? other.values[index])
            )
        }
    }
}
