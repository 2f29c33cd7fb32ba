/// The type of one column of an extract or of a cohort.
package enum ColumnType: Sendable, Equatable {
    /// An identifier: trimmed, kept as text.
    case identifier
    /// A personal name.
    case name
    /// A calendar date.
    case date
    /// A whole number from `least` to `most`.
    case integer(least: Int, most: Int)
    /// True or false (1/0, true/false, yes/no, y/n).
    case flag
    /// A word of a closed vocabulary.
    case vocabulary([String])
    /// A category with an open list of levels.
    case category
}

/// One column of a table that comes in.
package struct ColumnSchema: Sendable {
    /// Its name in the header.
    package let name: String
    /// Its type.
    package let type: ColumnType
    /// Whether every row must have a value.
    package let isRequired: Bool

    /// A column.
    package init(_ name: String, _ type: ColumnType, required: Bool = false) {
        self.name = name
        self.type = type
        isRequired = required
    }
}

/// One table of the extracts held by the service (domain rules, section 2).
package struct ExtractTable: Sendable {
    /// The file's name without its extension.
    package let name: String
    /// Its columns; a file may have them in any order, and others beside them, which are ignored.
    package let columns: [ColumnSchema]
    /// Whether an import needs it.
    package let isRequired: Bool

    /// The tables, in the order in which they are imported.
    package static let all: [ExtractTable] = [persons, sentences, offences, assessments, employment]

    /// Names and dates of birth: one primary row a person, any number of aliases.
    package static let persons = ExtractTable(
        name: "persons",
        columns: [
            ColumnSchema("pnc_id", .identifier, required: true), ColumnSchema("prison_number", .identifier),
            ColumnSchema("forename", .name, required: true), ColumnSchema("middle_names", .name),
            ColumnSchema("surname", .name, required: true), ColumnSchema("date_of_birth", .date),
            ColumnSchema("sex", .vocabulary(words(Sex.self))), ColumnSchema("ethnicity", .category),
            ColumnSchema("nationality", .category), ColumnSchema("region", .category),
            ColumnSchema("local_authority", .category), ColumnSchema("date_of_death", .date),
            ColumnSchema("is_alias", .flag, required: true),
        ],
        isRequired: true
    )

    /// Sentences and other disposals: the candidate index events.
    package static let sentences = ExtractTable(
        name: "sentences",
        columns: [
            ColumnSchema("pnc_id", .identifier, required: true),
            ColumnSchema("sentence_id", .identifier, required: true),
            ColumnSchema("conviction_date", .date, required: true),
            ColumnSchema("disposal", .vocabulary(words(Disposal.self)), required: true),
            ColumnSchema("start_date", .date), ColumnSchema("end_date", .date), ColumnSchema("release_date", .date),
            ColumnSchema("length_days", .integer(least: 0, most: 40_000)), ColumnSchema("offence_group", .category),
            ColumnSchema("prison", .category),
        ],
        isRequired: true
    )

    /// Offences with their outcomes.
    package static let offences = ExtractTable(
        name: "offences",
        columns: [
            ColumnSchema("pnc_id", .identifier, required: true), ColumnSchema("offence_date", .date, required: true),
            ColumnSchema("outcome_date", .date, required: true),
            ColumnSchema("outcome", .vocabulary(words(OffenceOutcome.self)), required: true),
            ColumnSchema("tier", .vocabulary(words(Tier.self)), required: true),
            ColumnSchema("offence_group", .category), ColumnSchema("severity", .integer(least: 0, most: 255)),
            ColumnSchema("custodial", .flag),
        ],
        isRequired: true
    )

    /// OASys assessments; beside these columns stand items named `S<section>Q<question>`, whole numbers 0–255.
    package static let assessments = ExtractTable(
        name: "assessments",
        columns: [
            ColumnSchema("pnc_id", .identifier, required: true), ColumnSchema("assessment_date", .date, required: true),
        ],
        isRequired: false
    )

    /// Employment and benefit spells.
    package static let employment = ExtractTable(
        name: "employment",
        columns: [
            ColumnSchema("pnc_id", .identifier, required: true),
            ColumnSchema("kind", .vocabulary(words(EmploymentKind.self)), required: true),
            ColumnSchema("start_date", .date, required: true), ColumnSchema("end_date", .date),
        ],
        isRequired: false
    )

    private static func words<T: Coded>(_ type: T.Type) -> [String] { T.allCases.map(\.word) }
}
