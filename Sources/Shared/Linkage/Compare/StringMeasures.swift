/// Distances and similarities of two byte strings by their definitions, without memory of their own on the heap for
/// strings of usual length.
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

    /// The Jaro similarity in [0, 1]; see ``JaroWinkler`` for the definition.
    ///
    /// - Complexity: O(*a* · *b*).
    static func jaro(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
        let window = max(max(left.count, right.count) / 2 - 1, 0)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: left.count + right.count) { flags in
            flags.update(repeating: 0)
            let leftFlags = UnsafeMutableBufferPointer(rebasing: flags[..<left.count])
            let rightFlags = UnsafeMutableBufferPointer(rebasing: flags[left.count...])
            var matches = 0
            for index in 0..<left.count {
                let low = max(index - window, 0)
                let high = min(index + window, right.count - 1)
                guard low <= high else { continue }
                for other in low...high where rightFlags[other] == 0 && right[other] == left[index] {
                    (leftFlags[index], rightFlags[other]) = (1, 1)
                    matches += 1
                    break
                }
            }
            guard matches > 0 else { return 0 }
            var unequal = 0
            var other = 0
            for index in 0..<left.count where leftFlags[index] == 1 {
                while rightFlags[other] == 0 { other += 1 }
                if left[index] != right[other] { unequal += 1 }
                other += 1
            }
            let common = Double(matches)
            let transposed = Double(matches - unequal / 2)
            return (common / Double(left.count) + common / Double(right.count) + transposed / common) / 3
        }
    }
}
