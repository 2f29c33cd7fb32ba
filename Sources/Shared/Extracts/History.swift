package import Tables

/// A partition's histories: typed columns over its history table.
///
/// People are addressed by position; each person's sentences, offences and spells are ranges of rows.
package struct History: Sendable {
    /// People in the partition.
    package let people: Int
    /// Keyed hash of the person's id.
    package let keys: Column<UInt64>
    /// Codes of ``Sex``.
    package let sexes: Column<UInt8>
    /// Dates of birth.
    package let births: Column<Day>
    /// Dates of death, mostly missing.
    package let deaths: Column<Day>
    /// Level codes.
    package let ethnicities: Column<UInt16>
    /// Level codes.
    package let nationalities: Column<UInt16>
    /// Level codes.
    package let regions: Column<UInt16>
    /// Sentences.
    package let sentences: Sentences
    /// Offences.
    package let offences: Offences
    /// Employment and benefit spells.
    package let spells: Spells
    /// OASys assessments; nil where the table has none.
    package let assessments: Assessments?

    /// The sentences of all people, person after person, ascending by sentence id.
    package struct Sentences: Sendable {
        let offsets: Column<UInt32>
        /// Conviction dates.
        package let convictions: Column<Day>
        /// Codes of ``Disposal``.
        package let disposals: Column<UInt8>
        /// Start dates.
        package let starts: Column<Day>
        /// End dates.
        package let ends: Column<Day>
        /// Release dates.
        package let releases: Column<Day>
        /// Length in days, −1 when missing.
        package let lengths: Column<Int32>
        /// Level codes of the offence group.
        package let groups: Column<UInt16>
        /// Level codes of the prison.
        package let prisons: Column<UInt16>

        /// The rows of one person.
        package func rows(of person: Int) -> Range<Int> { Int(offsets[person])..<Int(offsets[person + 1]) }

        /// The date of a sentence as an index event: release from custody, else its start, else the conviction.
        package func eventDate(_ row: Int) -> Day {
            if disposals[row] == Disposal.custody.rawValue, !releases[row].isMissing { return releases[row] }
            return starts[row].isMissing ? convictions[row] : starts[row]
        }
    }

    /// The offences of all people, person after person, ascending by date.
    package struct Offences: Sendable {
        let offsets: Column<UInt32>
        /// Offence dates.
        package let dates: Column<Day>
        /// Dates of the outcome.
        package let outcomeDates: Column<Day>
        /// Codes of ``OffenceOutcome``.
        package let outcomes: Column<UInt8>
        /// Codes of ``Tier``.
        package let tiers: Column<UInt8>
        /// Level codes of the offence group.
        package let groups: Column<UInt16>
        /// Severity, greater is more severe.
        package let severities: Column<UInt8>
        /// 1 when it led to custody.
        package let custodials: Column<UInt8>

        /// The rows of one person.
        package func rows(of person: Int) -> Range<Int> { Int(offsets[person])..<Int(offsets[person + 1]) }

        /// Whether an outcome proves an offence.
        package func isProven(_ row: Int) -> Bool { outcomes[row] != OffenceOutcome.penaltyNotice.rawValue }
    }

    /// The employment and benefit spells of all people, person after person, ascending by start.
    package struct Spells: Sendable {
        let offsets: Column<UInt32>
        /// Codes of ``EmploymentKind``.
        package let kinds: Column<UInt8>
        /// Start dates.
        package let starts: Column<Day>
        /// End dates, missing while a spell lasts.
        package let ends: Column<Day>

        /// The rows of one person.
        package func rows(of person: Int) -> Range<Int> { Int(offsets[person])..<Int(offsets[person + 1]) }
    }

    /// The OASys assessments of all people, person after person, ascending by date.
    package struct Assessments: Sendable {
        let offsets: Column<UInt32>
        /// Dates.
        package let dates: Column<Day>
        /// The answers to the items asked for, one column an item in the order asked.
        package let items: [Column<UInt8>]

        /// Stands for an item without an answer.
        package static let missingItem: UInt8 = 255

        /// The row of a person's latest assessment dated on or before a day, nil when there is none.
        package func latest(of person: Int, by day: Day) -> Int? {
            let rows = Int(offsets[person])..<Int(offsets[person + 1])
            return rows.last { !dates[$0].isMissing && dates[$0] <= day }
        }
    }

    /// Reads the columns of a history table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - items: Names of the OASys items to read.
    /// - Throws: ``TableError`` when a column is absent or lengths do not fit together.
    package init(_ table: TableView, items: [String] = []) throws(TableError) {
        typealias Name = HistoryColumnName
        keys = try table.column(Name.personKey)
        people = keys.count
        sexes = try table.column(Name.personSex)
        births = try table.column(Name.personBirth)
        deaths = try table.column(Name.personDeath)
        ethnicities = try table.column(Name.personEthnicity)
        nationalities = try table.column(Name.personNationality)
        regions = try table.column(Name.personRegion)
        sentences = Sentences(
            offsets: try table.column(Name.sentenceOffsets),
            convictions: try table.column(Name.sentenceConviction),
            disposals: try table.column(Name.sentenceDisposal),
            starts: try table.column(Name.sentenceStart),
            ends: try table.column(Name.sentenceEnd),
            releases: try table.column(Name.sentenceRelease),
            lengths: try table.column(Name.sentenceLength),
            groups: try table.column(Name.sentenceGroup),
            prisons: try table.column(Name.sentencePrison)
        )
        offences = Offences(
            offsets: try table.column(Name.offenceOffsets),
            dates: try table.column(Name.offenceDate),
            outcomeDates: try table.column(Name.offenceOutcomeDate),
            outcomes: try table.column(Name.offenceOutcome),
            tiers: try table.column(Name.offenceTier),
            groups: try table.column(Name.offenceGroup),
            severities: try table.column(Name.offenceSeverity),
            custodials: try table.column(Name.offenceCustodial)
        )
        spells = Spells(
            offsets: try table.column(Name.spellOffsets),
            kinds: try table.column(Name.spellKind),
            starts: try table.column(Name.spellStart),
            ends: try table.column(Name.spellEnd)
        )
        assessments = try Self.assessments(table, items: items)
        try checkLengths()
    }

    private static func assessments(_ table: TableView, items: [String]) throws(TableError) -> Assessments? {
        typealias Name = HistoryColumnName
        guard table.has(Name.assessmentOffsets) || !items.isEmpty else { return nil }
        var columns: [Column<UInt8>] = []
        for item in items { columns.append(try table.column(Name.assessmentItemPrefix + item)) }
        return Assessments(
            offsets: try table.column(Name.assessmentOffsets),
            dates: try table.column(Name.assessmentDate),
            items: columns
        )
    }

    private func checkLengths() throws(TableError) {
        let persons = [sexes.count, births.count, deaths.count, ethnicities.count, nationalities.count, regions.count]
        let sentenceRows = [
            sentences.disposals.count, sentences.starts.count, sentences.ends.count, sentences.releases.count,
            sentences.lengths.count, sentences.groups.count, sentences.prisons.count,
        ]
        let offenceRows = [
            offences.outcomeDates.count, offences.outcomes.count, offences.tiers.count, offences.groups.count,
            offences.severities.count, offences.custodials.count,
        ]
        let spellRows = [spells.starts.count, spells.ends.count]
        guard persons.allSatisfy({ $0 == people }),
            sentenceRows.allSatisfy({ $0 == sentences.convictions.count }),
            offenceRows.allSatisfy({ $0 == offences.dates.count }),
            spellRows.allSatisfy({ $0 == spells.kinds.count }),
            Self.fits(sentences.offsets, people: people, rows: sentences.convictions.count),
            Self.fits(offences.offsets, people: people, rows: offences.dates.count),
            Self.fits(spells.offsets, people: people, rows: spells.kinds.count),
            assessments.map({ assessments in
                Self.fits(assessments.offsets, people: people, rows: assessments.dates.count)
                    && assessments.items.allSatisfy { $0.count == assessments.dates.count }
            }) ?? true
        else { throw .damaged(what: "the lengths of its columns do not fit together") }
    }

    private static func fits(_ offsets: Column<UInt32>, people: Int, rows: Int) -> Bool {
        guard offsets.count == people + 1, offsets[0] == 0, Int(offsets[people]) == rows else { return false }
        return offsets.withUnsafeBufferPointer { values in
            for index in 1..<values.count where values[index - 1] > values[index] { return false }
            return true
        }
    }
}
