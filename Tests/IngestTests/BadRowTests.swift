import Extracts
import Foundation
import Ingest
import Tables
import Testing

@Suite("Bad rows of extracts")
struct BadRowTests {
    private func lines(_ report: ImportReport?) -> [String] { report?.problems.map(\.description) ?? [] }

    @Test("every broken rule is listed with file, row, column and rule, and nothing is written")
    func rules() throws {
        let offences =
            ExtractFixture.offences + """
                ,2018-01-01,2018-03-04,conviction,summary,theft,1,0
                2001/0000001A,2018-02-30,,conviction,summary,theft,1,0
                2001/0000001A,2018-02-01,2018-03-04,acquittal,summit,theft,256,maybe
                2001/0000001A,2018-02-01,2018-03-04,conviction,summary,theft,x,0
                2001/0000001A,2018-02-01
                9999/0000009Z,2018-02-01,2018-03-04,conviction,summary,theft,1,0

                """
        let fixture = try ExtractFixture(offences: offences)
        let report = try fixture.refusal()
        #expect(
            lines(report) == [
                "offences.csv, row 6, pnc_id: is missing",
                "offences.csv, row 7, offence_date: is not a date (yyyy-mm-dd or dd/mm/yyyy)",
                "offences.csv, row 7, outcome_date: is missing",
                "offences.csv, row 8, outcome: is not a word of the column's vocabulary",
                "offences.csv, row 8, tier: is not a word of the column's vocabulary",
                "offences.csv, row 8, severity: is outside the range of the column",
                "offences.csv, row 8, custodial: is neither 0 nor 1",
                "offences.csv, row 9, severity: is not a whole number",
                "offences.csv, row 10: has more or fewer fields than the header",
                "offences.csv, row 10, outcome_date: is missing", "offences.csv, row 10, outcome: is missing",
                "offences.csv, row 10, tier: is missing",
                "offences.csv, row 11, pnc_id: names a person who is not in persons",
            ]
        )
        #expect(report?.badRows == 6)
        #expect(fixture.leftovers.isEmpty)
    }

    @Test("bad rows can be left out and are counted in the manifest")
    func skipping() throws {
        let offences = ExtractFixture.offences + "2001/0000001A,x,2018-03-04,conviction,summary,theft,1,0\n"
        let fixture = try ExtractFixture(offences: offences)
        let store = try fixture.load { $0.skipsBadRows = true }
        #expect(store.manifest.sources.map(\.skipped) == [0, 0, 1, 0])
        let good = try ExtractFixture().load()
        #expect(store.manifest.partitions == good.manifest.partitions)
    }

    @Test("a person needs exactly one primary row; others are not blamed for it")
    func primaries() throws {
        let persons =
            ExtractFixture.persons + """
                2001/0000004D,,Daniel,,Young,1990-01-01,male,,,,,,0
                2001/0000006F,,Flo,,Nobody,1990-01-01,F,,,,,,1
                2001/0000007G,,Gus,,Broken,1990-13-01,M,,,,,,0
                2001/0000007G,,Augustus,,Broken,1990-12-01,M,,,,,,1

                """
        let sentences = ExtractFixture.sentences + "s77,2001/0000007G,2019-01-01,fine,,,,,,\n"
        let fixture = try ExtractFixture(persons: persons, sentences: sentences)
        let expected = [
            "persons.csv, row 10, is_alias: is an alias of a person without a primary row",
            "persons.csv, row 11, date_of_birth: is not a date (yyyy-mm-dd or dd/mm/yyyy)",
        ]
        let second = "is_alias: is a second primary row of its person"
        var found = lines(try fixture.refusal())
        #expect(found.removeFirst().hasSuffix(second))
        #expect(found == expected)
        var options = StoreImporter.Options()
        options.skipsBadRows = true
        let (manifest, report) = try StoreImporter(options).run(folder: fixture.folder, store: fixture.store())
        #expect(report.tables.map(\.badRows) == [4, 1, 0, 0])
        #expect(
            lines(report).suffix(2) == [
                "persons.csv, row 12, is_alias: belongs to a person whose primary row is bad",
                "sentences.csv, row 5, pnc_id: belongs to a person whose primary row is bad",
            ]
        )
        #expect(manifest.partitions.reduce(0) { $0 + $1.people } == 5)
    }

    @Test("a sentence that stands twice is a bad row")
    func repeatedSentence() throws {
        let sentences = ExtractFixture.sentences + "s9,2001/0000001A,2015-01-03,fine,,,,,,\n"
        let found = lines(try ExtractFixture(sentences: sentences).refusal())
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix("pnc_id: repeats a sentence of the same person") == true)
    }

    @Test("the listing is capped and the count is exact")
    func cap() throws {
        let bad = String(repeating: "2001/0000001A,x,2018-03-04,conviction,summary,theft,1,0\n", count: 12_345)
        let report = try ExtractFixture(offences: ExtractFixture.offences + bad).refusal()
        #expect(report?.badRows == 12_345)
        #expect(report?.problems.count == ImportReport.problemsMax)
        #expect(report?.problems.first?.row == 6)
        #expect(report?.problems.last?.row == 10_005)
        let message = report.map { ImportError.badRows($0).description } ?? ""
        #expect(message.split(separator: "\n").count == 22)
        #expect(message.contains("12345 of 12350 in offences.csv"))
    }

    @Test("all missing files and columns are named at once")
    func missing() throws {
        let fixture = try ExtractFixture(persons: "pnc_id,forename\n", sentences: nil, offences: "")
        do {
            _ = try fixture.load()
            Issue.record("the import went through")
        } catch ImportError.unusable(let problems) {
            #expect(
                problems.map(\.description) == [
                    "persons.csv, surname: is a mandatory column and missing",
                    "persons.csv, is_alias: is a mandatory column and missing", "sentences.csv: is missing",
                    "offences.csv: cannot be read as a table: offences.csv is empty: its first line must name the columns.",
                ]
            )
        }
        #expect(throws: ImportError.noFolder(path: "/nowhere")) {
            try StoreImporter().run(folder: "/nowhere", store: fixture.store())
        }
    }

    @Test("the extract's end must be known")
    func extractEnd() throws {
        let fixture = try ExtractFixture(settings: "other: 1\n")
        #expect(throws: ImportError.noExtractEnd(folder: fixture.folder)) { try fixture.load() }
        #expect(try fixture.load { $0.extractEnd = Day("2022-06-30") }.manifest.extractEnd == "2022-06-30")
    }

    @Test("a disk that refuses leaves nothing behind")
    func refusedDisk() throws {
        let fixture = try ExtractFixture()
        #expect(throws: OutputError.self) {
            try StoreImporter().run(folder: fixture.folder, store: "/proc/nowhere/store")
        }
    }
}

