/// The share of each group that had reoffended by each day, as two lines with their intervals.
struct TimePlot {
    let curves: TimeToFirst
    let level: String

    /// The chart; its description tells the shares at the end.
    var markup: Markup {
        let title = "Share of each group that had reoffended, by days after the index date"
        let ends = [("treatment", curves.treatment.last), ("comparison", curves.comparison.last)]
        let parts = ends.compactMap { name, share in
            share.map { "\(NumberText.percent($0.estimate)) of the \(name) group" }
        }
        let description =
            "Two lines that rise from zero on the index date. By day \(NumberText.count(curves.days.last ?? 0)), "
            + "\(parts.joined(separator: " and ")) had reoffended. Shaded bands are \(level) intervals."
        return Chart.both(id: "time-curve", title: title, description: description, draw: draw)
    }

    /// The figures of the chart about once a month.
    var table: Table {
        let last = curves.days.count - 1
        let shown = curves.days.indices.filter { place in
            let isMonth = place > 0 && curves.days[place] / 30 > curves.days[place - 1] / 30
            return place == last || (isMonth && curves.days[last] - curves.days[place] > 15)
        }
        return Table(
            caption: "Share that had reoffended, with \(level) intervals",
            columns: ["Days after the index date", "Treatment", "Comparison"],
            rows: shown.map { place in
                [
                    .text(NumberText.count(curves.days[place])), .number(text(curves.treatment[place])),
                    .number(text(curves.comparison[place])),
                ]
            }
        )
    }

    private func text(_ share: TimeToFirst.Share) -> String {
        "\(NumberText.percent(share.estimate, places: 1)) (\(NumberText.fixed(share.lower * 100, 1)) to "
            + "\(NumberText.fixed(share.upper * 100, 1)))"
    }

    private func draw(_ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let height = isWide ? 420.0 : 330
        let top = max(0.01, (curves.treatment + curves.comparison).map(\.upper).max() ?? 1) * 1.05
        let across = Chart.Scale(
            domain: 0...Double(max(curves.days.last ?? 1, 1)),
            pixels: (isWide ? 60 : 46)...(width.pixels - 16)
        )
        let up = Chart.Scale(domain: 0...min(1, top), pixels: 16...(height - 84), isUpward: true)
        var parts: [Markup] = []
        for tick in up.ticks(5) {
            parts.append(Chart.line(across(0), up(tick), width.pixels - 16, up(tick)))
            parts.append(Chart.text(NumberText.percent(tick), across(0) - 8, up(tick) + 5, anchor: "end"))
        }
        for tick in across.ticks(isWide ? 8 : 4) {
            parts.append(Chart.text(NumberText.fixed(tick, 0), across(tick), height - 60, anchor: "middle"))
        }
        parts.append(Chart.line(across(0), up(0), width.pixels - 16, up(0), colour: Chart.Colour.text, width: 2))
        let groups = [
            (name: "Treatment", shares: curves.treatment, colour: Chart.Colour.first, dash: "none"),
            (name: "Comparison", shares: curves.comparison, colour: Chart.Colour.second, dash: "8 5"),
        ]
        for group in groups { parts.append(band(group.shares, across, up, group.colour)) }
        for (place, group) in groups.enumerated() {
            parts.append(line(group.shares, across, up, group.colour, dash: group.dash))
            let left = across(0) + Double(place) * (isWide ? 220 : 140)
            parts.append(
                Chart.line(left, height - 18, left + 36, height - 18, colour: group.colour, width: 4, dash: group.dash)
            )
            parts.append(Chart.text(group.name, left + 44, height - 12))
        }
        return (height, .lines(parts))
    }

    private func line(
        _ shares: [TimeToFirst.Share],
        _ across: Chart.Scale,
        _ up: Chart.Scale,
        _ colour: String,
        dash: String
    ) -> Markup {
        let points = zip(curves.days, shares).map { day, share -> Markup in
            "\(at: across(Double(day))),\(at: up(share.estimate))"
        }
        return """
            <polyline points="\(at: across(0)),\(at: up(0)) \(points)" fill="none" stroke="\(colour)" \
            stroke-width="3" stroke-dasharray="\(dash)"/>
            """
    }

    private func band(
        _ shares: [TimeToFirst.Share],
        _ across: Chart.Scale,
        _ up: Chart.Scale,
        _ colour: String
    ) -> Markup {
        let upper = zip(curves.days, shares).map { day, share -> Markup in
            "\(at: across(Double(day))),\(at: up(share.upper))"
        }
        let lower = zip(curves.days, shares).reversed().map { day, share -> Markup in
            "\(at: across(Double(day))),\(at: up(share.lower))"
        }
        return "<polygon points=\"\(upper) \(lower)\" fill=\"\(colour)\" fill-opacity=\"0.15\" stroke=\"none\"/>"
    }
}
