/// Restricted Damerau–Levenshtein distance (optimal string alignment): the fewest insertions, deletions, substitutions
/// and swaps of neighbours, no part edited twice.
///
/// Bit-parallel after Hyyrö (2003, Nordic Journal of Computing 10:29) while one string has at most 64 bytes;
/// ``textbook(_:_:)`` is the dynamic programme, for longer strings and for tests.
package struct EditDistance: ~Copyable {
    private let positions: UnsafeMutablePointer<UInt64>

    /// A comparer with its own scratch memory; one a thread.
    package init() {
        positions = .allocate(capacity: 256)
        positions.initialize(repeating: 0, count: 256)
    }

    deinit { positions.deallocate() }

    /// The distance between two strings of bytes.
    ///
    /// - Complexity: O(*a* + *b*) up to 64 bytes, O(*a* · *b*) above.
    package borrowing func distance(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        guard left.count <= 64 else { return Self.textbook(left, right) }
        for (index, byte) in left.enumerated() { positions[Int(byte)] |= 1 << UInt64(index) }
        let last: UInt64 = 1 << UInt64(left.count - 1)
        var positive = UInt64.max
        var negative: UInt64 = 0
        var diagonal: UInt64 = 0
        var previous: UInt64 = 0
        var distance = left.count
        for byte in right {
            let matches = positions[Int(byte)]
            let swapped = ((~diagonal & matches) << 1) & previous
            diagonal = (((matches & positive) &+ positive) ^ positive) | matches | negative | swapped
            var horizontalPositive = negative | ~(diagonal | positive)
            let horizontalNegative = diagonal & positive
            if horizontalPositive & last != 0 { distance += 1 }
            if horizontalNegative & last != 0 { distance -= 1 }
            horizontalPositive = (horizontalPositive << 1) | 1
            positive = (horizontalNegative << 1) | ~(diagonal | horizontalPositive)
            negative = horizontalPositive & diagonal
            previous = matches
        }
        for byte in left { positions[Int(byte)] = 0 }
        return distance
    }

    /// The distance by dynamic programming; any length.
    package static func textbook(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