extension ExtractFixture {
    /// A header of sentences and no rows.
    static let noSentences = "pnc_id,sentence_id,conviction_date,disposal\n"

    /// Rows of persons: each fifth person has an alias.
    static func manyPersons(_ count: Int) -> String {
        var text = "pnc_id,forename,surname,date_of_birth,region,is_alias\n"
        for index in 0..<count {
            let serial = String(1_000_000 + index)
            let row = "2001/\(serial)A,Name\(index % 7)x,Family,1980-01-\(10 + index % 20),Region \(index % 9),"
            text += row + "0\n"
            if index % 5 == 0 { text += row.replacing("Name", with: "Alias") + "1\n" }
        }
        return text
    }

    /// Rows of offences, several a person, some of them equal.
    static func manyOffences(_ people: Int) -> String {
        var text = "pnc_id,offence_date,outcome_date,outcome,tier,offence_group,severity,custodial\n"
        for index in 0..<people * 4 {
            let serial = String(1_000_000 + index * 7 % people)
            let tier = ["summary", "either_way", "indictable"][index % 3]
            text += "2001/\(serial)A,2019-0\(1 + index % 3)-11,2019-12-01,conviction,\(tier),group \(index % 11),"
            text += "\(index % 4 * 10),\(index % 2)\n"
        }
        return text
    }
}
