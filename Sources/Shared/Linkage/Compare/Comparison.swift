import Foundation
import Tables

/// How one column is compared: levels from the strongest to `else`.
package struct Comparison: Codable, Hashable, Sendable {
    /// The column.
    package let field: String
    /// The levels in the order in which they are tried; the last is ``Level/otherwise``.
    package let levels: [Level]
    /// Whether a rare value weighs more than a common one.
    package let termFrequency: Bool
    /// Levels that use frequencies otherwise than is standard: in full at the exact level and where a similarity of names is
    /// large enough, not at nicknames.
    package let frequencyUses: [FrequencyUse]

    /// How far the frequency of a value changes the weight of a level.
    package struct FrequencyUse: Codable, Hashable, Sendable {
        /// The level.
        package let level: Level
        /// The share of the adjustment that counts, from 0 (none) to 1 (all).
        package let weight: Double
        /// A value counts as at least so frequent, from 0 to below 1: mistaken or very rare values do not weigh too much.
        package let minimum: Double

        /// The use of frequencies at a level.
        package init(level: Level, weight: Double = 1, minimum: Double = 0) {
            self.level = level
            self.weight = weight
            self.minimum = minimum
        }
    }

    /// The largest number of levels: a level and the null level fit into four bits.
    package static let levelCountMax = 15
    /// The largest number of comparisons: their levels fit into one word.
    package static let comparisonCountMax = 16

    /// A comparison of a column.
    package init(
        field: String,
        levels: [Level],
        termFrequency: Bool = false,
        frequencyUses: [FrequencyUse] = []
    ) {
        self.field = field
        self.levels = levels
        self.termFrequency = termFrequency
        self.frequencyUses = frequencyUses
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            field: try container.decode(String.self, forKey: .field),
            levels: try container.decode([Level].self, forKey: .levels),
            termFrequency: try container.decode(Bool.self, forKey: .termFrequency),
            frequencyUses: try container.decodeIfPresent([FrequencyUse].self, forKey: .frequencyUses) ?? []
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(field, forKey: .field)
        try container.encode(levels, forKey: .levels)
        try container.encode(termFrequency, forKey: .termFrequency)
        if !frequencyUses.isEmpty { try container.encode(frequencyUses, forKey: .frequencyUses) }
    }

    private enum CodingKeys: String, CodingKey {
        case field
        case levels
        case termFrequency = "term_frequency"
        case frequencyUses = "frequency_uses"
    }

    /// What the frequency of a value adds to the weight of a level, in bits.
    ///
    /// - Parameters:
    ///   - level: The level's index, from 0.
    ///   - average: The level's u.
    ///   - frequency: u for the value.
    /// - Returns: log2(average / frequency), or as much of it as ``frequencyUses`` say.
    func frequencyBits(level: Int, average: Double, frequency: Double) -> Double {
        let use = frequencyUse(of: levels[level])
        return use.weight * log2(average / max(frequency, use.minimum))
    }

    /// How a level uses frequencies.
    func frequencyUse(of level: Level) -> FrequencyUse {
        frequencyUses.first { $0.level == level } ?? FrequencyUse(level: level, weight: level.frequencyWeight)
    }

    /// The default comparison of a column by what it holds.
    ///
    /// Jaro–Winkler 0.92 holds for one wrong letter in a name of usual length, 0.80 for two; both bounds and the others
    /// are discussed in docs/methods/linkage.md.
    package static func standard(for field: LinkSchema.Field, hasBothNames: Bool) -> Comparison {
        switch field.role {
        case .forename:
            let swapped: [Level] = hasBothNames ? [.namesSwapped] : []
            return Comparison(
                field: field.name,
                levels: [.exact, .nickname, .jaroWinkler(0.92), .compound, .initial] + swapped
                    + [.jaroWinkler(0.8), .otherwise],
                termFrequency: true
            )
        case .surname:
            return Comparison(
                field: field.name,
                levels: [.exact, .jaroWinkler(0.92), .compound, .jaroWinkler(0.8), .otherwise],
                termFrequency: true
            )
        case .middleNames:
            return Comparison(
                field: field.name,
                levels: [.exact, .jaroWinkler(0.92), .compound, .initial, .otherwise],
                termFrequency: true
            )
        case .dateOfBirth:
            return Comparison(
                field: field.name,
                levels: [
                    .exact, .dayMonthSwapped, .any([.oneDigit, .transposedDigits]), .firstOfJanuary, .days(31),
                    .sameYear,
                    .otherwise,
                ],
                termFrequency: true
            )
        case .date:
            return Comparison(
                field: field.name,
                levels: [.exact, .any([.oneDigit, .transposedDigits]), .days(31), .otherwise]
            )
        case .sex, .category: return Comparison(field: field.name, levels: [.exact, .otherwise])
        case .identifier:
            return Comparison(field: field.name, levels: [.exact, .any([.edits(1), .lookAlike]), .otherwise])
        case .code: return Comparison(field: field.name, levels: [.exact, .edits(1), .otherwise], termFrequency: true)
        case .postcode:
            return Comparison(
                field: field.name,
                levels: [
                    .exact, .edits(1), .postcode(.sector), .postcode(.district), .postcode(.area), .otherwise,
                ],
                termFrequency: true
            )
        case .coordinates:
            return Comparison(
                field: field.name,
                levels: [.exact, .kilometres(1), .kilometres(5), .kilometres(20), .otherwise]
            )
        case .array:
            return Comparison(field: field.name, levels: [.exact, .arrayCommon(2), .arrayCommon(1), .otherwise])
        case .number:
            return Comparison(field: field.name, levels: [.exact, .withinPercent(5), .withinPercent(20), .otherwise])
        case .text:
            return Comparison(
                field: field.name,
                levels: [.exact, .edits(2), .jaroWinkler(0.9), .words(0.5), .otherwise],
                termFrequency: true
            )
        }
    }

    /// The level of two raw values of a role, or nil where one is missing; for tests and for single pairs.
    ///
    /// `names_swapped` needs both names and never holds here.
    package func level(_ left: String, _ right: String, role: FieldRole) -> Level? {
        let program = LevelProgram(levels)
        if role.isDate {
            guard let first = Day(left), let second = Day(right) else { return nil }
            return levels[Int(DateJudge.level(program, first, second)) - 1]
        }
        let first = Array(Standardise.value(left, role: role).utf8)
        let second = Array(Standardise.value(right, role: role).utf8)
        guard !first.isEmpty, !second.isEmpty else { return nil }
        return first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                let level = TextJudge().level(
                    program,
                    first,
                    second,
                    sketches: (TextSketch(first), TextSketch(second))
                )
                return levels[Int(level) - 1]
            }
        }
    }

    /// Confirms that the levels suit the column.
    func validate(in schema: LinkSchema) throws(LinkageError) {
        guard let index = schema.index(of: field) else { throw .noField(name: field, place: "A comparison") }
        let role = schema.fields[index].role
        guard levels.last == .otherwise, levels.count >= 2, levels.count <= Self.levelCountMax else {
            throw .levels(
                comparison: field,
                reason: "there must be 2 to \(Self.levelCountMax) levels and the last must be else"
            )
        }
        guard Set(levels).count == levels.count else {
            throw .levels(comparison: field, reason: "a level stands twice")
        }
        if let wrong = levels.first(where: { !$0.suits(role) }) {
            throw .levels(comparison: field, reason: "\(wrong) does not suit what the column holds")
        }
        if let wrong = levels.first(where: { !$0.isComposedSensibly }) {
            throw .levels(comparison: field, reason: "\(wrong) repeats a part or has one that must stand alone")
        }
        if let (level, earlier) = Self.firstUnreachable(levels) {
            throw .levels(
                comparison: field,
                reason: "\(level) can never be reached or stands out of order: it stands after \(earlier)"
            )
        }
        for use in frequencyUses {
            guard termFrequency, levels.contains(use.level), (0...1).contains(use.weight), (0..<1).contains(use.minimum)
            else {
                throw .levels(
                    comparison: field,
                    reason: "the use of frequencies at \(use.level) needs term_frequency, a weight from 0 to 1 and a "
                        + "minimum from 0 to below 1"
                )
            }
        }
        if levels.contains(.namesSwapped) {
            guard schema.first(.surname) != nil else {
                throw .levels(comparison: field, reason: "names_swapped needs a forename and a surname column")
            }
        }
    }
}
