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

        /// An offence.
        package init(
            _ date: String,
            proven: String,
            _ outcome: OffenceOutcome = .conviction,
            group: UInt16 = 1,
            severity: UInt8 = 1
        ) {
            self.date = day(date)
            outcomeDate = day(proven)
            self.outcome = outcome
            self.group = group
            self.severity = severity
        }
    }

    private var keys: [UInt64] = []
    private var sexes: [UInt8] = []
    private var births: [Day] = []
    private var deaths: [Day] = []
    private var sentences: [[Sentence]] = []
    private var offences: [[Offence]] = []

    /// Nobody yet.
    package init() {}

    /// Adds a person.
    package mutating func add(
        sex: Sex = .male,
        born: String = "1990-06-15",
        died: String? = nil,
        sentences: [Sentence] = [],
        offences: [Offence] = []
    ) {
        keys.append(UInt64(keys.count + 1) &* 0x9e37_79b9_7f4a_7c15)
        sexes.append(sex.rawValue)
        births.append(day(born))
        deaths.append(died.map(day) ?? .missing)
        self.sentences.append(sentences)
        self.offences.append(offences.sorted { ($0.date, $0.outcomeDate) < ($1.date, $1.outcomeDate) })
    }

    /// The table.
    package func table() -> Blob {
        typealias Name = HistoryColumnName
        let people = keys.count
        let zeros = [UInt16](repeating: 0, count: people)
        var builder = TableBuilder()
        builder.add(Name.personKey, keys)
        builder.add(Name.personSex, sexes)
        builder.add(Name.personBirth, births)
        builder.add(Name.personDeath, deaths)
        for name in [Name.personEthnicity, Name.personNationality, Name.personRegion, Name.personAuthority] {
            builder.add(name, zeros)
        }
        addSentences(to: &builder)
        addOffences(to: &builder)
        builder.add(Name.spellOffsets, [UInt32](repeating: 0, count: people + 1))
        builder.add(Name.spellKind, [UInt8]())
        builder.add(Name.spellStart, [Day]())
        builder.add(Name.spellEnd, [Day]())
        return builder.build()
    }

    /// The table as typed columns.
    package func history() throws -> History { try History(TableView(table())) }

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
        builder.add(Name.sentenceGroup, [UInt16](repeating: 0, count: rows.count))
        builder.add(Name.sentencePrison, [UInt16](repeating: 0, count: rows.count))
    }

    private func addOffences(to builder: inout TableBuilder) {
        typealias Name = HistoryColumnName
        let rows = offences.flatMap(\.self)
        builder.add(Name.offenceOffsets, Self.offsets(offences.map(\.count)))
        builder.add(Name.offenceDate, rows.map(\.date))
        builder.add(Name.offenceOutcomeDate, rows.map(\.outcomeDate))
        builder.add(Name.offenceOutcome, rows.map(\.outcome.rawValue))
        builder.add(Name.offenceTier, [UInt8](repeating: Tier.eitherWay.rawValue, count: rows.count))
        builder.add(Name.offenceGroup, rows.map(\.group))
        builder.add(Name.offenceSeverity, rows.map(\.severity))
        builder.add(Name.offenceCustodial, [UInt8](repeating: 0, count: rows.count))
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
