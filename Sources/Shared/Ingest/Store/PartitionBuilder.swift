import Extracts
import Tables

/// Builds the two tables of one partition from its packed rows.
struct PartitionBuilder {
    /// A table on its way: how it was packed, where, and what its level numbers mean.
    struct Input: Sendable {
        let plan: TablePlan
        let spill: SpillFile?
        let levels: [PackedRows.LevelColumn]
    }

    /// What a partition became.
    struct Output {
        let people: Int
        let records: Int
        let link: Blob
        let history: Blob
    }

    /// The tables by name; all of them, those without a file too.
    let inputs: [String: Input]
    /// Whether rows are blamed for belonging to a person who was left out.
    let reportsLeftOut: Bool
    /// Where broken rules go, by table.
    let bad: [String: BadRows]

    /// Builds a partition.
    ///
    /// - Throws: ``TableError`` when the packed rows cannot be read back.
    func build(_ partition: Int) throws -> Output {
        var history = TableBuilder()
        let persons = try rows(ExtractTable.persons, partition)
        let plan = input(ExtractTable.persons).plan
        let people = PartitionPeople(persons, plan: plan)
        report(people.findings, ExtractTable.persons, plan.columns.firstIndex { $0.name == "is_alias" } ?? -1)
        let link = linkTable(persons, people, plan)
        addPeople(persons, people, plan, to: &history)
        try addSentences(partition, people, to: &history)
        try addOffences(partition, people, to: &history)
        try addAssessments(partition, people, to: &history)
        try addSpells(partition, people, to: &history)
        return Output(people: people.count, records: people.records.count, link: link, history: history.build())
    }

    private func input(_ table: ExtractTable) -> Input {
        guard let input = inputs[table.name] else { preconditionFailure("every table has a plan") }
        return input
    }

    private func rows(_ table: ExtractTable, _ partition: Int) throws -> PackedRows {
        let input = input(table)
        return try PackedRows(input.spill, partition: partition, plan: input.plan, levels: input.levels)
    }

    private func report(_ findings: [PartitionPeople.Finding], _ table: ExtractTable, _ column: Int) {
        let shown = findings.filter { reportsLeftOut || $0.rule != .personLeftOut }
        let cells = shown.map { BadCell(row: $0.row, column: Int16(column), rule: $0.rule) }
        bad[table.name]?.add(cells, rowCount: cells.count)
    }

    private func linkTable(_ rows: borrowing PackedRows, _ people: PartitionPeople, _ plan: TablePlan) -> Blob {
        var table = TableBuilder()
        table.add(LinkColumnName.person, people.recordPersons)
        table.add(LinkColumnName.isAlias, rows.column(people.records, plan.offset("is_alias"), as: UInt8.self))
        // The texts of a packed row of persons, in the schema's order.
        let texts = [
            LinkColumnName.pncID, LinkColumnName.prisonNumber, LinkColumnName.forename, LinkColumnName.middleNames,
            LinkColumnName.surname,
        ]
        for (ordinal, name) in texts.enumerated() {
            let coded = CodedTexts(rows, people.records, ordinal)
            table.add(name, codes: coded.codes, distinct: coded.distinct)
        }
        table.add(LinkColumnName.dateOfBirth, rows.days(people.records, plan.offset("date_of_birth")))
        table.add(LinkColumnName.sex, rows.column(people.records, plan.offset("sex"), as: UInt8.self))
        return table.build()
    }

    private func addPeople(
        _ rows: borrowing PackedRows,
        _ people: PartitionPeople,
        _ plan: TablePlan,
        to table: inout TableBuilder
    ) {
        let primaries = people.primaries
        table.add(HistoryColumnName.personKey, people.personKeys)
        table.add(HistoryColumnName.personSex, rows.column(primaries, plan.offset("sex"), as: UInt8.self))
        table.add(HistoryColumnName.personBirth, rows.days(primaries, plan.offset("date_of_birth")))
        table.add(HistoryColumnName.personDeath, rows.days(primaries, plan.offset("date_of_death")))
        let levels = [
            (HistoryColumnName.personEthnicity, "ethnicity"), (HistoryColumnName.personNationality, "nationality"),
            (HistoryColumnName.personRegion, "region"), (HistoryColumnName.personAuthority, "local_authority"),
        ]
        for (name, source) in levels { table.add(name, rows.column(primaries, plan.offset(source), as: UInt16.self)) }
    }

    private func addSentences(
        _ partition: Int,
        _ people: PartitionPeople,
        to table: inout TableBuilder
    ) throws {
        let rows = try rows(ExtractTable.sentences, partition)
        let plan = input(ExtractTable.sentences).plan
        let ordered = PartitionRows(
            rows,
            people: people,
            isAscending: { rows, left, right in Bytes.isAscending(rows.text(left, 0), rows.text(right, 0)) },
            isRepeat: { rows, left, right in Bytes.isEqual(rows.text(left, 0), rows.text(right, 0)) },
            key: { rows, start in
                let id = rows.text(start, 0)
                return PartitionRows.SortKey(major: Self.word(id, at: 0), minor: Self.word(id, at: 8))
            }
        )
        report(ordered.findings, ExtractTable.sentences, 0)
        let starts = ordered.starts
        table.add(HistoryColumnName.sentenceOffsets, ordered.offsets)
        table.add(HistoryColumnName.sentenceConviction, rows.days(starts, plan.offset("conviction_date")))
        table.add(HistoryColumnName.sentenceDisposal, rows.column(starts, plan.offset("disposal"), as: UInt8.self))
        table.add(HistoryColumnName.sentenceStart, rows.days(starts, plan.offset("start_date")))
        table.add(HistoryColumnName.sentenceEnd, rows.days(starts, plan.offset("end_date")))
        table.add(HistoryColumnName.sentenceRelease, rows.days(starts, plan.offset("release_date")))
        table.add(HistoryColumnName.sentenceLength, rows.column(starts, plan.offset("length_days"), as: Int32.self))
        table.add(HistoryColumnName.sentenceGroup, rows.column(starts, plan.offset("offence_group"), as: UInt16.self))
        table.add(HistoryColumnName.sentencePrison, rows.column(starts, plan.offset("prison"), as: UInt16.self))
    }

