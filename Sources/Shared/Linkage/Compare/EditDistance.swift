/// Edit distances of two texts in UTF-8, counted in Unicode scalars: Levenshtein's (1966), and the restricted
/// Damerau–Levenshtein distance (optimal string alignment), in which an exchange of neighbours is one edit and no part is
/// edited twice.
///
/// Bit-parallel after Hyyrö (2003, Nordic Journal of Computing 10:29) while one text has at most 64 scalars;
/// ``textbook(_:_:swapsCount:)`` is the dynamic programme, for longer texts and for tests.
package struct EditDistance: ~Copyable {
    private let positions: UnsafeMutablePointer<UInt64>

    /// A comparer with its own scratch memory; one a thread.
    package init() {
        positions = .allocate(capacity: 256)
        positions.initialize(repeating: 0, count: 256)
    }

    deinit { positions.deallocate() }

    /// The restricted Damerau–Levenshtein distance: insertions, deletions, substitutions and exchanges of neighbours.
    ///
    /// - Complexity: O(*a* + *b*) up to 64 scalars, O(*a* · *b*) above.
    package borrowing func distance(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        distance(left, right, swapsCount: true)
    }

    /// Levenshtein's distance: insertions, deletions and substitutions.
    ///
    /// - Complexity: O(*a* + *b*) up to 64 scalars, O(*a* · *b*) above.
    package borrowing func levenshtein(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        distance(left, right, swapsCount: false)
    }

    private borrowing func distance(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        swapsCount: Bool
    ) -> Int {
        if CodePoints.areBytes(left), CodePoints.areBytes(right) { return ofBytes(left, right, swapsCount: swapsCount) }
        return CodePoints.compare(left, right) { left, right in
            ofBytes(left, right, swapsCount: swapsCount)
        } scalars: { left, right in
            Self.byDefinition(left, right, swapsCount: swapsCount)
        }
    }

    /// A distance of texts with one byte a symbol, whatever the bytes are.
    @inline(__always)
    borrowing func ofBytes(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        swapsCount: Bool
    ) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        if left.count > 64, right.count <= 64 { return bitParallel(right, left, swapsCount: swapsCount) }
        guard left.count <= 64 else { return Self.byDefinition(left, right, swapsCount: swapsCount) }
        return bitParallel(left, right, swapsCount: swapsCount)
    }

    /// The differences between neighbouring cells of the dynamic programme, one bit a position of the pattern.
    @inline(__always)
    private borrowing func bitParallel(
        _ pattern: UnsafeBufferPointer<UInt8>,
        _ text: UnsafeBufferPointer<UInt8>,
        swapsCount: Bool
    ) -> Int {
        for (index, byte) in pattern.enumerated() { positions[Int(byte)] |= 1 << UInt64(index) }
        let last: UInt64 = 1 << UInt64(pattern.count - 1)
        var positive = UInt64.max
        var negative: UInt64 = 0
        var diagonal: UInt64 = 0
        var previous: UInt64 = 0
        var distance = pattern.count
        for byte in text {
            let matches = positions[Int(byte)]
            let swapped = swapsCount ? ((~diagonal & matches) << 1) & previous : 0
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
        for byte in pattern { positions[Int(byte)] = 0 }
        return distance
    }

    /// A distance by dynamic programming; any length.
    package static func textbook(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        swapsCount: Bool = true
    ) -> Int {
        let left = CodePoints.decode(left)
        let right = CodePoints.decode(right)
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { byDefinition(left, $0, swapsCount: swapsCount) }
        }
    }

    /// A distance of sequences of any symbols, by the dynamic programme.
    static func byDefinition<Symbol: Equatable>(
        _ left: UnsafeBufferPointer<Symbol>,
        _ right: UnsafeBufferPointer<Symbol>,
        swapsCount: Bool
    ) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (left[row] == right[column] ? 0 : 1))
                if swapsCount, row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
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
