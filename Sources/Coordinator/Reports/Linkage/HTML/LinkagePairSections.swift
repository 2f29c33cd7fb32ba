import Linkage

/// Pairs: a few taken apart term by term, and all by what agrees.
struct LinkagePairSections {
    let report: LinkageReport

    // MARK: Waterfalls

    /// The chosen pairs.
    var waterfalls: [Markup] {
        guard !report.pairs.isEmpty else { return [] }
        let intro =
            "Each bar starts where the one before ended; the last is the match weight, as links.csv or pairs.csv has it. Shown are "
            + (report.kind == .links
                ? "some pairs of each grade and those nearest to a threshold. The probability also takes the record\u{2019}s other "
                    + "candidates, and that it may be in no file, into account."
                : "pairs on either side of the threshold.")
        return [.paragraph(intro)] + report.pairs.enumerated().map { index, pair in waterfall(pair, number: index + 1) }
    }

    private func waterfall(_ pair: LinkageReport.Pair, number: Int) -> Markup {
        let rows = (NumberText.count(pair.cohortRow), NumberText.count(pair.poolRow))
        let title: String
        let state: String
        switch report.kind {
        case .links:
            title = "Pair \(number): row \(rows.0) of the cohort, row \(rows.1) of the population"
            state = LinkageText.grade(pair.grade)
        case .clusters:
            title = "Pair \(number): rows \(rows.0) and \(rows.1)"
            state = pair.grade == .none ? "Not joined" : "Joined"
        }
        let facts =
            "\(state), probability \(LinkageText.probability(pair.probability)). Match weight \(pair.weight) bits. Found by the "
            + "rule \(pair.rule). Shown as \(pair.reason)."
        return """
            <section class="pair" aria-labelledby="pair-\(number)-title">
            <h3 id="pair-\(number)-title">\(title)</h3>
            \(Markup.paragraph(facts))
            \(values(pair, number))
            \(chart(pair, number))
            \(Markup.figures(table(pair, number), id: "pair-\(number)-table"))
            </section>
            """
    }

    private func chart(_ pair: LinkageReport.Pair, _ number: Int) -> Markup {
        var sum = 0.0
        var rows: [BarChart.Row] = []
        for term in pair.terms {
            let from = sum
            sum += term.bits
            guard !term.isMissing else { continue }
            let bar = BarChart.Bar(
                from: from,
                to: sum,
                colour: term.bits < 0 ? Chart.Colour.second : Chart.Colour.first,
                text: LinkageText.bits(term.bits)
            )
            rows.append(BarChart.Row(label: term.label, bars: [bar]))
        }
        let total = BarChart.Bar(
            from: 0,
            to: pair.weight,
            colour: Chart.Colour.third,
            text: LinkageText.bits(pair.weight)
        )
        rows.append(BarChart.Row(label: "Match weight", bars: [total]))
        let terms = pair.terms.filter { !$0.isMissing }
        let most =
            terms.max { $0.bits < $1.bits }.map { "Most for it: \($0.label), \(LinkageText.bits($0.bits)). " } ?? ""
        let least = terms.min { $0.bits < $1.bits }.flatMap { term in
            term.bits < 0 ? "Most against it: \(term.label), \(LinkageText.bits(term.bits)). " : nil
        }
        return BarChart(
            id: "pair-\(number)",
            title: "Match weight of pair \(number), term by term",
            description:
                "\(most)\(least ?? "")Together \(LinkageText.bits(pair.weight)) bits. The figures are in the table "
                + "below the chart.",
            axis: "Match weight in bits",
            rows: rows,
            markers: report.marks.prefix(1).map {
                BarChart.Marker(value: $0.weight, label: "\($0.name) from \(LinkageText.bits($0.weight))")
            }
        ).markup
    }

    private func table(_ pair: LinkageReport.Pair, _ number: Int) -> Table {
        var sum = 0.0
        var rows: [[Table.Cell]] = pair.terms.map { term in
            sum += term.bits
            return [.text(term.label), .weight(term.bits), .number(LinkageText.bits(sum))]
        }
        rows.append([.text("Match weight"), .weight(pair.weight), .number(LinkageText.bits(pair.weight))])
        return Table(
            caption: "Terms of the match weight of pair \(number), in bits",
            columns: ["Comparison and level", "Adds", "Sum so far"],
            rows: rows
        )
    }

