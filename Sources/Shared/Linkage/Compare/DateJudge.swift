import Tables

/// Finds the level of two days; without memory of its own.
enum DateJudge {
    /// The position, counted from 1, of the first level that holds; the last where none does.
    ///
    /// Neither day is missing.
    @inline(__always)
    static func level(_ program: LevelProgram, _ left: Day, _ right: Day) -> UInt8 {
        level(program, left, DateDigits(left), right, DateDigits(right))
    }

    /// The same with the digits of both days, which a caller may keep by record or by distinct day.
    @inline(__always)
    static func level(
        _ program: LevelProgram,
        _ left: Day,
        _ leftDigits: DateDigits,
        _ right: Day,
        _ rightDigits: DateDigits
    ) -> UInt8 {
        let steps = program.steps
        var index = 0
        while index < steps.count {
            let step = steps.base[index]
            if holds(step, left, leftDigits, right, rightDigits) {
                if step.completes { return step.level }
                index += 1
            } else {
                index = Int(step.next)
            }
        }
        return program.last
    }

    @inline(__always)
    private static func holds(
        _ step: LevelProgram.Step,
        _ left: Day,
        _ leftDigits: DateDigits,
        _ right: Day,
        _ rightDigits: DateDigits
    ) -> Bool {
        switch step.operation {
        case .exact: return left == right
        case .dayMonthSwapped: return leftDigits.dayMonthSwapped == rightDigits.word
        case .oneDigit: return DateDigits.differingDigits(leftDigits, rightDigits) == 1
        case .transposedDigits: return DateDigits.areTransposed(leftDigits, rightDigits)
        case .firstOfJanuary:
            return leftDigits.year == rightDigits.year && (leftDigits.isFirstOfJanuary || rightDigits.isFirstOfJanuary)
        case .days: return abs(Int(left.number) - Int(right.number)) <= Int(step.integer)
        case .months: return DateDigits.areWithin(months: Int(step.integer), leftDigits, rightDigits)
        case .sameYear: return leftDigits.year == rightDigits.year
        case .sameMonth: return (leftDigits.word ^ rightDigits.word) & 0xff00 == 0
        case .sameDay: return (leftDigits.word ^ rightDigits.word) & 0xff == 0
        case .always: return true
        case .levenshtein, .edits, .damerau: return isWithinEdits(step, leftDigits, rightDigits)
        default: return false
        }
    }

    /// Edits of the dates as they are written, YYYY-MM-DD.
    @inline(never)
    private static func isWithinEdits(_ step: LevelProgram.Step, _ left: DateDigits, _ right: DateDigits) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { memory in
            let first = UnsafeMutableBufferPointer(rebasing: memory[..<10])
            let second = UnsafeMutableBufferPointer(rebasing: memory[10...])
            left.write(into: first)
            right.write(into: second)
            let edits =
                step.operation == .levenshtein
                ? EditDistance.byDefinition(UnsafeBufferPointer(first), UnsafeBufferPointer(second), swapsCount: false)
                : DamerauLevenshtein.byDefinition(UnsafeBufferPointer(first), UnsafeBufferPointer(second))
            return edits <= Int(step.integer)
        }
    }
}
