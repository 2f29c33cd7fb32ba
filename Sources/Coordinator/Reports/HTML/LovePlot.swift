/// The standardised mean difference of each characteristic before and after matching, largest first.
struct LovePlot {
    let balance: Balance
    let rules: ReportRules

    /// The chart, or nothing without any measurable row.
    var markup: Markup {
        let rows = balance.rows.filter { $0.standardisedDifference.after != nil }
        guard !rows.isEmpty else { return "" }
        let sorted = rows.enumerated().sorted { left, right in
            let (a, b) = (size(left.element), size(right.element))
            return a != b ? a > b : left.offset < right.offset
        }.map(\.element)
        let largest = { (values: [Double?]) in NumberText.percent(values.compactMap { $0?.magnitude }.max() ?? 0) }
        let counts = [Balance.Band.green, .amber, .red].map { band in
            "\(rows.count { $0.band == band }) \(band.rawValue)"
        }
        let description =
            "Largest difference before matching \(largest(rows.map(\.standardisedDifference.before))), "
            + "after matching \(largest(rows.map(\.standardisedDifference.after))). "
            + "After matching: \(counts.joined(separator: ", ")). The figures are in the balance table."
        return Chart.both(
            id: "love",
            title: "Differences between the groups before and after matching, by characteristic",
            description: description
        ) { draw(sorted, $0) }
    }

    private func size(_ row: Balance.Row) -> Double {
        (row.standardisedDifference.before ?? row.standardisedDifference.after ?? 0).magnitude
    }

    private func draw(_ rows: [Balance.Row], _ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let pitch = isWide ? 26.0 : 46
        let top = isWide ? 44.0 : 72
        let bottom = top + pitch * Double(rows.count)
        let left = isWide ? 300.0 : 18
        let widest = rows.flatMap { [$0.standardisedDifference.before, $0.standardisedDifference.after] }
        let reach = max(widest.compactMap { $0?.magnitude }.max() ?? 0, 1.5 * rules.balanceAmberMax)
        let scale = Chart.Scale(domain: 0...(reach * 105), pixels: left...(width.pixels - 12))
        var parts = [band(scale, 0, rules.balanceGreenMax, top, bottom, Chart.Colour.greenBand)]
        parts.append(band(scale, rules.balanceGreenMax, rules.balanceAmberMax, top, bottom, Chart.Colour.amberBand))
        for tick in scale.ticks(isWide ? 8 : 4) {
            parts.append(Chart.line(scale(tick), top, scale(tick), bottom))
            parts.append(Chart.text("\(NumberText.fixed(tick, 0))%", scale(tick), bottom + 20, anchor: "middle"))
        }
        parts.append(legend(isWide))
        for (index, row) in rows.enumerated() {
            let y = top + pitch * (Double(index) + 0.5)
            parts.append(
                isWide
                    ? Chart.text(Chart.fitted(row.label, pixels: left - 16), left - 12, y + 5, anchor: "end")
                    : Chart.text(Chart.fitted(row.label, pixels: width.pixels - left), left, y - 6)
            )
            parts.append(points(row, scale, y + (isWide ? 0 : 10)))
        }
        let middle = isWide ? (left + width.pixels) / 2 : width.pixels / 2
        parts.append(
            Chart.text(
                isWide
                    ? "Absolute standardised mean difference, percent of a standard deviation"
                    : "Absolute standardised difference",
                middle,
                bottom + 44,
                anchor: "middle"
            )
        )
        return (bottom + 54, .lines(parts))
    }

    private func band(
        _ scale: Chart.Scale,
        _ from: Double,
        _ to: Double,
        _ top: Double,
        _ bottom: Double,
        _ colour: String
    ) -> Markup {
        """
        <rect x="\(at: scale(from * 100))" y="\(at: top)" width="\(at: scale(to * 100) - scale(from * 100))" \
        height="\(at: bottom - top)" fill="\(colour)"/>
        """
    }

    private func points(_ row: Balance.Row, _ scale: Chart.Scale, _ y: Double) -> Markup {
        let after = scale((row.standardisedDifference.after ?? 0).magnitude * 100)
        guard let before = row.standardisedDifference.before.map({ scale($0.magnitude * 100) }) else {
            return filled(after, y)
        }
        return Chart.line(before, y, after, y, colour: Chart.Colour.third) + hollow(before, y) + filled(after, y)
    }

    private func legend(_ isWide: Bool) -> Markup {
        let second = isWide ? (190.0, 16.0) : (6.0, 40.0)
        return .lines([
            hollow(8, 16), Chart.text("Before matching", 22, 21),
            filled(second.0 + 2, second.1), Chart.text("After matching", second.0 + 16, second.1 + 5),
        ])
    }

    private func hollow(_ x: Double, _ y: Double) -> Markup {
        """
        <circle cx="\(at: x)" cy="\(at: y)" r="5.5" fill="#ffffff" stroke="\(Chart.Colour.second)" stroke-width="2.5"/>
        """
    }

    private func filled(_ x: Double, _ y: Double) -> Markup {
        "<circle cx=\"\(at: x)\" cy=\"\(at: y)\" r=\"6\" fill=\"\(Chart.Colour.first)\"/>"
    }
}
