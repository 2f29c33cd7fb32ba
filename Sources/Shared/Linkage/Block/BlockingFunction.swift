import Statistics
import Tables

/// What is taken of a value to block on.
///
/// One value gives one key, or none; ``isMultiple`` functions give several, and two records then agree when they have one
/// in common.
package enum BlockingFunction: Hashable, Sendable {
    /// The whole value.
    case whole
    /// The first so many bytes, or the whole value when it is shorter.
    case prefix(Int)
    /// The last so many bytes, or the whole value when it is shorter.
    case suffix(Int)
    /// The word at this position, counted from 1; from the end when negative.
    case word(Int)
    /// The digits alone.
    case digits
    /// The letters and digits in ascending order, without spaces: the same for words in another order and for swaps.
    case letters
    /// The American Soundex code.
    case soundex
    /// The primary Double Metaphone code.
    case metaphone
    /// The NYSIIS code.
    case nysiis
    /// The head of the first group of nicknames that a name is in, or the name.
    case formal
    /// The year of a date.
    case year
    /// The month of a date, January to December.
    case month
    /// The day of the month.
    case day
    /// Year and month.
    case yearMonth
    /// Month and day.
    case monthDay
    /// Year and day of the month.
    case yearDay
    /// The date with day and month exchanged; none where that is no date or the same.
    case swapped
    /// The same key for every value that is missing, none for others: `missing(x)=any(x)` pairs records that lack it.
    case missing
    /// The same key for every value, missing or not; the counterpart of ``missing``.
    case any
    /// Every run of so many bytes.
    case qgram(Int)
    /// The value, and the value without each one of its bytes: values with one wrong byte have one in common.
    case deletion
    /// The date, and every date that differs from it in one digit or by day and month exchanged.
    case near

    /// Whether one value gives several keys.
    package var isMultiple: Bool {
        switch self {
        case .qgram, .deletion, .near: true
        default: false
        }
    }

    /// Whether it can be taken of values of a role.
    func suits(_ role: FieldRole) -> Bool {
        switch self {
        case .whole, .missing, .any: true
        case .prefix(let length), .suffix(let length): !role.isDate && length >= 1
        case .word(let position): !role.isDate && position != 0
        case .qgram(let length): !role.isDate && (1...QGrams.lengthMax).contains(length)
        case .digits, .letters, .soundex, .metaphone, .nysiis, .formal, .deletion: !role.isDate
        case .year, .month, .day, .yearMonth, .monthDay, .yearDay, .swapped, .near: role.isDate
        }
    }

    /// The bits that the function takes of a value at most, to tell rules apart that would pair everybody.
    ///
    /// Nothing for `any`, little for a month: a rule needs a term that takes more than that.
    var isSelective: Bool {
        switch self {
        case .any, .missing, .month, .day: false
        default: true
        }
    }
}

extension BlockingFunction {
    private static let keyed = KeyedHash(key: 0x6c69_6e6b)

    /// The key of a missing value, or 0 where it has none.
    var hashOfMissing: UInt64 { self == .missing || self == .any ? 1 : 0 }

