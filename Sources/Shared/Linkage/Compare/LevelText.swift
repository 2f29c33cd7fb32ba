extension Level: CustomStringConvertible {
    /// The level as it is written in settings and files: `exact`, `jaro_winkler 0.92`, `one_digit | days 31`.
    package var description: String {
        switch self {
        case .exact: "exact"
        case .nickname: "nickname"
        case .initial: "initial"
        case .compound: "compound"
        case .namesSwapped: "names_swapped"
        case .jaro(let bound): "jaro \(bound)"
        case .jaroWinkler(let bound): "jaro_winkler \(bound)"
        case .levenshtein(let bound): "levenshtein \(bound)"
        case .edits(let bound): "edits \(bound)"
        case .damerau(let bound): "damerau \(bound)"
        case .qgrams(let length, let bound): "qgrams \(length) \(bound)"
        case .cosine(let bound): "cosine \(bound)"
        case .words(let bound): "words \(bound)"
        case .prefix(let length): "prefix \(length)"
        case .dayMonthSwapped: "day_month_swapped"
        case .oneDigit: "one_digit"
        case .transposedDigits: "transposed_digits"
        case .firstOfJanuary: "first_of_january"
        case .days(let bound): "days \(bound)"
        case .months(let bound): "months \(bound)"
        case .years(let bound): "years \(bound)"
        case .sameYear: "same_year"
        case .sameMonth: "same_month"
        case .sameDay: "same_day"
        case .checkFails: "check_fails"
        case .lookAlike: "look_alike"
        case .arrayCommon(let count): "array_common \(count)"
        case .arrayOverlap(let share): "array_overlap \(share)"
        case .postcode(let part): "postcode \(part.rawValue)"
        case .kilometres(let bound): "km \(bound)"
        case .within(let bound): "within \(bound)"
        case .withinPercent(let bound): "within_percent \(bound)"
        case .all(let parts): parts.map(\.description).joined(separator: " & ")
        case .any(let parts): parts.map(\.description).joined(separator: " | ")
        case .otherwise: "else"
        }
    }

    /// The levels that are one word.
    private static let plain: [Substring: Level] = [
        "exact": .exact, "nickname": .nickname, "initial": .initial, "compound": .compound,
        "names_swapped": .namesSwapped, "day_month_swapped": .dayMonthSwapped, "one_digit": .oneDigit,
        "transposed_digits": .transposedDigits, "first_of_january": .firstOfJanuary, "same_year": .sameYear,
        "same_month": .sameMonth, "same_day": .sameDay, "check_fails": .checkFails, "look_alike": .lookAlike,
        "else": .otherwise,
    ]

    /// The level that is written so, or nil: words and numbers, `&` between parts that must all hold, `|` between
    /// alternatives; `&` binds more tightly.
    package init?(_ text: String) {
        let alternatives = text.split(separator: "|", omittingEmptySubsequences: false).map { Level(conjunction: $0) }
        let parts = alternatives.compactMap { $0 }
        guard parts.count == alternatives.count else { return nil }
        self = parts.count == 1 ? parts[0] : .any(parts)
        guard isComposedSensibly else { return nil }
    }

    private init?(conjunction text: Substring) {
        let words = text.split(separator: "&", omittingEmptySubsequences: false).map { Level(atom: $0) }
        let parts = words.compactMap { $0 }
        guard parts.count == words.count else { return nil }
        self = parts.count == 1 ? parts[0] : .all(parts)
    }

    private init?(atom text: Substring) {
        let words = text.split(separator: " ")
        guard let name = words.first else { return nil }
        switch words.count {
        case 1:
            guard let level = Level.plain[name] else { return nil }
            self = level
        case 2:
            guard let level = Level.whole(name, words[1]) ?? Level.decimal(name, words[1]) else { return nil }
            self = level
        case 3:
            guard name == "qgrams", let length = Int(words[1]), (1...QGrams.lengthMax).contains(length),
                let bound = Double(words[2]), bound > 0, bound <= 1
            else { return nil }
            self = .qgrams(length: length, bound: bound)
        default: return nil
        }
    }

    /// A level with a whole number or a word after it.
    private static func whole(_ name: Substring, _ value: Substring) -> Level? {
        if name == "postcode" { return Postcode.Part(rawValue: String(value)).map { .postcode($0) } }
        guard let bound = Int(value), bound >= 1 else { return nil }
        switch name {
        case "levenshtein": return bound <= 20 ? .levenshtein(bound) : nil
        case "edits": return bound <= 20 ? .edits(bound) : nil
        case "damerau": return bound <= 20 ? .damerau(bound) : nil
        case "prefix": return bound <= 64 ? .prefix(bound) : nil
        case "days": return bound <= 36_525 ? .days(bound) : nil
        case "months": return bound <= 1_200 ? .months(bound) : nil
        case "years": return bound <= 100 ? .years(bound) : nil
        case "array_common": return bound <= 1_000 ? .arrayCommon(bound) : nil
        default: return nil
        }
    }

    /// A level with a decimal number after it.
    private static func decimal(_ name: Substring, _ value: Substring) -> Level? {
        guard let bound = Double(value), bound.isFinite, bound > 0 else { return nil }
        switch name {
        case "jaro": return bound < 1 ? .jaro(bound) : nil
        case "jaro_winkler": return bound < 1 ? .jaroWinkler(bound) : nil
        case "cosine": return bound <= 1 ? .cosine(bound) : nil
        case "words": return bound <= 1 ? .words(bound) : nil
        case "array_overlap": return bound <= 1 ? .arrayOverlap(bound) : nil
        case "km": return bound <= 20_100 ? .kilometres(bound) : nil
        case "within": return .within(bound)
        case "within_percent": return bound < 100 ? .withinPercent(bound) : nil
        default: return nil
        }
    }

    /// Whether parts are what can be a part: no `else`, no `names_swapped`, nothing twice.
    var isComposedSensibly: Bool {
        switch self {
        case .any(let parts), .all(let parts):
            parts.count >= 2 && Set(parts).count == parts.count
                && parts.allSatisfy { $0 != .otherwise && $0 != .namesSwapped && $0.isComposedSensibly }
        default: true
        }
    }
}

extension Level: Codable {
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
