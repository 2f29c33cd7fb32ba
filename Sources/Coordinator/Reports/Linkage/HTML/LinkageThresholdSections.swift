import Foundation
import Linkage

/// Where to draw the line: match weights of all pairs, accuracy by threshold, calibration.
struct LinkageThresholdSections {
    let report: LinkageReport

    /// The histogram of match weights.
    var histogram: [Markup] {
        let chart = WeightHistogramChart(report: report)
        let markup = chart.markup
        guard !markup.text.isEmpty else { return [] }
        return [
            .paragraph(
                "A good linkage has two hills with a valley between them: pairs of two people on the left, pairs of one person "
                    + "on the right, the thresholds in the valley. A link\u{2019}s probability also takes the record\u{2019}s "
                    + "other candidates into account, so the lines hold for a pair without rivals."
            ),
            markup, .figures(chart.table, id: "weights-histogram-table"),
        ]
    }

    /// Accuracy by threshold: from labels where there are any, and expected without.
    var thresholds: [Markup] {
        var parts: [Markup] = [
            .paragraph(
                (report.kind == .links
                    ? "Precision is the share of links that are right, recall the share of the people who are there and are "
                        + "linked to the right person"
                    : "Precision is the share of joined pairs that are one person, recall the share of pairs of one person "
                        + "that are joined")
                    + ", F1 the harmonic mean of both. A higher threshold makes fewer errors and misses more."
            )
        ]
        if let labelled = report.labelled { parts += labels(labelled) }
        parts += expectation
        return parts
    }

    // MARK: Labels

    private func labels(_ labelled: LinkageReport.Labelled) -> [Markup] {
        var facts = [
            "Labels name the person of \(NumberText.count(labelled.positiveCount, "record", "records")); they say nothing about "
                + "\(NumberText.count(labelled.unjudgedCount, "link", "links")), which are in no figure. The figures hold for "
                + "what was labelled: if only doubtful pairs were, they are worse than for the whole file."
        ]
        if labelled.isWeighted {
            facts.append(
                "Some labels come from a sample and stand for several pairs each: counts are sums of their weights."
            )
        }
        if let best = labelled.best {
            facts.append(
                "F1 is highest, \(NumberText.fixed(best.f1, 4)), with links from a probability of "
                    + "\(LinkageText.probability(best.threshold)) on."
            )
        }
        facts.append(
            labelled.precise.map {
                "A precision of 99% is reached with links from \(LinkageText.probability($0.threshold)) on, with a recall of "
                    + "\(LinkageText.percent($0.recall?.value))."
            } ?? "No threshold reaches a precision of 99%."
        )
        let table = Table(
            caption: "Accuracy by threshold, from labels (95% intervals)",
            columns: ["Links from probability", "Right", "Wrong", "Missed", "Precision", "Recall", "F1"],
            rows: labelled.rows.map { row in
                [
                    .text(LinkageText.threshold(row.threshold)), .number(LinkageText.weighted(row.truePositives)),
                    .number(LinkageText.weighted(row.falsePositives)),
                    .number(LinkageText.weighted(row.falseNegatives)),
                    .number(LinkageText.interval(row.precision)), .number(LinkageText.interval(row.recall)),
                    .number(NumberText.fixed(row.f1, 4)),
                ]
            },
            isWide: true
        )
        let grades = Table(
            caption: "Links of each grade, from labels",
            columns: ["Grade", "Right", "Wrong", "Share right"],
            rows: labelled.grades.map { row in
                [
                    .text(LinkageText.grade(row.grade)), .number(LinkageText.weighted(row.right)),
                    .number(LinkageText.weighted(row.wrong)), .number(LinkageText.interval(row.share)),
                ]
            }
        )
        return [
            "<h3>Measured with labels</h3>", .paragraph(facts.joined(separator: " ")),
            curves(
                id: "accuracy",
                title: "Accuracy by threshold, from labels",
                rows: labelled.rows.map { ($0.threshold, $0.precision?.value, $0.recall?.value, $0.f1) }
            ),
            table.markup(id: "accuracy-table"), grades.markup(id: "accuracy-grades-table"),
        ]
    }

    // MARK: Without labels

    private var expectation: [Markup] {
        guard !report.expected.isEmpty else { return [] }
        let table = Table(
            caption: "Accuracy by threshold, expected without labels",
            columns: [
                "Links from probability", "Links", "Expected right", "Expected wrong", "Precision", "Recall", "F1",
            ],
            rows: report.expected.map { row in
                [
                    .text(LinkageText.threshold(row.threshold)), .number(NumberText.count(row.linkCount)),
                    .number(NumberText.fixed(row.rightCount, 1)),
                    .number(NumberText.fixed(max(Double(row.linkCount) - row.rightCount, 0), 1)),
                    .number(LinkageText.percent(row.precision)), .number(LinkageText.percent(row.recall)),
                    .number(row.f1.map { NumberText.fixed($0, 4) } ?? "n/a"),
                ]
            },
            isWide: true
        )
        return [
            "<h3>Expected without labels</h3>",
            .paragraph(
                "The probabilities of the links add up to the number expected to be right; the estimated share "
                    + (report.kind == .links
                        ? "of the cohort that is in the population" : "of all pairs that are one person")
                    + " gives the number there to be found. These figures are as good as the probabilities are calibrated: "
                    + "check them with labels."
            ),
            curves(
                id: "expected",
                title: "Accuracy by threshold, expected without labels",
                rows: report.expected.map { ($0.threshold, $0.precision, $0.recall, $0.f1) }
            ),
            table.markup(id: "expected-table"),
        ]
    }

