import Tables

/// Hashes of what blocking takes of days, in tables for the days of living memory.
///
/// A date's year, or the date with day and month exchanged, takes a calendar computation; a table look-up costs a tenth.
enum DayHashes {
    /// 1 January 1880 to 31 December 2059.
    private static let first: Int32 = -32_872
    private static let count = 65_744

    private static let years = table(.year)
    private static let swapped = table(.swapped)
    private static let monthDays = table(.monthDay)

    private static func table(_ function: BlockingFunction) -> FixedArray<UInt64> {
        FixedArray((0..<count).map { function.hash(Day(number: first + Int32($0))) })
    }

    /// The hash of what is taken of a day, or 0 where nothing is.
    @inline(__always)
    static func hash(_ day: Day, _ function: BlockingFunction) -> UInt64 {
        let place = Int(day.number) - Int(first)
        switch function {
        case .year where place >= 0 && place < count: return years.base[place]
        case .swapped where place >= 0 && place < count: return swapped.base[place]
        case .monthDay where place >= 0 && place < count: return monthDays.base[place]
        default: return function.hash(day)
        }
    }
}
