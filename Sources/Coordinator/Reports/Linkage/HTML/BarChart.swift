/// Horizontal bars from one value to another, in rows with labels; the base of several charts of the linkage report.
struct BarChart {
    /// A bar.
    struct Bar {
        let from: Double
        let to: Double
        let colour: String
        /// The figure beside its end.
        let text: String
        /// Drawn as an outline, so that two series differ by more than colour.
        var isHollow = false
    }

    /// A row: a heading without bars, or a label with one bar or two.
    struct Row {
        let label: String
        var bars: [Bar] = []
        var isHeading = false
    }

    /// A line across all rows.
    struct Marker {
        let value: Double
        let label: String
    }

    let id: String
    let title: String
    let description: String
    let axis: String
    let rows: [Row]
    var legend: [Bar] = []
    var markers: [Marker] = []
    /// The values that are shown at least.
    var including: [Double] = [0]
    /// How a value of the axis is written.
    var tickText: (Double) -> String = { NumberText.fixed($0, 0) }

    /// The chart, or nothing without rows.
    var markup: Markup {
        guard !rows.isEmpty else { return "" }
        return Chart.both(id: id, title: title, description: description) { draw($0) }
    }

    private func draw(_ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let barCount = Double(rows.map(\.bars.count).max() ?? 1)
        let pitch = isWide ? 10 + 18 * barCount : 28 + 18 * barCount
        let values = rows.flatMap { $0.bars.flatMap { [$0.from, $0.to] } } + markers.map(\.value) + including
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        // Room beside the ends of the bars for their figures.
        let left = isWide ? 290.0 : 14
        let textRoom = 74.0
        let scale = Chart.Scale(
            domain: low...max(high, low + 1e-9),
            pixels: (left + (low < 0 ? textRoom : 4))...(width.pixels - textRoom)
        )
        var top = 8.0
        var parts = drawLegend(isWide, &top)
        let markerTop = top
        top += 22 * Double(markers.count)
        let rowTop = top
        let headingPitch = 34.0
        let bottom = rows.reduce(top) { $0 + ($1.isHeading ? headingPitch : pitch) } + 4
        for tick in scale.ticks(isWide ? 8 : 4) {
            parts.append(Chart.line(scale(tick), rowTop, scale(tick), bottom))
            parts.append(Chart.text(tickText(tick), scale(tick), bottom + 20, anchor: "middle"))
        }
        if low <= 0, high >= 0 {
            parts.append(Chart.line(scale(0), rowTop, scale(0), bottom, colour: Chart.Colour.text, width: 1.5))
        }
        for (index, marker) in markers.enumerated() {
            let y = markerTop + 22 * Double(index) + 14
            let x = scale(marker.value)
            parts.append(Chart.line(x, y + 4, x, bottom, colour: Chart.Colour.text, width: 1.5, dash: "5 4"))
            let isRight = x > (left + width.pixels) / 2
            parts.append(Chart.text(marker.label, isRight ? x + 4 : x - 4, y, anchor: isRight ? "end" : "start"))
        }
        for row in rows {
            if row.isHeading {
                parts.append(
                    Chart.text(
                        Chart.fitted(row.label, pixels: width.pixels - 20),
                        isWide ? 6 : left + 10,
                        top + 24,
                        isBold: true
                    )
                )
                top += headingPitch
                continue
            }
            let middle = top + (isWide ? pitch / 2 : 22 + (pitch - 28) / 2)
            parts.append(
                isWide
                    ? Chart.text(Chart.fitted(row.label, pixels: left - 20), left - 10, middle + 5, anchor: "end")
                    : Chart.text(Chart.fitted(row.label, pixels: width.pixels - 20), left + 10, top + 17)
            )
            for (index, bar) in row.bars.enumerated() {
                let y = middle + 18 * (Double(index) - Double(row.bars.count - 1) / 2)
                parts.append(draw(bar, scale, y, leftEnd: left))
            }
            top += pitch
        }
        parts.append(
            Chart.text(axis, isWide ? (left + width.pixels) / 2 : width.pixels / 2, bottom + 44, anchor: "middle")
        )
        return (bottom + 54, .lines(parts))
    }

    private func drawLegend(_ isWide: Bool, _ top: inout Double) -> [Markup] {
        var parts: [Markup] = []
        for (index, entry) in legend.enumerated() {
            let x = isWide ? 290 + 220 * Double(index) : 6
            let y = isWide ? 14 : 14 + 24 * Double(index)
            parts.append(rectangle(x, y - 7, 22, 14, entry))
            parts.append(Chart.text(entry.text, x + 30, y + 5))
        }
        if !legend.isEmpty { top += isWide ? 24 : 24 * Double(legend.count) }
        return parts
    }

    private func draw(_ bar: Bar, _ scale: Chart.Scale, _ y: Double, leftEnd: Double) -> Markup {
        let (x1, x2) = (scale(min(bar.from, bar.to)), scale(max(bar.from, bar.to)))
        // The figure stands at the bar's end, or at its start where there is no room.
        let isLeft = bar.to < bar.from && x1 - 5 - 9 * Double(bar.text.count) > leftEnd
        return rectangle(x1, y - 7, max(x2 - x1, 1), 14, bar)
            + Chart.text(bar.text, isLeft ? x1 - 5 : x2 + 5, y + 5, anchor: isLeft ? "end" : "start")
    }

    private func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ bar: Bar) -> Markup {
        """
        <rect x="\(at: x)" y="\(at: y)" width="\(at: width)" height="\(at: height)" \
        fill="\(bar.isHollow ? "#ffffff" : bar.colour)" stroke="\(bar.colour)" stroke-width="\(bar.isHollow ? 2 : 0)"/>
        """
    }
}
