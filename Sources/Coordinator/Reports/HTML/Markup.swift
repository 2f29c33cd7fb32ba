/// HTML or SVG text in which every value put in is escaped, unless it is markup itself.
///
/// `let cell: Markup = "<td>\(name)</td>"` escapes `name` if it is a `String`: escaping cannot be forgotten.
struct Markup: ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    private init(raw: String) { text = raw }

    static func + (left: Markup, right: Markup) -> Markup { Markup(raw: left.text + right.text) }

    /// Parts one after the other, a line each.
    static func lines(_ parts: [Markup]) -> Markup { Markup(raw: parts.map(\.text).joined(separator: "\n")) }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: String) {
            for character in value.unicodeScalars {
                switch character {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                // HTML allows no other control characters.
                case "\u{00}"..."\u{08}", "\u{0B}"..."\u{1F}", "\u{7F}"..."\u{9F}": text += "\u{FFFD}"
                default: text.unicodeScalars.append(character)
                }
            }
        }

        mutating func appendInterpolation(_ value: Int) { text += String(value) }

        mutating func appendInterpolation(_ value: Markup) { text += value.text }

        mutating func appendInterpolation(_ values: [Markup]) { text += Markup.lines(values).text }

        /// A coordinate of a drawing: two decimal places, an ASCII minus.
        mutating func appendInterpolation(at value: Double) {
            let hundredths = value.magnitude < 1e9 ? Int((value * 100).rounded()) : 0
            let fraction = abs(hundredths) % 100
            text += hundredths < 0 ? "-" : ""
            text += String(abs(hundredths) / 100)
            if fraction != 0 { text += fraction < 10 ? ".0\(fraction)" : ".\(fraction)" }
        }
    }
}

extension Markup {
    /// A paragraph, or nothing.
    static func paragraph(_ text: String?, cssClass: String = "body") -> Markup {
        guard let text else { return "" }
        return "<p class=\"\(cssClass)\">\(text)</p>"
    }

    /// A bulleted list, or nothing for no items.
    static func list(_ items: [String]) -> Markup {
        guard !items.isEmpty else { return "" }
        return "<ul>\n\(items.map { "<li>\($0)</li>" as Markup })\n</ul>"
    }

    /// A section with its heading and its target for links.
    static func section(_ id: String, _ title: String, _ content: [Markup]) -> Markup {
        """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)</h2>
        \(content)
        </section>
        """
    }
}
