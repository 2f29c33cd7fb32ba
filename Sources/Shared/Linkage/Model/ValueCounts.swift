package import Tables

/// How often each of the cohort's distinct values occurs in the population, for the columns with term frequencies and for
/// dates.
///
/// Texts are counted by the cohort's code; days by their distance from the cohort's first day, over the cohort's range.
package struct ValueCounts: Equatable, Sendable {
    /// For each comparison, records by the cohort's code or by day; empty where they are not counted.
    package private(set) var counts: [[Int64]]
    /// For each comparison, records that have a value.
    package private(set) var totals: [Int64]
    /// For each of the cohort's joint columns, records by pair of values; see `JointValues`.
    private(set) var joint: [[Int64]]
    /// For each of them, records that have both values.
    private(set) var jointTotals: [Int64]
    /// Records.
    package private(set) var recordCount: Int64 = 0

    /// No records yet.
    package init(_ cohort: LinkCohort) {
        counts = cohort.plan.comparisons.enumerated().map { position, comparison in
            switch cohort.columns.fields[cohort.comparisons[position].field] {
            case .text(let text):
                return comparison.termFrequency ? [Int64](repeating: 0, count: text.distinctCount) : []
            case .days: return [Int64](repeating: 0, count: cohort.dayRanges[position].count)
            }
        }
        totals = [Int64](repeating: 0, count: cohort.plan.comparisons.count)
        joint = cohort.jointValues.map { [Int64](repeating: 0, count: $0.count) }
        jointTotals = [Int64](repeating: 0, count: joint.count)
    }

    /// Whether these are counts of this cohort's values.
    package func fit(_ cohort: LinkCohort) -> Bool {
        let empty = ValueCounts(cohort)
        return totals.count == empty.totals.count && counts.map(\.count) == empty.counts.map(\.count)
            && joint.map(\.count) == empty.joint.map(\.count)
    }

    /// Sets how often one value occurs, where that is known from elsewhere.
    mutating func set(comparison: Int, code: Int, count: Int64, total: Int64) {
        counts[comparison][code] = count
        totals[comparison] = total
    }

    /// Sets how often the pair of values and the year of a cohort of one record occur.
    mutating func set(joint index: Int, _ values: JointValues, together: Int64, year: Int64, total: Int64) {
        if values.indices[0] >= 0 { joint[index][Int(values.indices[0])] = together }
        if let place = values.yearIndices.first, place >= 0 { joint[index][Int(place)] = year }
        jointTotals[index] = total
    }

    /// Whether the values of a comparison are counted.
    func isCounted(_ comparison: Int) -> Bool { !counts[comparison].isEmpty && totals[comparison] > 0 }

    /// Whether an exact agreement of a comparison weighs by the frequency of its value.
    func giveFrequencies(of comparison: Int, in cohort: LinkCohort) -> Bool {
        cohort.plan.comparisons[comparison].termFrequency && cohort.comparisons[comparison].exact != 0
            && isCounted(comparison)
    }

    /// Counts a run of records of the population.
    ///
    /// - Parameters:
    ///   - fields: For each comparison its column.
    ///   - rows: The records.
    ///   - cohort: The cohort.
    mutating func add(_ fields: [PoolField], rows: Range<Int>, _ cohort: LinkCohort) {
        recordCount += Int64(rows.count)
        for position in counts.indices where !counts[position].isEmpty {
            let field = fields[position]
            if let days = field.days {
                add(comparison: position, rows: rows, days: days, first: cohort.dayRanges[position].lowerBound)
            } else {
                add(comparison: position, rows: rows, field)
            }
        }
        for (index, values) in cohort.jointValues.enumerated() {
            jointTotals[index] += values.add(fields, rows: rows, to: &joint[index])
        }
    }

    private mutating func add(comparison: Int, rows: Range<Int>, _ field: PoolField) {
        guard let codes = field.codes else { return }
        var total: Int64 = 0
        counts[comparison].withUnsafeMutableBufferPointer { counts in
            for row in rows {
                total += codes[row] == 0 ? 0 : 1
                counts[Int(field.equalCode(row: row, code: codes[row]))] += 1
            }
            counts[0] = 0
        }
        totals[comparison] += total
    }

    /// Counts days; `first` is the cohort's first day, see `LinkCohort.dayRanges`.
    private mutating func add(comparison: Int, rows: Range<Int>, days: UnsafePointer<Day>, first: Int32) {
        var total: Int64 = 0
        counts[comparison].withUnsafeMutableBufferPointer { counts in
            for row in rows {
                let number = days[row].number
                if number == .min { continue }
                total += 1
                let index = Int(number) - Int(first)
                if index >= 0, index < counts.count { counts[index] += 1 }
            }
        }
        totals[comparison] += total
    }

    /// The share of the population's records with each of the cohort's values that occurs, by value; empty for dates.
    package func frequencies(comparison: Int, of cohort: LinkCohort) -> [String: Double] {
        guard case .text(let text) = cohort.columns.fields[cohort.comparisons[comparison].field] else { return [:] }
        var result: [String: Double] = [:]
        for (code, count) in counts[comparison].enumerated() where count > 0 {
            let value = String(decoding: text.bytes(ofCode: code), as: UTF8.self)
            result[value] = Double(count) / Double(totals[comparison])
        }
        return result
    }

    /// The cohort's values that occur in the population, with their records; empty for dates and where they are not counted.
    func occurring(comparison: Int, of cohort: LinkCohort) -> [(bytes: [UInt8], share: Double)] {
        guard case .text(let text) = cohort.columns.fields[cohort.comparisons[comparison].field] else { return [] }
        return counts[comparison].enumerated().compactMap { code, count in
            count > 0 ? (Array(text.bytes(ofCode: code)), Double(count) / Double(totals[comparison])) : nil
        }
    }

    /// Adds the records of another part.
    package mutating func merge(_ other: ValueCounts) {
        precondition(counts.map(\.count) == other.counts.map(\.count), "value counts of two cohorts")
        precondition(joint.map(\.count) == other.joint.map(\.count), "value counts of two cohorts")
        for comparison in counts.indices {
            Self.add(other.counts[comparison], to: &counts[comparison])
            totals[comparison] += other.totals[comparison]
        }
        for index in joint.indices {
            Self.add(other.joint[index], to: &joint[index])
            jointTotals[index] += other.jointTotals[index]
        }
        recordCount += other.recordCount
    }

    private static func add(_ others: [Int64], to own: inout [Int64]) {
        own.withUnsafeMutableBufferPointer { own in
            others.withUnsafeBufferPointer { others in
                for index in own.indices { own[index] += others[index] }
            }
        }
    }

    /// Appends the counts.
    package func encode(into writer: inout ByteWriter) {
        writer.write(recordCount)
        writer.write(array: totals)
        for column in counts { writer.write(array: column) }
        writer.write(array: jointTotals)
        for column in joint { writer.write(array: column) }
    }

    /// Reads counts.
    ///
    /// - Throws: `DecodingFault` when the bytes are not counts.
    package init(from reader: inout ByteReader) throws {
        recordCount = try reader.read(Int64.self)
        totals = try reader.readArray(Int64.self)
        guard totals.count <= Comparison.comparisonCountMax else {
            throw DecodingFault.malformed("value counts have too many comparisons")
        }
        counts = []
        for _ in totals { counts.append(try reader.readArray(Int64.self)) }
        jointTotals = try reader.readArray(Int64.self)
        guard jointTotals.count <= totals.count else {
            throw DecodingFault.malformed("value counts have too many joint columns")
        }
        joint = []
        for _ in jointTotals { joint.append(try reader.readArray(Int64.self)) }
        let bounds = Int64(0)...1 << 52
        guard bounds.contains(recordCount), totals.allSatisfy(bounds.contains),
            (counts + joint + [jointTotals]).allSatisfy({ $0.allSatisfy(bounds.contains) })
        else { throw DecodingFault.malformed("a value count is out of range") }
    }
}
