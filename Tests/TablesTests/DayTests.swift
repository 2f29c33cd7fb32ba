import Tables
import Testing

struct DayTests {
    /// The Gregorian calendar counted day by day, the slow way.
    private func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    @Test("numbers and parts agree with a calendar counted day by day, 1600 to 2400")
    func countedCalendar() throws {
        var day = try #require(Day(year: 1600, month: 1, day: 1))
        for year in 1600...2400 {
            for month in 1...12 {
                let length = month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
                for date in 1...length {
                    let parts = day.parts
                    guard parts == (year, month, date), Day(year: year, month: month, day: date) == day else {
                        Issue.record("\(year)-\(month)-\(date) came out as \(parts)")
                        return
                    }
                    day = day.adding(days: 1)
                }
                #expect(Day(year: year, month: month, day: length + 1) == nil)
            }
        }
    }

    @Test("1 January 1970 is day 0, and days before it are negative")
    func epoch() {
        #expect(Day(year: 1970, month: 1, day: 1)?.number == 0)
        #expect(Day(year: 1969, month: 12, day: 31)?.number == -1)
        #expect(Day(year: 2000, month: 3, day: 1)?.number == 11_017)
    }

    @Test(
        "dates that do not exist are refused",
        arguments: [
            (2021, 2, 29), (1900, 2, 29), (2000, 2, 30), (2021, 4, 31), (2021, 0, 1), (2021, 13, 1), (2021, 1, 0),
            (0, 1, 1), (10_000, 1, 1), (2021, 1, -3),
        ]
    )
    func impossible(_ year: Int, _ month: Int, _ day: Int) {
        #expect(Day(year: year, month: month, day: day) == nil)
    }

    @Test(
        "months are added on the calendar and clamped to the month's end",
        arguments: [
            ("2020-02-29", 12, "2021-02-28"), ("2020-02-29", 48, "2024-02-29"), ("2021-01-31", 1, "2021-02-28"),
            ("2020-01-31", 1, "2020-02-29"), ("2021-08-31", 6, "2022-02-28"), ("2021-12-15", 1, "2022-01-15"),
            ("2021-12-31", 18, "2023-06-30"), ("2021-03-31", -1, "2021-02-28"), ("2021-01-10", -12, "2020-01-10"),
            ("2021-01-10", -13, "2019-12-10"), ("2021-05-20", 0, "2021-05-20"),
        ]
    )
    func months(_ start: String, _ months: Int, _ end: String) throws {
        #expect(try #require(Day(start)).adding(months: months).description == end)
    }

    @Test("twelve times one month is not a year when months were clamped, so months are added at once")
    func monthsAtOnce() throws {
        let start = try #require(Day("2021-01-31"))
        #expect((0..<12).reduce(start) { day, _ in day.adding(months: 1) }.description == "2022-01-28")
        #expect(start.adding(months: 12).description == "2022-01-31")
    }

    @Test(
        "ages change on the birthday; one born on 29 February is older on 1 March of a common year",
        arguments: [
            ("1990-05-20", "2020-05-19", 29), ("1990-05-20", "2020-05-20", 30), ("2000-02-29", "2018-02-28", 17),
            ("2000-02-29", "2018-03-01", 18), ("2000-02-29", "2020-02-29", 20), ("2020-01-01", "2020-01-01", 0),
        ]
    )
    func ages(_ birth: String, _ later: String, _ years: Int) throws {
        #expect(try #require(Day(birth)).wholeYears(to: #require(Day(later))) == years)
    }

    @Test(
        "dates are read in the forms that extracts use",
        arguments: [
            ("2021-03-31", "2021-03-31"), ("20210331", "2021-03-31"), ("31/03/2021", "2021-03-31"),
            ("31-03-2021", "2021-03-31"), ("1/3/2021", "2021-03-01"), ("2021/3/1", "2021-03-01"),
            ("31.03.2021", "2021-03-31"), ("2021-03-31 00:00:00", "2021-03-31"), ("2021-03-31T23:59:59Z", "2021-03-31"),
            ("20210331T1200", "2021-03-31"), ("31/03/2021 00:00", "2021-03-31"), ("0999-12-31", "0999-12-31"),
        ]
    )
    func parsing(_ text: String, _ day: String) {
        #expect(Day(text)?.description == day)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", " ", "31/02/1990", "31/03/21", "21-03-31", "2021-03", "2021", "2021-03-31-01", "2021-03/31",
            "202103311",
            "2021033", "2021--03-31", "-2021-03-31", "2021-3-", "/03/2021", "2021-003-01", "2021-03-001", "abc",
            "2021-Mar-31", "31 March 2021", "00/00/0000", "٢٠٢١-٠٣-٣١", "2021-03 31", "2021-03-31x",
            "99999999999999999999", "1-1-1",
        ]
    )
    func refused(_ text: String) {
        #expect(Day(text) == nil)
    }

    @Test("text forms are read back, for every day of 1899 to 2101")
    func textRoundTrip() throws {
        let first = try #require(Day(year: 1899, month: 1, day: 1)).number
        let last = try #require(Day(year: 2101, month: 12, day: 31)).number
        for number in first...last where Day(Day(number: number).description)?.number != number {
            Issue.record("day \(number) is not read back")
        }
    }

    @Test("no bytes make the parser trap")
    func parserFuzz() {
        var fuzz = ByteFuzz(seed: 5)
        let alphabet = Array("0123456789-/.T :".utf8) + [0, 0xff]
        for _ in 0..<20_000 {
            let bytes = (0..<fuzz.below(14)).map { _ in alphabet[fuzz.below(alphabet.count)] }
            if let day = bytes.withUnsafeBufferPointer({ Day(parsing: $0) }) {
                #expect((1...9_999).contains(day.year))
            }
        }
    }

    @Test("the missing date is smaller than every other and is written as a dash")
    func missing() throws {
        #expect(Day.missing.isMissing)
        #expect(Day.missing < (try #require(Day(year: 1, month: 1, day: 1))))
        #expect(Day.missing.description == "-")
    }
}
