import Tables

/// How often dates, and values of two columns together, occur in a pool: what `ValueCounts` counts of a whole cohort's
/// values, at hand for any one record.
struct PoolJointCounts: Sendable {
    /// Two columns that are counted together.
    private struct Pair: Sendable {
        let first: Int
        let second: Int
        /// Records by the pool's code of the first and its code, or the year, of the second.
        let together: [UInt64: UInt32]
        /// Records by year.
        let years: [Int: Int64]
        let total: Int64
    }

    private let pairs: [Pair]
    /// For each comparison of dates the records by day.
    private let days: [[Int32: UInt32]]
    private let dayTotals: [Int64]

    /// Counts a pool.
    ///
    /// - Complexity: O(*n*) for *n* records.
    init(_ columns: LinkColumns, plan: LinkPlan, comparisons: [CompiledComparison]) {
        var days: [[Int32: UInt32]] = []
        var totals: [Int64] = []
        for comparison in comparisons {
            var counts: [Int32: UInt32] = [:]
            var total: Int64 = 0
            if case .days(let column) = columns.fields[comparison.field] {
                for row in 0..<column.count where !column[row].isMissing {
                    counts[column[row].number, default: 0] += 1
                    total += 1
                }
            }
            days.append(counts)
            totals.append(total)
        }
        self.days = days
        dayTotals = totals
        pairs = JointValues.positions(plan).compactMap { first, second in
            guard case .text(let text) = columns.fields[comparisons[first].field] else { return nil }
            var together: [UInt64: UInt32] = [:]
            var years: [Int: Int64] = [:]
            var total: Int64 = 0
            switch columns.fields[comparisons[second].field] {
            case .text(let other):
                for row in 0..<columns.rowCount where text.codes[row] != 0 && other.codes[row] != 0 {
                    together[UInt64(text.codes[row]) << 32 | UInt64(other.codes[row]), default: 0] += 1
                    total += 1
                }
            case .days(let column):
                for row in 0..<columns.rowCount where !column[row].isMissing {
                    let year = column[row].year
                    years[year, default: 0] += 1
                    guard text.codes[row] != 0 else { continue }
                    together[UInt64(text.codes[row]) << 32 | UInt64(UInt32(clamping: year)), default: 0] += 1
                    total += 1
                }
            }
            return Pair(first: first, second: second, together: together, years: years, total: total)
        }
    }

    /// Sets the counts of a cohort of one record.
    ///
    /// - Parameters:
    ///   - counts: The counts.
    ///   - cohort: The record.
    ///   - poolCodes: For each comparison the pool's code of the record's value, 0 where the pool does not have it.
    func fill(_ counts: inout ValueCounts, _ cohort: LinkCohort, poolCodes: [UInt32]) {
        for (position, comparison) in cohort.comparisons.enumerated() {
            guard case .days(let column) = cohort.columns.fields[comparison.field], !column[0].isMissing else {
                continue
            }
            let count = Int64(days[position][column[0].number] ?? 0)
            counts.set(comparison: position, code: 0, count: count, total: dayTotals[position])
        }
        for (index, pair) in pairs.enumerated() {
            let values = cohort.jointValues[index]
            var year: Int64 = 0
            var second = UInt64(poolCodes[pair.second])
            if case .days(let column) = cohort.columns.fields[cohort.comparisons[pair.second].field] {
                second = column[0].isMissing ? 0 : UInt64(UInt32(clamping: column[0].year))
                year = column[0].isMissing ? 0 : pair.years[column[0].year] ?? 0
            }
            let first = UInt64(poolCodes[pair.first])
            let together = first == 0 || second == 0 ? 0 : Int64(pair.together[first << 32 | second] ?? 0)
            counts.set(joint: index, values, together: together, year: year, total: pair.total)
        }
    }
}
