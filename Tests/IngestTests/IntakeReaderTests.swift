import Extracts
import Ingest
import Tables
import Testing

@Suite("Intake of a cohort")
struct IntakeReaderTests {
    private static let latest = Day("2023-12-31") ?? .missing
    private static let header = "forename,surname,date_of_birth,gender,index_date,intervention_start,intervention_end"

    /// A list of `count` people who differ in their surnames, with some rows put in place of the first ones.
    private func list(header: String = header, count: Int = 60, first rows: [String] = []) -> String {
        let others = (rows.count..<count).map { "Ann,Person\($0),01/02/1990,F,03/04/2020,,\n" }
        return header + "\n" + rows.map { $0 + "\n" }.joined() + others.joined()
    }

    private func read(_ text: String, subgroups: [String] = []) throws -> Cohort {
        let document = try CSVDocument(bytes: Array(text.utf8), fileName: "cohort.csv")
        return try IntakeReader(latest: Self.latest, cohortSizeMin: 60, subgroups: subgroups).read(document)
    }

    private func problems(_ text: String, subgroups: [String] = []) throws -> [DataProblem] {
        do {
            _ = try read(text, subgroups: subgroups)
            return []
        } catch let error as IntakeProblems {
            return error.problems
        }
    }

    @Test("a good list is read value by value")
    func good() throws {
        let cohort = try read(list(first: [" Bob ,O'Neill,1985-12-31,male,2021-01-05,06/01/2021,2021-02-01"]))
        #expect(cohort.count == 60)
        #expect(cohort.forenames[0] == "Bob")
        #expect(cohort.surnames[0] == "O'Neill")
        #expect(cohort.datesOfBirth[0] == Day("1985-12-31"))
        #expect(cohort.sexes[0] == .male)
        #expect(cohort.indexDates[0] == Day("2021-01-05"))
        #expect(cohort.interventionStarts[0] == Day("2021-01-06"))
        #expect(cohort.interventionEnds[0] == Day("2021-02-01"))
        #expect(cohort.pncIDs[0].isEmpty)
        #expect(cohort.sexes[1] == .female)
        #expect(cohort.interventionStarts[1].isMissing)
    }

    @Test("headers are known by their usual names, in any case")
    func synonyms() throws {
        let header = "First Name,LAST NAME,DoB,Sex,Release Date,PNC No.,Notes"
        let text = list(header: header).replacing(",,\n", with: ",02/1234A,x\n")
        let cohort = try read(text, subgroups: ["notes"])
        #expect(cohort.pncIDs[5] == "02/1234A")
        #expect(cohort.subgroups.map(\.name) == ["Notes"])
        #expect(cohort.subgroups.first?.values.allSatisfy { $0 == "x" } == true)
        #expect(try read(text).subgroups.isEmpty)
    }

    @Test("a list as Excel saves it in Western Europe: Windows-1252, semicolons, CRLF, dd/mm/yyyy, quotes")
    func excel() throws {
        let rows = (0..<60).map { "\"Zo\u{EB}\";\"M\u{FC}ller, (\($0)\"\"\";05/11/1987;W;;7/3/2021\r\n" }
        let text = "Forename;Surname;Date of birth;Gender;PNC ID;Conviction date\r\n" + rows.joined() + ";;;;;\r\n"
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let document = try CSVDocument(bytes: bytes, fileName: "cohort.csv")
        let cohort = try IntakeReader(latest: Self.latest, cohortSizeMin: 60).read(document)
        #expect(cohort.count == 60)
        #expect(cohort.forenames[0] == "Zoë")
        #expect(cohort.surnames[9] == "Müller, (9\"")
        #expect(cohort.datesOfBirth[0] == Day("1987-11-05"))
        #expect(cohort.convictionDates[0] == Day("2021-03-07"))
        #expect(cohort.sexes[0] == .female)
    }

    @Test("all missing mandatory columns are listed at once")
    func missingColumns() throws {
        let found = try problems("surname,notes\nA,b\n")
        #expect(found.compactMap(\.column) == ["forename", "date_of_birth", "gender"])
        #expect(found.last?.rule.hasPrefix("has none of the columns index_date, conviction_date") == true)
    }

    @Test("two columns for the same thing and a missing subgroup are named")
    func repeated() throws {
        let found = try problems("forename,first name,surname,dob,sex,index_date\n", subgroups: ["wing"])
        #expect(found.map(\.column) == ["forename", "wing"])
        #expect(found[0].rule == "is given twice, in columns 1 and 2")
    }

