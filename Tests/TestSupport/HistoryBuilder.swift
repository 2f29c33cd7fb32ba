package import Extracts
package import Tables

/// Builds a small history table person by person, for tests.
package struct HistoryBuilder {
    /// One sentence.
    package struct Sentence {
        /// Conviction date.
        package var conviction: Day
        /// Disposal.
        package var disposal: Disposal
        /// Start date.
        package var start: Day
        /// End date.
        package var end: Day
        /// Release date.
        package var release: Day
        /// Level code of the offence group.
        package var group: UInt16 = 0
        /// Level code of the prison.
        package var prison: UInt16 = 0

        /// A sentence of custody from conviction to release.
        package static func custody(convicted: String, released: String) -> Sentence {
            let start = day(convicted)
            return Sentence(
                conviction: start,
                disposal: .custody,
                start: start,
                end: day(released),
                release: day(released)
            )
        }

        /// A sentence in the community.
        package static func community(_ disposal: Disposal, convicted: String, start: String, end: String) -> Sentence {
            Sentence(
                conviction: day(convicted),
                disposal: disposal,
                start: day(start),
                end: day(end),
                release: .missing
            )
        }
    }

    /// One offence.
    package struct Offence {
        /// Offence date.
        package var date: Day
        /// Outcome date.
        package var outcomeDate: Day
        /// Outcome.
        package var outcome: OffenceOutcome
        /// Level code of the offence group.
        package var group: UInt16
        /// Severity.
        package var severity: UInt8
        /// Tier of court.
        package var tier: Tier
        /// Whether it led to custody.
        package var custodial: Bool

        /// An offence.
        package init(
            _ date: String,
            proven: String,
            _ outcome: OffenceOutcome = .conviction,
            group: UInt16 = 1,
            severity: UInt8 = 1,
            tier: Tier = .eitherWay,
            custodial: Bool = false
        ) {
            self.date = day(date)
            outcomeDate = day(proven)
            self.outcome = outcome
            self.group = group
            self.severity = severity
            self.tier = tier
            self.custodial = custodial
        }
    }

    /// One spell of employment or of a benefit.
    package struct Spell {
        /// What it is about.
        package var kind: EmploymentKind
        /// Start date.
        package var start: Day
        /// End date.
        package var end: Day

        /// A spell; without an end it lasts.
        package init(_ kind: EmploymentKind, from start: String, to end: String? = nil) {
            self.kind = kind
            self.start = day(start)
            self.end = end.map(day) ?? .missing
        }
    }

    /// One OASys assessment.
    package struct Assessment {
        /// Its date.
        package var date: Day
        /// An answer an item of the builder, 255 for none.
        package var items: [UInt8]

        /// An assessment.
        package init(_ date: String, _ items: [UInt8]) {
            self.date = day(date)
            self.items = items
        }
    }

    /// Codes of a person's levels; 0 is missing.
    package struct Levels {
        /// Ethnicity.
        package var ethnicity: UInt16
        /// Nationality.
        package var nationality: UInt16
        /// Region.
        package var region: UInt16

        /// Level codes.
        package init(ethnicity: UInt16 = 0, nationality: UInt16 = 0, region: UInt16 = 0) {
            self.ethnicity = ethnicity
            self.nationality = nationality
            self.region = region
        }
    }

    private var keys: [UInt64] = []
    private var sexes: [UInt8] = []
    private var births: [Day] = []
    private var deaths: [Day] = []
    private var sentences: [[Sentence]] = []
    private var offences: [[Offence]] = []
    private var levels: [Levels] = []
    private var spells: [[Spell]] = []
    private var assessments: [[Assessment]] = []
    private let items: [String]

    /// Nobody yet; assessments have an answer to each of the items.
    package init(items: [String] = []) {
        self.items = items
    }

    /// Adds a person.
    package mutating func add(
        sex: Sex = .male,
        born: String = "1990-06-15",
        died: String? = nil,
        sentences: [Sentence] = [],
        offences: [Offence] = [],
        levels: Levels = Levels(),
        spells: [Spell] = [],
        assessments: [Assessment] = []
    ) {
        keys.append(UInt64(keys.count + 1) &* 0x9e37_79b9_7f4a_7c15)
        sexes.append(sex.rawValue)
        births.append(day(born))
        deaths.append(died.map(day) ?? .missing)
        self.sentences.append(sentences)
        self.offences.append(offences.sorted { ($0.date, $0.outcomeDate) < ($1.date, $1.outcomeDate) })
        self.levels.append(levels)
        self.spells.append(spells.sorted { $0.start < $1.start })
        self.assessments.append(assessments.sorted { $0.date < $1.date })
    }

    /// The table.
    package func table() -> Blob {
        typealias Name = HistoryColumnName
        let people = keys.count
        var builder = TableBuilder()
        builder.add(Name.personKey, keys)
        builder.add(Name.personSex, sexes)
        builder.add(Name.personBirth, births)
        builder.add(Name.personDeath, deaths)
        builder.add(Name.personEthnicity, levels.map(\.ethnicity))
        builder.add(Name.personNationality, levels.map(\.nationality))
        builder.add(Name.personRegion, levels.map(\.region))
        builder.add(Name.personAuthority, [UInt16](repeating: 0, count: people))
        addSentences(to: &builder)
        addOffences(to: &builder)
        addSpells(to: &builder)
        return builder.build()
    }

    /// The table as typed columns.
    package func history() throws -> History { try History(TableView(table()), items: items) }

    private func addSentences(to builder: inout TableBuilder) {
        typealias Name = HistoryColumnName
        let rows = sentences.flatMap(\.self)
        builder.add(Name.sentenceOffsets, Self.offsets(sentences.map(\.count)))
        builder.add(Name.sentenceConviction, rows.map(\.conviction))
        builder.add(Name.sentenceDisposal, rows.map(\.disposal.rawValue))
        builder.add(Name.sentenceStart, rows.map(\.start))
        builder.add(Name.sentenceEnd, rows.map(\.end))
        builder.add(Name.sentenceRelease, rows.map(\.release))
        builder.add(Name.sentenceLength, rows.map { $0.end.isMissing ? -1 : $0.end.number - $0.start.number })
        builder.add(Name.sentenceGroup, rows.map(\.group))
        builder.add(Name.sentencePrison, rows.map(\.prison))
    }

    private func addOffences(to builder: inout TableBuilder) {
        typealias Name = HistoryColumnName
        let rows = offences.flatMap(\.self)
        builder.add(Name.offenceOffsets, Self.offsets(offences.map(\.count)))
        builder.add(Name.offenceDate, rows.map(\.date))
        builder.add(Name.offenceOutcomeDate, rows.map(\.outcomeDate))
        builder.add(Name.offenceOutcome, rows.map(\.outcome.rawValue))
        builder.add(Name.offenceTier, rows.map(\.tier.rawValue))
        builder.add(Name.offenceGroup, rows.map(\.group))
        builder.add(Name.offenceSeverity, rows.map(\.severity))
        builder.add(Name.offenceCustodial, rows.map { $0.custodial ? UInt8(1) : 0 })
    }

    private func addSpells(to builder: inout TableBuilder) {
        typealias Name = HistoryColumnName
        let rows = spells.flatMap(\.self)
        builder.add(Name.spellOffsets, Self.offsets(spells.map(\.count)))
        builder.add(Name.spellKind, rows.map(\.kind.rawValue))
        builder.add(Name.spellStart, rows.map(\.start))
        builder.add(Name.spellEnd, rows.map(\.end))
        let assessed = assessments.flatMap(\.self)
        builder.add(Name.assessmentOffsets, Self.offsets(assessments.map(\.count)))
        builder.add(Name.assessmentDate, assessed.map(\.date))
        for (index, item) in items.enumerated() {
            builder.add(Name.assessmentItemPrefix + item, assessed.map { $0.items[index] })
        }
    }

    private static func offsets(_ counts: [Int]) -> [UInt32] {
        counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt32($1)) }
    }
}

/// The day of an ISO 8601 text; a text that is none stops the test.
package func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("a test names a day that does not exist") }
    return day
}
