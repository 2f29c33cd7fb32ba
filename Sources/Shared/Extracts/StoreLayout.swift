/// Column names of a partition's link table.
///
/// One row a record: each person's primary row and its aliases, ascending by person position. Texts are standardised;
/// the empty text is "missing".
package enum LinkColumnName {
    /// UInt32: the person's position in the partition, ascending.
    package static let person = "person"
    /// UInt8: 1 for an alias.
    package static let isAlias = "is_alias"
    /// Text.
    package static let forename = "forename"
    /// Text.
    package static let middleNames = "middle_names"
    /// Text.
    package static let surname = "surname"
    /// Day.
    package static let dateOfBirth = "date_of_birth"
    /// UInt8: ``Sex``.
    package static let sex = "sex"
    /// Text.
    package static let pncID = "pnc_id"
    /// Text.
    package static let prisonNumber = "prison_number"
}

/// Column names of a partition's history table: one table, several lengths.
///
/// `person.*` columns have a value a person, in canonical order (ascending keyed hash of the person's id, then id). Every other group
/// has an offset column of persons + 1 values (`sentence.offsets`, …), and its rows lie person after person.
package enum HistoryColumnName {
    /// UInt64: keyed hash of the person's id, ascending; the tie breaker everywhere.
    package static let personKey = "person.key"
    /// UInt8: ``Sex``.
    package static let personSex = "person.sex"
    /// Day.
    package static let personBirth = "person.date_of_birth"
    /// Day, missing when alive or not known.
    package static let personDeath = "person.date_of_death"
    /// UInt16 codes into the store's level lists; 0 is missing.
    package static let personEthnicity = "person.ethnicity"
    /// UInt16.
    package static let personNationality = "person.nationality"
    /// UInt16.
    package static let personRegion = "person.region"
    /// UInt16.
    package static let personAuthority = "person.local_authority"

    /// UInt32, persons + 1; a person's sentences ascend by sentence id.
    package static let sentenceOffsets = "sentence.offsets"
    /// Day.
    package static let sentenceConviction = "sentence.conviction_date"
    /// UInt8: ``Disposal``.
    package static let sentenceDisposal = "sentence.disposal"
    /// Day.
    package static let sentenceStart = "sentence.start_date"
    /// Day.
    package static let sentenceEnd = "sentence.end_date"
    /// Day.
    package static let sentenceRelease = "sentence.release_date"
    /// Int32 days, −1 when missing.
    package static let sentenceLength = "sentence.length_days"
    /// UInt16 level code.
    package static let sentenceGroup = "sentence.offence_group"
    /// UInt16 level code.
    package static let sentencePrison = "sentence.prison"

    /// UInt32, persons + 1; a person's offences ascend by date, then outcome date, then severity descending.
    package static let offenceOffsets = "offence.offsets"
    /// Day.
    package static let offenceDate = "offence.offence_date"
    /// Day.
    package static let offenceOutcomeDate = "offence.outcome_date"
    /// UInt8: ``OffenceOutcome``.
    package static let offenceOutcome = "offence.outcome"
    /// UInt8: ``Tier``.
    package static let offenceTier = "offence.tier"
    /// UInt16 level code.
    package static let offenceGroup = "offence.offence_group"
    /// UInt8, greater is more severe.
    package static let offenceSeverity = "offence.severity"
    /// UInt8: 1 when it led to custody.
    package static let offenceCustodial = "offence.custodial"

    /// UInt32, persons + 1; a person's assessments ascend by date.
    package static let assessmentOffsets = "assessment.offsets"
    /// Day.
    package static let assessmentDate = "assessment.date"
    /// Prefix of one UInt8 column an item, 255 when missing: `assessment.S1Q1`.
    package static let assessmentItemPrefix = "assessment."

    /// UInt32, persons + 1; a person's spells ascend by start date, then kind.
    package static let spellOffsets = "spell.offsets"
    /// UInt8: ``EmploymentKind``.
    package static let spellKind = "spell.kind"
    /// Day.
    package static let spellStart = "spell.start_date"
    /// Day, missing while it lasts.
    package static let spellEnd = "spell.end_date"
}

/// The partition store's manifest, `store.json`: what was imported and where it lies.
package struct StoreManifest: Codable, Sendable, Equatable {
    /// One partition's files.
    package struct Partition: Codable, Sendable, Equatable {
        /// People in the partition.
        package let people: Int
        /// Rows of the link table: people and aliases.
        package let records: Int
        /// The link table's file name and SHA-256.
        package let link: File
        /// The history table's file name and SHA-256.
        package let history: File

        /// A partition's entry.
        package init(people: Int, records: Int, link: File, history: File) {
            self.people = people
            self.records = records
            self.link = link
            self.history = history
        }
    }

    /// A file of the store or of the extract.
    package struct File: Codable, Sendable, Equatable {
        /// Its name, relative to the store or the extract folder.
        package let name: String
        /// Bytes.
        package let bytes: Int
        /// SHA-256 in hexadecimal.
        package let sha256: String

        /// A file's entry.
        package init(name: String, bytes: Int, sha256: String) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// One imported table.
    package struct Source: Codable, Sendable, Equatable {
        /// The file.
        package let file: File
        /// Data rows read.
        package let rows: Int
        /// Rows left out because they broke a rule (only with `--skip-bad-rows`).
        package let skipped: Int

        /// A source's entry.
        package init(file: File, rows: Int, skipped: Int) {
            self.file = file
            self.rows = rows
            self.skipped = skipped
        }
    }

    /// Version of the store's layout; readers refuse another.
    package var layout = StoreManifest.currentLayout
    /// The last day that the extracts cover, ISO 8601.
    package let extractEnd: String
    /// The imported files.
    package let sources: [Source]
    /// The partitions by number.
    package let partitions: [Partition]
    /// Levels of the category columns by code (index), the empty level for missing first; ascending.
    package let levels: [String: [String]]
    /// OASys item names present, ascending.
    package let assessmentItems: [String]

    /// The layout this version reads and writes.
    package static let currentLayout = 1
    /// The manifest's file name.
    package static let fileName = "store.json"

    /// A manifest.
    package init(
        extractEnd: String,
        sources: [Source],
        partitions: [Partition],
        levels: [String: [String]],
        assessmentItems: [String]
    ) {
        self.extractEnd = extractEnd
        self.sources = sources
        self.partitions = partitions
        self.levels = levels
        self.assessmentItems = assessmentItems
    }

    /// Names of the level lists.
    package enum LevelList {
        /// Ethnicity.
        package static let ethnicity = "ethnicity"
        /// Nationality.
        package static let nationality = "nationality"
        /// Region.
        package static let region = "region"
        /// Local authority.
        package static let localAuthority = "local_authority"
        /// Offence group, shared by sentences and offences.
        package static let offenceGroup = "offence_group"
        /// Prison.
        package static let prison = "prison"
    }
}
