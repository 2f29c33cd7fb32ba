import Foundation
import Linkage
import Tables
import Testing

/// FEBRL 4 as the tests read it: plain comma-separated values without quotes.
struct FebrlFile {
    let columns: [String]
    let values: [[String]]
    /// The number in the record's name, the same for two records of one person.
    let truth: [String]

    init(_ name: String) throws {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Resources/febrl4")
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
}
