/// Distances of two short byte strings by their definitions, for the digits of dates.
///
/// They take no memory of their own on the heap. Texts are compared by ``EditDistance`` and ``DamerauLevenshtein``.
enum StringMeasures {
    /// The fewest insertions, deletions and substitutions that make one string the other (Levenshtein 1966).
    ///
    /// - Complexity: O(*a* · *b*).
    static func levenshtein(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: right.count + 1) { row in
            for column in 0...right.count { row[column] = Int32(column) }
            for index in 0..<left.count {
                var diagonal = row[0]
                row[0] = Int32(index + 1)
                for column in 0..<right.count {
                    let substituted = diagonal + (left[index] == right[column] ? 0 : 1)
                    diagonal = row[column + 1]
                    row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
                }
            }
            return Int(row[right.count])
        }
    }

    /// The same with swaps of neighbours, between which other edits may fall (Damerau–Levenshtein without restriction;
    /// Lowrance and Wagner 1975).
    ///
    /// - Complexity: O(*a* · *b*) time and memory.
    static func damerau(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let width = right.count + 2
        let size = (left.count + 2) * width
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: size + 256) { memory in
            let lastRow = UnsafeMutableBufferPointer(rebasing: memory[size...])
            lastRow.update(repeating: 0)
            let most = Int32(left.count + right.count)
            memory[0] = most
            for row in 0...left.count {
                memory[(row + 1) * width] = most
                memory[(row + 1) * width + 1] = Int32(row)
            }
            for column in 0...right.count {
                memory[column + 1] = most
                memory[width + column + 1] = Int32(column)
            }
            for row in 1..<max(left.count + 1, 1) {
                var lastColumn = 0
                for column in 1..<max(right.count + 1, 1) {
                    let matchRow = Int(lastRow[Int(right[column - 1])])
                    let matchColumn = lastColumn
                    let isEqual = left[row - 1] == right[column - 1]
                    if isEqual { lastColumn = column }
                    let swap = memory[matchRow * width + matchColumn] + Int32(row - matchRow - 1 + column - matchColumn)
                    memory[(row + 1) * width + column + 1] = min(
                        memory[row * width + column] + (isEqual ? 0 : 1),
                        memory[(row + 1) * width + column] + 1,
                        memory[row * width + column + 1] + 1,
                        swap
                    )
                }
                lastRow[Int(left[row - 1])] = Int32(row)
            }
            return Int(memory[(left.count + 1) * width + right.count + 1])
        }
    }
}
