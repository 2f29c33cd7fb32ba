/// The linkage report as one HTML file that needs no network, no script and no other file.
package enum LinkageReportHTML {
    /// Words that stand on a report that shows values of records.
    package static let personalDataBanner = "Holds personal data"

    /// The whole page.
    ///
    /// The text is the same for the same values; of a run only what ``LinkageReport/seconds`` and
    /// ``LinkageReport/peakBytes`` hold differs from another.
    ///
    /// - Parameter report: What is shown.
    /// - Returns: An HTML document in UTF-8.
    package static func text(_ report: LinkageReport) -> String {
        let summary = LinkageSummary(report: report)
        let model = LinkageModelSections(report: report)
        let thresholds = LinkageThresholdSections(report: report)
        let records = LinkageRecordSections(report: report)
        let pairs = LinkagePairSections(report: report)
        let blocking = LinkageBlockingSections(report: report)
        let appendix = LinkageAppendix(report: report)
        let sections: [(id: String, title: String, content: [Markup])] = [
            ("histogram", "Match weights of all pairs", thresholds.histogram),
            ("thresholds", "Choosing a threshold", thresholds.thresholds),
            ("calibration", "Do probabilities mean what they say?", thresholds.calibration),
            ("waterfall", "Pairs taken apart", pairs.waterfalls),
            ("vectors", "Comparison viewer", pairs.viewer),
            ("weights", "What each level is worth", model.weights),
            ("probabilities", "m and u probabilities", model.probabilities),
            ("training", "How the estimation converged", model.convergence),
            ("unlinkables", "Records that could not be linked", records.unlinkables),
            ("completeness", "Completeness of the columns", records.completeness),
            ("blocking", "Which pairs were compared", blocking.blocking),
            ("clusters", "Clusters", blocking.clusters),
            ("settings", "Settings and run", appendix.settings),
        ].filter { !$0.2.isEmpty }
        let title = "Linkage report"
        let banner = report.hasValues ? "\(personalDataBanner): " : ""
        let page = HTMLPage(
            title: "\(banner)\(title)",
            style: "\n\(style(report))",
            banner: notice(report),
            content: """
                \(summary.markup(title: title))
                \(contents(sections.map { ($0.id, $0.title) }))
                \(sections.map { .section($0.id, $0.title, $0.content) })
                """
        )
        return page.text
    }

    private static func contents(_ entries: [(id: String, title: String)]) -> Markup {
        let items = entries.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" as Markup }
        return "<nav aria-label=\"Contents\"><h2>Contents</h2><ol>\n\(items)\n</ol></nav>"
    }

    private static func notice(_ report: LinkageReport) -> HTMLPage.Banner {
        guard report.hasValues else {
            return HTMLPage.Banner(
                isPlain: true,
                text: """
                    This report shows rows and levels, no names, dates or identifiers. Row numbers lead to people for whoever \
                    has the files: keep it with them.
                    """
            )
        }
        return HTMLPage.Banner(
            text: """
                <strong>\(personalDataBanner)</strong> Some pairs are shown with the values of both records. Handle it like the \
                files themselves; do not pass it on or publish it.
                """
        )
    }

    /// What this page adds to the style of reports.
    private static func style(_ report: LinkageReport) -> Markup {
        """
        .banner.plain{background:#f3f2f1;border-color:#b1b4b6}
        .sum th,.sum td{font-weight:bold;border-top:2px solid #0b0c0c}
        .for{border-left:4px solid #12436d;padding-left:8px}
        .against{border-left:4px double #d4351c;padding-left:8px}
        td.missing{padding-left:12px}
        .missing{color:#505a5f}
        #vectors tbody th{min-width:40px}
        .chart text{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
        mark{background:#fff7bf;color:#0b0c0c;border-bottom:3px solid #0b0c0c;font-weight:bold}
        .pair{border-top:1px solid #b1b4b6;padding-top:4px}
        .mono{font-family:"Liberation Mono",Menlo,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
        @media print{
        .banner.plain{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        th,td{padding-top:3px;padding-bottom:3px}
        }
        @page{@top-center{content:"\(report.hasValues ? personalDataBanner : "Linkage report")"}}
        """
    }
}

extension Table.Cell {
    /// A cell whose number stands out as evidence for or against; the sign says the same.
    static func weight(_ bits: Double) -> Table.Cell {
        Table.Cell(content: "\(LinkageText.bits(bits))", isNumber: true, cssClass: bits < 0 ? "against" : "for")
    }
}

extension Markup {
    /// The figures of a chart, folded away on a screen and open on paper.
    static func figures(_ table: Table, id: String) -> Markup {
        "<details><summary>Figures: \(table.caption)</summary>\n\(table.markup(id: id))\n</details>"
    }
}
