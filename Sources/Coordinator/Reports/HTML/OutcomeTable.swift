/// A table of outcomes by analysis in the service's form: numbers, both groups, difference, significance, p-value.
struct OutcomeTable {
    /// One row.
    struct Row {
        /// What the row is about.
        let label: String
        let outcome: OutcomeResult
    }

    let caption: String
    /// The header of the first column.
    let subject: String
    let rows: [Row]
    let words: ReportWording

    /// The table; rows whose figures are withheld are left out of it and named below.
    func markup(id: String) -> Markup {
        let shown = rows.filter { $0.outcome.figures != nil }
        let note = Markup.lines(hidden.map { .paragraph($0, cssClass: "note") })
        guard !shown.isEmpty else {
            return .lines([.paragraph("\(caption): no figures can be shown."), note])
        }
        let table = Table(
            caption: caption,
            columns: [
                subject, "Treatment people", "Comparison people", "Treatment", "Comparison",
                "Estimated difference", "Significant?", "p-value", "p, several tests",
            ],
            rows: shown.map(cells),
            isWide: true
        )
        return .lines([table.markup(id: id), note])
    }

    /// A sentence a reason with the rows that it hides.
    private var hidden: [String] {
        var reasons: [(text: String, labels: [String])] = []
        for row in rows {
            guard let reason = words.withheldReason(row.outcome) else { continue }
            if let place = reasons.firstIndex(where: { $0.text == reason }) {
                reasons[place].labels.append(row.label)
            } else {
                reasons.append((reason, [row.label]))
            }
        }
        return reasons.map { "\($0.labels.joined(separator: "; ")). \($0.text)" }
    }

    private func cells(_ row: Row) -> [Table.Cell] {
        guard let figures = row.outcome.figures, let difference = words.difference(row.outcome) else { return [] }
        let code = row.outcome.code
        let verdict = figures.difference.verdict
        return [
            .text(row.label), .number(NumberText.count(figures.treatment.people)),
            .number(NumberText.count(figures.comparison.people)), .number(code.value(figures.treatment.estimate)),
            .number(code.value(figures.comparison.estimate)),
            .number("\(code.difference(figures.difference.estimate)) (\(difference.interval))"),
            .text(verdict.isSignificant ? "Yes, \(code.comparative(lower: verdict == .significantLower))" : "No"),
            .number(NumberText.pValue(figures.difference.pValue)),
            .number(figures.difference.holmPValue.map { NumberText.pValue($0) } ?? "n/a"),
        ]
    }
}
