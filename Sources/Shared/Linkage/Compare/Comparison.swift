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
                levels: [.exact, .dayMonthSwapped, .oneDigit, .days(31), .sameYear, .otherwise]
            )
        case .date: return Comparison(field: field.name, levels: [.exact, .oneDigit, .days(31), .otherwise])
        case .sex, .category: return Comparison(field: field.name, levels: [.exact, .otherwise])
        case .identifier: return Comparison(field: field.name, levels: [.exact, .edits(1), .otherwise])
        case .code: return Comparison(field: field.name, levels: [.exact, .edits(1), .otherwise], termFrequency: true)
        case .text:
            return Comparison(
                field: field.name,
                levels: [.exact, .edits(2), .jaroWinkler(0.9), .words(0.5), .otherwise],
                termFrequency: true
            )
        }
    }

    /// Confirms that the levels suit the column.
    func validate(in schema: LinkSchema) throws(LinkageError) {
        guard let index = schema.index(of: field) else { throw .noField(name: field, place: "A comparison") }
        let isDate = schema.fields[index].role.isDate
        guard levels.last == .otherwise, levels.count >= 2, levels.count <= Self.levelCountMax else {
            throw .levels(
                comparison: field,
                reason: "there must be 2 to \(Self.levelCountMax) levels and the last must be else"
            )
        }
        guard Set(levels).count == levels.count else {
            throw .levels(comparison: field, reason: "a level stands twice")
        }
        if let wrong = levels.first(where: { isDate ? !$0.suitsDates : !$0.suitsTexts }) {
            throw .levels(comparison: field, reason: "\(wrong) does not suit what the column holds")
        }
        if let misplaced = Self.firstOutOfOrder(levels) {
            throw .levels(comparison: field, reason: "\(misplaced) can never be reached or stands out of order")
        }
        if levels.contains(.namesSwapped) {
            guard schema.fields[index].role == .forename, schema.first(.surname) != nil else {
                throw .levels(comparison: field, reason: "names_swapped needs a forename and a surname column")
            }
        }
    }

    /// The first level that an earlier one covers: `exact` not first, `else` not last, or a wider bound before a narrower.
    private static func firstOutOfOrder(_ levels: [Level]) -> Level? {
        if levels.dropFirst().contains(.exact) { return .exact }
        if levels.dropLast().contains(.otherwise) { return .otherwise }
        var similarity = 1.0
        var overlap = 1.1
        var edits = 0
        var days = 0
        for level in levels {
            switch level {
            case .jaroWinkler(let bound):
                if bound >= similarity { return level }
                similarity = bound
            case .words(let bound):
                if bound >= overlap { return level }
                overlap = bound
            case .edits(let bound):
                if bound <= edits { return level }
                edits = bound
            case .days(let bound):
                if bound <= days { return level }
                days = bound
            default: continue
            }
        }
        return nil
    }
}
