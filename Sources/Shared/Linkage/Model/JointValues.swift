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
    /// For each record of the cohort the position of its year, -1 where it is missing; empty where there are no years.
    let yearIndices: [Int32]
    /// Distinct pairs of values, and years behind them.
    let count: Int
    private let slots: FixedArray<Slot>
    private let mask: UInt64
    /// Which pairs of values there are: most of the population's are not among them.
    private let filter: KeyFilter
    /// For each day from `firstDay` its year, and the year's position or -1.
    private let years: FixedArray<Year>
    private let firstDay: Int32

    private struct Year {
        var number: UInt32
        var index: Int32
    }

    /// The pairs of columns of a plan that are counted together.
    static func all(plan: LinkPlan, columns: LinkColumns, comparisons: [CompiledComparison]) -> [JointValues] {
        let positions = positions(plan)
        return Tiles.map(count: positions.count) { index in
            let (first, second) = positions[index]
            return JointValues(first: first, second: second, columns: columns, comparisons: comparisons)
        }
    }

    /// The comparisons that are counted together.
    static func positions(_ plan: LinkPlan) -> [(first: Int, second: Int)] {
        func position(_ role: FieldRole) -> Int? {
            plan.comparisons.firstIndex { comparison in
                comparison.termFrequency && comparison.levels.first == .exact
                    && plan.schema.index(of: comparison.field).map { plan.schema.fields[$0].role == role } ?? false
            }
        }
        guard let forename = position(.forename) else { return [] }
        return [position(.surname), position(.dateOfBirth)].compactMap { other in other.map { (forename, $0) } }
    }

    private init(first: Int, second: Int, columns: LinkColumns, comparisons: [CompiledComparison]) {
        self.first = first
        self.second = second
        guard case .text(let text) = columns.fields[comparisons[first].field] else {
            preconditionFailure("a forename is a text")
        }
        var keys: [UInt64] = []
        var rowYears: [UInt32] = []
        var days: [Year] = []
        var start: Int32 = 0
        switch columns.fields[comparisons[second].field] {
        case .text(let other):
            isYear = false
            keys = (0..<columns.rowCount).map { Self.key(text.codes[$0], other.codes[$0]) }
        case .days(let column):
            isYear = true
            rowYears = (0..<columns.rowCount).map { column[$0].isMissing ? 0 : UInt32(clamping: column[$0].year) }
            keys = rowYears.enumerated().map { Self.key(text.codes[$0.offset], $0.element) }
            let known = rowYears.filter { $0 > 0 }
            if let first = known.min(), let last = known.max(), last - first < 400,
                let from = Day(year: Int(first), month: 1, day: 1), let to = Day(year: Int(last), month: 12, day: 31)
            {
                start = from.number
                days = (from.number...to.number).map { Year(number: UInt32(clamping: Day(number: $0).year), index: -1) }
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
        // The years stand behind the pairs, in ascending order.
        let distinct = Set(rowYears).subtracting([0]).sorted()
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32(count + $0)) })
        yearIndices = rowYears.map { places[$0] ?? -1 }
        for index in days.indices { days[index].index = places[days[index].number] ?? -1 }
        years = FixedArray(days)
        firstDay = start
        self.count = count + distinct.count
        self.mask = mask
        self.slots = FixedArray(slots)
        filter = KeyFilter(keyCount: count)
        for slot in slots where slot.index >= 0 { filter.insert(Self.spread(slot.key)) }
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

    /// A hash whose upper and lower bits are even, for the filter.
    @inline(__always)
    private static func spread(_ key: UInt64) -> UInt64 {
        let product = key &* 0x9e37_79b9_7f4a_7c15
        return product ^ product >> 32
    }

    deinit { filter.deallocate() }

    /// Records whose pairs of values are looked up side by side.
    private static let blockSize = 512

    /// Counts records of the population by the cohort's pairs of values.
    ///
    /// - Returns: Records that have both values.
    func add(_ fields: [PoolField], rows: Range<Int>, to counts: inout [Int64]) -> Int64 {
        var total: Int64 = 0
        counts.withUnsafeMutableBufferPointer { counts in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.blockSize) { keys in
                guard let counts = counts.baseAddress, let keys = keys.baseAddress else { return }
                for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.blockSize) {
                    let block = start..<min(start + Self.blockSize, rows.upperBound)
                    var known = 0
                    total += forEachKey(fields, block, counts) { key in
                        keys[known] = key
                        known += key != 0 ? 1 : 0
                        filter.prefetch(Self.spread(key))
                    }
                    var found = 0
                    for place in 0..<known {
                        let key = keys[place]
                        keys[found] = key
                        found += filter.test(Self.spread(key)) != 0 ? 1 : 0
                    }
                    for place in 0..<found { prefetch(slots.base + Int(Self.mixed(keys[place]) & mask)) }
                    for place in 0..<found { count(keys[place], counts) }
                }
            }
        }
        return total
    }

    @inline(__always)
    private func count(_ key: UInt64, _ counts: UnsafeMutablePointer<Int64>) {
        var slot = Int(Self.mixed(key) & mask)
        while slots.base[slot].index >= 0 {
            if slots.base[slot].key == key {
                counts[Int(slots.base[slot].index)] += 1
                return
            }
            slot = (slot + 1) & Int(mask)
        }
    }

    /// Calls a closure with the key of each record that has both values, 0 where the cohort lacks one, and counts years.
    ///
    /// - Returns: Records that have both values.
    @inline(__always)
    private func forEachKey(
        _ fields: [PoolField],
        _ rows: Range<Int>,
        _ counts: UnsafeMutablePointer<Int64>,
        _ body: (UInt64) -> Void
    ) -> Int64 {
        let (field, otherField) = (fields[first], fields[second])
        guard let codes = field.codes else { return 0 }
        var total: Int64 = 0
        if isYear {
            guard let days = otherField.days else { return 0 }
            for row in rows where days[row].number != .min {
                let place = Int(days[row].number) - Int(firstDay)
                total += codes[row] == 0 ? 0 : 1
                guard place >= 0, place < years.count else { continue }
                let year = years.base[place]
                if year.index >= 0 { counts[Int(year.index)] += 1 }
                body(Self.key(field.equalCode(row: row, code: codes[row]), year.number))
            }
        } else {
            guard let otherCodes = otherField.codes else { return 0 }
            for row in rows {
                total += codes[row] == 0 || otherCodes[row] == 0 ? 0 : 1
                let other = otherField.equalCode(row: row, code: otherCodes[row])
                body(Self.key(field.equalCode(row: row, code: codes[row]), other))
            }
        }
        return total
    }
}
