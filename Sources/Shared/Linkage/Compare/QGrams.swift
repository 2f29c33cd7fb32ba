/// Comparison of the runs of *q* bytes that two texts are made of.
enum QGrams {
    /// The longest run: it must fit into one word with its length.
    static let lengthMax = 7

    /// The share of distinct runs that both texts have (Jaccard's index), in [0, 1].
    ///
    /// Runs are taken as they stand, without padding at the ends; a text shorter than *q* is its own only run.
    ///
    /// - Complexity: O(*n* log *n*) for texts of *n* bytes.
    static func overlap(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        length: Int
    ) -> Double {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: left.count + right.count + 2) { memory in
            let leftCount = fill(memory, from: left, length: length)
            let rest = UnsafeMutableBufferPointer(rebasing: memory[leftCount...])
            let rightCount = fill(rest, from: right, length: length)
            var common = 0
            var (index, other) = (0, 0)
            while index < leftCount, other < rightCount {
                if memory[index] == rest[other] {
                    common += 1
                    index += 1
                    other += 1
                } else if memory[index] < rest[other] {
                    index += 1
                } else {
                    other += 1
                }
            }
            let all = leftCount + rightCount - common
            return all == 0 ? 1 : Double(common) / Double(all)
        }
    }

    /// Writes the distinct runs of a text in ascending order; returns how many.
    private static func fill(
        _ memory: UnsafeMutableBufferPointer<UInt64>,
        from text: UnsafeBufferPointer<UInt8>,
        length: Int
    ) -> Int {
        guard !text.isEmpty else { return 0 }
        let size = min(length, text.count)
        let count = text.count - size + 1
        for start in 0..<count {
            var word = UInt64(size)
            for offset in 0..<size { word = word << 8 | UInt64(text[start + offset]) }
            memory[start] = word
        }
        var runs = UnsafeMutableBufferPointer(rebasing: memory[..<count])
        runs.sort()
        var distinct = 1
        for index in 1..<max(count, 1) where memory[index] != memory[distinct - 1] {
            memory[distinct] = memory[index]
            distinct += 1
        }
        return distinct
    }
}
