/// A table with a caption, column headers and a header in each row.
struct Table {
    /// A cell: its content and whether it is a number (aligned to the right).
    struct Cell {
        let content: Markup
        var isNumber = false
        var cssClass = ""

        static func text(_ text: String) -> Cell { Cell(content: "\(text)") }
        static func number(_ text: String) -> Cell { Cell(content: "\(text)", isNumber: true) }
    }

    let caption: String
    let columns: [String]
    /// Rows; the first cell of each is its header.
    let rows: [[Cell]]
    /// Whether the table may be wider than a phone, so that it needs its own sideways scrolling.
    var isWide = false

    /// The table as HTML; `id` must be unique in the page.
    func markup(id: String) -> Markup {
        let numeric = columns.indices.map { column in
            column > 0 && rows.allSatisfy { column >= $0.count || $0[column].isNumber }
        }
        let header = columns.indices.map { column -> Markup in
            "<th scope=\"col\"\(numeric[column] ? " class=\"number\"" as Markup : "")>\(columns[column])</th>"
        }
        let body = rows.map { row -> Markup in
            "<tr>\(row.indices.map { cell(row[$0], isHeader: $0 == 0) })</tr>"
        }
        let density: Markup = columns.count > 6 ? " class=\"dense\"" : columns.count > 3 ? " class=\"compact\"" : ""
        let table: Markup = """
            <table\(density)>
            <caption id="\(id)">\(caption)</caption>
            <thead><tr>\(header)</tr></thead>
            <tbody>
            \(body)
            </tbody>
            </table>
            """
        guard isWide else { return table }
        return "<div class=\"scroll\" role=\"region\" aria-labelledby=\"\(id)\" tabindex=\"0\">\n\(table)\n</div>"
    }

    private func cell(_ cell: Cell, isHeader: Bool) -> Markup {
        if isHeader { return "<th scope=\"row\">\(cell.content)</th>" }
        let classes = [cell.isNumber ? "number" : "", cell.cssClass].filter { !$0.isEmpty }.joined(separator: " ")
        return classes.isEmpty ? "<td>\(cell.content)</td>" : "<td class=\"\(classes)\">\(cell.content)</td>"
    }
}
