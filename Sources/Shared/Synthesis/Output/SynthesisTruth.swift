import Foundation

/// What is true about a synthetic population and its programme.
package struct SynthesisTruth: Sendable, Equatable {
    /// People in the extracts.
    package let people: Int
    /// Rows of the cohort.
    package let cohort: Int
    /// Cohort members who are in the extracts.
    package let present: Int
    /// Cohort members who are not.
    package let absent: Int
    /// People with an index event that fits the programme, cohort members included.
    package let eligible: Int
    /// The true effect on the treated: the mean over cohort members in the extracts of the probability of reoffending
    /// with the programme minus that without; exactly zero when the settings' effect is.
    package let trueEffect: Double
    /// Their mean probability without the programme.
    package let untreatedProbability: Double
    /// Their mean probability with it.
    package let treatedProbability: Double
    /// How many of them reoffended.
    package let cohortReoffended: Int
    /// How many of the other eligible people reoffended.
    package let comparisonReoffended: Int
    /// The mean probability of reoffending of those.
    package let comparisonProbability: Double
    /// Cohort rows with a wrong name, date, sex or identifier, or without a date of birth or sex.
    package let corruptedRows: Int
    /// The same by site, the cohort's subgroup column, ascending.
    package let sites: [Site]
    /// Files with their rows and sizes, in the order of writing.
    package let files: [File]

    /// Cohort members of one site who are in the extracts.
    package struct Site: Sendable, Equatable, Encodable {
        /// The value of the column.
        package let name: String
        /// Members.
        package let present: Int
        /// Their true effect, as ``SynthesisTruth/trueEffect``.
        package let trueEffect: Double
        /// How many of them reoffended.
        package let reoffended: Int

        private enum CodingKeys: String, CodingKey {
            case name
            case present
            case trueEffect = "true_effect"
            case reoffended
        }
    }

    /// One extract.
    package struct File: Sendable, Equatable, Encodable {
        /// Its name.
        package let name: String
        /// Data rows.
        package let rows: Int
        /// Bytes.
        package let bytes: Int
    }
}

/// `truth.json`: the truth with the settings and the seed that it belongs to.
struct TruthDocument: Encodable {
    let seed: UInt64
    let truth: SynthesisTruth
    let settings: SettingsManifest

    private enum Key: String, CodingKey {
        case seed
        case people
        case cohort
        case present
        case absent
        case eligible
        case trueEffect = "true_effect"
        case untreatedProbability = "untreated_probability"
        case treatedProbability = "treated_probability"
        case cohortReoffended = "cohort_reoffended"
        case comparisonReoffended = "comparison_reoffended"
        case comparisonProbability = "comparison_probability"
        case corruptedRows = "corrupted_rows"
        case sites
        case files
        case settings
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(seed, forKey: .seed)
        try container.encode(truth.people, forKey: .people)
        try container.encode(truth.cohort, forKey: .cohort)
        try container.encode(truth.present, forKey: .present)
        try container.encode(truth.absent, forKey: .absent)
        try container.encode(truth.eligible, forKey: .eligible)
        try container.encode(truth.trueEffect, forKey: .trueEffect)
        try container.encode(truth.untreatedProbability, forKey: .untreatedProbability)
        try container.encode(truth.treatedProbability, forKey: .treatedProbability)
        try container.encode(truth.cohortReoffended, forKey: .cohortReoffended)
        try container.encode(truth.comparisonReoffended, forKey: .comparisonReoffended)
        try container.encode(truth.comparisonProbability, forKey: .comparisonProbability)
        try container.encode(truth.corruptedRows, forKey: .corruptedRows)
        try container.encode(truth.sites, forKey: .sites)
        try container.encode(truth.files, forKey: .files)
        try container.encode(settings, forKey: .settings)
    }

    /// The document's bytes: keys in order, the same for the same truth.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
