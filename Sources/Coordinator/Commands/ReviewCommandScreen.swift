import Foundation
import Linkage

/// `jdl review` in a terminal: a pair a screen, a key an answer.
struct ReviewScreenLoop {
    let terminal: ReviewTerminal
    /// The columns that were not compared.
    let others: ReviewFiles.OtherColumns
    /// Whether they are shown.
    var showsOthers: Bool
    private let style = ReviewStyle()

    init(terminal: ReviewTerminal, others: ReviewFiles.OtherColumns, showsOthers: Bool) {
        self.terminal = terminal
        self.others = others
        self.showsOthers = showsOthers
    }

    /// Shows pairs and reads keys until the last pair or `q`.
    mutating func run(_ session: inout ReviewSession) throws {
        var comment: String?
        var note = ""
        while !session.isOver {
            terminal.show(screen(session, comment: comment, note: note))
            note = ""
            let before = session.position
            do {
                switch terminal.key() {
                case .letter("a"): try session.decide(.accept, comment: comment)
                case .letter("r"): try session.decide(.reject, comment: comment)
                case .letter("u"): try session.decide(.unsure, comment: comment)
                case .letter("n"): session.next()
                case .letter("b"): session.back()
                case .letter("o"): showsOthers.toggle()
                case .letter("c"): comment = terminal.line("Comment, without any value of the records: ")
                case .letter("q"), .end: return
                case .letter, .other: note = "That key does nothing here."
                }
            } catch ReviewError.tellingComment {
                note = "Not recorded. \(ReviewError.tellingComment)"
                comment = nil
            }
            if session.position != before { comment = nil }
        }
    }

    private func screen(_ session: ReviewSession, comment: String?, note: String) -> String {
        let view = session.view
        let width = max(terminal.size.columns - 1, 40)
        let stands = session.progress
        var lines = [
            style.strong("Pair \(session.position + 1) of \(session.count)")
                + "   row \(view.pair.rows.cohort) of the cohort, row \(view.pair.rows.pool) of the pool",
            ReviewOutput.sentence(stands), "",
        ]
        lines += ReviewTable(view.sheet, isBlind: session.isBlind, width: width, style: style).lines
        lines.append("")
        if !session.isBlind {
            lines += ReviewStyle.wrapped(
                "Probability \(ReviewNumbers.probability(view.pair.probability)), grade \(view.pair.grade.rawValue), "
                    + "found by \(view.pair.rule)",
                width
            )
        }
        for text in ReviewNotes.lines(view, session: session, others: showsOthers ? others : nil) {
            lines += ReviewStyle.wrapped(text, width)
        }
        if let comment, !comment.isEmpty { lines.append("Your comment stands ready; an answer records it.") }
        lines.append("")
        if !note.isEmpty { lines += ReviewStyle.wrapped(note, width) }
        lines += ReviewStyle.wrapped(
            "[a]ccept [r]eject [u]nsure [n]ext [b]ack [c]omment [o]ther columns [q]uit",
            width
        )
        return lines.joined(separator: "\r\n")
    }
}

/// Colour and underline, where the terminal has them and nobody asked to leave them out; brackets mark in any case.
struct ReviewStyle {
    private let underline: String
    private let bold: String
    private let reset: String

    /// The style that the environment allows: `NO_COLOR` takes colour away, `TERM=dumb` everything.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let isDumb = (environment["TERM"] ?? "dumb") == "dumb"
        let hasColour = !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
        underline = isDumb ? "" : hasColour ? "\u{1b}[1;4;33m" : "\u{1b}[1;4m"
        bold = isDumb ? "" : "\u{1b}[1m"
        reset = isDumb ? "" : "\u{1b}[0m"
    }

    /// Text that stands out.
    func strong(_ text: String) -> String { bold + text + reset }

    /// Text that differs from what is beside it.
    func different(_ text: String) -> String { underline + text + reset }

    /// How many columns a character takes.
    static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }

    /// How many columns a text takes.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    /// A text in lines of some columns, broken at spaces.
    static func wrapped(_ text: String, _ columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, width(line) + 1 + width(String(word)) > columns {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}