    @Test(
        "a row that breaks a rule is named by row, column and rule, never by what stands there",
        arguments: [
            ("Xavier,Q,31/02/1990,F,03/04/2020,,", "date_of_birth", "is not a date (dd/mm/yyyy or yyyy-mm-dd)"),
            ("Xavier,Q,01/02/90,F,03/04/2020,,", "date_of_birth", "is not a date (dd/mm/yyyy or yyyy-mm-dd)"),
            ("Xavier,Q,01/02/1990,F,2024-01-01,,", "index_date", "is in the future"),
            ("Xavier,Q,01/02/2050,F,2020-01-01,,", "date_of_birth", "is in the future"),
            (
                "Xavier,Q,04/04/2010,F,03/04/2020,,", "date_of_birth",
                "makes the person younger than 10 at the first date of the row"
            ),
            (
                "Xavier,Q,01/02/1990,F,03/04/2020,2020-05-02,2020-05-01", "intervention_end",
                "is before intervention_start"
            ),
            (
                "Xavier,Q,01/02/1990,purple,03/04/2020,,", "gender",
                "is not a known word for a gender (female, male, or empty)"
            ),
        ]
    )
    func rowRules(_ row: String, _ column: String, _ rule: String) throws {
        let found = try problems(list(first: ["Ann,A,01/02/1990,F,03/04/2020,,", row]))
        #expect(found == [DataProblem(file: "cohort.csv", row: 2, column: column, rule: rule)])
        #expect(!IntakeProblems.describes(found, "Xavier"))
    }

    @Test("a person of exactly ten is old enough, the last day is not the future, missing values are allowed")
    func edges() throws {
        let rows = ["A,B,03/04/2010,F,03/04/2020,,", "A,C,01/02/1990,,31/12/2023,,", "A,,,,,,", "A,D,01/02/1990,F,,,"]
        #expect(try problems(list(first: rows)).isEmpty)
    }

    @Test("a row of the wrong length is a problem")
    func shape() throws {
        let found = try problems(list(first: ["A,B"]))
        #expect(found == [DataProblem(file: "cohort.csv", row: 1, rule: "has 2 fields where the header has 7")])
    }

    @Test("fewer than sixty people after exact duplicates are removed are refused; sixty are not")
    func size() throws {
        #expect(try problems(list(count: 60)).isEmpty)
        let expected = "has 59 people after exact duplicates are removed; at least 60 are needed"
        #expect(try problems(list(count: 59)).map(\.rule) == [expected])
        let duplicate = "ANN ,Person5,01/02/1990,F,03/04/2020,,"
        #expect(try problems(list(count: 60, first: [duplicate])).map(\.rule) == [expected])
        #expect(try read(list(count: 61, first: [duplicate])).count == 61)
    }

    @Test("a list of surnames alone is refused as a whole with the measured reasons")
    func poor() throws {
        let text = list().replacing("Ann,", with: ",").replacing("01/02/1990", with: "").replacing(
            "03/04/2020",
            with: ""
        )
        let found = try problems(text)
        #expect(found.compactMap(\.column) == ["forename", "date_of_birth"])
        #expect(found[0].rule == "is missing in 60 of 60 rows; the list is too poor to find these people")
        #expect(found.last?.rule.contains("no date but that of birth in 60 of 60 rows") == true)
    }

    @Test("empty rows that a spreadsheet leaves at the end are no rows")
    func trailing() throws {
        #expect(try read(list() + ",,,,,,\n,,,,,,\n").count == 60)
    }

    @Test("the message shows twenty problems, the total and where, and JSON has them all")
    func message() throws {
        let rows = (0..<30).map { "A,B\($0),31/02/1990,F,03/04/2020,," }
        do {
            _ = try read(list(first: rows))
            Issue.record("the list was accepted")
        } catch let error as IntakeProblems {
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 22)
            #expect(lines[0] == "cohort.csv cannot be used: 30 problems; correct and submit again.")
            #expect(lines[1] == "  cohort.csv, row 1, date_of_birth: is not a date (dd/mm/yyyy or yyyy-mm-dd)")
            #expect(lines[21].contains("10 more"))
            let json = try error.json()
            #expect(json.contains("\"count\" : 30"))
            #expect(json.contains("\"row\" : 30"))
        }
    }
}

extension IntakeProblems {
    /// Whether any line of the problems holds a text.
    fileprivate static func describes(_ problems: [DataProblem], _ text: String) -> Bool {
        problems.contains { $0.description.contains(text) }
    }
}