    private func addOffences(_ partition: Int, _ people: PartitionPeople, to table: inout TableBuilder) throws {
        let rows = try rows(ExtractTable.offences, partition)
        let plan = input(ExtractTable.offences).plan
        let (date, outcomeDate) = (plan.offset("offence_date"), plan.offset("outcome_date"))
        let severity = plan.offset("severity")
        let ordered = PartitionRows(rows, people: people) { rows, start in
            PartitionRows.SortKey(
                major: Self.ascending(rows.value(start, date)) << 32 | Self.ascending(rows.value(start, outcomeDate)),
                minor: 255 - UInt64(max(rows.value(start, severity, as: Int32.self), 0))
            )
        }
        report(ordered.findings, ExtractTable.offences, 0)
        let starts = ordered.starts
        table.add(HistoryColumnName.offenceOffsets, ordered.offsets)
        table.add(HistoryColumnName.offenceDate, rows.days(starts, date))
        table.add(HistoryColumnName.offenceOutcomeDate, rows.days(starts, outcomeDate))
        table.add(HistoryColumnName.offenceOutcome, rows.column(starts, plan.offset("outcome"), as: UInt8.self))
        table.add(HistoryColumnName.offenceTier, rows.column(starts, plan.offset("tier"), as: UInt8.self))
        table.add(HistoryColumnName.offenceGroup, rows.column(starts, plan.offset("offence_group"), as: UInt16.self))
        let severities = rows.column(starts, severity, as: Int32.self)
        table.add(HistoryColumnName.offenceSeverity, severities.map { UInt8(max($0, 0)) })
        table.add(HistoryColumnName.offenceCustodial, rows.column(starts, plan.offset("custodial"), as: UInt8.self))
    }

    private func addAssessments(
        _ partition: Int,
        _ people: PartitionPeople,
        to table: inout TableBuilder
    ) throws {
        let rows = try rows(ExtractTable.assessments, partition)
        let plan = input(ExtractTable.assessments).plan
        let date = plan.offset("assessment_date")
        let ordered = PartitionRows(rows, people: people) { rows, start in
            PartitionRows.SortKey(major: Self.ascending(rows.value(start, date)))
        }
        report(ordered.findings, ExtractTable.assessments, 0)
        table.add(HistoryColumnName.assessmentOffsets, ordered.offsets)
        table.add(HistoryColumnName.assessmentDate, rows.days(ordered.starts, date))
        for column in plan.columns {
            guard case .item = column.packing else { continue }
            let values = rows.column(ordered.starts, column.offset, as: UInt8.self)
            table.add(HistoryColumnName.assessmentItemPrefix + column.name, values)
        }
    }

    private func addSpells(_ partition: Int, _ people: PartitionPeople, to table: inout TableBuilder) throws {
        let rows = try rows(ExtractTable.employment, partition)
        let plan = input(ExtractTable.employment).plan
        let (kind, start, end) = (plan.offset("kind"), plan.offset("start_date"), plan.offset("end_date"))
        let ordered = PartitionRows(rows, people: people) { rows, row in
            PartitionRows.SortKey(
                major: Self.ascending(rows.value(row, start)) << 8 | UInt64(rows.value(row, kind, as: UInt8.self)),
                minor: Self.ascending(rows.value(row, end))
            )
        }
        report(ordered.findings, ExtractTable.employment, 0)
        table.add(HistoryColumnName.spellOffsets, ordered.offsets)
        table.add(HistoryColumnName.spellKind, rows.column(ordered.starts, kind, as: UInt8.self))
        table.add(HistoryColumnName.spellStart, rows.days(ordered.starts, start))
        table.add(HistoryColumnName.spellEnd, rows.days(ordered.starts, end))
    }

    /// A signed day number as an unsigned one in the same order.
    @inline(__always)
    private static func ascending(_ number: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: number) ^ 0x8000_0000)
    }

    /// Eight bytes of a text as a number in the same order, zeros after its end.
    @inline(__always)
    private static func word(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in place..<place + 8 { word = word << 8 | (index < text.count ? UInt64(text[index]) : 0) }
        return word
    }
}

/// A text column of some packed rows, coded by its distinct texts.
struct CodedTexts {
    /// A code a row.
    let codes: [UInt32]
    /// The distinct texts by code, ascending, the empty one first.
    let distinct: [String]

    init(_ rows: borrowing PackedRows, _ starts: [UInt32], _ ordinal: Int) {
        var memo = TextMemo()
        _ = memo.index(of: UnsafeBufferPointer(start: nil, count: 0)) { _ in nil }
        var indices: [Int] = []
        indices.reserveCapacity(starts.count)
        for start in starts { indices.append(memo.index(of: rows.text(start, ordinal)) { _ in nil }) }
        let order = (0..<memo.count).sorted { memo.isAscending($0, $1) }
        var codes = [UInt32](repeating: 0, count: memo.count)
        for (code, index) in order.enumerated() { codes[index] = UInt32(code) }
        distinct = order.map { memo.value($0) }
        self.codes = indices.map { codes[$0] }
    }
}
