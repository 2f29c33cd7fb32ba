import Foundation

/// Numbers as a reader sees them.
///
/// Rounding is half away from zero; a value that rounds to zero has no sign; minus is U+2212.
package enum NumberText {
    /// A count with a comma at each thousand.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "\u{2212}\(text)" : text
    }

    /// A count with its noun in the right number, as "1 person" or "2 people".
    package static func count(_ value: Int, _ singular: String, _ plural: String) -> String {
        "\(count(value)) \(value == 1 ? singular : plural)"
    }

    /// A value rounded to a number of decimal places; thousands have a comma.
    package static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "not available" }
        let rounded = rounded(value, places)
        let parts = String(format: "%.\(places)f", rounded.magnitude).split(separator: ".")
        let whole = parts.first.flatMap { Int($0) }.map { count($0) } ?? parts.first.map(String.init) ?? "0"
        let text = parts.count > 1 ? "\(whole).\(parts[1])" : whole
        return rounded < 0 ? "\u{2212}\(text)" : text
    }

    /// A value rounded half away from zero; zero is never negative.
    package static func rounded(_ value: Double, _ places: Int) -> Double {
        let scale = [1.0, 10, 100, 1000, 10_000][places]
        let rounded = (value * scale).rounded() / scale
        return rounded == 0 ? 0 : rounded
    }

    /// A fraction as a percentage.
    package static func percent(_ fraction: Double, places: Int = 0) -> String {
        fraction.isFinite ? "\(fixed(fraction * 100, places))%" : "not available"
    }

    /// A part of a whole as a percentage: "<1%" for some that round to none, ">99%" for all but some.
    package static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "not available" }
        let fraction = Double(part) / Double(whole)
        if part > 0, fraction < 0.005 { return "<1%" }
        if part < whole, fraction >= 0.995 { return ">99%" }
        return percent(fraction)
    }

    /// A probability with four decimal places: "<0.0001" below that.
    package static func probability(_ value: Double) -> String {
        value > 0 && value < 0.0001 ? "<0.0001" : fixed(value, 4)
    }

    /// A p-value with two decimal places: "<0.01" below that.
    package static func pValue(_ value: Double) -> String { value < 0.01 ? "<0.01" : fixed(value, 2) }

    /// A p-value as an equation or inequality: "p = 0.03" or "p < 0.01".
    package static func pStatement(_ value: Double) -> String { value < 0.01 ? "p < 0.01" : "p = \(fixed(value, 2))" }

    /// Months in words where they are whole years: "one-year", "two-year", else "18-month".
    package static func period(months: Int) -> String {
        switch months {
        case 12: "one-year"
        case 24: "two-year"
        case 36: "three-year"
        default: "\(months)-month"
        }
    }
}
