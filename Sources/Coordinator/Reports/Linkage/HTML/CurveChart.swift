/// Lines over a common axis, each with its own dash and mark, so that none is told by colour alone.
struct CurveChart {
    /// One line.
    struct Series {
        let name: String
        let points: [(x: Double, y: Double)]
        let colour: String
        var dash = "none"
        /// Whether points are marked with a circle.
        var isMarked = false
        /// Whether the points are joined.
        var isJoined = true
        /// Lower and upper ends of a bar at each point, if it has one.
        var ranges: [ClosedRange<Double>] = []
    }

    let id: String
    let title: String
    let description: String
    let xAxis: String
    let yAxis: String
    let series: [Series]
    let xDomain: ClosedRange<Double>
    let yDomain: ClosedRange<Double>
    /// Where the horizontal axis is labelled; those that would stand too near to another are left out.
    let xTicks: [(value: Double, label: String)]
    let yTickText: (Double) -> String
    var markers: [BarChart.Marker] = []

    /// The chart, or nothing without points.
    var markup: Markup {
        guard series.contains(where: { !$0.points.isEmpty }) else { return "" }
        return Chart.both(id: id, title: title, description: description) { draw($0) }
    }

    private func draw(_ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let named = series.filter { !$0.points.isEmpty }
        let legendHeight = isWide ? 28.0 : 24 * Double(named.count) + 6
        let top = legendHeight + 22 * Double(markers.count) + 30
        let bottom = top + (isWide ? 300 : 230)
        let left = isWide ? 70.0 : 52
        let right = width.pixels - (isWide ? 34 : 28)
        let x = Chart.Scale(domain: xDomain, pixels: left...(right))
        let y = Chart.Scale(domain: yDomain, pixels: top...bottom, isUpward: true)
        var parts = drawLegend(named, isWide)
        parts.append(Chart.text(yAxis, 6, top - 14))
        for tick in y.ticks(5) {
            parts.append(Chart.line(left, y(tick), right, y(tick)))
            parts.append(Chart.text(yTickText(tick), left - 6, y(tick) + 5, anchor: "end"))
        }
        var last = -Double.infinity
        for tick in xTicks where x(tick.value) - last >= Double(tick.label.count) * 9 + 10 {
            last = x(tick.value)
            parts.append(Chart.line(last, bottom, last, bottom + 6, colour: Chart.Colour.text))
            parts.append(Chart.text(tick.label, last, bottom + 24, anchor: "middle"))
        }
        for (index, marker) in markers.enumerated() {
            let place = x(min(max(marker.value, xDomain.lowerBound), xDomain.upperBound))
            let labelY = legendHeight + 22 * Double(index) + 14
            parts.append(
                Chart.line(place, labelY + 4, place, bottom, colour: Chart.Colour.text, width: 1.5, dash: "5 4")
            )
            let isRight = place > width.pixels / 2
            parts.append(
                Chart.text(marker.label, isRight ? place - 6 : place + 6, labelY, anchor: isRight ? "end" : "start")
            )
        }
        for line in named { parts.append(draw(line, x, y)) }
        parts.append(Chart.text(xAxis, (left + width.pixels) / 2, bottom + 50, anchor: "middle"))
        return (bottom + 60, .lines(parts))
    }

    private func drawLegend(_ named: [Series], _ isWide: Bool) -> [Markup] {
        named.enumerated().flatMap { index, line -> [Markup] in
            let x = isWide ? 70 + Double(index) * 290 : 6
            let y = isWide ? 14 : 14 + Double(index) * 24
            return [
                line.isJoined
                    ? Chart.line(x, y, x + 34, y, colour: line.colour, width: 3.5, dash: line.dash) : "",
                line.isMarked ? circle(x + 17, y, line.colour) : "",
                Chart.text(line.name, x + 42, y + 5),
            ]
        }
    }

    private func draw(_ line: Series, _ x: Chart.Scale, _ y: Chart.Scale) -> Markup {
        let places = line.points.map { (x($0.x), y(min(max($0.y, yDomain.lowerBound), yDomain.upperBound))) }
        var parts: [Markup] = []
        if line.isJoined {
            let path = places.enumerated().map { index, place -> Markup in
                "\(index == 0 ? "M" : "L")\(at: place.0) \(at: place.1)"
            }
            parts.append(
                """
                <path d="\(path)" fill="none" stroke="\(line.colour)" stroke-width="2.5" \
                stroke-dasharray="\(line.dash)" stroke-linejoin="round"/>
                """
            )
        }
        for (index, range) in line.ranges.enumerated() where index < places.count {
            parts.append(
                Chart.line(
                    places[index].0,
                    y(range.lowerBound),
                    places[index].0,
                    y(range.upperBound),
                    colour: line.colour,
                    width: 2
                )
            )
        }
        if line.isMarked { parts += places.map { circle($0.0, $0.1, line.colour) } }
        return .lines(parts)
    }

    private func circle(_ x: Double, _ y: Double, _ colour: String) -> Markup {
        "<circle cx=\"\(at: x)\" cy=\"\(at: y)\" r=\"4.5\" fill=\"#ffffff\" stroke=\"\(colour)\" stroke-width=\"2.5\"/>"
    }
}
