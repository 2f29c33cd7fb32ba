/// Sentences about one difference; every direction comes from its verdict.
package struct DifferenceWording {
    /// The outcome.
    package let code: OutcomeResult.Code
    /// Its difference between the groups.
    package let difference: EstimatedDifference
    /// Thresholds.
    package let rules: ReportRules

    /// Sentences about an outcome's difference.
    package init(code: OutcomeResult.Code, difference: EstimatedDifference, rules: ReportRules) {
        self.code = code
        self.difference = difference
        self.rules = rules
    }

    /// "95%" of the intervals.
    package var level: String { NumberText.percent(1 - rules.significanceLevel) }

    /// The interval as signed figures: "−15 to −3".
    package var interval: String { "\(code.difference(difference.lower)) to \(code.difference(difference.upper))" }

    /// What the interval says and whether it is significant.
    package var conclusion: String {
        let p = NumberText.pStatement(difference.pValue)
        switch difference.verdict {
        case .significantLower, .significantHigher:
            let direction = code.comparative(lower: difference.verdict == .significantLower)
            return "In the treatment group the \(code.noun) was \(direction) by "
                + "\(code.range(difference.lower, difference.upper)). The difference is statistically significant (\(p))."
        case .inconclusive:
            return "The result is inconclusive: the \(code.noun) could be \(possibilities) (\(p)). "
                + "More people would have to be analysed to tell in which direction it differs."
        }
    }

    /// The largest differences that an interval leaves possible.
    private var possibilities: String {
        let lower = code.comparative(lower: true)
        let higher = code.comparative(lower: false)
        var parts: [String] = []
        if difference.lower < 0 { parts.append("\(lower) by \(code.atMost(difference.lower))") }
        if difference.upper > 0 { parts.append("\(higher) by \(code.atMost(difference.upper))") }
        return parts.isEmpty ? "either \(lower) or \(higher)" : parts.joined(separator: ", or ")
    }

    /// What an inconclusive result still excludes, or `nil` for a significant one.
    package var ruledOut: String? {
        guard !difference.verdict.isSignificant else { return nil }
        let lower = difference.lower < 0 ? "by \(code.moreThan(difference.lower))" : "at all"
        let higher = difference.upper > 0 ? "by \(code.moreThan(difference.upper))" : "at all"
        return
            "With \(level) confidence the data rule out that the \(code.noun) was \(code.comparative(lower: true)) than "
            + "in the comparison group \(lower), or \(code.comparative(lower: false)) \(higher)."
    }

    /// How many people would be needed, or `nil` for a significant result.
    package func needed(_ people: Int?) -> String? {
        guard !difference.verdict.isSignificant else { return nil }
        guard let people else {
            return "The difference measured is too near zero to work out how many people would be needed."
        }
        return "If the difference is as large as measured here, about "
            + "\(NumberText.count(people, "person", "people")) would be needed in the treatment group for it to be "
            + "statistically significant with a power of \(NumberText.percent(rules.power))."
    }

    /// Why p-value and interval disagree, or `nil` when they agree.
    package var contradiction: String? {
        guard difference.isContradictory(rules: rules) else { return nil }
        return "For the \(code.noun) the p-value and the interval point to different answers, "
            + "so the result is treated as inconclusive."
    }

    /// Why a p-value that is printed as the significance level is not significant, or `nil`.
    package var roundedPValueNote: String? {
        guard difference.pValue > rules.significanceLevel,
            NumberText.rounded(difference.pValue, 2) <= rules.significanceLevel
        else { return nil }
        return "Before rounding the p-value is above \(NumberText.fixed(rules.significanceLevel, 2))."
    }

    /// What the adjustment for several outcomes changes, or `nil` when it changes nothing.
    package var multiplicityNote: String? {
        guard let holm = difference.holmPValue, difference.verdict.isSignificant, holm > rules.significanceLevel
        else { return nil }
        return
            "Allowing for the number of outcomes tested (Holm's method) the p-value is \(NumberText.fixed(holm, 2)): "
            + "on that stricter test the result would not be significant."
    }
}
