/// The assignment of rows to columns with the smallest sum of costs (Kuhn 1955, Munkres 1957; shortest augmenting paths
/// with potentials).
package enum Hungarian {
    /// The cost of a pair that must not be chosen; sums of as many as there are rows do not overflow.
    package static let forbidden: Int64 = 1 << 40

    /// Assigns each row a column of its own.
    ///
    /// - Parameters:
    ///   - costs: Row after row; magnitudes up to ``forbidden``.
    ///   - rowCount: Rows; at most as many as columns.
    ///   - columnCount: Columns.
    /// - Returns: The column of each row. Of several best assignments always the same one.
    /// - Complexity: O(*r*² · *c*) for *r* rows and *c* columns.
    package static func assign(costs: [Int64], rowCount: Int, columnCount: Int) -> [Int] {
        precondition(rowCount <= columnCount && costs.count == rowCount * columnCount, "more rows than columns")
        // Row and column 0 are sentinels; real ones count from 1.
        var rowPotentials = [Int64](repeating: 0, count: rowCount + 1)
        var columnPotentials = [Int64](repeating: 0, count: columnCount + 1)
        var rowOfColumn = [Int](repeating: 0, count: columnCount + 1)
        var previous = [Int](repeating: 0, count: columnCount + 1)
        for row in 0..<rowCount {
            rowOfColumn[0] = row + 1
            var column = 0
            var shortest = [Int64](repeating: .max, count: columnCount + 1)
            var isUsed = [Bool](repeating: false, count: columnCount + 1)
            repeat {
                isUsed[column] = true
                let current = rowOfColumn[column]
                var delta = Int64.max
                var next = 0
                for other in 1...columnCount where !isUsed[other] {
                    let cost = costs[(current - 1) * columnCount + other - 1]
                    let reduced = cost - rowPotentials[current] - columnPotentials[other]
                    if reduced < shortest[other] {
                        shortest[other] = reduced
                        previous[other] = column
                    }
                    if shortest[other] < delta {
                        delta = shortest[other]
                        next = other
                    }
                }
                for other in 0...columnCount {
                    if isUsed[other] {
                        rowPotentials[rowOfColumn[other]] += delta
                        columnPotentials[other] -= delta
                    } else if shortest[other] != .max {
                        shortest[other] -= delta
                    }
                }
                column = next
            } while rowOfColumn[column] != 0
            while column != 0 {
                rowOfColumn[column] = rowOfColumn[previous[column]]
                column = previous[column]
            }
        }
        var result = [Int](repeating: 0, count: rowCount)
        for column in 1...columnCount where rowOfColumn[column] > 0 { result[rowOfColumn[column] - 1] = column - 1 }
        return result
    }
}
