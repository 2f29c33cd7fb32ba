/// The words and units of an outcome; a further outcome needs a case in each.
extension OutcomeResult.Code {
    /// What kind of number an outcome is, which decides its unit and rounding.
    private enum Measure {
        case share
        case mean(of: String)
        case days
    }

    private var measure: Measure {
        switch self {
        case .rate, .firstIndictable, .firstEitherWay, .firstSummary, .custodyFirst, .employed, .onBenefit,
            .violentRate:
            .share
        case .frequency, .frequencyIndictable, .frequencyEitherWay, .frequencySummary, .violentFrequency:
            .mean(of: "reoffences")
        case .custodialSentences: .mean(of: "sentences")
        case .time, .violentTime, .daysEmployed, .daysOnBenefit: .days
        }
    }

    /// The service's number of the outcome; those without one come after them.
    package var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

    /// The number of the service's table that shows it, for outcomes 1 to 11.
    package var tableNumber: Int? {
        switch self {
        case .rate: 1
        case .frequency: 2
        case .time: 3
        case .firstIndictable, .firstEitherWay, .firstSummary: 4
        case .frequencyIndictable, .frequencyEitherWay, .frequencySummary: 5
        case .custodyFirst: 6
        case .custodialSentences: 7
        default: nil
        }
    }

    /// A title for tables and charts.
    package var title: String {
        switch self {
        case .rate: "Rate of reoffending"
        case .frequency: "Frequency of reoffending"
        case .time: "Time to first reoffence"
        case .firstIndictable: "First reoffence indictable only"
        case .firstEitherWay: "First reoffence triable either way"
        case .firstSummary: "First reoffence summary"
        case .frequencyIndictable: "Frequency of indictable reoffences"
        case .frequencyEitherWay: "Frequency of either-way reoffences"
        case .frequencySummary: "Frequency of summary reoffences"
        case .custodyFirst: "Custody for the first reoffence"
        case .custodialSentences: "Custodial sentences for reoffences"
        case .employed: "Any employment"
        case .daysEmployed: "Days in employment"
        case .onBenefit: "Any out-of-work benefit"
        case .daysOnBenefit: "Days on out-of-work benefits"
        case .violentRate: "Rate of violent reoffending"
        case .violentFrequency: "Frequency of violent reoffending"
        case .violentTime: "Time to first violent reoffence"
        }
    }

    /// What is measured, for the start of a sentence with "the".
    package var noun: String {
        switch self {
        case .rate: "rate of reoffending"
        case .frequency: "frequency of reoffending"
        case .time: "time to the first reoffence"
        case .firstIndictable: "share of reoffenders whose first reoffence was indictable only"
        case .firstEitherWay: "share of reoffenders whose first reoffence was triable either way"
        case .firstSummary: "share of reoffenders whose first reoffence was summary"
        case .frequencyIndictable: "frequency of indictable reoffences among reoffenders"
        case .frequencyEitherWay: "frequency of either-way reoffences among reoffenders"
        case .frequencySummary: "frequency of summary reoffences among reoffenders"
        case .custodyFirst: "share of reoffenders with custody for the first reoffence"
        case .custodialSentences: "number of custodial sentences per reoffender"
        case .employed: "share of people in any employment"
        case .daysEmployed: "number of days in employment"
        case .onBenefit: "share of people on any out-of-work benefit"
        case .daysOnBenefit: "number of days on out-of-work benefits"
        case .violentRate: "rate of violent reoffending"
        case .violentFrequency: "frequency of violent reoffending"
        case .violentTime: "time to the first violent reoffence"
        }
    }

    /// The unit of a difference, for an axis.
    package var differenceUnit: String {
        switch measure {
        case .share: "percentage points"
        case .mean(let things): "\(things) per person"
        case .days: isAmongReoffenders ? "days, reoffenders only" : "days"
        }
    }

    /// Whether the value that a programme hopes for is the lower one.
    package var isLowerBetter: Bool {
        switch self {
        case .time, .violentTime, .firstSummary, .employed, .daysEmployed: false
        default: true
        }
    }

    /// Values are multiplied by this to be shown: shares become percentages.
    package var displayScale: Double { isShare ? 100 : 1 }

    /// Decimal places shown.
    package var places: Int {
        if case .mean = measure { return 2 }
        return 0
    }

    /// Whether it is a share of people.
    package var isShare: Bool {
        if case .share = measure { return true }
        return false
    }

    /// The comparative of a direction.
    package func comparative(lower: Bool) -> String {
        isTime ? (lower ? "shorter" : "longer") : (lower ? "lower" : "higher")
    }

    /// A group's value: "26%", "1.18", "113".
    package func value(_ value: Double) -> String {
        let text = NumberText.fixed(value * displayScale, places)
        return isShare ? "\(text)%" : text
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
        switch measure {
        case .share: plural ? "percentage points" : "percentage point"
        case .mean(let things): "\(things) per person"
        case .days: plural ? "days" : "day"
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
