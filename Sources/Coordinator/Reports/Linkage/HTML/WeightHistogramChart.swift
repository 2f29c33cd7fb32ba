import Foundation
import Linkage

/// Pairs scored and links by match weight, with the thresholds of a lone candidate; heights on a logarithmic scale.
struct WeightHistogramChart {
    let report: LinkageReport

    private struct Step {
        let lower: Int
        let pairs: Int64
        let links: Int64
    }

    /// Every bin from the first to the last that holds a pair or a link.
    private var steps: [Step] {
        let pairs = Dictionary(uniqueKeysWithValues: report.pairBins.map { ($0.lower, $0.count) })
        let links = Dictionary(uniqueKeysWithValues: report.linkBins.map { ($0.lower, $0.count) })
        let bounds = (report.pairBins + report.linkBins).map(\.lower)
        guard let low = bounds.min(), let high = bounds.max() else { return [] }
        return (low...high).map { Step(lower: $0, pairs: pairs[$0] ?? 0, links: links[$0] ?? 0) }
    }

    /// The chart, or nothing without pairs.
    var markup: Markup {
        let all = steps
        guard !all.isEmpty else { return "" }
        let peak = all.max { ($0.pairs, $1.lower) < ($1.pairs, $0.lower) }
        let most = peak.map { $0.pairs > 0 ? "Most pairs lie from \($0.lower) to \($0.lower + 1) bits. " : "" } ?? ""
        let marks = report.marks.map { mark in
            "A pair without rivals is \(mark.name) from \(LinkageText.bits(mark.weight)) bits. "
        }.joined()
        return Chart.both(
            id: "weights-histogram",
            title: "Pairs and links by match weight",
            description: "\(most)\(marks)The figures are in the table below the chart."
        ) { draw(all, $0) }
    }

    /// The figures behind the chart.
    var table: Table {
        Table(
            caption: "Pairs and links by match weight, in bits",
            columns: ["Match weight from", "To below", "Pairs scored", "Links"],
            rows: steps.map { step in
                [
                    .number(NumberText.fixed(Double(step.lower), 0)),
                    .number(NumberText.fixed(Double(step.lower + 1), 0)),
                    .number(report.pairBins.isEmpty ? "n/a" : NumberText.count(Int(step.pairs))),
                    .number(NumberText.count(Int(step.links))),
                ]
            }
        )
    }

    private func draw(_ all: [Step], _ width: Chart.Width) -> (Double, Markup) {
        let isWide = width == .wide
        let markers = report.marks.map { ($0.name, $0.weight) }
        let top = (isWide ? 30.0 : 54) + 46 + 20
        let bottom = top + (isWide ? 280 : 230)
        let left = isWide ? 84.0 : 66
        guard let first = all.first?.lower, let last = all.last?.lower else { return (bottom, "") }
        let x = Chart.Scale(domain: Double(first)...Double(last + 1), pixels: left...(width.pixels - 20))
        let highest = Double(all.map { max($0.pairs, $0.links) }.max() ?? 1)
        let decades = max(log10(max(highest, 1)).rounded(.up), 1)
        // One pair stands a little above the base line.
        let y = Chart.Scale(domain: -0.3...decades, pixels: top...bottom, isUpward: true)
        var parts: [Markup] = []
        for power in 0...Int(decades) {
            parts.append(Chart.line(left, y(Double(power)), width.pixels - 20, y(Double(power))))
            let count = Int(pow(10, Double(power)))
            parts.append(Chart.text(NumberText.count(count), left - 6, y(Double(power)) + 5, anchor: "end"))
        }
        for tick in x.ticks(isWide ? 10 : 5) {
            parts.append(Chart.line(x(tick), bottom, x(tick), bottom + 6, colour: Chart.Colour.text))
            parts.append(Chart.text(NumberText.fixed(tick, 0), x(tick), bottom + 24, anchor: "middle"))
        }
        for step in all {
            let (start, end) = (x(Double(step.lower)), x(Double(step.lower + 1)))
            parts.append(bar(start, end, step.pairs, y, bottom, isHollow: true))
            parts.append(bar(start, end, step.links, y, bottom, isHollow: false))
        }
        for (index, marker) in markers.enumerated() where x.domain.contains(marker.1) {
            let labelY = (isWide ? 30.0 : 54) + 22 * Double(index) + 14
            let place = x(marker.1)
            parts.append(
                Chart.line(place, labelY + 4, place, bottom, colour: Chart.Colour.text, width: 1.5, dash: "5 4")
            )
            let isRight = place > width.pixels / 2
            parts.append(
                Chart.text(
                    "\(marker.0) from \(LinkageText.bits(marker.1))",
                    isRight ? place - 6 : place + 6,
                    labelY,
                    anchor: isRight ? "end" : "start"
                )
            )
        }
        parts.append(Chart.line(left, bottom, width.pixels - 20, bottom, colour: Chart.Colour.text))
        parts.append(legend(isWide, left))
        let axis =
            isWide ? "Match weight in bits; each line up is ten times as many" : "Match weight in bits (log scale)"
        parts.append(Chart.text(axis, (left + width.pixels) / 2, bottom + 50, anchor: "middle"))
        return (bottom + 60, .lines(parts))
    }

    private func bar(
        _ start: Double,
        _ end: Double,
        _ count: Int64,
        _ y: Chart.Scale,
        _ bottom: Double,
        isHollow: Bool
    ) -> Markup {
        guard count > 0 else { return "" }
        let top = y(log10(Double(count)))
        return rectangle(start + 0.5, top, max(end - start - 1, 1), bottom - top, isHollow: isHollow)
    }

    private func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, isHollow: Bool) -> Markup {
        """
        <rect x="\(at: x)" y="\(at: y)" width="\(at: width)" height="\(at: height)" \
        fill="\(isHollow ? "#d9dbdc" : Chart.Colour.first)" stroke="\(isHollow ? Chart.Colour.third : "none")" \
        stroke-width="0.75"/>
        """
    }

    private func legend(_ isWide: Bool, _ left: Double) -> Markup {
        let second = isWide ? (left + 260, 14.0) : (6.0, 38.0)
        let first = isWide ? left : 6
        return .lines([
            rectangle(first, 7, 22, 14, isHollow: true), Chart.text("Pairs scored", first + 30, 19),
            rectangle(second.0, second.1 - 7, 22, 14, isHollow: false),
            Chart.text("Links", second.0 + 30, second.1 + 5),
        ])
    }
}
