import Linkage

/// From what the links were made: columns, settings, time and memory.
struct LinkageAppendix {
    let report: LinkageReport

    /// The tables of the appendix.
    var settings: [Markup] {
        var parts: [Markup] = []
        if !report.columns.isEmpty {
            let table = Table(
                caption: "Columns",
                columns: ["Column", "Compared as"],
                rows: report.columns.map { column in
                    let reason = column.reason.map { "not compared: \($0)" } ?? "not compared"
                    return [.text(column.name), .text(column.role.map { LinkageText.words($0) } ?? reason)]
                }
            )
            parts.append(table.markup(id: "columns-table"))
        }
        parts.append(settingsTable.markup(id: "settings-table"))
        if !report.seconds.isEmpty { parts.append(runTable.markup(id: "run-table")) }
        return parts
    }

    private var settingsTable: Table {
        var rows = report.marks.map { mark in
            ("Pairs are \(mark.name) from probability", LinkageText.threshold(mark.probability))
        }
        switch report.kind {
        case .links:
            rows.append(("Records of the cohort", NumberText.count(report.cohortRowCount)))
            rows.append(("People of the population", NumberText.count(report.personCount)))
            rows.append(("Estimated share of the cohort in the population", LinkageText.percent(report.presentShare)))
        case .clusters:
            rows.append(("Records", NumberText.count(report.cohortRowCount)))
            rows.append(("Clusters", NumberText.count(report.personCount)))
        }
        rows.append(("Pairs scored", NumberText.count(Int(report.pairCount))))
        if let version = report.softwareVersion { rows.append(("Software version", version)) }
        rows += report.settings.map { ($0.name, $0.value) }
        return Table(
            caption: "Settings",
            columns: ["Setting", "Value"],
            rows: rows.map { [.text($0.0), .text($0.1)] }
        )
    }

    private var runTable: Table {
        var rows: [[Table.Cell]] = report.seconds.map { phase, seconds in
            [.text(LinkageText.words(phase)), .number("\(NumberText.fixed(seconds, 2)) s")]
        }
        if let bytes = report.peakBytes {
            rows.append([.text("Greatest memory"), .number("\(NumberText.count(bytes / 1_048_576)) MiB")])
        }
        return Table(caption: "Time and memory of this run", columns: ["Phase", "Taken"], rows: rows)
    }
}
