import ArgumentParser
import Foundation
import Linkage

/// `jdl review`: a person settles the links that linkage is not sure of.
struct ReviewCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Settle suspect links: two records side by side, accept, reject or unsure.",
        discussion: """
            Example:
              jdl review --out linked --cohort participants.csv --pool offenders.csv

            Shows the pairs of a folder that jdl link wrote, one after the other, and adds each decision with its author \
            and time to decisions.jsonl in that folder; stop with q and go on another day. In a terminal one key decides; \
            with --plain, or when the input is no terminal, one line does: accept, reject, unsure, next, back, \
            quit, and after the answer, if you like, a comment. The log holds rows, never values.

            Use the decisions with jdl link --decisions linked/decisions.jsonl. See docs/review.md.
            """
    )

    /// Which grades are shown.
    enum GradeChoice: String, ExpressibleByArgument, CaseIterable {
        case suspect, confident, all

        var grades: Set<LinkGrade> {
            switch self {
            case .suspect: [.suspect]
            case .confident: [.confident]
            case .all: Set(LinkGrade.allCases)
            }
        }
    }

    @Option(help: "The folder that jdl link wrote.")
    var out: String

    @Option(help: "The cohort's file, if it is not where jdl link found it.")
    var cohort: String?

    @Option(help: "The pool's file, if it is not where jdl link found it.")
    var pool: String?

    @Option(help: "Who decides (default: $USER).")
    var author: String?

    @Option(help: "Which links: suspect, confident or all (default: suspect; with --sample: all).")
    var grade: GradeChoice?

    @Option(help: "Show a random sample of so many links, spread over the match weights: labels for all links.")
    var sample: Int?

    @Option(name: .customLong("second-check"), help: "Check a random share (0 to 1) of what somebody else decided.")
    var secondCheck: Double?

    @Flag(help: "Settle the pairs about which two people disagree.")
    var conflicts = false

    @Option(help: "The seed of --sample and --second-check.")
    var seed: UInt64 = 1

    @Flag(help: "Hide weights, probability and grade.")
    var blind = false

    @Flag(help: "One line after the other: for screen readers, scripts and small screens.")
    var plain = false

    @Flag(name: .customLong("other-columns"), help: "Also show the columns that were not compared.")
    var otherColumns = false

    @Flag(help: "Print the pairs and how they stand, without names, and end.")
    var list = false

    @Flag(help: "With --list: as JSON.")
    var json = false

    @Option(help: "Record a decision without showing the pair: ROW=accept, reject or unsure, by row of the cohort.")
    var decide: [String] = []

    @Option(help: "With --decide: a comment, without any value of the records.")
    var comment: String?

    @Option(help: "Write what was decided as CSV.")
    var export: String?

    @Flag(help: "With --export: replace the file if it exists.")
    var force = false

    func validate() throws {
        let modes = [list, !decide.isEmpty, export != nil].count { $0 }
        guard modes <= 1 else { throw ValidationError("Give one of --list, --decide and --export.") }
        let selections = [sample != nil, secondCheck != nil, conflicts].count { $0 }
        guard selections <= 1 else { throw ValidationError("Give one of --sample, --second-check and --conflicts.") }
        if let sample, sample < 1 { throw ValidationError("--sample is less than 1; say how many links to draw.") }
        if let secondCheck, !(secondCheck > 0 && secondCheck <= 1) {
            throw ValidationError("--second-check is no share above 0 and up to 1, such as 0.1.")
        }
        guard !json || list else { throw ValidationError("--json goes with --list.") }
        guard comment == nil || !decide.isEmpty else { throw ValidationError("--comment goes with --decide.") }
    }

    private var selection: ReviewQueue.Selection {
        if conflicts { return .conflicts }
        if let secondCheck { return .secondCheck(share: secondCheck, seed: seed) }
        if let sample { return .sample(count: sample, seed: seed, grades: (grade ?? .all).grades) }
        return .grades((grade ?? .suspect).grades)
    }

    func execute() throws {
        let folder = try ReviewFolder(path: out)
        let files = try ReviewFiles(folder: folder, cohort: cohort, pool: pool)
        let file = DecisionFile(path: folder.file(DecisionLog.fileName))
        let log = try file.read(inputs: files.inputs)
        if log.tornByteCount > 0 {
            FileHandle.standardError.write(
                Data(
                    "jdl: the last line of the decision log was cut off and counts for nothing; decide it again\n".utf8
                )
            )
        }
        if list {
            let output = ReviewOutput(folder: folder, log: log, selection: selection)
            print(json ? try output.json() : output.text, terminator: "")
        } else if let export {
            try ReviewOutput(folder: folder, log: log, selection: selection).export(to: export, replacing: force)
        } else {
            let author = try ReviewAuthor(author)
            var session = try ReviewSession(
                folder: folder,
                files: files,
                file: file,
                log: log,
                selection: selection,
                author: author.name,
                isBlind: blind
            )
            if decide.isEmpty {
                try review(&session, otherColumns ? files.otherColumns : nil)
            } else {
                try session.decide(entries: decide, comment: comment)
            }
        }
    }

    private func review(_ session: inout ReviewSession, _ others: ReviewFiles.OtherColumns?) throws {
        if session.isEmpty {
            print(session.emptySentence)
            return
        }
        if !plain, isatty(0) == 1, isatty(1) == 1, let terminal = ReviewTerminal() {
            var loop = ReviewScreenLoop(
                terminal: terminal,
                others: others ?? session.files.otherColumns,
                showsOthers: others != nil
            )
            try loop.run(&session)
        } else {
            try ReviewLineLoop(others: others).run(&session)
        }
        print(session.closingText)
    }
}

/// Who decides.
struct ReviewAuthor {
    /// The name as it stands in the log.
    let name: String

    /// The name that was given, or the user's.
    init(_ given: String?) throws {
        let name = (given ?? ProcessInfo.processInfo.environment["USER"] ?? "").trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty else { throw CommandFailure.badUsage("Nobody is named as author; add --author NAME.") }
        guard name.count <= 100, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw CommandFailure.badUsage("--author is longer than 100 characters or has a line end; shorten it.") }
        self.name = name
    }
}
