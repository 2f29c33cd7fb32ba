import Extracts
import Tables

/// Appends fields of comma-separated rows to bytes; no value made here needs quotes.
///
/// Bytes rather than strings, since a population of millions has a billion fields.
extension [UInt8] {
    mutating func appendComma() { append(UInt8(ascii: ",")) }

    mutating func endRow() { append(UInt8(ascii: "\n")) }

    /// ISO 8601; nothing when missing.
    mutating func append(day: Day) {
        guard !day.isMissing else { return }
        let (year, month, dayOfMonth) = day.parts
        append(UInt8(ascii: "0") + UInt8(year / 1_000))
        append(UInt8(ascii: "0") + UInt8(year / 100 % 10))
        append(UInt8(ascii: "0") + UInt8(year / 10 % 10))
        append(UInt8(ascii: "0") + UInt8(year % 10))
        append(UInt8(ascii: "-"))
        append(UInt8(ascii: "0") + UInt8(month / 10))
        append(UInt8(ascii: "0") + UInt8(month % 10))
        append(UInt8(ascii: "-"))
        append(UInt8(ascii: "0") + UInt8(dayOfMonth / 10))
        append(UInt8(ascii: "0") + UInt8(dayOfMonth % 10))
    }

    /// A whole number of at least zero, with leading zeros up to a number of digits.
    mutating func append(number: Int, digits: Int = 1) {
        var divisor = 1
        for _ in 1..<Swift.max(digits, 1) { divisor *= 10 }
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// A text of the code.
    mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// The words of closed and open vocabularies as bytes, by position or raw value.
struct Vocabulary: Sendable {
    let sexes = Self.words(Sex.self)
    let disposals = Self.words(Disposal.self)
    let outcomes = Self.words(OffenceOutcome.self)
    let tiers = Self.words(Tier.self)
    let kinds = Self.words(EmploymentKind.self)
    let groups = OffenceGroup.allCases.map { Array($0.word.utf8) }
    let prisons = Sentencing.prisons.map { Array($0.utf8) }
    let ethnicities = Demography.ethnicities.map { Array($0.utf8) }
    let nationalities = Demography.nationalities.map { Array($0.utf8) }
    let regions = Demography.regions.map { Array($0.utf8) }
    let authorities = Demography.authorities.map { $0.map { Array($0.utf8) } }
    let sites = Demography.sites.map { Array($0.utf8) }

    /// The words of a vocabulary by raw value; positions that are no value hold nothing.
    private static func words<T: Coded>(_ type: T.Type) -> [[UInt8]] {
        var words: [[UInt8]] = []
        for value in T.allCases {
            while words.count <= Int(value.rawValue) { words.append([]) }
            words[Int(value.rawValue)] = Array(value.word.utf8)
        }
        return words
    }
}
