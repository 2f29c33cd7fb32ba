/// A calendar date in the proleptic Gregorian calendar, as days since 1 January 1970.
///
/// Four bytes, ordered, exact: no time zone and no clock. Conversions follow Howard Hinnant's "chrono-compatible
/// low-level date algorithms" (2013).
package struct Day: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Days since 1 January 1970; ``missing`` holds the smallest number.
    package let number: Int32

    /// The place-holder for a date that is not known.
    package static let missing = Day(number: .min)

    /// The date that lies `number` days after 1 January 1970.
    @inline(__always)
    package init(number: Int32) {
        self.number = number
    }

    /// The date with these parts, or nil if there is none (31 February).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(number: Self.number(year: year, month: month, day: day))
    }

    /// Whether this is ``missing``.
    package var isMissing: Bool { number == .min }

    /// Year, month (1–12) and day (1–31).
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The year.
    package var year: Int { parts.year }

    /// The same day of the month, `months` calendar months later, clamped to that month's end.
    ///
    /// Twelve months after 29 February is 28 February.
    package func adding(months: Int) -> Day {
        let (year, month, day) = parts
        let index = year * 12 + (month - 1) + months
        let newYear = index >= 0 ? index / 12 : (index - 11) / 12
        let newMonth = index - newYear * 12 + 1
        let newDay = min(day, Self.length(ofMonth: newMonth, year: newYear))
        return Day(number: Self.number(year: newYear, month: newMonth, day: newDay))
    }

    /// The date some days later (earlier when negative).
    @inline(__always)
    package func adding(days: Int) -> Day {
        Day(number: number + Int32(days))
    }

    /// Whole years from this date to a later one, as in a person's age.
    package func wholeYears(to later: Day) -> Int {
        let (startYear, startMonth, startDay) = parts
        let (endYear, endMonth, endDay) = later.parts
        let before = (endMonth, endDay) < (startMonth, startDay)
        return endYear - startYear - (before ? 1 : 0)
    }

    package static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    private static func number(year: Int, month: Int, day: Int) -> Int32 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Day: CustomStringConvertible {
    /// ISO 8601, as in 2021-03-31; "-" when missing.
    package var description: String {
        if isMissing { return "-" }
        let (year, month, day) = parts
        let padded = String(year)
        return String(repeating: "0", count: max(0, 4 - padded.count)) + padded
            + (month < 10 ? "-0" : "-") + String(month) + (day < 10 ? "-0" : "-") + String(day)
    }
}

extension Day {
    /// The date written in bytes, or nil: `yyyy-mm-dd`, `yyyymmdd`, `dd/mm/yyyy` or `dd-mm-yyyy`, one or two digits for
    /// day and month where separators stand, an optional time after a space or `T` ignored.
    ///
    /// Two-digit years are refused: they cannot be told apart from days.
    package init?(parsing text: UnsafeBufferPointer<UInt8>) {
        guard let parts = Self.parts(parsing: text) else { return nil }
        self.init(year: parts.year, month: parts.month, day: parts.day)
    }

    /// Year, month and day of a date written in bytes, which need not exist; nil for what is written in no such form.
    ///
    /// The forms are those of ``init(parsing:)-(UnsafeBufferPointer<UInt8>)``.
    package static func parts(parsing text: UnsafeBufferPointer<UInt8>) -> (year: Int, month: Int, day: Int)? {
        var numbers = (0, 0, 0)
        var lengths = (0, 0, 0)
        var part = 0
        var separator: UInt8 = 0
        for byte in text {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "T") {
                if part == 2 || (part == 0 && lengths.0 == 8) { break }
                return nil
            }
            if byte >= 0x30, byte <= 0x39 {
                let digit = Int(byte) - 0x30
                switch part {
                case 0: (numbers.0, lengths.0) = (numbers.0 * 10 + digit, lengths.0 + 1)
                case 1: (numbers.1, lengths.1) = (numbers.1 * 10 + digit, lengths.1 + 1)
                default: (numbers.2, lengths.2) = (numbers.2 * 10 + digit, lengths.2 + 1)
                }
                if lengths.0 > 8 || lengths.1 > 2 || lengths.2 > 4 { return nil }
            } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") {
                if part == 2 || (part == 1 && byte != separator) { return nil }
                separator = byte
                part += 1
            } else {
                return nil
            }
        }
        switch (part, lengths.0, lengths.1, lengths.2) {
        case (0, 8, _, _):
            return (numbers.0 / 10_000, numbers.0 / 100 % 100, numbers.0 % 100)
        case (2, 4, 1...2, 1...2):
            return (numbers.0, numbers.1, numbers.2)
        case (2, 1...2, 1...2, 4):
            return (numbers.2, numbers.1, numbers.0)
        default:
            return nil
        }
    }

    /// The date written in a string, or nil; see ``init(parsing:)-(UnsafeBufferPointer<UInt8>)``.
    package init?(_ text: String) {
        var text = text
        guard let day = text.withUTF8({ Day(parsing: $0) }) else { return nil }
        self = day
    }
}
