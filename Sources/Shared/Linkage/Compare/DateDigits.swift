import Tables

/// A day as eight decimal digits, year first, four bits each, so that digits are compared in one operation.
struct DateDigits {
    let word: UInt32

    /// Digits that were packed before.
    @inline(__always)
    init(word: UInt32) {
        self.word = word
    }

    /// The digits of a day; of a missing day, zero.
    init(_ day: Day) {
        guard !day.isMissing else {
            word = 0
            return
        }
        let (year, month, dayOfMonth) = day.parts
        word =
            Self.decimal(year / 100) << 24 | Self.decimal(year % 100) << 16 | Self.decimal(month) << 8
            | Self.decimal(dayOfMonth)
    }

    private static func decimal(_ value: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: (value / 10) << 4 | value % 10)
    }

    /// Year and the two other parts exchanged.
    @inline(__always) var dayMonthSwapped: UInt32 {
        word & 0xffff_0000 | (word & 0xff) << 8 | (word >> 8) & 0xff
    }

    @inline(__always) var year: UInt32 { word >> 16 }

    /// Whether it is 1 January, which often stands for a day that is not known.
    @inline(__always) var isFirstOfJanuary: Bool { word & 0xffff == 0x0101 }

    /// The month counted from year 0, and the day of the month.
    @inline(__always) private var monthAndDay: (month: Int, day: Int) {
        let digit = { (place: UInt32) in Int(word >> (4 * place) & 15) }
        let year = digit(7) * 1_000 + digit(6) * 100 + digit(5) * 10 + digit(4)
        return (year * 12 + digit(3) * 10 + digit(2), digit(1) * 10 + digit(0))
    }

    /// Whether the later date is not after the same day of the month, `months` calendar months after the earlier one.
    @inline(__always)
    static func areWithin(months: Int, _ left: DateDigits, _ right: DateDigits) -> Bool {
        let first = DateDigits.min(left, right).monthAndDay
        let second = DateDigits.max(left, right).monthAndDay
        let apart = second.month - first.month
        return apart < months || apart == months && second.day <= first.day
    }

    @inline(__always)
    private static func min(_ left: DateDigits, _ right: DateDigits) -> DateDigits {
        left.word <= right.word ? left : right
    }

    @inline(__always)
    private static func max(_ left: DateDigits, _ right: DateDigits) -> DateDigits {
        left.word <= right.word ? right : left
    }

    /// Whether two neighbouring digits of year, month or day are exchanged and the others the same.
    @inline(__always)
    static func areTransposed(_ left: DateDigits, _ right: DateDigits) -> Bool {
        let difference = left.word ^ right.word
        if difference == 0 { return false }
        let low = UInt32(difference.trailingZeroBitCount) & ~3
        // Day and month, month and year are not neighbours: their digits are written apart.
        if low == 4 || low == 12 || low == 28 { return false }
        let pair = difference >> low
        return pair <= 0xff && pair >> 4 == pair & 15 && (left.word >> low ^ left.word >> (low + 4)) & 15 == pair & 15
    }

    /// The dates that differ from this one in one digit, ascending.
    var neighbours: [Day] {
        var result: [Day] = []
        for place in UInt32(0)..<8 {
            for digit in UInt32(0)..<10 where digit != word >> (4 * place) & 15 {
                let other = word & ~(15 << (4 * place)) | digit << (4 * place)
                let part = { (places: Range<UInt32>) in
                    places.reversed().reduce(0) { $0 * 10 + Int(other >> (4 * $1) & 15) }
                }
                if let day = Day(year: part(4..<8), month: part(2..<4), day: part(0..<2)) { result.append(day) }
            }
        }
        return result.sorted()
    }

    /// Writes the date as YYYY-MM-DD.
    func write(into text: UnsafeMutableBufferPointer<UInt8>) {
        var place: UInt32 = 7
        for index in 0..<10 {
            if index == 4 || index == 7 {
                text[index] = UInt8(ascii: "-")
            } else {
                text[index] = 0x30 + UInt8(word >> (4 * place) & 15)
                place &-= 1
            }
        }
    }

    /// In how many of the eight places two dates differ.
    @inline(__always)
    static func differingDigits(_ left: DateDigits, _ right: DateDigits) -> Int {
        var difference = left.word ^ right.word
        difference |= difference >> 1
        difference |= difference >> 2
        return (difference & 0x1111_1111).nonzeroBitCount
    }
}
