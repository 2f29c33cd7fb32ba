import Linkage

/// The top of the linkage report: what has to be known first, and what was found.
struct LinkageSummary {
    let report: LinkageReport

    /// Warnings beyond this many are folded away.
    private static let warningCountMax = 6

    /// The summary under the page's title.
    func markup(title: String) -> Markup {
        guard report.kind == .links else {
            let lead = "\(NumberText.count(report.cohortRowCount, "record", "records")) compared with each other"
            return """
                <h1>\(title)</h1>
                \(Markup.paragraph(lead, cssClass: "lead"))
                \(warnings)
                \(clusterHeadline)
                """
        }
        let pool = report.poolRowCount.map { " (\(NumberText.count($0, "row", "rows")))" } ?? ""
        let lead =
            "\(NumberText.count(report.cohortRowCount, "record", "records")) of the cohort looked for among "
            + "\(NumberText.count(report.personCount, "person", "people"))\(pool)"
        return """
            <h1>\(title)</h1>
            \(Markup.paragraph(lead, cssClass: "lead"))
            \(warnings)
            \(headline)
            """
    }

    private var warnings: Markup {
        guard !report.warnings.isEmpty else { return "" }
        let items = report.warnings.map { "<li><strong>Warning:</strong> \($0)</li>" as Markup }
        let (first, rest) = (Array(items.prefix(Self.warningCountMax)), Array(items.dropFirst(Self.warningCountMax)))
        let more: Markup = """
            <details><summary>\(NumberText.count(rest.count, "more warning", "more warnings"))</summary>
            <ul class="findings">
            \(rest)
            </ul>
            </details>
            """
        return .section(
            "findings",
            "Before you rely on these links",
            ["<ul class=\"findings\">\n\(first)\n</ul>", rest.isEmpty ? "" : more]
        )
    }

    private func count(_ grade: LinkGrade) -> Int { report.gradeCounts[grade] ?? 0 }

    private var headline: Markup {
        let whole = report.cohortRowCount
        let figures = LinkGrade.allCases.map { grade -> Markup in
            let name =
                switch grade {
                case .confident: "Found with confidence"
                case .suspect: "Suspect: to be settled"
                case .none: "Not found"
                }
            return """
                <div><dt>\(name)</dt><dd>\(NumberText.count(count(grade)))</dd>\
                <dd class="small">\(NumberText.share(count(grade), of: whole))</dd></div>
                """
        }
        return """
            <section id="summary" class="headline" aria-labelledby="summary-title">
            <h2 id="summary-title">\(NumberText.share(count(.confident), of: whole)) of the cohort were found with \
            confidence</h2>
            <dl class="figures">
            \(figures)
            </dl>
            \(sentences.map { .paragraph($0) })
            </section>
            """
    }

    private var clusterHeadline: Markup {
        guard let clusters = report.clusters else { return "" }
        let joined = clusters.recordCount - clusters.singleCount
        let figures = [
            ("Clusters of several records", clusters.clusters.count), ("Records in them", joined),
            ("Records without a partner", clusters.singleCount),
        ].map { name, count in
            "<div><dt>\(name)</dt><dd>\(NumberText.count(count))</dd></div>" as Markup
        }
        let mark = report.marks.first
        let row = report.expected.first { $0.threshold == mark?.probability }
        let sentence = row.flatMap { row -> String? in
            guard let precision = row.precision, let recall = row.recall else { return nil }
            return
                "Pairs are joined from a probability of \(LinkageText.threshold(row.threshold)). Estimated without labels, "
                + "\(LinkageText.percent(1 - precision)) of the \(NumberText.count(row.linkCount, "joined pair", "joined pairs")) "
                + "are expected to be two people, and \(LinkageText.percent(1 - recall)) of the pairs of one person to be missed."
        }
        return """
            <section id="summary" class="headline" aria-labelledby="summary-title">
            <h2 id="summary-title">\(NumberText.share(joined, of: clusters.recordCount)) of the records have a partner</h2>
            <dl class="figures">
            \(figures)
            </dl>
            \(Markup.paragraph(sentence))
            </section>
            """
    }

    private var sentences: [String] {
        let rule = report.grades
        var sentences = [
            "A confident link has a probability of at least \(LinkageText.threshold(rule.confidentProbability)) and rests on "
                + "more than names; a suspect one has at least \(LinkageText.threshold(rule.suspectProbability)). About "
                + "\(NumberText.percent(report.presentShare)) of the cohort are estimated to be in the population."
        ]
        if let row = report.expected.first(where: { $0.threshold == rule.confidentProbability }) {
            sentences.append("Estimated without labels, \(expectation(row, "confident threshold"))")
        }
        if let row = report.expected.first(where: { $0.threshold == rule.suspectProbability }) {
            sentences.append("If every suspect link were taken too, \(expectation(row, "suspect threshold"))")
        }
        if let labelled = report.labelled,
            let row = labelled.rows.first(where: { $0.threshold == rule.suspectProbability })
        {
            sentences.append(
                "Set against labels, links from \(LinkageText.threshold(row.threshold)) on have a precision of "
                    + "\(LinkageText.interval(row.precision)), a recall of \(LinkageText.interval(row.recall)) and an F1 of "
                    + "\(NumberText.fixed(row.f1, 4))."
            )
        }
        return sentences
    }

    private func expectation(_ row: ExpectedAccuracy.Row, _ name: String) -> String {
        guard let precision = row.precision, let recall = row.recall else {
            return "no link reaches the \(name)."
        }
        return
            "\(LinkageText.percent(1 - precision)) of the \(NumberText.count(row.linkCount, "link", "links")) from the "
            + "\(name) on are expected to be wrong, and \(LinkageText.percent(1 - recall)) of the people who are there to be "
            + "missed."
    }
}
