package import Foundation
import Tables

/// All decisions about the links of two files, in the order in which they were made.
///
/// Kept as one JSON object a line. Lines are only ever added: a changed mind is a new line. The latest decision of an
/// author about a pair counts.
package struct DecisionLog: Hashable, Sendable {
    /// The usual name of the file, beside `links.csv`.
    package static let fileName = "decisions.jsonl"

    /// What a row of a file can be.
    private static let rowNumbers = 1...Int(UInt32.max)

    /// The digest of both input files; decisions hold for these alone.
    package let inputs: String
    /// The decisions, oldest first.
    package private(set) var decisions: [ReviewDecision] = []
    /// Bytes at the end that are the beginning of a line whose writing was cut off; they count for nothing.
    package private(set) var tornByteCount = 0

    /// A log without decisions.
    package init(inputs: String) {
        self.inputs = inputs
    }

    /// Reads a log.
    ///
    /// - Parameters:
    ///   - bytes: The file. A last line that is cut off is left out and counted in ``tornByteCount``.
    ///   - inputs: The digest of the input files at hand.
    /// - Throws: ``ReviewError`` for a line that is no decision, or one about other files.
    package init(_ bytes: Data, inputs: String) throws(ReviewError) {
        self.inputs = inputs
        let decoder = JSONDecoder()
        var start = bytes.startIndex
        var line = 0
        while start < bytes.endIndex {
            line += 1
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
            let text = bytes[start..<(end ?? bytes.endIndex)]
            let decoded = try? decoder.decode(ReviewDecision.self, from: text)
            guard let decision = decoded, Self.rowNumbers.contains(decision.cohortRow),
                Self.rowNumbers.contains(decision.poolRow)
            else {
                guard end == nil else { throw .badLine(line) }
                tornByteCount = text.count
                return
            }
            guard decision.inputs == inputs else { throw .otherFiles(line) }
            decisions.append(decision)
            start = end.map { $0 + 1 } ?? bytes.endIndex
        }
    }

    /// Adds a decision.
    package mutating func append(_ decision: ReviewDecision) {
        precondition(decision.inputs == inputs, "a decision about other files")
        decisions.append(decision)
    }

    /// The line of a decision, with its line end: the same decision gives the same bytes.
    package static func line(_ decision: ReviewDecision) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(decision) + Data("\n".utf8)
    }

    /// What holds for each pair that somebody decided about.
    package var opinions: [ReviewPair.Rows: PairOpinions] {
        var found: [ReviewPair.Rows: PairOpinions] = [:]
        for decision in decisions { found[decision.rows, default: PairOpinions()].add(decision) }
        return found
    }

    /// The settled pairs as labels, by rows ascending.
    ///
    /// A pair that was drawn into a sample has its sampling weight, others weigh 1. Only the sampled ones stand for all
    /// pairs; see docs/review.md.
    package var labels: [LabelledPair] {
        opinions.sorted { $0.key < $1.key }.compactMap { rows, opinions in
            guard opinions.state == .accepted || opinions.state == .rejected else { return nil }
            return LabelledPair(
                cohortRow: rows.cohort,
                poolRow: rows.pool,
                isMatch: opinions.state == .accepted,
                weight: opinions.sampling?.weight ?? 1
            )
        }
    }
}

extension DecisionLog {
    /// The pairs that somebody decided about as labels for accuracy, by rows ascending; an unsettled pair is `unsure`.
    package var linkLabels: LinkLabels {
        LinkLabels(
            opinions.sorted { $0.key < $1.key }.map { rows, opinions in
                let answer: LinkLabels.Answer =
                    switch opinions.state {
                    case .accepted: .yes
                    case .rejected: .no
                    case .unsure, .conflict, .undecided: .unsure
                    }
                return LinkLabels.Label(
                    cohortRow: rows.cohort,
                    target: .row(rows.pool),
                    answer: answer,
                    weight: opinions.sampling?.weight ?? 1
                )
            }
        )
    }
}

/// Decisions that cannot be used.
package enum ReviewError: BadInput, Hashable {
    /// A line of the log is no decision.
    case badLine(Int)
    /// A line of the log is about other input files.
    case otherFiles(Int)
    /// The log could not be opened or written.
    case unwritable(path: String, reason: String)
    /// A comment holds a value of the records.
    case tellingComment

    package var description: String {
        switch self {
        case .badLine(let line):
            "Line \(line) of the decision log is no decision; restore the log from a copy, or move that line away."
        case .otherFiles(let line):
            "Line \(line) of the decision log was decided on other input files; name the files of that time, or move the "
                + "log away to begin anew."
        case .unwritable(let path, let reason): "Cannot write \(path): \(reason); the last decision is not recorded."
        case .tellingComment:
            "The comment holds a value of the records; say it without names, dates and numbers of the pair."
        }
    }
}
