import Tables

/// The compared values of the cohort, record after record, so that a pair touches one or two cache lines.
///
/// A value is one word: the code of a text, or a day's number with the sign bit turned; 0 is a missing value. Behind them
/// stand the decimal digits of the dates.
final class CohortRecords: @unchecked Sendable {
    /// The words of all records.
    let base: UnsafePointer<UInt32>
    /// Words of a record.
    let stride: Int
    /// For each comparison where its date's digits stand in a record, or 0.
    let digitPlaces: [Int]

    /// Copies the compared columns.
    init(_ columns: LinkColumns, _ comparisons: [CompiledComparison]) {
        var digitPlaces: [Int] = []
        var width = comparisons.count
        for comparison in comparisons {
            digitPlaces.append(comparison.kind == .date ? width : 0)
            width += comparison.kind == .date ? 1 : 0
        }
        stride = (width + 3) / 4 * 4
        self.digitPlaces = digitPlaces
        let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(columns.rowCount * stride, 1))
        memory.initialize(repeating: 0, count: max(columns.rowCount * stride, 1))
        for (position, comparison) in comparisons.enumerated() {
            switch columns.fields[comparison.field] {
            case .text(let text):
                for row in 0..<columns.rowCount { memory[row * stride + position] = text.codes[row] }
            case .days(let days):
                for row in 0..<columns.rowCount {
                    memory[row * stride + position] = Self.word(days[row])
                    memory[row * stride + digitPlaces[position]] = DateDigits(days[row]).word
                }
            }
        }
        base = UnsafePointer(memory)
    }

    deinit { base.deallocate() }

    /// A day as one word, 0 for a missing one.
    @inline(__always)
    static func word(_ day: Day) -> UInt32 { UInt32(bitPattern: day.number) ^ 0x8000_0000 }

    /// The day of a word.
    @inline(__always)
    static func day(_ word: UInt32) -> Day { Day(number: Int32(bitPattern: word ^ 0x8000_0000)) }
}
