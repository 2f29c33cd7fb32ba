/// One way in which two values can agree, or fail to.
///
/// A comparison tries its levels in order and takes the first that holds; a missing value on either side is the null
/// level, which is no evidence. In settings and files a level is written as its ``description``. Every level but
/// ``namesSwapped`` depends on the two values alone and is the same with the sides exchanged.
package enum Level: Hashable, Sendable {
    /// The same value.
    case exact

    // Names.

    /// Two given names of one group of ``Nicknames``.
    case nickname
    /// One value is the first letter of the other.
    case initial
    /// All words of one value are words of the other, in any order, or both are the same without their spaces.
    case compound
    /// Forename and surname are exchanged: each is near to the other side's other name. Judged for both names at once; the
    /// surname then counts as missing, so the evidence counts once.
    case namesSwapped

    // Similarity of texts.

    /// Jaro similarity of at least this.
    case jaro(Double)
    /// Jaro–Winkler similarity of at least this.
    case jaroWinkler(Double)
    /// At most so many insertions, deletions and substitutions.
    case levenshtein(Int)
    /// At most so many edits (restricted Damerau–Levenshtein), and fewer than half of the shorter value.
    case edits(Int)
    /// At most so many edits (Damerau–Levenshtein without restriction).
    case damerau(Int)
    /// Jaccard's index of the distinct runs of `length` bytes is at least `bound`.
    case qgrams(length: Int, bound: Double)
    /// Cosine of the counts of words of at least this.
    case cosine(Double)
    /// Jaccard's index of the words is at least this.
    case words(Double)
    /// The same first so many bytes.
    case prefix(Int)

    // Dates.

    /// Day and month are exchanged.
    case dayMonthSwapped
    /// One of the eight digits of the date differs.
    case oneDigit
    /// Two neighbouring digits of year, month or day are exchanged.
    case transposedDigits
    /// The same year, and one of the two is 1 January, which stands for "some day of that year".
    case firstOfJanuary
    /// At most so many days apart.
    case days(Int)
    /// At most so many calendar months apart.
    case months(Int)
    /// At most so many calendar years apart.
    case years(Int)
    /// The same calendar year.
    case sameYear
    /// The same month of the year.
    case sameMonth
    /// The same day of the month.
    case sameDay

    // Identifiers.

    /// The check character of at least one side is wrong, so one of them was misread or mistyped.
    case checkFails
    /// The same once characters that look alike are taken for one: 0 and O, 1, I and L, 5 and S, 8 and B, 2 and Z.
    case lookAlike

    // Values with a structure.

    /// At least so many values of two lists are common.
    case arrayCommon(Int)
    /// The share of the shorter list's values that the other list has is at least this.
    case arrayOverlap(Double)
    /// The same part of a United Kingdom postcode.
    case postcode(Postcode.Part)
    /// At most so many kilometres apart on the great circle.
    case kilometres(Double)
    /// Two numbers at most this far apart.
    case within(Double)
    /// Two numbers at most so many per cent of the greater one apart.
    case withinPercent(Double)

    // Compositions.

    /// Every one of these holds.
    case all([Level])
    /// One of these holds.
    case any([Level])
    /// Nothing of the above: the last level of every comparison.
    case otherwise

    /// Whether it counts as agreement when a grade asks on what a link rests.
    package var isAgreement: Bool {
        switch self {
        case .exact, .nickname, .namesSwapped, .compound, .edits, .levenshtein, .damerau, .lookAlike: true
        case .dayMonthSwapped, .oneDigit, .transposedDigits, .arrayCommon: true
        case .jaro(let bound), .jaroWinkler(let bound), .words(let bound), .cosine(let bound): bound >= 0.9
        case .qgrams(_, let bound): bound >= 0.9
        case .arrayOverlap(let bound): bound >= 0.5
        case .kilometres(let bound): bound <= 1
        case .postcode(let part): part == .sector
        case .all(let parts): parts.contains { $0.isAgreement }
        case .any(let parts): parts.allSatisfy { $0.isAgreement }
        case .initial, .prefix, .days, .months, .years, .sameYear, .sameMonth, .sameDay, .firstOfJanuary: false
        case .checkFails, .within, .withinPercent, .otherwise: false
        }
    }

    /// The parts of a composition, or the level itself.
    package var atoms: [Level] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.atoms)
        default: [self]
        }
    }

    /// Whether the level, or a part of it, is one of which a ``TextSketch`` tells something.
    var usesSketches: Bool {
        atoms.contains { if case .jaroWinkler = $0 { true } else { $0 == .nickname } }
    }

    /// Whether it holds only for texts at most one edit apart, or the same but for characters that look alike.
    var isOneEdit: Bool {
        switch self {
        case .exact, .edits(1), .lookAlike: true
        case .all(let parts): parts.contains { $0.isOneEdit }
        case .any(let parts): parts.allSatisfy { $0.isOneEdit }
        default: false
        }
    }

    /// Whether the level can hold for values of a role.
    func suits(_ role: FieldRole) -> Bool {
        switch self {
        case .exact, .otherwise: true
        case .levenshtein, .edits, .damerau: role != .coordinates && role != .number && role != .array
        case .nickname, .initial, .compound, .jaro, .jaroWinkler, .qgrams, .cosine, .words, .prefix, .lookAlike:
            !role.isDate && role != .coordinates && role != .number && role != .array
        case .namesSwapped: role == .forename
        case .dayMonthSwapped, .oneDigit, .transposedDigits, .firstOfJanuary, .days, .months, .years: role.isDate
        case .sameYear, .sameMonth, .sameDay: role.isDate
        case .checkFails: role == .identifier || role == .code
        case .arrayCommon, .arrayOverlap: role == .array
        case .postcode: role == .postcode || role == .code
        case .kilometres: role == .coordinates
        case .within, .withinPercent: role == .number
        case .all(let parts), .any(let parts): parts.allSatisfy { $0.suits(role) }
        }
    }
}
