import Foundation
import Linkage

/// Numbers and words of the linkage report.
enum LinkageText {
    /// A match weight with its sign, two decimal places.
    static func bits(_ value: Double) -> String {
        let text = NumberText.fixed(value, 2)
        return NumberText.rounded(value, 2) > 0 ? "+\(text)" : text
    }

    /// A probability with four decimal places; one that rounds to 0 or 1 without being it says so.
    static func probability(_ value: Double) -> String {
        guard value.isFinite else { return "not available" }
        if value < 1, value > 0.9999 { return ">0.9999" }
        return NumberText.probability(value)
    }

    /// A probability of a level with three significant digits, however small.
    static func levelProbability(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "0" }
        // Near 1 the digits that matter are those of the rest.
        let rest = value < 0.995 || value >= 1 ? value : 1 - value
        let places = min(max(2 - Int(log10(rest).rounded(.down)), 2), 15)
        return String(format: "%.\(places)f", value)
    }

    /// A share as a percentage with one decimal place that never rounds to all or nothing.
    static func percent(_ share: Double?) -> String {
        guard let share, share.isFinite else { return "n/a" }
        if share > 0, share < 0.0005 { return "<0.1%" }
        if share < 1, share >= 0.9995 { return ">99.9%" }
        return NumberText.percent(share, places: 1)
    }

    /// How many times as likely a level makes it that two records are one person, or two people.
    static func factor(_ weight: Double) -> String {
        let factor = exp2(weight.magnitude)
        let text = factor >= 100 ? NumberText.fixed(factor.rounded(), 0) : NumberText.fixed(factor, 1)
        return weight >= 0 ? "\(text) times for" : "\(text) times against"
    }

    /// A share with its interval.
    static func interval(_ share: LabelledAccuracy.Share?) -> String {
        guard let share else { return "n/a" }
        return
            "\(percent(share.value)) (\(percent(share.interval.lowerBound)) to \(percent(share.interval.upperBound)))"
    }

    /// A count of labels by their weight: whole where it is whole.
    static func weighted(_ value: Double) -> String {
        NumberText.fixed(value, (value - value.rounded()).magnitude < 1e-9 ? 0 : 1)
    }

    /// A column or a level as words.
    static func words(_ name: String) -> String {
        name == "else" ? "no agreement" : name.replacingOccurrences(of: "_", with: " ")
    }

    /// A threshold as it was set: no digits beyond those that matter.
    static func threshold(_ value: Double) -> String { String(format: "%g", value) }

    /// A grade as a label.
    static func grade(_ grade: LinkGrade) -> String {
        switch grade {
        case .confident: "Confident"
        case .suspect: "Suspect"
        case .none: "Not linked"
        }
    }
}
