import Linkage

/// Which pairs were compared, and what became of them in clusters.
struct LinkageBlockingSections {
    let report: LinkageReport

    /// The blocking rules and their largest blocks.
    var blocking: [Markup] {
        guard !report.rules.isEmpty else { return blocks }
        let total = report.rules.last?.cumulativePairCount ?? 0
        let records = Double(report.cohortRowCount)
        let possible =
            report.kind == .links
            ? records * Double(report.poolRowCount ?? report.personCount) : records * (records - 1) / 2
        let share = possible > 0 ? Double(total) / possible : 0
        let chart = BarChart(
            id: "rules",
            title: "Pairs by blocking rule",
            description: "Pairs that each rule finds, and how many of them no earlier rule finds. Together "
                + "\(NumberText.count(Int(total))) pairs. The figures are in the table below the chart.",
            axis: "Pairs of records",
            rows: report.rules.map { row in
                BarChart.Row(
                    label: row.rule,
                    bars: [
                        BarChart.Bar(
                            from: 0,
                            to: Double(row.pairCount),
                            colour: Chart.Colour.first,
                            text: NumberText.count(Int(row.pairCount))
                        ),
                        BarChart.Bar(
                            from: 0,
                            to: Double(row.addedPairCount),
                            colour: Chart.Colour.second,
                            text: NumberText.count(Int(row.addedPairCount)),
                            isHollow: true
                        ),
                    ]
                )
            },
            legend: [
                BarChart.Bar(from: 0, to: 0, colour: Chart.Colour.first, text: "Found by the rule"),
                BarChart.Bar(
                    from: 0,
                    to: 0,
                    colour: Chart.Colour.second,
                    text: "Of no earlier rule",
                    isHollow: true
                ),
            ],
            tickText: Self.short
        )
        return [
            .paragraph(
                "Only pairs that a rule finds are compared: \(NumberText.count(Int(total))) of them, one in "
                    + "\(share > 0 ? NumberText.fixed((1 / share).rounded(), 0) : "none") of all possible. A rule "
                    + "that adds many pairs and hardly a match can go; one whose matches no other rule finds must stay. Matches "
                    + "are expected by the model."
            ),
            chart.markup, ruleTable.markup(id: "rules-table"),
        ] + blocks
    }

    private var ruleTable: Table {
        Table(
            caption: "Pairs and expected matches by blocking rule, in order of precedence",
            columns: [
                "Rule", "Pairs", "Pairs of no earlier rule", "Pairs so far", "Pairs of no other rule",
                "Expected matches", "Matches of no earlier rule", "Matches of no other rule",
            ],
            rows: report.rules.map { row in
                let counts = [row.pairCount, row.addedPairCount, row.cumulativePairCount, row.onlyPairCount]
                let matches = [row.matchCount, row.addedMatchCount, row.onlyMatchCount]
                return [Table.Cell(content: "<span class=\"mono\">\(row.rule)</span>")]
                    + counts.map { .number(NumberText.count(Int($0))) }
                    + matches.map { .number(NumberText.fixed($0, 1)) }
            },
            isWide: true
        )
    }

    private var blocks: [Markup] {
        guard !report.blocks.isEmpty else { return [] }
        let table = Table(
            caption: "Largest blocks: records that share the key of a rule",
            columns: ["Rule", "Records of the cohort", "Records of the population", "Left out?"],
            rows: report.blocks.map { block in
                [
                    Table.Cell(content: "<span class=\"mono\">\(block.rule)</span>"),
                    .number(NumberText.count(block.cohortRowCount)),
                    .number(block.poolRowCount.map { NumberText.count($0) } ?? "n/a"),
                    .text(block.isCut ? "yes" : "no"),
                ]
            },
            isWide: true
        )
        return [table.markup(id: "blocks-table")]
    }

    /// A large number on an axis: "2.5m", "300k".
    private static func short(_ value: Double) -> String {
        if value >= 1_000_000 { return "\(NumberText.fixed(value / 1_000_000, value < 10_000_000 ? 1 : 0))m" }
        if value >= 10_000 { return "\(NumberText.fixed(value / 1_000, 0))k" }
        return NumberText.fixed(value, 0)
    }

    // MARK: Clusters

    /// How many clusters the number of which is shown.
    private static let clusterCountMax = 20

    /// The clusters of a deduplication.
    var clusters: [Markup] {
        guard let clusters = report.clusters else { return [] }
        let sizes = Dictionary(grouping: clusters.clusters, by: \.recordCount).mapValues(\.count)
        let rows = [(1, clusters.singleCount)] + sizes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let largest = rows.last?.0 ?? 1
        let weak = clusters.clusters.count { $0.bridgeCount > 0 && $0.recordCount > 2 }
        let chart = BarChart(
            id: "cluster-sizes",
            title: "Clusters by number of records",
            description:
                "The largest cluster has \(NumberText.count(largest, "record", "records")). The figures are in the table "
                + "below the chart.",
            axis: "Clusters",
            rows: rows.map { size, count in
                BarChart.Row(
                    label: NumberText.count(size, "record", "records"),
                    bars: [
                        BarChart.Bar(
                            from: 0,
                            to: Double(count),
                            colour: Chart.Colour.first,
                            text: NumberText.count(count)
                        )
                    ]
                )
            },
            tickText: Self.short
        )
        let sizeTable = Table(
            caption: "Clusters by number of records",
            columns: ["Records in the cluster", "Clusters", "Records"],
            rows: rows.map { size, count in
                [
                    .text(NumberText.count(size)), .number(NumberText.count(count)),
                    .number(NumberText.count(size * count)),
                ]
            }
        )
        return [
            .paragraph(
                "\(NumberText.count(clusters.recordCount, "record", "records")) fall into "
                    + "\(NumberText.count(clusters.singleCount + clusters.clusters.count, "cluster", "clusters")), each one person. "
                    + "\(NumberText.count(weak, "cluster", "clusters")) of three or more records would fall apart without a single "
                    + "link: look at these first."
            ),
            chart.markup, .figures(sizeTable, id: "cluster-sizes-table"), doubtful(clusters),
        ]
    }

    /// Clusters to look at: bridges first, then the thinnest, then the largest.
    private func doubtful(_ clusters: LinkageReport.Clusters) -> Markup {
        let chosen = clusters.clusters.filter { $0.recordCount > 2 }.sorted { left, right in
            if left.bridgeCount != right.bridgeCount { return left.bridgeCount > right.bridgeCount }
            if left.density != right.density { return left.density < right.density }
            if left.recordCount != right.recordCount { return left.recordCount > right.recordCount }
            return left.number < right.number
        }.prefix(Self.clusterCountMax)
        guard !chosen.isEmpty else { return "" }
        return Table(
            caption: "Clusters to look at first",
            columns: ["Cluster", "Records", "Links", "Density", "Bridges", "Lowest probability"],
            rows: chosen.map { cluster in
                [
                    .text("\(cluster.number)"), .number(NumberText.count(cluster.recordCount)),
                    .number(NumberText.count(cluster.edgeCount)), .number(NumberText.fixed(cluster.density, 2)),
                    .number(NumberText.count(cluster.bridgeCount)),
                    .number(LinkageText.probability(cluster.probabilityMin)),
                ]
            },
            isWide: true
        ).markup(id: "clusters-table")
    }
}
