package import Tables

/// How often each of the cohort's distinct values occurs in the population, for the columns with term frequencies.
package struct ValueCounts: Equatable, Sendable {
    /// For each comparison, records by the cohort's code; empty where term frequencies are not used.
    package private(set) var counts: [[Int64]]
    /// For each comparison, records that have a value.
    package private(set) var totals: [Int64]

    /// No records yet.
    package init(_ cohort: LinkCohort) {
        counts = cohort.plan.comparisons.enumerated().map { position, comparison in
            guard comparison.termFrequency,
                case .text(let text) = cohort.columns.fields[cohort.comparisons[position].field]
            else { return [] }
            return [Int64](repeating: 0, count: text.distinctCount)
        }
        totals = [Int64](repeating: 0, count: cohort.plan.comparisons.count)
    }

    /// Whether these are counts of this cohort's values.
    package func fit(_ cohort: LinkCohort) -> Bool {
        let empty = ValueCounts(cohort)
        return totals.count == empty.totals.count && counts.map(\.count) == empty.counts.map(\.count)
    }

    /// Sets how often one value occurs, where that is known from elsewhere.
    mutating func set(comparison: Int, code: Int, count: Int64, total: Int64) {
        counts[comparison][code] = count
        totals[comparison] = total
    }

    mutating func add(
        comparison: Int,
        rows: Range<Int>,
        codes: UnsafePointer<UInt32>,
        equalCodes: UnsafePointer<UInt32>
    ) {
        var total: Int64 = 0
        counts[comparison].withUnsafeMutableBufferPointer { counts in
            for row in rows {
                let code = Int(codes[row])
                total += code == 0 ? 0 : 1
                counts[Int(equalCodes[code])] += 1
            }
            counts[0] = 0
        }
        totals[comparison] += total
    }

    mutating func add(
        comparison: Int,
        rowCount: Int,
        codes: UnsafePointer<UInt32>,
        rowEqualCodes: UnsafePointer<UInt32>
    ) {
        var total: Int64 = 0
        counts[comparison].withUnsafeMutableBufferPointer { counts in
            for row in 0..<rowCount {
                total += codes[row] == 0 ? 0 : 1
                counts[Int(rowEqualCodes[row])] += 1
            }
            counts[0] = 0
        }
        totals[comparison] += total
    }

    /// The share of the population's records with each of the cohort's values that occurs, by value.
    package func frequencies(comparison: Int, of cohort: LinkCohort) -> [String: Double] {
        guard case .text(let text) = cohort.columns.fields[cohort.comparisons[comparison].field] else { return [:] }
        var result: [String: Double] = [:]
        for (code, count) in counts[comparison].enumerated() where count > 0 {
            let value = String(decoding: text.bytes(ofCode: code), as: UTF8.self)
            result[value] = Double(count) / Double(totals[comparison])
        }
        return result
    }

    /// Adds the records of another part.
    package mutating func merge(_ other: ValueCounts) {
        precondition(counts.map(\.count) == other.counts.map(\.count), "value counts of two cohorts")
        for comparison in counts.indices {
            for code in counts[comparison].indices { counts[comparison][code] += other.counts[comparison][code] }
            totals[comparison] += other.totals[comparison]
        }
    }

    /// Appends the counts.
    package func encode(into writer: inout ByteWriter) {
        writer.write(array: totals)
        for column in counts { writer.write(array: column) }
    }

    /// Reads counts.
    ///
    /// - Throws: `DecodingFault` when the bytes are not counts.
    package init(from reader: inout ByteReader) throws {
        totals = try reader.readArray(Int64.self)
        guard totals.count <= Comparison.comparisonCountMax else {
            throw DecodingFault.malformed("value counts have too many comparisons")
        }
        counts = []
        for _ in totals { counts.append(try reader.readArray(Int64.self)) }
        guard (counts.joined() + totals).allSatisfy({ (0...1 << 52).contains($0) }) else {
            throw DecodingFault.malformed("a value count is out of range")
        }
    }
}
