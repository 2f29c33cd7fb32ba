import Foundation
import Linkage

/// The model: weights, probabilities, and how they were estimated.
struct LinkageModelSections {
    let report: LinkageReport

    /// Bars of log2 Bayes factors.
    var weights: [Markup] {
        let rows = rows { level in
            [
                BarChart.Bar(
                    from: 0,
                    to: level.weight,
                    colour: level.weight < 0 ? Chart.Colour.second : Chart.Colour.first,
                    text: LinkageText.bits(level.weight)
                )
            ]
        }
        let strongest = report.levels.max { $0.weight < $1.weight }
        let weakest = report.levels.min { $0.weight < $1.weight }
        let ends = [("for", strongest), ("against", weakest)].compactMap { side, level in
            level.map {
                "Strongest evidence \(side) one person: \(name($0)), \(LinkageText.bits($0.weight)) bits. "
            }
        }
        let chart = BarChart(
            id: "match-weights",
            title: "Match weight of each level",
            description: "\(ends.joined())The figures are in the table below the chart.",
            axis: "Match weight in bits (log2 of m over u)",
            rows: rows
        )
        let table = Table(
            caption: "Match weight of each level",
            columns: ["Level", "Match weight in bits", "Bayes factor", "Term frequency"],
            rows: report.levels.map { level in
                [
                    .text(name(level)), .weight(level.weight), .text(LinkageText.factor(level.weight)),
                    .text(level.hasTermFrequency ? "yes" : "no"),
                ]
            },
            isWide: true
        )
        return [
            .paragraph(
                "Each level of agreement adds its match weight to a pair: one bit more doubles the odds that the two records "
                    + "are one person, one bit less halves them. Weights should fall from the strongest level to \u{201C}no "
                    + "agreement\u{201D}. Where term frequency is used, exact agreement on a rare value weighs more than shown "
                    + "and on a common one less."
            ),
            chart.markup, .figures(table, id: "weights-table"),
        ]
    }

    /// m beside u.
    var probabilities: [Markup] {
        let rows = rows { level in
            [
                BarChart.Bar(
                    from: 0,
                    to: level.m,
                    colour: Chart.Colour.first,
                    text: LinkageText.levelProbability(level.m)
                ),
                BarChart.Bar(
                    from: 0,
                    to: level.u,
                    colour: Chart.Colour.second,
                    text: LinkageText.levelProbability(level.u),
                    isHollow: true
                ),
            ]
        }
        let chart = BarChart(
            id: "m-and-u",
            title: "m and u probability of each level",
            description:
                "How often one person\u{2019}s two records (m) and two people\u{2019}s records (u) reach each level. "
                + "The figures are in the table below the chart.",
            axis: "Probability",
            rows: rows,
            legend: [
                BarChart.Bar(from: 0, to: 0, colour: Chart.Colour.first, text: "m: one person"),
                BarChart.Bar(from: 0, to: 0, colour: Chart.Colour.second, text: "u: two people", isHollow: true),
            ],
            including: [0, 1],
            tickText: { NumberText.fixed($0, 1) }
        )
        let table = Table(
            caption: "m and u probability of each level",
            columns: ["Level", "m: one person", "u: two people"],
            rows: report.levels.map { level in
                [
                    .text(name(level)), .number(LinkageText.levelProbability(level.m)),
                    .number(LinkageText.levelProbability(level.u)),
                ]
            }
        )
        return [
            .paragraph(
                "m is how often two records of one person reach a level: errors lower it. u is how often two different people "
                    + "do: common values raise it. Both are given that neither value is missing; a missing value is no "
                    + "evidence."
            ),
            chart.markup, .figures(table, id: "m-and-u-table"),
        ]
    }

    private func rows(_ bars: (LinkageReport.LevelRow) -> [BarChart.Bar]) -> [BarChart.Row] {
        var rows: [BarChart.Row] = []
        var field = ""
        for level in report.levels {
            if level.field != field {
                field = level.field
                rows.append(BarChart.Row(label: LinkageText.words(field), isHeading: true))
            }
            rows.append(BarChart.Row(label: LinkageText.words(level.level), bars: bars(level)))
        }
        return rows
    }

