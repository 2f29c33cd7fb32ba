import Tables

/// How one column is compared: levels from the strongest to `else`.
package struct Comparison: Codable, Hashable, Sendable {
    /// The column.
    package let field: String
    /// The levels in the order in which they are tried; the last is ``Level/otherwise``.
    package let levels: [Level]
    /// Whether the exact level weighs a rare value more than a common one.
    package let termFrequency: Bool

    /// The largest number of levels: a level and the null level fit into four bits.
    package static let levelCountMax = 15
    /// The largest number of comparisons: their levels fit into one word.
    package static let comparisonCountMax = 16

    /// A comparison of a column.
    package init(field: String, levels: [Level], termFrequency: Bool = false) {
        self.field = field
        self.levels = levels
        self.termFrequency = termFrequency
    }

    private enum CodingKeys: String, CodingKey {
        case field
        case levels
        case termFrequency = "term_frequency"
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
                    cohortNicknames: Nicknames.packedGroups(of: first),
                    nicknames: Nicknames.packedGroups(of: second)
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
        if levels.contains(.namesSwapped) {
            guard schema.first(.surname) != nil else {
                throw .levels(comparison: field, reason: "names_swapped needs a forename and a surname column")
            }
        }
    }
}
