import Foundation
import Tables

/// Everything that is wrong with a submission, at once.
package struct IntakeProblems: BadInput, Hashable, Codable {
    /// The problems: those of whole files first, then by row.
    package let problems: [DataProblem]

    /// How many problems a message shows.
    package static let shownMax = 20

    /// The problems of a submission.
    package init(_ problems: [DataProblem]) {
        self.problems = problems
    }

    /// A sentence with the number of problems, and a line for each of the first twenty.
    package var description: String {
        let count = problems.count
        let files = Set(problems.map(\.file)).sorted().joined(separator: " and ")
        var lines = [
            "\(files) cannot be used: \(count) \(count == 1 ? "problem" : "problems"); correct and submit again."
        ]
        lines += problems.prefix(Self.shownMax).map { "  \($0)" }
        if count > Self.shownMax { lines.append("  … and \(count - Self.shownMax) more (--json lists all of them)") }
        return lines.joined(separator: "\n")
    }

    /// The problems as a JSON object with the keys `problems` and `count`.
    ///
    /// - Throws: What `JSONEncoder` throws; it has no reason to here.
    package func json() throws -> String {
        struct Listing: Encodable {
            let count: Int
            let problems: [DataProblem]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Listing(count: problems.count, problems: problems)), as: UTF8.self)
    }
}