    private func name(_ level: LinkageReport.LevelRow) -> String {
        "\(LinkageText.words(level.field)): \(LinkageText.words(level.level))"
    }

    /// The path of the estimation.
    var convergence: [Markup] {
        let training = report.training
        let steps = training.logLikelihoods
        let count = NumberText.count(steps.count, "iteration", "iterations")
        let sentence =
            "u rests on \(NumberText.count(Int(training.randomPairCount), "random pair", "random pairs")), m on expectation "
            + "maximisation over the pairs of "
            + "\(NumberText.count(training.rules.count, "blocking rule", "blocking rules")). "
            + (training.isConverged
                ? "The last round converged in \(count)." : "The last round stopped after \(count) without converging.")
        return [.paragraph(sentence), convergenceChart, convergenceTable, rulesTable]
    }

    private var convergenceChart: Markup {
        let steps = report.training.logLikelihoods
        guard let last = steps.last, steps.count > 2 else { return "" }
        // What is still to be gained falls by orders of magnitude.
        let gaps = steps.dropLast().enumerated().compactMap { index, value -> (x: Double, y: Double)? in
            last - value > 0 ? (Double(index + 1), log10(last - value)) : nil
        }
        guard let low = gaps.map(\.y).min(), let high = gaps.map(\.y).max() else { return "" }
        let ticks = Chart.Scale(domain: 1...Double(steps.count), pixels: 0...1).ticks(10)
        return CurveChart(
            id: "convergence",
            title: "Log-likelihood still to be gained, by iteration",
            description:
                "A line that falls steadily and ends low shows a settled estimation. From iteration 1 to the last the "
                + "log-likelihood rose by \(NumberText.fixed(last - steps[0], 1)).",
            xAxis: "Iteration",
            yAxis: "Log-likelihood below its last value",
            series: [
                CurveChart.Series(name: "Composite log-likelihood", points: gaps, colour: Chart.Colour.first)
            ],
            xDomain: 1...Double(max(steps.count, 2)),
            yDomain: low.rounded(.down)...max(high.rounded(.up), low.rounded(.down) + 1),
            xTicks: ticks.map { ($0, NumberText.fixed($0, 0)) },
            yTickText: { power in
                power >= 0 ? NumberText.fixed(pow(10, power), 0) : String(format: "%g", pow(10, power))
            }
        ).markup
    }

    private var convergenceTable: Markup {
        let steps = report.training.logLikelihoods
        guard !steps.isEmpty else { return "" }
        let stride = max(1, (steps.count + 19) / 20)
        let shown = steps.indices.filter { $0 < 5 || $0 == steps.count - 1 || ($0 + 1).isMultiple(of: stride) }
        let table = Table(
            caption: "Log-likelihood by iteration",
            columns: ["Iteration", "Log-likelihood", "Gain over the iteration before"],
            rows: shown.map { index in
                [
                    .text(NumberText.count(index + 1)), .number(NumberText.fixed(steps[index], 3)),
                    .number(index == 0 ? "n/a" : String(format: "%.3g", steps[index] - steps[index - 1])),
                ]
            }
        )
        return .figures(table, id: "convergence-table")
    }

    private var rulesTable: Markup {
        guard !report.training.rules.isEmpty else { return "" }
        return Table(
            caption: "Rules that trained m",
            columns: ["Blocking rule", "Pairs", "Estimated share of matches"],
            rows: report.training.rules.map { rule in
                [
                    Table.Cell(content: "<span class=\"mono\">\("\(rule.rule)")</span>"),
                    .number(NumberText.count(Int(rule.pairCount))), .number(LinkageText.percent(rule.matchShare)),
                ]
            }
        ).markup(id: "training-table")
    }
}
