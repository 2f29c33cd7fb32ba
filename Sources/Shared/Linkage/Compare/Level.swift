/// One way in which two values can agree, or fail to.
///
/// A comparison tries its levels in order and takes the first that holds; a missing value on either side is the null
/// level, which is no evidence. In settings and files a level is written as its ``description``.
package enum Level: Hashable, Sendable {
    /// The same value.
    case exact
    /// Two given names of one group of ``Nicknames``.
    case nickname
    /// One value is the first letter of the other.
    case initial
    /// One value is a word of the other, which is a compound.
    case compound
    /// Jaro–Winkler similarity of at least this.
    case jaroWinkler(Double)
    /// At most so many edits (restricted Damerau–Levenshtein).
    case edits(Int)
    /// Jaccard's index of the words is at least this.
    case words(Double)
    /// Forename and surname are exchanged: each has a Jaro–Winkler similarity of at least 0.92 to the other name. Judged
    /// for both names at once; the surname then counts as missing, so the evidence counts once.
    case namesSwapped
    /// Day and month are exchanged.
    case dayMonthSwapped
    /// One of the eight digits of the date differs.
    case oneDigit
    /// At most so many days apart.
    case days(Int)
    /// The same calendar year.
    case sameYear
    /// Nothing of the above: the last level of every comparison.
    case otherwise

    /// Whether it counts as agreement when a grade asks on what a link rests.
    package var isAgreement: Bool {
        switch self {
        case .exact, .nickname, .namesSwapped, .dayMonthSwapped, .oneDigit, .edits, .compound: true
        case .jaroWinkler(let bound), .words(let bound): bound >= 0.9
        case .initial, .days, .sameYear, .otherwise: false
        }
    }

    var suitsDates: Bool {
        switch self {
        case .exact, .dayMonthSwapped, .oneDigit, .days, .sameYear, .otherwise: true
        case .nickname, .initial, .compound, .jaroWinkler, .edits, .words, .namesSwapped: false
        }
    }

    var suitsTexts: Bool {
        switch self {
        case .dayMonthSwapped, .oneDigit, .days, .sameYear: false
        case .exact, .nickname, .initial, .compound, .jaroWinkler, .edits, .words, .namesSwapped, .otherwise: true
        }
    }
}

extension Level: CustomStringConvertible, Codable {
    /// The level as it is written in settings and files: `exact`, `jaro_winkler 0.92`.
    package var description: String {
        switch self {
        case .exact: "exact"
        case .nickname: "nickname"
        case .initial: "initial"
        case .compound: "compound"
        case .jaroWinkler(let bound): "jaro_winkler \(bound)"
        case .edits(let bound): "edits \(bound)"
        case .words(let bound): "words \(bound)"
        case .namesSwapped: "names_swapped"
        case .dayMonthSwapped: "day_month_swapped"
        case .oneDigit: "one_digit"
        case .days(let bound): "days \(bound)"
        case .sameYear: "same_year"
        case .otherwise: "else"
        }
    }

    /// The level that is written so, or nil.
    package init?(_ text: String) {
        let words = text.split(separator: " ")
        switch (words.first ?? "", words.count) {
        case ("exact", 1): self = .exact
        case ("nickname", 1): self = .nickname
        case ("initial", 1): self = .initial
        case ("compound", 1): self = .compound
        case ("names_swapped", 1): self = .namesSwapped
        case ("day_month_swapped", 1): self = .dayMonthSwapped
        case ("one_digit", 1): self = .oneDigit
        case ("same_year", 1): self = .sameYear
        case ("else", 1): self = .otherwise
        case ("jaro_winkler", 2):
            guard let bound = Double(words[1]), bound > 0, bound < 1 else { return nil }
            self = .jaroWinkler(bound)
        case ("words", 2):
            guard let bound = Double(words[1]), bound > 0, bound <= 1 else { return nil }
            self = .words(bound)
        case ("edits", 2):
            guard let bound = Int(words[1]), (1...20).contains(bound) else { return nil }
            self = .edits(bound)
        case ("days", 2):
            guard let bound = Int(words[1]), (1...36_525).contains(bound) else { return nil }
            self = .days(bound)
        default: return nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let level = Level(text) else { throw LinkageError.unknownWord(text, place: "A list of levels") }
        self = level
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
