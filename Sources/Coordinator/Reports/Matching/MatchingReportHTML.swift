/// The report of `jdl match` as one HTML file that needs no network, no script and no other file.
package enum MatchingReportHTML {
    /// The whole page; the same text for the same values.
    ///
    /// - Parameter report: What is shown.
    /// - Returns: An HTML document in UTF-8.
    package static func text(_ report: MatchingReport) -> String {
        let title = "Matching report: \(report.treatment)"
        let balance = MatchingBalanceSections(report: report)
        let effects = MatchingEffectSections(report: report)
        let sections: [(id: String, title: String, content: [Markup])] = [
            ("people", "Who was matched", [facts("people-table", "Rows", ["Rows", "Number"], report.people)]),
            ("effect", "The effect", effects.effect),
            ("errors", "Which standard error", effects.errors),
            ("balance", "How alike the groups are", balance.balance),
            ("terms", "Squares and interactions", balance.terms),
            ("overlap-scores", "Overlap of the groups", balance.overlap),
            ("sensitivity", "How firm it is", effects.sensitivity),
            ("settings", "Settings", [facts("settings-table", "Settings", ["Setting", "Value"], report.settings)]),
        ].filter { !$0.2.isEmpty }
        let page = HTMLPage(
            title: "\(HTMLReport.banner): \(title)",
            banner: .draft,
            content: """
                <h1>\(title)</h1>
                \(effects.headline)
                \(effects.findings)
                <nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>
                \(sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as Markup })
                </ol></nav>
                \(sections.map { .section($0.id, $0.title, $0.content) as Markup })
                """
        )
        return page.text
    }

    /// A table of names and values.
    static func facts(_ id: String, _ caption: String, _ columns: [String], _ facts: [MatchingReport.Fact]) -> Markup {
        Table(caption: caption, columns: columns, rows: facts.map { [.text($0.name), .number($0.value)] })
            .markup(id: id)
    }
}