    private typealias Accuracy = (threshold: Double, precision: Double?, recall: Double?, f1: Double?)

    private func logOdds(_ probability: Double) -> Double { log2(probability / (1 - probability)) }

    private func curves(id: String, title: String, rows: [Accuracy]) -> Markup {
        let rows = rows.filter { $0.threshold < 1 }
        guard let first = rows.first, let last = rows.last, rows.count > 1 else { return "" }
        func points(_ value: (Accuracy) -> Double?) -> [(x: Double, y: Double)] {
            rows.compactMap { row in value(row).map { (logOdds(row.threshold), $0 * 100) } }
        }
        let series = [
            CurveChart.Series(name: "Precision", points: points(\.precision), colour: Chart.Colour.first),
            CurveChart.Series(
                name: "Recall",
                points: points(\.recall),
                colour: Chart.Colour.second,
                dash: "8 5",
                isMarked: true
            ),
            CurveChart.Series(name: "F1", points: points(\.f1), colour: Chart.Colour.third, dash: "2 4"),
        ]
        let lowest = series.flatMap { $0.points.map(\.y) }.min() ?? 0
        let markers = report.marks.map { mark in
            BarChart.Marker(
                value: logOdds(mark.probability),
                label: "\(mark.name) from \(LinkageText.threshold(mark.probability))"
            )
        }
        func share(_ value: Double?) -> String { LinkageText.percent(value) }
        return CurveChart(
            id: id,
            title: title,
            description:
                "Precision goes from \(share(first.precision)) at \(LinkageText.threshold(first.threshold)) to "
                + "\(share(last.precision)) at \(LinkageText.threshold(last.threshold)), recall from \(share(first.recall)) to "
                + "\(share(last.recall)). The figures are in the table below the chart.",
            xAxis: "Probability from which links count",
            yAxis: "Percent",
            series: series,
            xDomain: logOdds(first.threshold)...logOdds(last.threshold),
            yDomain: min((lowest / 10).rounded(.down) * 10, 90)...100,
            xTicks: rows.map { (logOdds($0.threshold), LinkageText.threshold($0.threshold)) },
            yTickText: { "\(NumberText.fixed($0, 0))%" },
            markers: markers
        ).markup
    }

    // MARK: Calibration

    /// Probabilities beside the share that is right; nothing without labels.
    var calibration: [Markup] {
        guard let bins = report.labelled?.bins, bins.contains(where: { $0.count > 0 }) else { return [] }
        let table = Table(
            caption: "Links by probability and the share that is right, from labels",
            columns: [
                "Probability", "Links", "Mean probability", "Share right (95% interval)", "Standard errors apart",
            ],
            rows: bins.map { bin in
                [
                    .text("\(LinkageText.threshold(bin.lower)) to \(LinkageText.threshold(bin.upper))"),
                    .number(NumberText.count(bin.count)),
                    .number(bin.count > 0 ? LinkageText.percent(bin.meanProbability) : "n/a"),
                    .number(LinkageText.interval(bin.observed)),
                    .number(bin.deviation.map { LinkageText.bits($0) } ?? "n/a"),
                ]
            },
            isWide: true
        )
        let filled = bins.filter { $0.count > 0 }
        let far = filled.count { ($0.deviation?.magnitude ?? 0) > 3 }
        let chart = CurveChart(
            id: "reliability",
            title: "Share of links that are right, by their probability",
            description:
                "Of \(filled.count) bins with links \(far) lie more than three standard errors from the diagonal. The "
                + "figures are in the table below the chart.",
            xAxis: "Mean probability of the bin",
            yAxis: "Share right",
            series: [
                CurveChart.Series(
                    name: "As it should be",
                    points: [(0, 0), (100, 100)],
                    colour: Chart.Colour.third,
                    dash: "6 4"
                ),
                CurveChart.Series(
                    name: "Observed, with 95% interval",
                    points: filled.map {
                        ($0.meanProbability * 100, 100 * $0.rightWeight / $0.weight)
                    },
                    colour: Chart.Colour.first,
                    isMarked: true,
                    isJoined: false,
                    ranges: filled.map { bin in
                        let interval = bin.observed?.interval ?? 0...1
                        return interval.lowerBound * 100...interval.upperBound * 100
                    }
                ),
            ],
            xDomain: 0...100,
            yDomain: 0...100,
            xTicks: stride(from: 0, through: 100, by: 20).map { ($0, "\(NumberText.fixed($0, 0))%") },
            yTickText: { "\(NumberText.fixed($0, 0))%" }
        )
        return [
            .paragraph(
                "Of links with a probability of 80%, 80% should be right. Points above the diagonal are safer than they say, "
                    + "points below are less safe."
            ),
            chart.markup, table.markup(id: "reliability-table"),
        ]
    }
}
