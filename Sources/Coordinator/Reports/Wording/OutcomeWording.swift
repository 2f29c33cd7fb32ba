/// The words and units of an outcome; a further outcome needs a case in each.
extension OutcomeResult.Code {
    /// The service's number of the outcome.
    package var number: Int {
        switch self {
        case .rate: 1
        case .frequency: 2
        case .time: 3
        }
    }

    /// A title for tables and charts.
    package var title: String {
        switch self {
        case .rate: "Rate of reoffending"
        case .frequency: "Frequency of reoffending"
        case .time: "Time to first reoffence"
        }
    }

    /// What is measured, for the start of a sentence with "the".
    package var noun: String {
        switch self {
        case .rate: "rate of reoffending"
        case .frequency: "frequency of reoffending"
        case .time: "time to the first reoffence"
        }
    }

    /// The unit of a difference, for an axis.
    package var differenceUnit: String {
        switch self {
        case .rate: "percentage points"
        case .frequency: "reoffences per person"
        case .time: "days, reoffenders only"
        }
    }

    /// Whether only people who reoffended are measured, which a programme may itself have changed.
    package var isAmongReoffenders: Bool {
        switch self {
        case .rate, .frequency: false
        case .time: true
        }
    }

    /// Whether the value that a programme hopes for is the lower one.
    package var isLowerBetter: Bool {
        switch self {
        case .rate, .frequency: true
        case .time: false
        }
    }

    /// Values are multiplied by this to be shown: shares become percentages.
    package var displayScale: Double { self == .rate ? 100 : 1 }

    /// Decimal places shown.
    package var places: Int { self == .frequency ? 2 : 0 }

    /// The comparative of a direction.
    package func comparative(lower: Bool) -> String {
        switch self {
        case .rate, .frequency: lower ? "lower" : "higher"
        case .time: lower ? "shorter" : "longer"
        }
    }

    /// A group's value: "26%", "1.18", "113".
    package func value(_ value: Double) -> String {
        let text = NumberText.fixed(value * displayScale, places)
        return self == .rate ? "\(text)%" : text
    }

    /// A signed difference without its unit.
    package func difference(_ value: Double) -> String { NumberText.fixed(value * displayScale, places) }

    /// The size of a difference with its unit: "9 percentage points", "1 day", "less than 1 percentage point".
    package func size(_ value: Double) -> String {
        let shown = NumberText.rounded(value.magnitude * displayScale, places)
        guard shown > 0 || value == 0 else {
            return "less than \(places == 0 ? "1" : "0.01") \(unit(plural: places > 0))"
        }
        return "\(NumberText.fixed(shown, places)) \(unit(plural: shown != 1 || places > 0))"
    }

    /// The size of a bound that may be reached, to follow "by".
    package func atMost(_ bound: Double) -> String {
        NumberText.rounded(bound * displayScale, places) == 0 ? size(bound) : "as much as \(size(bound))"
    }

    /// The size of a bound that is excluded beyond, to follow "by".
    package func moreThan(_ bound: Double) -> String {
        guard NumberText.rounded(bound * displayScale, places) == 0 else { return "more than \(size(bound))" }
        return "\(places == 0 ? "1" : "0.01") \(unit(plural: places > 0)) or more"
    }

    /// The sizes between two bounds on the same side of zero, to follow "by".
    package func range(_ one: Double, _ other: Double) -> String {
        let small = min(one.magnitude, other.magnitude)
        let large = max(one.magnitude, other.magnitude)
        let shownSmall = NumberText.rounded(small * displayScale, places)
        let shownLarge = NumberText.rounded(large * displayScale, places)
        if shownLarge == 0 { return size(large) }
        if shownSmall == shownLarge { return "about \(size(large))" }
        if shownSmall == 0 { return "more than 0 and up to \(size(large))" }
        return "between \(NumberText.fixed(shownSmall, places)) and \(size(large))"
    }

    private func unit(plural: Bool) -> String {
        switch self {
        case .rate: plural ? "percentage points" : "percentage point"
        case .frequency: "reoffences per person"
        case .time: plural ? "days" : "day"
        }
    }
}

extension Verdict {
    /// A label for cells, icons and charts.
    package func label(_ code: OutcomeResult.Code) -> String {
        switch self {
        case .significantLower: "Significantly \(code.comparative(lower: true))"
        case .significantHigher: "Significantly \(code.comparative(lower: false))"
        case .inconclusive: "Inconclusive"
        }
    }
}

extension Balance.Band {
    /// The band in words, since colour never stands alone.
    package var label: String {
        switch self {
        case .green: "Green: close"
        case .amber: "Amber: fair"
        case .red: "Red: different"
        case .unmeasured: "Not measurable"
        }
    }
}

extension ReportRequest.Setting {
    /// The setting in words.
    package var label: String {
        switch self {
        case .custody: "custody"
        case .community: "the community"
        case .both: "custody and the community"
        }
    }
}
