import Foundation
import Linkage

/// What `jdl review` prints and writes without showing a record: how pairs stand, and what was decided.
struct ReviewOutput {
    private let pairs: [ReviewPair]
    private let queue: ReviewQueue
    private let opinions: [ReviewPair.Rows: PairOpinions]

    /// The state of a folder.
    init(folder: ReviewFolder, log: DecisionLog, selection: ReviewQueue.Selection) {
        pairs = folder.pairs
        opinions = log.opinions
        queue = ReviewQueue(selection, of: folder.pairs, opinions: opinions, author: "")
    }

    /// How many pairs stand how, in words.
    static func sentence(_ progress: ReviewProgress) -> String {
        "\(progress.accepted) accepted, \(progress.rejected) rejected, \(progress.unsure) unsure, "
            + "\(progress.conflict) in disagreement, \(progress.undecided) undecided"
    }

    private var progress: ReviewProgress { ReviewProgress(queue, of: pairs, opinions: opinions) }

    private var agreement: ReviewAgreement {
        ReviewAgreement(opinions.sorted { $0.key < $1.key }.map(\.value))
    }

    /// The queue as a table.
    var text: String {
        var lines = ["\(queue.items.count) pairs: \(Self.sentence(progress))"]
        if let sentence = agreementSentence { lines.append(sentence) }
        if !queue.items.isEmpty {
            lines.append(Self.row("row", "pool row", "weight", "probability", "grade", "state", "decided by"))
        }
        for item in queue.items {
            let pair = pairs[item.index]
            let opinions = opinions[pair.rows]
            lines.append(
                Self.row(
                    "\(pair.rows.cohort)",
                    "\(pair.rows.pool)",
                    String(format: "%.2f", pair.weight),
                    String(format: "%.4f", pair.probability),
                    pair.grade.rawValue,
                    (opinions?.state ?? .undecided).rawValue,
                    (opinions?.authors ?? []).joined(separator: ", ")
                )
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var agreementSentence: String? {
        let agreement = agreement
        guard agreement.pairCount > 0 else { return nil }
        let kappa = agreement.kappa.map { String(format: "%.3f", $0) } ?? "not defined: there was only one answer"
        return "two people decided about \(agreement.pairCount) pairs and agreed on \(agreement.agreedCount); "
            + "Cohen's kappa \(kappa)"
    }

    private static func row(_ cells: String...) -> String {
        let widths = [9, 10, 8, 12, 10, 10]
        let padded = cells.enumerated().map { index, cell -> String in
            guard index < widths.count else { return cell }
            let space = String(repeating: " ", count: max(widths[index] - cell.count, 0))
            return index < 4 ? space + cell : cell + space
        }
        var line = padded.joined(separator: "  ")
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private struct Listing: Encodable {
        struct Pair: Encodable {
            let cohortRow: Int
            let poolRow: Int
            let matchWeight: Double
            let matchProbability: Double
            let grade: LinkGrade
            let state: PairOpinions.State
            let authors: [String]
            let samePersonAs: [Int]
        }

        let progress: ReviewProgress
        let agreement: ReviewAgreement
        let pairs: [Pair]
    }

    /// The queue as JSON with sorted keys.
    func json() throws -> String {
        let listed = queue.items.map { item -> Listing.Pair in
            let pair = pairs[item.index]
            return Listing.Pair(
                cohortRow: pair.rows.cohort,
                poolRow: pair.rows.pool,
                matchWeight: pair.weight,
                matchProbability: pair.probability,
                grade: pair.grade,
                state: opinions[pair.rows]?.state ?? .undecided,
                authors: opinions[pair.rows]?.authors ?? [],
                samePersonAs: pair.rivals
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let listing = Listing(progress: progress, agreement: agreement, pairs: listed)
        return String(decoding: try encoder.encode(listing), as: UTF8.self) + "\n"
    }

    /// Writes a line for each pair that somebody decided about: rows, the answer as a label, who said what and when.
    func export(to path: String, replacing: Bool) throws {
        guard replacing || !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure.badUsage("\(path) exists already; name another file, or add --force to replace it.")
        }
        var lines = ["cohort_row,pool_row,match,state,sampling_weight,stratum,decisions,time,comments"]
        for (rows, opinions) in opinions.sorted(by: { $0.key < $1.key }) {
            let label =
                switch opinions.state {
                case .accepted: "yes"
                case .rejected: "no"
                case .unsure, .conflict, .undecided: "unsure"
                }
            let cells = [
                "\(rows.cohort)", "\(rows.pool)", label, opinions.state.rawValue,
                opinions.sampling.map { "\($0.weight)" } ?? "", opinions.sampling?.stratum ?? "",
                opinions.standing.map { "\($0.author): \($0.answer.rawValue)" }.joined(separator: "; "),
                opinions.decisions.last?.time ?? "",
                opinions.standing.compactMap(\.comment).joined(separator: "; "),
            ]
            lines.append(cells.map(Self.cell).joined(separator: ","))
        }
        let text = lines.joined(separator: "\n") + "\n"
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure.failed("Cannot write \(path); check its folder and that the disk has room.")
        }
        print("wrote \(lines.count - 1) pairs to \(path)")
    }

    private static func cell(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
}
