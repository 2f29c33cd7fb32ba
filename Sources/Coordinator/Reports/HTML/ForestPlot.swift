/// The estimated difference of each outcome with its interval, each on its own scale around a common zero.
struct ForestPlot {
    let model: ReportModel

    /// The chart, or nothing when every outcome is withheld.
    var markup: Markup {
        let words = model.outcomes(of: .headline).compactMap { ReportWording(model: model).difference($0) }
        guard let first = words.first else { return "" }
        let description = words.map { word in
            "\(word.code.title): \(estimate(word)) \(word.code.differenceUnit), \(word.level) interval \(word.interval). "
                + "\(word.difference.verdict.label(word.code))."
        }.joined(separator: " ")
        let title = "Estimated differences between the groups with \(first.level) intervals"
        return Chart.both(id: "forest", title: title, description: description) { draw(words, $0) }
    }

    private func estimate(_ words: DifferenceWording) -> String { words.code.difference(words.difference.estimate) }

    private func draw(_ words: [DifferenceWording], _ width: Chart.Width) -> (Double, Markup) {
        let block = width == .wide ? 118.0 : 158
        let parts = words.enumerated().map { index, word in row(word, top: Double(index) * block, width) }
        return (block * Double(words.count), .lines(parts))
    }

    private func row(_ words: DifferenceWording, top: Double, _ width: Chart.Width) -> Markup {
        let (code, difference) = (words.code, words.difference)
        let reach = 1.25 * max(difference.lower.magnitude, difference.upper.magnitude) * code.displayScale
        let isWide = width == .wide
        let scale = Chart.Scale(
            domain: -max(reach, 1e-6)...max(reach, 1e-6),
            pixels: 16...(width.pixels - 16)
        )
        let track = top + (isWide ? 58 : 92)
        let result = "\(estimate(words)) (\(words.interval))"
        let verdict = difference.verdict.label(code)
        var parts = [
            Chart.text(code.title, 0, top + 20, isBold: true),
            isWide
                ? Chart.text("\(result) \(code.differenceUnit). \(verdict)", width.pixels, top + 20, anchor: "end")
                : Chart.text("\(result) \(code.differenceUnit)", 0, top + 42),
        ]
        if !isWide { parts.append(Chart.text(verdict, 0, top + 64)) }
        for tick in scale.ticks(isWide ? 8 : 4) {
            parts.append(Chart.line(scale(tick), track - 20, scale(tick), track + 20))
            parts.append(Chart.text(tickLabel(tick), scale(tick), track + 38, anchor: "middle"))
        }
        parts.append(Chart.line(scale(0), track - 24, scale(0), track + 22, colour: Chart.Colour.text, width: 2))
        let (lower, upper) = (scale(difference.lower * code.displayScale), scale(difference.upper * code.displayScale))
        let colour = difference.verdict.isSignificant ? Chart.Colour.first : Chart.Colour.third
        parts.append(Chart.line(lower, track, upper, track, colour: colour, width: 4))
        parts.append(Chart.line(lower, track - 9, lower, track + 9, colour: colour, width: 3))
        parts.append(Chart.line(upper, track - 9, upper, track + 9, colour: colour, width: 3))
        let centre = scale(difference.estimate * code.displayScale)
        let fill = difference.verdict.isSignificant ? colour : "#ffffff"
        parts.append(
            """
            <circle cx="\(at: centre)" cy="\(at: track)" r="8" fill="\(fill)" stroke="\(colour)" stroke-width="3"/>
            """
        )
        return .lines(parts)
    }

    private func tickLabel(_ tick: Double) -> String {
        let places = [0, 1, 2].first { (NumberText.rounded(tick, $0) - tick).magnitude < 1e-6 } ?? 3
        return NumberText.fixed(tick, places)
    }
}
