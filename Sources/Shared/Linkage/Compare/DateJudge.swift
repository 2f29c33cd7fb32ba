import Tables

/// Finds the level of two days.
enum DateJudge {
    /// The position, counted from 1, of the first level that holds; the last where none does.
    ///
    /// Neither day is missing.
    static func level(
        _ levels: [Level],
        _ left: Day,
        _ leftDigits: DateDigits,
        _ right: Day,
        _ rightDigits: DateDigits
    ) -> UInt8 {
        for (index, level) in levels.enumerated() {
            let holds: Bool
            switch level {
            case .exact: holds = left == right
            case .dayMonthSwapped: holds = leftDigits.dayMonthSwapped == rightDigits.word
            case .oneDigit: holds = DateDigits.differingDigits(leftDigits, rightDigits) == 1
            case .days(let bound): holds = abs(Int(left.number) - Int(right.number)) <= bound
            case .sameYear: holds = leftDigits.year == rightDigits.year
            case .otherwise: holds = true
            case .nickname, .initial, .compound, .jaroWinkler, .edits, .words, .namesSwapped: holds = false
            }
            if holds { return UInt8(index + 1) }
        }
        return UInt8(levels.count)
    }
}
