import Statistics
import Tables

/// What is taken of a value to block on.
package enum BlockingFunction: Hashable, Sendable {
    /// The whole value.
    case whole
    /// The first so many bytes, or the whole value when it is shorter.
    case prefix(Int)
    /// The American Soundex code.
    case soundex
    /// The year of a date.
    case year
    /// The date with day and month exchanged; none where that is no date or the same.
    case swapped
}

extension BlockingFunction {
    private static let keyed = KeyedHash(key: 0x6c69_6e6b)

    /// The hash of what is taken of a text, or 0 where nothing is.
    func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let value: UInt64
        switch self {
        case .whole: value = Self.keyed.hash(UnsafeRawBufferPointer(text))
        case .prefix(let length):
            value = Self.keyed.hash(UnsafeRawBufferPointer(start: text.baseAddress, count: min(length, text.count)))
        case .soundex:
            let code = Soundex.code(text)
            return code == 0 ? 0 : max(Self.keyed.hash(2, UInt64(code)), 1)
        case .year, .swapped: preconditionFailure("a blocking rule was not validated")
        }
        return max(value, 1)
    }

    /// The hash of what is taken of a day, or 0 where nothing is.
    func hash(_ day: Day) -> UInt64 {
        if day.isMissing { return 0 }
        switch self {
        case .year: return max(Self.keyed.hash(1, UInt64(truncatingIfNeeded: day.year)), 1)
        case .swapped:
            let (year, month, dayOfMonth) = day.parts
            guard month != dayOfMonth, let swapped = Day(year: year, month: dayOfMonth, day: month) else { return 0 }
            return Self.whole.hash(swapped)
        case .whole, .prefix, .soundex: return max(Self.keyed.hash(0, UInt64(truncatingIfNeeded: Int(day.number))), 1)
        }
    }
}