    private func values(_ pair: LinkageReport.Pair, _ number: Int) -> Markup {
        guard let values = pair.values else { return "" }
        return Table(
            caption: "The two records of pair \(number)",
            columns: ["Column"] + (report.kind == .links ? ["Cohort", "Population"] : ["First", "Second"]) + ["Same?"],
            rows: values.map { row in
                let differs = row.cohort != row.pool && !row.cohort.isEmpty && !row.pool.isEmpty
                let state =
                    row.cohort.isEmpty || row.pool.isEmpty ? "missing" : differs ? "differs" : "same"
                return [
                    .text(LinkageText.words(row.column)),
                    Table.Cell(content: differs ? Self.marked(row.cohort, against: row.pool) : Self.shown(row.cohort)),
                    Table.Cell(content: differs ? Self.marked(row.pool, against: row.cohort) : Self.shown(row.pool)),
                    .text(state),
                ]
            }
        ).markup(id: "pair-\(number)-values")
    }

    private static func shown(_ text: String) -> Markup {
        text.isEmpty ? "<span class=\"missing\">missing</span>" : "\(text)"
    }

    /// The text with what lies between the common start and the common end marked.
    private static func marked(_ text: String, against other: String) -> Markup {
        let (own, others) = (Array(text), Array(other))
        var start = 0
        while start < own.count, start < others.count, own[start] == others[start] { start += 1 }
        var end = 0
        while end < own.count - start, end < others.count - start,
            own[own.count - 1 - end] == others[others.count - 1 - end]
        {
            end += 1
        }
        let middle = String(own[start..<(own.count - end)])
        let change: Markup = middle.isEmpty ? "" : "<mark>\(middle)</mark>"
        return "\(String(own[..<start]))\(change)\(String(own[(own.count - end)...]))"
    }

    // MARK: Comparison viewer

    /// The most frequent comparison vectors.
    var viewer: [Markup] {
        guard !report.vectors.isEmpty else { return [] }
        let total = report.rules.last?.cumulativePairCount ?? report.vectors.reduce(0) { $0 + $1.pairCount }
        let shown = report.vectors.reduce(0) { $0 + $1.pairCount }
        let weights = Dictionary(
            report.levels.map { ("\($0.field)\u{0}\($0.level)", $0.weight) },
            uniquingKeysWith: { first, _ in first }
        )
        let table = Table(
            caption: "The most frequent patterns of agreement among compared pairs",
            columns: ["Pattern", "Pairs", "Match weight", "Probability", "Example: rows"]
                + report.fields.map(LinkageText.words),
            rows: report.vectors.enumerated().map { index, row in
                let example = row.example.map { "\(NumberText.count($0.cohort)) and \(NumberText.count($0.pool))" }
                return [
                    .text("\(index + 1)"), .number(NumberText.count(Int(row.pairCount))), .weight(row.weight),
                    .number(LinkageText.probability(row.probability)), .text(example ?? "none"),
                ]
                    + zip(report.fields, row.levels).map { field, level in
                        guard let level else { return Table.Cell(content: "missing", cssClass: "missing") }
                        let weight = weights["\(field)\u{0}\(level)"] ?? 0
                        return Table.Cell(
                            content: "\(LinkageText.words(level))",
                            cssClass: weight < 0 ? "against" : "for"
                        )
                    }
            },
            isWide: true
        )
        return [
            .paragraph(
                "All compared pairs fall into \(NumberText.count(report.vectorCount, "pattern", "patterns")) of agreement. The "
                    + "\(report.vectors.count) most frequent hold \(LinkageText.percent(Double(shown) / Double(max(total, 1)))) "
                    + "of the pairs. The match weight is that of the levels alone, before term frequencies; the probability is that "
                    + "of a record\u{2019}s only candidate. A solid bar beside a level marks evidence for one person, a double bar "
                    + "evidence against. The example gives the two rows of such a pair among the best candidates."
            ),
            table.markup(id: "vectors-table"),
        ]
    }
}
