import Foundation
import Linkage

/// What the records themselves allow: the weight that each could reach, and which values are there.
struct LinkageRecordSections {
    let report: LinkageReport

    /// The share of the cohort that cannot reach a match weight.
    var unlinkables: [Markup] {
        let own = report.unlinkables
        guard let lowest = own.weights.first, let highest = own.weights.last else { return [] }
        let grades = report.marks.map { ($0.name, $0.weight) }
        let bounds = lowest.rounded(.down)...max(highest.rounded(.up), lowest.rounded(.down) + 1)
        let count = min(Int(bounds.upperBound - bounds.lowerBound), 400)
        let step = (bounds.upperBound - bounds.lowerBound) / Double(max(count, 1))
        let places = (0...max(count, 1)).map { bounds.lowerBound + Double($0) * step }
        let facts = grades.map { name, weight in
            "\(NumberText.count(own.count(below: weight), "record", "records")) "
                + "(\(LinkageText.percent(own.share(below: weight)))) could not be \(name) whoever they were compared with"
        }
        let ticks = Chart.Scale(domain: bounds, pixels: 0...1).ticks(10)
        let chart = CurveChart(
            id: "own-weights",
            title: "Share of the cohort that cannot reach a match weight",
            description: "\(facts.joined(separator: "; ")). The figures are in the table below the chart.",
            xAxis: "Match weight in bits",
            yAxis: "Share of the cohort",
            series: [
                CurveChart.Series(
                    name: "Records whose own weight is lower",
                    points: places.map { ($0, own.share(below: $0) * 100) },
                    colour: Chart.Colour.first
                )
            ],
            xDomain: bounds,
            yDomain: 0...100,
            xTicks: ticks.map { ($0, NumberText.fixed($0, 0)) },
            yTickText: { "\(NumberText.fixed($0, 0))%" },
            markers: grades.filter { bounds.contains($0.1) }.map {
                BarChart.Marker(value: $0.1, label: "\($0.0) from \(LinkageText.bits($0.1))")
            }
        )
        let rows = ticks.map { ("", $0) } + grades.map { ("\($0.0) threshold: ", $0.1) }
        let table = Table(
            caption: "Records that cannot reach a match weight",
            columns: ["Match weight in bits", "Records below", "Share of the cohort"],
            rows: rows.sorted { $0.1 < $1.1 }.map { name, weight in
                [
                    .text("\(name)\(LinkageText.bits(weight))"), .number(NumberText.count(own.count(below: weight))),
                    .number(LinkageText.percent(own.share(below: weight))),
                ]
            }
        )
        return [
            .paragraph(
                "Each record of the cohort was compared with itself: that is the highest match weight it can get. A record below "
                    + "a threshold has too few values, or too common ones, to be told from other people. "
                    + "\(facts.joined(separator: "; "))."
            ),
            chart.markup, .figures(table, id: "own-weights-table"),
        ]
    }

    /// The share of records with a value, by column and side.
    var completeness: [Markup] {
        let names = report.cohortCompleteness.isEmpty ? report.poolCompleteness : report.cohortCompleteness
        guard !names.isEmpty else { return [] }
        let cohort = Dictionary(uniqueKeysWithValues: report.cohortCompleteness.map { ($0.name, $0) })
        let pool = Dictionary(uniqueKeysWithValues: report.poolCompleteness.map { ($0.name, $0) })
        let side = report.kind == .links ? "Cohort" : "Records"
        let chart = BarChart(
            id: "present",
            title: "Share of records that have a value",
            description: "The least complete columns are "
                + "\(leastComplete(report.cohortCompleteness, "the cohort"))\(leastComplete(report.poolCompleteness, "the population"))"
                + "as the table below the chart shows.",
            axis: "Percent of records",
            rows: names.map { column in
                let sides = [
                    (cohort[column.name], Chart.Colour.first, false), (pool[column.name], Chart.Colour.second, true),
                ]
                return BarChart.Row(
                    label: LinkageText.words(column.name),
                    bars: sides.compactMap { side, colour, isHollow in
                        side.map {
                            BarChart.Bar(
                                from: 0,
                                to: $0.share * 100,
                                colour: colour,
                                text: LinkageText.percent($0.share),
                                isHollow: isHollow
                            )
                        }
                    }
                )
            },
            legend: pool.isEmpty
                ? []
                : [
                    BarChart.Bar(from: 0, to: 0, colour: Chart.Colour.first, text: side),
                    BarChart.Bar(from: 0, to: 0, colour: Chart.Colour.second, text: "Population", isHollow: true),
                ],
            including: [0, 100],
            tickText: { "\(NumberText.fixed($0, 0))%" }
        )
        let table = Table(
            caption: "Records with a value",
            columns: ["Column", side, "Share"] + (pool.isEmpty ? [] : ["Population", "Share"]),
            rows: names.map { column in
                [.text(LinkageText.words(column.name))] + cells(cohort[column.name])
                    + (pool.isEmpty ? [] : cells(pool[column.name]))
            }
        )
        return [
            .paragraph(
                "A column that is mostly empty on either side is hardly evidence, and a blocking rule with it finds few pairs."
            ),
            chart.markup, table.markup(id: "present-table"),
        ]
    }

    private func cells(_ column: Completeness.Column?) -> [Table.Cell] {
        [
            .number(
                column.map { "\(NumberText.count(Int($0.presentCount))) of \(NumberText.count(Int($0.rowCount)))" }
                    ?? "n/a"
            ),
            .number(LinkageText.percent(column?.share)),
        ]
    }

    private func leastComplete(_ columns: [Completeness.Column], _ side: String) -> String {
        guard let least = columns.min(by: { $0.share < $1.share }) else { return "" }
        return "\(LinkageText.words(least.name)) in \(side) (\(LinkageText.percent(least.share))), "
    }
}
