import Extracts
import Foundation
import Synthesis
import Tables
import Testing

@Suite("Extracts of a synthetic population")
struct PopulationTests {
    private let fixture: SynthesisFixture

    init() throws { fixture = try SynthesisFixture() }

    @Test("every extract has the columns of its schema")
    func columnsAreTheSchema() throws {
        for schema in ExtractTable.all {
            let columns = try fixture.table(schema.name).columns
            let expected = schema.columns.map(\.name)
            #expect(Array(columns.prefix(expected.count)) == expected)
            let items = columns.dropFirst(expected.count)
            #expect(items.isEmpty == (schema.name != ExtractTable.assessments.name))
            #expect(items.allSatisfy { $0.hasPrefix("S") && $0.contains("Q") })
        }
        let extract = try String(contentsOfFile: fixture.folder + "/extract.yaml", encoding: .utf8)
        #expect(extract == "extract_end: 2024-12-31\n")
    }

    @Test("every person has one primary row, at least one sentence, and identifiers of their own")
    func identifiers() throws {
        let persons = try fixture.table("persons")
        let primary = persons.rows.filter { $0.last == "0" }
        let ids = Set(primary.map { $0[0] })
        #expect(primary.count == 2_000)
        #expect(ids.count == 2_000)
        #expect(Set(persons.column("pnc_id")) == ids)
        #expect(Set(try fixture.table("sentences").column("pnc_id")) == ids)
        let prisonNumbers = primary.map { $0[1] }.filter { !$0.isEmpty }
        #expect(Set(prisonNumbers).count == prisonNumbers.count)
        let sentenceIDs = try fixture.table("sentences").column("sentence_id")
        #expect(Set(sentenceIDs).count == sentenceIDs.count)
        for id in ids { #expect(id.wholeMatch(of: /[12][0-9]{3}\/[0-9]{7}[A-Z]/) != nil) }
        for number in prisonNumbers { #expect(number.wholeMatch(of: /[A-Z][0-9]{4}[A-Z]{2}/) != nil) }
    }

    @Test("sentences begin before they end, and release lies between")
    func sentenceDates() throws {
        let table = try fixture.table("sentences")
        let convictions = table.days("conviction_date")
        let starts = table.days("start_date")
        let ends = table.days("end_date")
        let releases = table.days("release_date")
        let disposals = table.column("disposal")
        for row in table.rows.indices {
            #expect(!convictions[row].isMissing && starts[row] >= convictions[row])
            #expect(ends[row].isMissing || ends[row] > starts[row])
            #expect(releases[row].isMissing || releases[row] > starts[row] && releases[row] <= ends[row])
            #expect(releases[row].isMissing || disposals[row] == Disposal.custody.word)
            #expect(convictions[row] <= Day("2024-12-31") ?? .missing)
        }
    }

    @Test("offences come before their outcome, and nothing after the extract's end")
    func offenceDates() throws {
        let table = try fixture.table("offences")
        let end = try #require(Day("2024-12-31"))
        for (date, outcome) in zip(table.days("offence_date"), table.days("outcome_date")) {
            #expect(date < outcome && outcome <= end)
        }
        let spells = try fixture.table("employment")
        for (start, finish) in zip(spells.days("start_date"), spells.days("end_date")) {
            #expect(start <= end && (finish.isMissing || finish >= start && finish <= end))
        }
    }

    @Test(
        "nobody has two events that the programme could start from",
        arguments: [ProgrammeSetting.custody, .community, .both]
    )
    func oneIndexEvent(setting: ProgrammeSetting) throws {
        var settings = SynthesisSettings()
        settings.setting = setting
        let fixture = try SynthesisFixture(settings: settings)
        let table = try fixture.table("sentences")
        let disposals = try table.column("disposal").map { try #require(Disposal(word: $0)) }
        let starts = table.days("start_date")
        let releases = table.days("release_date")
        let people = table.column("pnc_id")
        let events = table.rows.indices.filter { row in
            let day = disposals[row] == .custody ? releases[row] : starts[row]
            return setting.disposals.contains(disposals[row]) && !day.isMissing && (2_019...2_022).contains(day.year)
        }
        #expect(Set(events.map { people[$0] }).count == events.count)
        #expect(events.count == fixture.truth.eligible)
    }

    @Test("conviction days of the offences are those of the sentences held")
    func convictionsAgree() throws {
        let offences = try fixture.table("offences")
        let sentences = try fixture.table("sentences")
        let held = Set(zip(sentences.column("pnc_id"), sentences.column("conviction_date")).map { $0 + $1 })
        let outcomes = offences.column("outcome")
        for (row, key) in zip(offences.column("pnc_id"), offences.column("outcome_date")).map({ $0 + $1 }).enumerated()
        where outcomes[row] == "conviction" && offences.rows[row][2] >= "2010" {
            #expect(held.contains(key))
        }
    }
}
