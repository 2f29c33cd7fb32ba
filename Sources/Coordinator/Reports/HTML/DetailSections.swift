/// The headline's outcomes beyond rate, frequency and time: kinds of reoffence, custody, violence, employment.
struct DetailSections {
    let model: ReportModel

    private var words: ReportWording { ReportWording(model: model) }

    /// The section, or nothing when none of them was measured.
    var markup: Markup {
        let parts = [kinds, violence, employment].compactMap(\.self)
        guard !parts.isEmpty else { return "" }
        return .section("detail", "What kind of reoffending, and other outcomes", parts)
    }

    private var kinds: Markup? {
        let outcomes = model.outcomes(of: .detail)
        guard !outcomes.isEmpty else { return nil }
        let titles = [
            4: "court tier of the first reoffence, share of reoffenders",
            5: "reoffences by court tier, per reoffender",
            6: "custody for the first reoffence, share of reoffenders",
            7: "custodial sentences for reoffences, per reoffender",
        ]
        let tables = titles.keys.sorted().map { number -> Markup in
            table(
                "Table \(number): \(titles[number] ?? "")",
                outcomes.filter { $0.code.tableNumber == number },
                id: "table-\(number)"
            )
        }
        return .lines(
            [
                "<h3>Kind of reoffence and custody</h3>",
                .paragraph(
                    "These outcomes look only at people who reoffended. The programme may have changed who reoffended, so "
                        + "by themselves they do not show what the programme caused.",
                    cssClass: "inset"
                ),
            ] + tables
        )
    }

    private var violence: Markup? {
        let outcomes = model.outcomes(of: .violent)
        guard !outcomes.isEmpty else { return nil }
        return .lines([
            "<h3>Violent reoffending</h3>",
            .paragraph("Only reoffences of the violent offence groups count, in the same matched groups."),
            table("Violent reoffending, \(words.period) follow-up", outcomes, id: "table-violent"),
        ])
    }

    private var employment: Markup? {
        let outcomes = model.outcomes(of: .experimental)
        guard !outcomes.isEmpty else { return nil }
        return .lines([
            "<h3>Employment and benefits (experimental)</h3>",
            .paragraph(
                "Experimental: records of employment miss some work, such as self-employment and low pay, and time in "
                    + "custody is time without work. Everyone analysed is counted.",
                cssClass: "inset"
            ),
            table(
                "Employment and benefits (experimental), \(words.period) follow-up",
                outcomes,
                id: "table-employment"
            ),
        ])
    }

    private func table(_ caption: String, _ outcomes: [OutcomeResult], id: String) -> Markup {
        OutcomeTable(
            caption: caption,
            subject: "Outcome",
            rows: outcomes.map { OutcomeTable.Row(label: $0.code.title, outcome: $0) },
            words: words
        ).markup(id: id)
    }
}
