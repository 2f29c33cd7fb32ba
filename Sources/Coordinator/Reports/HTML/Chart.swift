import Foundation

/// What the charts share: colours, scales, and the frame that gives a drawing its name and description.
enum Chart {
    /// Colours of the Government Analysis Function, and text and grid lines.
    enum Colour {
        static let first = "#12436D"
        static let second = "#F46A25"
        static let third = "#3D3D3D"
        static let text = "#0b0c0c"
        static let grid = "#b1b4b6"
        static let greenBand = "#cce2d8"
        static let amberBand = "#fff7bf"
    }

    /// Drawings are made for two widths, of which a style sheet shows one, so that text is readable on a phone.
    enum Width: String, CaseIterable {
        case wide
        case narrow

        var pixels: Double { self == .wide ? 960 : 340 }
    }

    /// A straight map from values to pixels.
    struct Scale {
        let domain: ClosedRange<Double>
        let pixels: ClosedRange<Double>
        var isUpward = false

        func callAsFunction(_ value: Double) -> Double {
            let extent = domain.upperBound - domain.lowerBound
            let share = extent > 0 ? (value - domain.lowerBound) / extent : 0.5
            let length = pixels.upperBound - pixels.lowerBound
            return isUpward ? pixels.upperBound - share * length : pixels.lowerBound + share * length
        }

        /// Round values inside the domain, at most `count` + 1 of them.
        func ticks(_ count: Int) -> [Double] {
            let extent = domain.upperBound - domain.lowerBound
            guard extent > 0, extent.isFinite else { return [domain.lowerBound] }
            let rough = extent / Double(count)
            let power = pow(10, log10(rough).rounded(.down))
            let step = power * ([1.0, 2, 5].first { $0 * power >= rough } ?? 10)
            let first = (domain.lowerBound / step).rounded(.up)
            let last = (domain.upperBound / step).rounded(.down)
            return stride(from: first, through: last, by: 1).map { $0 * step == 0 ? 0 : $0 * step }
        }
    }

    /// A chart in both widths, named by its title and described by its text.
    static func both(id: String, title: String, description: String, draw: (Width) -> (Double, Markup)) -> Markup {
        let drawings = Width.allCases.map { width -> Markup in
            let (height, content) = draw(width)
            let name = "\(id)-\(width.rawValue)"
            return """
                <svg class="\(width.rawValue)" role="img" aria-labelledby="\(name)-t \(name)-d" \
                viewBox="0 0 \(at: width.pixels) \(at: height)" width="\(at: width.pixels)" height="\(at: height)">
                <title id="\(name)-t">\(title)</title>
                <desc id="\(name)-d">\(description)</desc>
                \(content)
                </svg>
                """
        }
        return "<figure class=\"chart\">\n<figcaption>\(title)</figcaption>\n\(drawings)\n</figure>"
    }

    /// A horizontal or vertical line.
    static func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        colour: String = Colour.grid,
        width: Double = 1,
        dash: String = "none"
    ) -> Markup {
        """
        <line x1="\(at: x1)" y1="\(at: y1)" x2="\(at: x2)" y2="\(at: y2)" stroke="\(colour)" \
        stroke-width="\(at: width)" stroke-dasharray="\(dash)"/>
        """
    }

    /// Text at a point; `anchor` is start, middle or end.
    static func text(
        _ content: String,
        _ x: Double,
        _ y: Double,
        anchor: String = "start",
        isBold: Bool = false
    ) -> Markup {
        """
        <text x="\(at: x)" y="\(at: y)" text-anchor="\(anchor)"\
        \(isBold ? " font-weight=\"bold\"" as Markup : "")>\(content)</text>
        """
    }

    /// The start of a label that fits a width, at about 8 pixels a character.
    static func fitted(_ label: String, pixels: Double) -> String {
        let characters = Int(pixels / 8)
        return label.count <= characters ? label : "\(label.prefix(max(1, characters - 1)))…"
    }
}
