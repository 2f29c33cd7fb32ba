import Foundation
import Linkage

/// `jdl review` line by line: read aloud well, and driven by a script.
struct ReviewLineLoop {
    /// The columns that were not compared, if they are shown.
    let others: ReviewFiles.OtherColumns?

    /// Shows pairs and reads answers until the last pair, the end of the input, or `quit`.
    func run(_ session: inout ReviewSession) throws {
        while !session.isOver {
            print(text(session))
            guard try answer(&session) else { return }
        }
    }

    /// Reads lines until one leads to another pair; false at the end.
    private func answer(_ session: inout ReviewSession) throws -> Bool {
        while true {
            print("accept, reject, unsure, next, back or quit? ", terminator: "")
            fflush(nil)
            guard let line = readLine() else {
                print("")
                return false
            }
            if isatty(0) == 0 { print("") }
            let words = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            let word = words.first?.lowercased() ?? ""
            let comment = words.count > 1 ? words[1] : nil
            do {
                switch word {
                case "a", "accept": try session.decide(.accept, comment: comment)
                case "r", "reject": try session.decide(.reject, comment: comment)
                case "u", "unsure": try session.decide(.unsure, comment: comment)
                case "n", "next": session.next()
                case "b", "back": session.back()
                case "q", "quit": return false
                default:
                    print("That is none of the answers; write the word or its first letter.")
                    continue
                }
                return true
            } catch ReviewError.tellingComment {
                print("Not recorded. \(ReviewError.tellingComment)")
            }
        }
    }

    /// A pair in sentences.
    private func text(_ session: ReviewSession) -> String {
        let view = session.view
        let isBlind = session.isBlind
        var lines = [
            "Pair \(session.position + 1) of \(session.count): row \(view.pair.rows.cohort) of the cohort, "
                + "row \(view.pair.rows.pool) of the pool."
        ]
        for line in view.sheet.lines {
            let level = line.level.map { "\($0)" } ?? "missing"
            let bits = isBlind ? "" : ", \(ReviewNumbers.bits(line.bits)) bits"
            lines.append(
                "\(line.field): cohort \(Self.value(line.cohort)), pool \(Self.value(line.pool)). \(level)\(bits)."
            )
        }
        if !isBlind {
            if view.sheet.otherBits != 0 {
                lines.append("Other adjustments: \(ReviewNumbers.bits(view.sheet.otherBits)) bits.")
            }
            lines.append(
                "Sum: \(ReviewNumbers.bits(view.sheet.startBits)) bits for one among "
                    + "\(session.folder.weights.model.personCount) people, "
                    + "\(ReviewNumbers.bits(view.pair.weight)) bits match weight, together "
                    + "\(ReviewNumbers.bits(view.sheet.endBits))."
            )
            lines.append(
                "Probability \(ReviewNumbers.probability(view.pair.probability)), grade \(view.pair.grade.rawValue), "
                    + "found by \(view.pair.rule)."
            )
        }
        lines += ReviewNotes.lines(view, session: session, others: others)
        return lines.joined(separator: "\n")
    }

    private static func value(_ text: MarkedText) -> String {
        text.runs.isEmpty ? "missing" : text.bracketed
    }
}

/// Numbers as a reviewer reads them.
enum ReviewNumbers {
    /// Bits with their sign.
    static func bits(_ value: Double) -> String { String(format: "%+.1f", value == 0 ? 0 : value) }

    /// A probability in per cent; what is not certain is never shown as 100 % or 0 %.
    static func probability(_ value: Double) -> String {
        if value > 0.999_9 { return "above 99.99 %" }
        if value < 0.000_1 { return "below 0.01 %" }
        return String(format: "%.2f %%", value * 100)
    }
}

/// What is said of a pair below its columns.
enum ReviewNotes {
    /// Rivals, others' answers, the author's own, and the columns that were not compared, if they are shown.
    static func lines(
        _ view: ReviewSession.View,
        session: ReviewSession,
        others: ReviewFiles.OtherColumns?
    ) -> [String] {
        let fields = view.sheet.lines.map(\.field)
        var lines: [String] = []
        for rival in view.rivals {
            var text = "Row \(rival.row) of the cohort may be the same person: \(values(rival.record, fields))."
            if let pair = rival.pair {
                let isSame = pair.rows.pool == view.pair.rows.pool
                text += " It is linked to " + (isSame ? "this row of the pool" : "row \(pair.rows.pool) of the pool")
                text += session.isBlind ? "." : " (\(pair.grade.rawValue))."
            }
            lines.append(text)
        }
        for opinion in view.opinions {
            let comment = opinion.comment.map { ": \($0)" } ?? ""
            lines.append("\(opinion.author) said \(opinion.answer.rawValue) on \(opinion.time.prefix(10))\(comment).")
        }
        if let own = view.own { lines.append("You said \(own.rawValue); another answer replaces it.") }
        if let others {
            lines.append("Cohort also: \(values(view.cohort, others.cohort)).")
            lines.append("Pool also: \(values(view.pool, others.pool)).")
        }
        return lines
    }

    private static func values(_ record: ReviewRecord, _ fields: [String]) -> String {
        let known = fields.filter { !(record[$0] ?? "").isEmpty }
        return known.isEmpty ? "nothing" : known.map { "\($0) \(record[$0] ?? "")" }.joined(separator: ", ")
    }
}
