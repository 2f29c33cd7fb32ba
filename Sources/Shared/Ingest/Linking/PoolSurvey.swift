package import Linkage
import Statistics

/// Looks at columns of the population's file whose meaning is not known by their names.
package enum PoolSurvey {
    /// About how many records are sampled.
    private static let sampleRowCount = 20_000
    /// Distinct values of the cohort that are looked for.
    private static let soughtCountMax = 50_000

    /// A row of the sample, with what orders the sample.
    private struct Row: Sendable {
        let content: UInt64
        let number: Int
        let values: [[UInt8]]
    }

    private struct Part: Sendable {
        var rows: [Row] = []
        /// By column, for each code whether the file has it; empty where nothing is looked for.
        var found: [[Bool]]
    }

    /// Reads a file once.
    ///
    /// - Parameters:
    ///   - scanner: The file.
    ///   - columns: For each column the cohort's values, its place in the file, and whether what it holds is judged by its values.
    /// - Returns: What was found of each column.
    /// - Throws: ``CSVRowError`` for the first record that has not the header's shape.
    package static func survey(
        _ scanner: CSVScanner,
        columns: [(cohort: DistinctTexts, position: Int, isJudged: Bool)]
    ) throws -> [ColumnSurvey] {
        let isWhole = scanner.rowCount <= sampleRowCount
        let bound = isWhole ? .max : UInt64(Double(sampleRowCount) / Double(scanner.rowCount) * 0x1p64)
        let hash = KeyedHash(key: 0x7375_7276)
        // Common values matter only where nearly every record has another one; to look each up would take most of the time.
        let soughtCounts = columns.map { column in
            let isSought = column.isJudged && ColumnRecognition.mayIdentify(column.cohort)
            return isSought ? min(column.cohort.distinctCount - 1, soughtCountMax) : 0
        }
        let sought = columns.indices.filter { soughtCounts[$0] > 0 }
        let parts = try scanner.mapChunks { _, _, rows in
            var part = Part(found: soughtCounts.map { $0 > 0 ? [Bool](repeating: false, count: $0 + 1) : [] })
            while rows.next() {
                if let fault = rows.fault {
                    throw CSVRowError(file: scanner.fileName, row: rows.rowNumber, fault: fault)
                }
                var content: UInt64 = 0
                for column in columns {
                    content = hash.hash(content, hash.hash(UnsafeRawBufferPointer(rows[column.position])))
                }
                for index in sought {
                    let code = columns[index].cohort.code(of: rows[columns[index].position]) ?? 0
                    if code > 0, code <= soughtCounts[index] { part.found[index][code] = true }
                }
                if content <= bound {
                    let values = columns.map { Array(rows[$0.position]) }
                    part.rows.append(Row(content: content, number: rows.rowNumber, values: values))
                }
            }
            return part
        }
        let sample = parts.flatMap(\.rows).sorted { ($0.content, $0.number) < ($1.content, $1.number) }
        return columns.indices.map { index in
            var texts = DistinctTexts(reservingRows: sample.count)
            for row in sample { row.values[index].withUnsafeBufferPointer { texts.append($0) } }
            let common = parts.reduce(into: [Bool](repeating: false, count: soughtCounts[index] + 1)) { all, part in
                for code in part.found[index].indices where part.found[index][code] { all[code] = true }
            }
            return ColumnSurvey(
                sample: texts,
                rowCount: scanner.rowCount,
                commonCount: common.count { $0 },
                soughtCount: soughtCounts[index]
            )
        }
    }
}
