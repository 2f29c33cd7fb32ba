import Linkage

/// The compared columns of a pair as a table: both values, the level, its bits and their sum.
struct ReviewTable {
    /// The lines for the terminal.
    let lines: [String]

    private static let levelWidth = 17
    private static let bitsWidth = 6
    private static let barWidth = 21

    /// Lays out a table for some columns of a terminal; a bar is drawn where there is room.
    init(_ sheet: PairSheet, isBlind: Bool, width: Int, style: ReviewStyle) {
        let label = min(max(sheet.lines.map(\.field.count).max() ?? 0, 8), 16)
        let numbers = isBlind ? 0 : 2 * (Self.bitsWidth + 1)
        let hasBar = !isBlind && width >= 100
        let fixed = label + 1 + Self.levelWidth + 1 + numbers + (hasBar ? Self.barWidth + 1 : 0)
        let value = max((width - fixed - 2) / 2, 10)
        let widths = [label, value, value, Self.levelWidth]

        func row(_ cells: [[String]], _ bits: String, _ sum: String, _ bar: String) -> [String] {
            let height = cells.map(\.count).max() ?? 1
            return (0..<height).map { line in
                var text = cells.enumerated().map { column, cell in
                    line < cell.count ? cell[line] : String(repeating: " ", count: widths[column])
                }
                if !isBlind, line == 0 {
                    text += [Self.right(bits, Self.bitsWidth), Self.right(sum, Self.bitsWidth)]
                    if hasBar { text.append(bar) }
                }
                return text.joined(separator: " ")
            }
        }
        func plain(_ text: String, _ column: Int) -> [String] {
            Self.cell(MarkedText(plain: text), widths[column], style)
        }
        func shown(_ text: MarkedText) -> [String] {
            Self.cell(text.runs.isEmpty ? MarkedText(plain: "-") : text, value, style)
        }
        let titles = ["column", "cohort", "pool", "level"].enumerated().map { plain($1, $0) }
        var lines = row(titles, "bits", "sum", "")
        if !isBlind {
            lines += row(
                [plain("people", 0), plain("", 1), plain("one of all", 2), plain("", 3)],
                "",
                ReviewNumbers.bits(sheet.startBits),
                ""
            )
        }
        for line in sheet.lines {
            let cells = [
                plain(line.field, 0), shown(line.cohort), shown(line.pool),
                plain(line.level.map { "\($0)" } ?? "missing", 3),
            ]
            lines += row(
                cells,
                ReviewNumbers.bits(line.bits),
                ReviewNumbers.bits(line.runningBits),
                Self.bar(line.bits)
            )
        }
        if !isBlind {
            if sheet.otherBits != 0 {
                let cells = [plain("other", 0), plain("", 1), plain("", 2), plain("adjustments", 3)]
                lines += row(
                    cells,
                    ReviewNumbers.bits(sheet.otherBits),
                    ReviewNumbers.bits(sheet.endBits),
                    Self.bar(sheet.otherBits)
                )
            }
        }
        self.lines = lines.map { line in
            var line = line
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    /// Two bits a sign, against to the left and for to the right.
    private static func bar(_ bits: Double) -> String {
        let half = (barWidth - 1) / 2
        let length = min(Int((abs(bits) / 2).rounded()), half)
        let signs = String(repeating: bits < 0 ? "-" : "+", count: length)
        let space = String(repeating: " ", count: half)
        return bits < 0 ? String(repeating: " ", count: half - length) + signs + "|" : space + "|" + signs
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }

    /// A value in lines of one width, what differs in brackets and underlined.
    private static func cell(_ text: MarkedText, _ width: Int, _ style: ReviewStyle) -> [String] {
        let runs = text.runs.isEmpty ? [MarkedText.Run("", differs: false)] : text.runs
        var lines: [String] = []
        var line = ""
        var used = 0
        func endLine() {
            lines.append(line + String(repeating: " ", count: max(width - used, 0)))
            line = ""
            used = 0
        }
        for run in runs {
            var piece = ""
            func endPiece() {
                if !piece.isEmpty { line += run.differs ? style.different(piece) : piece }
                piece = ""
            }
            for character in run.differs ? "[\(run.text)]" : run.text {
                let columns = ReviewStyle.width(character)
                if used + columns > width {
                    endPiece()
                    endLine()
                }
                piece.append(character)
                used += columns
            }
            endPiece()
        }
        endLine()
        return lines
    }
}
