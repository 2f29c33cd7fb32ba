import Linkage
import Testing

@Suite("Standardising values")
struct StandardiseTests {
    @Test(
        "names lose marks, apostrophes and hyphens",
        arguments: [
            ("Юрий", "IURII"), ("ЩЕРБАК Ольга", "SHCHERBAK OLGA"), ("Їжак", "IZHAK"), ("Ђорђевић", "DORDEVIC"),
            ("Χρήστος", "CHRISTOS"), ("ΔΗΜΗΤΡΙΟΥ", "DIMITRIOY"), ("Ψαρρός", "PSARROS"), ("李", "李"),
            ("O'Brien", "OBRIEN"), ("O\u{2019}Brien", "OBRIEN"), ("Smith-Jones", "SMITH JONES"), ("  zoë ", "ZOE"),
            ("Łukasz", "LUKASZ"), ("Strauß", "STRAUSS"), ("de  la Cruz", "DE LA CRUZ"), ("Nguyễn", "NGUYEN"),
            ("e\u{301}mile", "EMILE"), ("Unknown", ""), ("", ""), ("J.", "J"), ("Null", "NULL"), ("Иван", "IVAN"),
        ]
    )
    func names(raw: String, expected: String) {
        #expect(Standardise.name(raw) == expected)
        #expect(Standardise.name(expected) == expected)
    }

    @Test(
        "PNC identifiers get a four-digit year and a padded serial number",
        arguments: [
            ("2001/0123456a", "20010123456A"), ("01/123456A", "20010123456A"), ("79/1B", "19790000001B"),
            ("20010123456A", "20010123456A"), ("n/a", ""), ("01/1234567890A", "011234567890A"),
        ]
    )
    func pncIDs(raw: String, expected: String) {
        #expect(Standardise.pncID(raw) == expected)
    }

    @Test("prison numbers keep letters and digits only")
    func prisonNumbers() {
        #expect(Standardise.identifier(" a1234 bc") == "A1234BC")
        #expect(Standardise.identifier("A-1234-BC") == "A1234BC")
    }

    @Test("sex is F, M or missing")
    func sex() {
        #expect(["f", "Female", "M", "male", "x", ""].map { Standardise.sex($0) } == ["F", "F", "M", "M", "", ""])
    }

    @Test("columns are known by usual spellings of their names")
    func canonicalNames() {
        #expect(ColumnRecognition.canonicalName("Given Name") == "forename")
        #expect(ColumnRecognition.canonicalName("DOB") == "date_of_birth")
        #expect(ColumnRecognition.canonicalName("Post-Code") == "post_code")
    }

    @Test("a column that numbers the rows is not compared, one that identifies people is")
    func rowNumbers() {
        func judge(_ cohort: [String], _ pool: [String]) -> ColumnRecognition.Finding {
            ColumnRecognition.judge(
                ColumnRecognition.Column(name: "x", cohort: DistinctTexts(cohort), pool: DistinctTexts(pool))
            )
        }
        let numbers = (1...200).map(String.init)
        #expect(judge(numbers, numbers) != .compare(.identifier))
        #expect(judge(numbers.map { "a\($0)" }, numbers.map { "b\($0)" }) != .compare(.identifier))
        let codes = (1...200).map { "\($0 * 7_919 % 1_000_003)" }
        #expect(judge(codes, Array(codes.reversed())) == .compare(.identifier))
        #expect(judge(numbers.map { _ in "1990-01-02" }, numbers.map { _ in "01/02/1991" }) == .compare(.date))
    }
}