    /// The hash of what is taken of a text, or 0 where nothing is.
    ///
    /// For a function with several keys the hash of the whole value; see ``keys(of:_:)-(UnsafeBufferPointer<UInt8>,_)``.
    func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        switch self {
        case .whole, .deletion, .qgram: return Self.hash(of: text[...])
        case .prefix(let length): return Self.hash(of: text.prefix(length))
        case .suffix(let length): return Self.hash(of: text.suffix(length))
        case .word(let position): return Self.word(position, of: text).map { Self.hash(of: $0) } ?? 0
        case .digits:
            return Self.rearranged(text) {
                $0 >= 0x30 && $0 <= 0x39
            } sorting: { _ in
            }
        case .letters:
            return Self.rearranged(text) {
                $0 != 0x20
            } sorting: {
                $0.sort()
            }
        case .soundex:
            let code = Soundex.code(text)
            return code == 0 ? 0 : max(Self.keyed.hash(2, UInt64(code)), 1)
        case .metaphone: return Self.hash(ofCode: DoubleMetaphone(text).primary, 9)
        case .nysiis: return Self.hash(ofCode: NYSIIS.code(text), 10)
        case .formal:
            let group = Nicknames.firstGroup(of: text)
            return group == 0 ? Self.hash(of: text[...]) : max(Self.keyed.hash(3, group), 1)
        case .any: return 1
        case .missing: return 0
        case .year, .month, .day, .yearMonth, .monthDay, .yearDay, .swapped, .near:
            preconditionFailure("a blocking rule was not validated")
        }
    }

    /// The hash of a phonetic code, or 0 for the empty one; `kind` tells codes of different functions apart.
    private static func hash(ofCode code: [UInt8], _ kind: UInt64) -> UInt64 {
        guard !code.isEmpty else { return 0 }
        return max(keyed.hash(kind, code.withUnsafeBytes { keyed.hash($0) }), 1)
    }

    private static func hash(of bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        bytes.isEmpty ? 0 : max(keyed.hash(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes))), 1)
    }

    /// The hash of the bytes that are kept, in another order if need be.
    private static func rearranged(
        _ text: UnsafeBufferPointer<UInt8>,
        keeping isKept: (UInt8) -> Bool,
        sorting sort: (inout UnsafeMutableBufferPointer<UInt8>) -> Void
    ) -> UInt64 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { memory in
            var count = 0
            for byte in text where isKept(byte) {
                memory[count] = byte
                count += 1
            }
            var kept = UnsafeMutableBufferPointer(rebasing: memory[..<count])
            sort(&kept)
            return hash(of: UnsafeBufferPointer(kept)[...])
        }
    }

    private static func word(_ position: Int, of text: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>>?
    {
        let words = text.split(separator: 0x20)
        let index = position > 0 ? position - 1 : words.count + position
        return words.indices.contains(index) ? words[index] : nil
    }

    /// The hash of what is taken of a day, or 0 where nothing is.
    @inline(__always)
    func hash(_ day: Day) -> UInt64 {
        day.isMissing ? hashOfMissing : hash(day, day.parts)
    }

    /// The hash of what is taken of a day that is not missing, given its parts, or 0 where nothing is.
    func hash(_ day: Day, _ parts: (year: Int, month: Int, day: Int)) -> UInt64 {
        switch self {
        case .any: return 1
        case .missing: return 0
        case .year: return Self.hash(part: 1, parts.year)
        case .swapped:
            guard parts.month != parts.day, let swapped = Day(year: parts.year, month: parts.day, day: parts.month)
            else { return 0 }
            return Self.whole.hash(swapped)
        case .month: return Self.hash(part: 4, parts.month)
        case .day: return Self.hash(part: 5, parts.day)
        case .yearMonth: return Self.hash(part: 6, parts.year * 100 + parts.month)
        case .monthDay: return Self.hash(part: 7, parts.month * 100 + parts.day)
        case .yearDay: return Self.hash(part: 8, parts.year * 100 + parts.day)
        default: return Self.hash(part: 0, Int(day.number))
        }
    }

    @inline(__always)
    private static func hash(part: UInt64, _ value: Int) -> UInt64 {
        max(keyed.hash(part, UInt64(truncatingIfNeeded: value)), 1)
    }
}

extension BlockingFunction {
    /// Calls a closure with each key of a text; the same key may come more than once.
    func forEachKey(of text: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
        switch self {
        case .qgram(let length):
            guard text.count > length else { return body(Self.hash(of: text[...])) }
            for start in 0...(text.count - length) { body(Self.hash(of: text[start..<(start + length)])) }
        case .deletion:
            body(Self.hash(of: text[...]))
            guard text.count > 1 else { return }
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count - 1) { memory in
                for dropped in 0..<text.count {
                    for index in 0..<(text.count - 1) { memory[index] = text[index < dropped ? index : index + 1] }
                    body(Self.hash(of: UnsafeBufferPointer(memory)[...]))
                }
            }
        default:
            let key = hash(text)
            if key != 0 { body(key) }
        }
    }

    /// Calls a closure with each key of a day, each once.
    func forEachKey(of day: Day, _ body: (UInt64) -> Void) {
        let key = hash(day)
        if key != 0 { body(key) }
        guard self == .near, !day.isMissing else { return }
        let swapped = Self.swapped.hash(day)
        if swapped != 0 { body(swapped) }
        for neighbour in DateDigits(day).neighbours { body(Self.whole.hash(neighbour)) }
    }
}
