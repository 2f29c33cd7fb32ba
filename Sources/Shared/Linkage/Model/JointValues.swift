import Tables

/// Two columns whose values are counted together: forename with year of birth, and forename with surname.
///
/// Given names follow fashion, and given names and family names of one origin come together: the frequency of a forename
/// among people of the same year, and of the full name, says what a product of frequencies does not.
final class JointValues: @unchecked Sendable {
    private struct Slot {
        var key: UInt64 = 0
        var index: Int32 = -1
    }

    /// The comparison of texts.
    let first: Int
    /// The other comparison: of texts, or of dates by their year.
    let second: Int
    /// Whether the other one is a date.
    let isYear: Bool
    /// For each record of the cohort the position of its pair of values, -1 where one is missing.
    let indices: [Int32]
    /// Distinct pairs of values.
    let count: Int
    private let slots: FixedArray<Slot>
    private let mask: UInt64
    /// The year of each day from `firstDay`.
    private let years: FixedArray<Int16>
    private let firstDay: Int32

    /// The pairs of columns of a plan that are counted together.
    static func all(plan: LinkPlan, columns: LinkColumns, comparisons: [CompiledComparison]) -> [JointValues] {
        func position(_ role: FieldRole) -> Int? {
            plan.comparisons.firstIndex { comparison in
                comparison.termFrequency && comparison.levels.first == .exact
                    && plan.schema.index(of: comparison.field).map { plan.schema.fields[$0].role == role } ?? false
            }
        }
        guard let forename = position(.forename) else { return [] }
        return [position(.surname), position(.dateOfBirth)].compactMap { other in
            other.map { JointValues(first: forename, second: $0, columns: columns, comparisons: comparisons) }
        }
    }

    private init(first: Int, second: Int, columns: LinkColumns, comparisons: [CompiledComparison]) {
        self.first = first
        self.second = second
        guard case .text(let text) = columns.fields[comparisons[first].field] else {
            preconditionFailure("a forename is a text")
        }
        var keys: [UInt64] = []
        switch columns.fields[comparisons[second].field] {
        case .text(let other):
            isYear = false
            firstDay = 0
            years = FixedArray([])
            keys = (0..<columns.rowCount).map { Self.key(text.codes[$0], other.codes[$0]) }
        case .days(let days):
            isYear = true
            let known = (0..<days.count).map { days[$0] }.filter { !$0.isMissing }
            let range = (known.min()?.number ?? 0)...(known.max()?.number ?? 0)
            let last = min(range.upperBound, range.lowerBound.addingReportingOverflow(1 << 17).partialValue)
            let table = FixedArray((range.lowerBound...last).map { Int16(clamping: Day(number: $0).year) })
            (firstDay, years) = (range.lowerBound, table)
            keys = (0..<columns.rowCount).map { row in
                let place = Int(days[row].number) - Int(range.lowerBound)
                let year = place >= 0 && place < table.count ? UInt32(bitPattern: Int32(table.base[place])) : 0
                return Self.key(text.codes[row], year)
            }
        }
        var capacity = 16
        while capacity < 2 * keys.count { capacity *= 2 }
        var slots = [Slot](repeating: Slot(), count: capacity)
        let mask = UInt64(capacity - 1)
        var count = 0
        indices = keys.map { key in
            if key == 0 { return -1 }
            var slot = Int(Self.mixed(key) & mask)
            while slots[slot].index >= 0, slots[slot].key != key { slot = (slot + 1) & Int(mask) }
            if slots[slot].index < 0 {
                slots[slot] = Slot(key: key, index: Int32(count))
                count += 1
            }
            return slots[slot].index
        }
        self.count = count
        self.mask = mask
        self.slots = FixedArray(slots)
    }

    /// The two codes as one word, 0 where one is missing.
    @inline(__always)
    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
        first == 0 || second == 0 ? 0 : UInt64(first) << 32 | UInt64(second)
    }

    @inline(__always)
    private static func mixed(_ key: UInt64) -> UInt64 {
        (key &* 0x9e37_79b9_7f4a_7c15) >> 32
    }

    /// Counts records of the population by the cohort's pairs of values.
    ///
    /// - Returns: Records that have both values.
    func add(_ fields: [PoolField], rows: Range<Int>, to counts: inout [Int64]) -> Int64 {
        let (field, otherField) = (fields[first], fields[second])
        guard let codes = field.codes else { return 0 }
        var total: Int64 = 0
        counts.withUnsafeMutableBufferPointer { counts in
            for row in rows {
                let code = codes[row]
                let other: UInt32
                if isYear {
                    guard let days = otherField.days, days[row].number != .min else { continue }
                    let place = Int(days[row].number) - Int(firstDay)
                    total += code == 0 ? 0 : 1
                    guard place >= 0, place < years.count else { continue }
                    other = UInt32(bitPattern: Int32(years.base[place]))
                } else {
                    guard let otherCodes = otherField.codes else { continue }
                    total += code == 0 || otherCodes[row] == 0 ? 0 : 1
                    other = otherField.equalCode(row: row, code: otherCodes[row])
                }
                let key = Self.key(field.equalCode(row: row, code: code), other)
                if key == 0 { continue }
                var slot = Int(Self.mixed(key) & mask)
                while slots.base[slot].index >= 0 {
                    if slots.base[slot].key == key {
                        counts[Int(slots.base[slot].index)] += 1
                        break
                    }
                    slot = (slot + 1) & Int(mask)
                }
            }
        }
        return total
    }
}
