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
        UInt32(truncatingIfNeeded: value / 10 << 4 | value % 10)
    }

    /// Year and the two other parts exchanged.
    @inline(__always) var dayMonthSwapped: UInt32 {
        word & 0xffff_0000 | (word & 0xff) << 8 | (word >> 8) & 0xff
    }

    @inline(__always) var year: UInt32 { word >> 16 }

    /// In how many of the eight places two dates differ.
    @inline(__always)
    static func differingDigits(_ left: DateDigits, _ right: DateDigits) -> Int {
        var difference = left.word ^ right.word
        difference |= difference >> 1
        difference |= difference >> 2
        return (difference & 0x1111_1111).nonzeroBitCount
    }
}
