import Foundation

/// Propensity scores of the treatment group, the pool and the matched comparison group, each as shares of its own.
struct OverlapPlot {
    let overlap: Overlap
    /// What the scores are.
    var link = PropensityModel.Link.logit

    private struct Series {
        let name: String
        let shares: [Double]
        let colour: String
        let dash: String
        let isFilled: Bool
    }

    private var series: [Series] {
        [
            Series(
                name: "Everyone in the pool",
                shares: shares(overlap.pool),
                colour: Chart.Colour.third,
                dash: "6 4",
                isFilled: false
            ),
            Series(
                name: "Treatment group",
                shares: shares(overlap.treatment),
                colour: Chart.Colour.first,
                dash: "none",
                isFilled: true
            ),
            Series(
                name: "Matched comparison group",
                shares: shares(overlap.matched),
                colour: Chart.Colour.second,
                dash: "none",
                isFilled: false
            ),
        ]
    }

    private func shares(_ values: [Double]) -> [Double] {
        let total = values.reduce(0, +)
        return values.map { total > 0 ? $0 / total : 0 }
    }

    /// The chart.
    var markup: Markup {
        Chart.both(
            id: "overlap",
            title: "Propensity scores of the treatment group, the pool and the comparison group",
            description: "Share of each group by propensity score. After matching the comparison group should lie over "
                + "the treatment group. The figures are in the table below the chart."
        ) { draw($0) }
    }

    /// The figures behind the chart.
    var table: Table {
        let all = series
        return Table(
            caption: "Share of each group by propensity score",
            columns: ["Propensity score from", "To"] + all.map(\.name),
            rows: overlap.edges.indices.dropLast().map { bin in
                [
                    .number(probability(overlap.edges[bin])), .number(probability(overlap.edges[bin + 1])),
                ] + all.map { .number(NumberText.percent($0.shares[bin], places: 1)) }
            },
            isWide: true
        )
    }

    private func probability(_ score: Double) -> String {
        let percent = 100 * link.probability(score)
        if percent < 0.01 { return "<0.01%" }
        return "\(NumberText.fixed(percent, percent < 1 || percent > 99 ? 2 : percent < 10 || percent > 90 ? 1 : 0))%"
    }

    private func draw(_ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let all = series
        let top = isWide ? 40.0 : 92
        let bottom = top + (isWide ? 260 : 220)
        let left = 50.0
        guard let first = overlap.edges.first, let last = overlap.edges.last else { return (bottom, "") }
        let x = Chart.Scale(domain: first...max(last, first), pixels: left...(width.pixels - 12))
        let highest = all.flatMap(\.shares).max() ?? 1
        let y = Chart.Scale(domain: 0...max(highest * 110, 1e-6), pixels: top...bottom, isUpward: true)
        var parts: [Markup] = []
        for tick in y.ticks(5) {
            parts.append(Chart.line(left, y(tick), width.pixels - 12, y(tick)))
            let places = (tick - tick.rounded()).magnitude < 1e-6 ? 0 : 1
            parts.append(Chart.text("\(NumberText.fixed(tick, places))%", left - 6, y(tick) + 5, anchor: "end"))
        }
        for tick in x.ticks(isWide ? 8 : 4) {
            parts.append(Chart.line(x(tick), bottom, x(tick), bottom + 6, colour: Chart.Colour.text))
            parts.append(Chart.text(probability(tick), x(tick), bottom + 24, anchor: "middle"))
        }
        for (index, group) in all.enumerated() {
            parts.append(steps(group, x, y, bottom))
            let position = isWide ? (left + Double(index) * 260, 14.0) : (8, 14 + Double(index) * 24)
            parts.append(
                Chart.line(
                    position.0,
                    position.1,
                    position.0 + 34,
                    position.1,
                    colour: group.colour,
                    width: 4,
                    dash: group.dash
                )
            )
            parts.append(Chart.text(group.name, position.0 + 42, position.1 + 5))
        }
        let title = isWide ? "Propensity score (spaced evenly on the log odds)" : "Propensity score"
        parts.append(Chart.text(title, (left + width.pixels) / 2, bottom + 50, anchor: "middle"))
        return (bottom + 60, .lines(parts))
    }

    private func steps(_ group: Series, _ x: Chart.Scale, _ y: Chart.Scale, _ bottom: Double) -> Markup {
        var path: Markup = "M\(at: x(overlap.edges[0])) \(at: bottom)"
        for (bin, share) in group.shares.enumerated() {
            path = path + " V\(at: y(share * 100)) H\(at: x(overlap.edges[bin + 1]))"
        }
        path = path + " V\(at: bottom)"
        return """
            <path d="\(path)" fill="\(group.isFilled ? group.colour : "none")" fill-opacity="0.2" \
            stroke="\(group.colour)" stroke-width="2.5" stroke-dasharray="\(group.dash)"/>
            """
    }
}
