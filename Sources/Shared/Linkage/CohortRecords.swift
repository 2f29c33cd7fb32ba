import Tables

/// The blocking keys and compared values of the cohort, record after record, so that a pair touches two neighbouring cache
/// lines.
///
/// A record begins with its keys, one a rule, 0 where it has none; its values follow. A value is one word: the code of a text, or a day's number with the sign bit turned; 0 is a missing value. Behind them
/// stand the decimal digits of the dates, and the ``CharacterCounts`` of texts that are compared by one edit.
final class CohortRecords: @unchecked Sendable {
    /// The keys of the first record.
    let keys: UnsafeMutablePointer<UInt64>
    /// From one record's keys to the next's, in words of eight bytes.
    let keyStride: Int
    /// The values of the first record.
    let words: UnsafeMutablePointer<UInt32>
    /// From one record's values to the next's, in words of four bytes.
    let stride: Int
    /// For each comparison where its date's digits, or its text's character counts, stand in a record, or 0.
    let extraPlaces: [Int]

    private let memory: UnsafeMutableRawPointer

    /// Copies the compared columns; the keys are left 0.
    init(_ columns: LinkColumns, _ comparisons: [CompiledComparison], ruleCount: Int) {
        var extraPlaces: [Int] = []
        var width = comparisons.count
        for comparison in comparisons {
            let extra = comparison.kind == .date ? 1 : comparison.isOneEdit ? 2 : 0
            extraPlaces.append(extra > 0 ? width : 0)
            width += extra
        }
        self.extraPlaces = extraPlaces
        keyStride = (ruleCount + (width + 1) / 2 + 7) / 8 * 8
        stride = 2 * keyStride
        let byteCount = max(columns.rowCount, 1) * keyStride * 8
        memory = .allocate(byteCount: byteCount, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        keys = memory.assumingMemoryBound(to: UInt64.self)
        words = (memory + ruleCount * 8).assumingMemoryBound(to: UInt32.self)
        for (position, comparison) in comparisons.enumerated() {
            switch columns.fields[comparison.field] {
            case .text(let text):
                for row in 0..<columns.rowCount { words[row * stride + position] = text.codes[row] }
                guard comparison.isOneEdit else { continue }
                for row in 0..<columns.rowCount {
                    let counts = CharacterCounts.word(of: text.distinct(text.codes[row]))
                    let place = words + row * stride + extraPlaces[position]
                    UnsafeMutableRawPointer(place).storeBytes(of: counts, as: UInt64.self)
                }
            case .days(let days):
                for row in 0..<columns.rowCount {
                    words[row * stride + position] = Self.word(days[row])
                    words[row * stride + extraPlaces[position]] = DateDigits(days[row]).word
                }
            }
        }
    }

    deinit { memory.deallocate() }

    /// The character counts at a place of a record.
    @inline(__always)
    static func characterCounts(_ place: UnsafePointer<UInt32>) -> UInt64 {
        UnsafeRawPointer(place).loadUnaligned(as: UInt64.self)
    }

    /// A day as one word, 0 for a missing one.
    @inline(__always)
    static func word(_ day: Day) -> UInt32 { UInt32(bitPattern: day.number) ^ 0x8000_0000 }

    /// The day of a word.
    @inline(__always)
    static func day(_ word: UInt32) -> Day { Day(number: Int32(bitPattern: word ^ 0x8000_0000)) }
}
