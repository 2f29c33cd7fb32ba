extension Level {
    /// Whether every pair of values at this level also is at another.
    ///
    /// Knows what follows from the definitions; false where it cannot tell.
    func implies(_ other: Level) -> Bool {
        if self == other || other == .otherwise { return true }
        switch (self, other) {
        case (.any(let parts), _): return parts.allSatisfy { $0.implies(other) }
        case (_, .all(let parts)): return parts.allSatisfy { implies($0) }
        case (_, .any(let parts)): return parts.contains { implies($0) }
        case (.all(let parts), _): return parts.contains { $0.implies(other) }
        default: return atomImplies(other)
        }
    }

    private func atomImplies(_ other: Level) -> Bool {
        switch (self, other) {
        case (.exact, _): other.holdsForEqualValues
        case (.jaro(let own), .jaro(let bound)), (.jaro(let own), .jaroWinkler(let bound)): own >= bound
        case (.jaroWinkler(let own), .jaroWinkler(let bound)): own >= bound
        case (.levenshtein(let own), .levenshtein(let bound)), (.levenshtein(let own), .damerau(let bound)):
            own <= bound
        case (.edits(let own), .edits(let bound)), (.edits(let own), .damerau(let bound)): own <= bound
        case (.damerau(let own), .damerau(let bound)): own <= bound
        case (.qgrams(let length, let own), .qgrams(let otherLength, let bound)): length == otherLength && own >= bound
        case (.cosine(let own), .cosine(let bound)), (.words(let own), .words(let bound)): own >= bound
        case (.prefix(let own), .prefix(let bound)): own >= bound
        case (.days(let own), .days(let bound)), (.months(let own), .months(let bound)): own <= bound
        case (.years(let own), .years(let bound)): own <= bound
        case (.months(let own), .years(let bound)): own <= 12 * bound
        case (.years(let own), .months(let bound)): 12 * own <= bound
        case (.days(let own), .months(let bound)): own <= 28 * bound
        case (.days(let own), .years(let bound)): own <= 365 * bound
        case (.dayMonthSwapped, .sameYear), (.firstOfJanuary, .sameYear): true
        case (.sameYear, .years), (.dayMonthSwapped, .years), (.firstOfJanuary, .years): true
        case (.arrayCommon(let own), .arrayCommon(let bound)): own >= bound
        case (.arrayOverlap, .arrayCommon(let bound)): bound == 1
        case (.arrayOverlap(let own), .arrayOverlap(let bound)): own >= bound
        case (.postcode(let own), .postcode(let bound)): own.isPart(of: bound)
        case (.kilometres(let own), .kilometres(let bound)), (.within(let own), .within(let bound)): own <= bound
        case (.withinPercent(let own), .withinPercent(let bound)): own <= bound
        default: false
        }
    }

    /// Whether two equal values are always at this level.
    private var holdsForEqualValues: Bool {
        switch self {
        case .exact, .jaro, .jaroWinkler, .levenshtein, .damerau, .qgrams, .cosine, .words, .prefix, .lookAlike: true
        case .days, .months, .years, .sameYear, .sameMonth, .sameDay: true
        case .arrayOverlap, .kilometres, .within, .withinPercent, .otherwise: true
        case .arrayCommon(let count): count == 1
        default: false
        }
    }
}

extension Comparison {
    /// The first level that no pair can reach, with the earlier one that takes all its pairs; nil when there is none.
    ///
    /// `exact` must stand first and `else` last, whatever stands between.
    static func firstUnreachable(_ levels: [Level]) -> (level: Level, because: Level)? {
        for (index, level) in levels.enumerated() {
            if let earlier = levels[..<index].first(where: { level.implies($0) }) { return (level, earlier) }
            if level == .exact, index > 0 { return (level, levels[index - 1]) }
        }
        return nil
    }
}
