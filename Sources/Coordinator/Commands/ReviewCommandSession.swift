import Foundation
import Linkage

/// One sitting of one person: the pairs to be decided, where they stand, and the log.
struct ReviewSession {
    /// What is shown of one pair.
    struct View {
        let pair: ReviewPair
        let sheet: PairSheet
        let cohort: ReviewRecord
        let pool: ReviewRecord
        /// Other rows of the cohort that may be the same person: the row, its record, and what it is linked to.
        let rivals: [(row: Int, record: ReviewRecord, pair: ReviewPair?)]
        /// What others decided; empty unless a disagreement is to be settled.
        let opinions: [ReviewDecision]
        /// What this author said in this sitting.
        let own: ReviewAnswer?
    }

    let folder: ReviewFolder
    let files: ReviewFiles
    let author: String
    let isBlind: Bool
    /// The position in the pairs to be decided.
    private(set) var position = 0
    private let file: DecisionFile
    private let queue: ReviewQueue
    private let pairOfRow: [Int: ReviewPair]
    private var log: DecisionLog
    private var cohortRecords: [Int: ReviewRecord] = [:]
    private var poolRecords: [Int: ReviewRecord] = [:]
    private var answers: [Int: ReviewAnswer] = [:]

    /// Selects the pairs and reads their records.
    init(
        folder: ReviewFolder,
        files: ReviewFiles,
        file: DecisionFile,
        log: DecisionLog,
        selection: ReviewQueue.Selection,
        author: String,
        isBlind: Bool
    ) throws {
        self.folder = folder
        self.files = files
        self.file = file
        self.log = log
        self.author = author
        self.isBlind = isBlind
        queue = ReviewQueue(selection, of: folder.pairs, opinions: log.opinions, author: author)
        pairOfRow = Dictionary(folder.pairs.map { ($0.rows.cohort, $0) }) { first, _ in first }
        try readRecords(queue.pending.map { folder.pairs[$0.index] })
    }

    /// How many pairs there are to be decided.
    var count: Int { queue.pending.count }
    /// Whether there is nothing to be decided.
    var isEmpty: Bool { queue.pending.isEmpty }
    /// Whether the last pair is behind.
    var isOver: Bool { position >= count }

    private mutating func readRecords(_ pairs: [ReviewPair]) throws {
        guard !pairs.isEmpty else { return }
        cohortRecords = try files.cohortRecords(Set(pairs.flatMap { [$0.rows.cohort] + $0.rivals }))
        poolRecords = try files.poolRecords(Set(pairs.map(\.rows.pool)))
        let fitting = pairs.count { pair in
            guard let cohort = cohortRecords[pair.rows.cohort], let pool = poolRecords[pair.rows.pool] else {
                return false
            }
            return folder.weights.fits(pair, cohort: cohort, pool: pool)
        }
        // A column may be standardised in a way of its own; another file would fit hardly ever.
        guard fitting * 2 > pairs.count else {
            throw CommandFailure.badUsage(
                "The files do not hold the records of links.csv: what agreed there does not agree here; name the files that "
                    + "were linked, or link again."
            )
        }
    }

    /// The pair at the position.
    var view: View {
        let pair = folder.pairs[queue.pending[position].index]
        let cohort = cohortRecords[pair.rows.cohort] ?? [:]
        let pool = poolRecords[pair.rows.pool] ?? [:]
        return View(
            pair: pair,
            sheet: PairSheet(pair, cohort: cohort, pool: pool, weights: folder.weights),
            cohort: cohort,
            pool: pool,
            rivals: pair.rivals.map { ($0, cohortRecords[$0] ?? [:], pairOfRow[$0]) },
            opinions: queue.purpose == .settle ? log.opinions[pair.rows]?.standing ?? [] : [],
            own: answers[position]
        )
    }

    /// Records a decision about the pair at the position and goes on.
    mutating func decide(_ answer: ReviewAnswer, comment: String?) throws {
        let item = queue.pending[position]
        let view = view
        let comment = comment?.trimmingCharacters(in: .whitespaces)
        if let comment, !comment.isEmpty { try check(comment, [view.cohort, view.pool] + view.rivals.map(\.record)) }
        try record(
            folder.pairs[item.index].rows,
            answer,
            comment: comment,
            purpose: queue.purpose,
            sampling: item.sampling
        )
        answers[position] = answer
        position += 1
    }

    /// Goes on without a decision.
    mutating func next() { position = min(position + 1, count) }

    /// Goes to the pair before.
    mutating func back() { position = max(position - 1, 0) }

    /// Records decisions that were made elsewhere: `ROW=answer`; none is recorded unless all can be.
    mutating func decide(entries: [String], comment: String?) throws {
        let decisions = try entries.map { entry -> (ReviewPair, ReviewAnswer) in
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let row = Int(parts[0]), let answer = ReviewAnswer(rawValue: String(parts[1]))
            else {
                throw CommandFailure.badUsage("--decide has something else than ROW=accept, ROW=reject or ROW=unsure.")
            }
            guard let pair = pairOfRow[row] else {
                throw CommandFailure.badUsage("Row \(row) of the cohort has no link that could be decided.")
            }
            return (pair, answer)
        }
        if let comment {
            cohortRecords = try files.cohortRecords(Set(decisions.map(\.0.rows.cohort)))
            poolRecords = try files.poolRecords(Set(decisions.map(\.0.rows.pool)))
            try check(comment, Array(cohortRecords.values) + Array(poolRecords.values))
        }
        for (pair, answer) in decisions {
            try record(pair.rows, answer, comment: comment, purpose: .queue, sampling: nil)
        }
        print("recorded \(decisions.count) \(decisions.count == 1 ? "decision" : "decisions") by \(author)")
    }

    private mutating func record(
        _ rows: ReviewPair.Rows,
        _ answer: ReviewAnswer,
        comment: String?,
        purpose: ReviewDecision.Purpose,
        sampling: ReviewDecision.Sampling?
    ) throws {
        let decision = ReviewDecision(
            rows: rows,
            answer: answer,
            author: author,
            time: Date.now.ISO8601Format(),
            inputs: files.inputs,
            purpose: purpose,
            isBlind: isBlind,
            sampling: sampling,
            comment: comment.flatMap { $0.isEmpty ? nil : $0 }
        )
        try file.append(decision)
        log.append(decision)
    }

    /// Refuses a comment with a value that tells who somebody is.
    private func check(_ comment: String, _ records: [ReviewRecord]) throws {
        let fields = folder.weights.model.comparisons.map(\.field).filter { field in
            let role = folder.weights.role(field)
            return role != .sex && role != .category
        }
        let values = records.flatMap { record in fields.compactMap { record[$0] } }
        try CommentRule.check(comment, values: values)
    }

    /// How the whole queue stands.
    var progress: ReviewProgress { ReviewProgress(queue, of: folder.pairs, opinions: log.opinions) }

    /// What is said when there is nothing to decide.
    var emptySentence: String {
        switch queue.purpose {
        case .settle: "There is no pair about which two people disagree."
        case .secondCheck:
            queue.items.isEmpty
                ? "Nothing has been decided that could be checked."
                : "Nothing is left to be checked by \(author): a second person must be another than the first."
        case .queue, .sample:
            queue.items.isEmpty ? "There is no such link." : "All \(queue.items.count) pairs are settled."
        }
    }

    /// What is said at the end of a sitting.
    var closingText: String {
        let now = answers.count
        let stands = progress
        return "decided \(now) now; of \(stands.total): \(ReviewOutput.sentence(stands))"
    }
}
