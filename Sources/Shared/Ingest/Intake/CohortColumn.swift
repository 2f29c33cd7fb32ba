/// A column of the data upload template, and what else providers call it.
enum CohortColumn: String, CaseIterable {
    case forename
    case surname
    case dateOfBirth = "date_of_birth"
    case gender
    case pncID = "pnc_id"
    case prisonNumber = "prison_number"
    case indexDate = "index_date"
    case convictionDate = "conviction_date"
    case interventionStart = "intervention_start"
    case interventionEnd = "intervention_end"

    /// Columns that every submission needs.
    static let mandatory: [CohortColumn] = [.forename, .surname, .dateOfBirth, .gender]

    /// Columns of which a submission needs at least one.
    static let datesOfEvent: [CohortColumn] = [.indexDate, .convictionDate, .interventionStart, .interventionEnd]

    /// Columns of dates.
    static let dates: [CohortColumn] = [.dateOfBirth] + datesOfEvent

    /// Headers that mean this column, as ``normalised(_:)`` writes them.
    private var synonyms: [String] {
        switch self {
        case .forename:
            ["forename", "forenames", "first_name", "first_names", "firstname", "given_name", "given_names"]
        case .surname: ["surname", "last_name", "lastname", "family_name"]
        case .dateOfBirth: ["date_of_birth", "dob", "d_o_b", "birth_date", "birthdate", "dateofbirth"]
        case .gender: ["gender", "sex"]
        case .pncID: ["pnc_id", "pncid", "pnc", "pnc_number", "pnc_no", "pnc_id_number"]
        case .prisonNumber:
            [
                "prison_number", "prison_no", "prisoner_number", "prison_id", "nomis_number", "nomis_id", "noms_number",
                "noms_id",
            ]
        case .indexDate:
            [
                "index_date", "indexdate", "release_date", "date_of_release", "community_sentence_start",
                "community_sentence_start_date", "start_of_community_sentence", "release_or_community_sentence_start",
            ]
        case .convictionDate: ["conviction_date", "date_of_conviction", "convictiondate"]
        case .interventionStart:
            [
                "intervention_start", "intervention_start_date", "start_of_intervention", "programme_start",
                "programme_start_date",
            ]
        case .interventionEnd:
            ["intervention_end", "intervention_end_date", "end_of_intervention", "programme_end", "programme_end_date"]
        }
    }

    /// The column that a header means, or nil.
    init?(header: String) {
        let wanted = Self.normalised(header)
        guard let match = Self.allCases.first(where: { $0.synonyms.contains(wanted) }) else { return nil }
        self = match
    }

    /// A header in lower case, each run of anything but letters and digits as one underscore, none at its ends.
    static func normalised(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}
