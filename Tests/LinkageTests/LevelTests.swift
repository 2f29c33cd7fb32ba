import Linkage
import Tables
import Testing

@Suite("Levels of agreement")
struct LevelTests {
    /// The first level that holds for two values of a role, or nil for `else`; raw values are standardised first.
    private func level(_ levels: [String], _ role: FieldRole, _ left: String, _ right: String) throws -> String? {
        let list = try levels.map { try #require(Level($0)) } + [.otherwise]
        let comparison = Comparison(field: "value", levels: list)
        return try #require(comparison.level(left, right, role: role)).description
    }

    /// Whether one level alone holds.
    private func holds(_ text: String, _ role: FieldRole, _ left: String, _ right: String) throws -> Bool {
        let forward = try level([text], role, left, right)
        #expect(try level([text], role, right, left) == forward, "\(text) depends on the side")
        return forward != "else"
    }

    @Test(
        "texts agree as each level says",
        arguments: [
            ("levenshtein 2", "KITTEN", "SITTIN", true), ("levenshtein 1", "ABCD", "ABDC", false),
            ("edits 1", "ABCD", "ABDC", true), ("damerau 2", "CA", "ABC", true), ("damerau 1", "CA", "ABC", false),
            ("levenshtein 2", "CA", "ABC", false), ("jaro 0.94", "MARTHA", "MARHTA", true),
            ("jaro 0.95", "MARTHA", "MARHTA", false), ("jaro_winkler 0.96", "MARTHA", "MARHTA", true),
            ("qgrams 2 0.3", "NIGHT", "NACHT", false), ("qgrams 2 0.1", "NIGHT", "NACHT", true),
            ("qgrams 1 1.0", "LISTEN", "SILENT", true), ("cosine 0.7", "OLD MILL LANE", "MILL LANE", true),
            ("cosine 0.9", "OLD MILL LANE", "MILL LANE", false), ("words 0.6", "OLD MILL LANE", "MILL LANE", true),
            ("prefix 3", "SMITH", "SMIDT", true), ("prefix 4", "SMITH", "SMIDT", false),
            ("prefix 6", "SMITH", "SMITHSON", false), ("look_alike", "O1S8Z", "01582", true),
            ("look_alike", "ABC", "ABD", false),
        ]
    )
    func texts(text: String, left: String, right: String, expected: Bool) throws {
        #expect(try holds(text, .code, left, right) == expected || holds(text, .text, left, right) == expected)
    }

    @Test(
        "names agree as each level says",
        arguments: [
            ("nickname", "Bill", "William", true), ("nickname", "Bill", "Charlotte", false),
            ("nickname", "Mohammed", "Muhammad", true), ("initial", "J", "John", true),
            ("initial", "J", "Mary", false), ("compound", "Smith-Jones", "Jones Smith", true),
            ("compound", "Smith-Jones", "Smith", true), ("compound", "Mac Donald", "MacDonald", true),
            ("compound", "Smith-Jones", "Smith-Brown", false), ("compound", "Smith", "Smithson", false),
        ]
    )
    func names(text: String, left: String, right: String, expected: Bool) throws {
        #expect(try holds(text, .forename, left, right) == expected)
    }

    @Test(
        "dates agree as each level says",
        arguments: [
            ("day_month_swapped", "1990-03-04", "1990-04-03", true),
            ("day_month_swapped", "1990-03-04", "1991-04-03", false), ("one_digit", "1990-03-04", "1980-03-04", true),
            ("one_digit", "1990-03-04", "1981-03-04", false), ("transposed_digits", "1978-03-04", "1987-03-04", true),
            ("transposed_digits", "1978-03-12", "1978-03-21", true),
            ("transposed_digits", "1990-01-20", "1990-02-10", false),
            ("transposed_digits", "1978-03-12", "1987-03-21", false),
            ("transposed_digits", "1978-03-12", "1978-03-12", false),
            ("first_of_january", "1990-01-01", "1990-08-17", true),
            ("first_of_january", "1990-02-01", "1990-08-17", false),
            ("first_of_january", "1990-01-01", "1991-08-17", false), ("days 3", "1990-02-27", "1990-03-02", true),
            ("days 2", "1990-02-27", "1990-03-02", false), ("months 1", "1990-01-31", "1990-02-28", true),
            ("months 1", "1990-01-15", "1990-02-16", false), ("months 2", "1989-12-15", "1990-02-15", true),
            ("years 1", "1990-03-04", "1991-03-04", true), ("years 1", "1990-03-04", "1991-03-05", false),
            ("same_year", "1990-03-04", "1990-12-31", true), ("same_month", "1990-03-04", "1971-03-09", true),
            ("same_day", "1990-03-04", "1971-09-04", true), ("same_day & same_month", "1990-03-04", "1971-03-04", true),
            ("same_day & same_month", "1990-03-04", "1971-03-05", false),
            ("levenshtein 1", "1990-03-04", "1990-03-14", true), ("damerau 1", "1990-03-12", "1990-03-21", true),
            ("levenshtein 1", "1990-03-12", "1990-03-21", false),
        ]
    )
    func dates(text: String, left: String, right: String, expected: Bool) throws {
        #expect(try holds(text, .dateOfBirth, left, right) == expected)
    }

    @Test(
        "values with a structure agree as each level says",
        arguments: [
            ("postcode sector", FieldRole.postcode, "SW1A 1AA", "SW1A 1BQ", true),
            ("postcode sector", .postcode, "SW1A 1AA", "SW1A 2BQ", false),
            ("postcode district", .postcode, "SW1A 1AA", "SW1A 2BQ", true),
            ("postcode district", .postcode, "M1 1AE", "M11 1AE", false),
            ("postcode district", .postcode, "M1 1AE", "M1", true),
            ("postcode sector", .postcode, "M1 1AE", "M1", false),
            ("postcode area", .postcode, "B33 8TH", "BS1 4ST", false),
            ("postcode area", .postcode, "B33 8TH", "B1 1AA", true),
            ("postcode area", .postcode, "NOT ONE", "NOT TWO", false),
            ("km 350", .coordinates, "51.5074, -0.1278", "48.8566 2.3522", true),
            ("km 340", .coordinates, "51.5074, -0.1278", "48.8566 2.3522", false),
            ("array_common 2", .array, "red; green;blue", "Blue;RED", true),
            ("array_common 3", .array, "red; green;blue", "Blue;RED", false),
            ("array_overlap 1.0", .array, "red; green;blue", "Blue;RED", true),
            ("array_overlap 0.6", .array, "red;green", "Blue;RED", false),
            ("within 5", .number, "£1,000.50", "1005.5", true), ("within 4.9", .number, "1000.5", "1005.5", false),
            ("within_percent 5", .number, "-100", "-95", true), ("within_percent 4.9", .number, "-100", "-95", false),
            ("check_fails", .identifier, "2001/0123456A", "2001/0123457A", true),
            ("check_fails", .identifier, "A1234BC", "A1234BD", false),
        ]
    )
    func structures(text: String, role: FieldRole, left: String, right: String, expected: Bool) throws {
        #expect(try holds(text, role, left, right) == expected)
    }

    @Test("check letters and digits are verified")
    func checkCharacters() {
        let wrong = { (text: String) in withBytes(text, "") { first, _ in CheckCharacter.isWrong(first) } }
        let letters = Array("ZABCDEFGHJKLMNPQRTUVWXY")
        #expect(!wrong("20010123456\(letters[10_123_456 % 23])"))
        #expect(wrong("20010123456\(letters[(10_123_456 + 1) % 23])"))
        #expect(!wrong("9434765919"))
        #expect(wrong("9434765918"))
        #expect(!wrong("A1234BC"))
    }

    @Test("alternatives and conjunctions are tried in the order of the levels")
    func compositions() throws {
        let levels = ["exact", "one_digit & same_year | day_month_swapped", "one_digit", "same_year"]
        func level(_ other: String) throws -> String? {
            try self.level(levels, .dateOfBirth, "1990-03-04", other)
        }
        #expect(try level("1990-03-04") == "exact")
        #expect(try level("1990-03-05") == levels[1])
        #expect(try level("1990-04-03") == levels[1])
        #expect(try level("1980-03-04") == "one_digit")
        #expect(try level("1990-12-25") == "same_year")
        #expect(try level("1971-12-25") == "else")
    }

    @Test("a missing value is the null level")
    func missing() {
        let comparison = Comparison(field: "value", levels: [.exact, .otherwise])
        #expect(comparison.level("", "X", role: .text) == nil)
        #expect(comparison.level("31/02/1990", "1990-01-01", role: .date) == nil)
        #expect(comparison.level("91 0", "51.5 0.1", role: .coordinates) == nil)
    }
}
