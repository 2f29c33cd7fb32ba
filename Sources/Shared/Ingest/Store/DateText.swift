import Tables

/// Dates written in bytes, at the speed of a scan.
///
/// The two usual forms, `yyyy-mm-dd` and `dd/mm/yyyy` of the years 1900–2099, are read here by table; every other one
/// by ``Day/init(parsing:)``, with the same result.
struct DateText: Sendable {
    private static let firstYear = 1_900
    private static let yearCount = 200

    /// Day number of the first day of each month, and of the month after the last.
    private let monthStarts: [Int32]

    init() {
        monthStarts = (0...Self.yearCount * 12).map { month in
            Day(year: Self.firstYear + month / 12, month: month % 12 + 1, day: 1)?.number ?? 0
        }
    }

    /// The date, or nil.
    @inline(__always)
    func day(_ text: UnsafeBufferPointer<UInt8>) -> Day? {
        guard text.count == 10, let bytes = text.baseAddress else { return Day(parsing: text) }
        if bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") {
            return day(text, year: bytes, month: bytes + 5, day: bytes + 8)
        }
        if bytes[2] == UInt8(ascii: "/"), bytes[5] == UInt8(ascii: "/") {
            return day(text, year: bytes + 6, month: bytes + 3, day: bytes)
        }
        return Day(parsing: text)
    }

    @inline(__always)
    private func day(
        _ text: UnsafeBufferPointer<UInt8>,
        year: UnsafePointer<UInt8>,
        month: UnsafePointer<UInt8>,
        day: UnsafePointer<UInt8>
    ) -> Day? {
        let yearNumber = Self.pair(year) * 100 + Self.pair(year + 2) - Self.firstYear
        let monthNumber = Self.pair(month) - 1
        let dayNumber = Self.pair(day)
        // Anything that is no digit makes a pair, and so the sum, too large or negative.
        guard yearNumber >= 0, yearNumber < Self.yearCount, monthNumber >= 0, monthNumber < 12, dayNumber >= 1 else {
            return Day(parsing: text)
        }
        let index = yearNumber * 12 + monthNumber
        let number = monthStarts[index] + Int32(dayNumber) - 1
        return number < monthStarts[index + 1] ? Day(number: number) : nil
    }

    /// Two digits as a number; −100,000 where one is no digit.
    @inline(__always)
    private static func pair(_ place: UnsafePointer<UInt8>) -> Int {
        let high = place[0] &- 0x30
        let low = place[1] &- 0x30
        return high <= 9 && low <= 9 ? Int(high) * 10 + Int(low) : -100_000
    }
}
