/// Jaro–Winkler similarity of two byte strings, in [0, 1].
///
/// Jaro (1989, JASA 84:414) with Winkler's prefix boost (1990): 0.1 a common leading byte, at most four, and only where
/// the Jaro similarity is above 0.7. Two empty strings are equal. The bit-parallel form keeps the matched positions of
/// each string in one word, so it serves strings up to 64 bytes; ``textbook(_:_:)`` serves the others and gives the same
/// number to the last bit.
package struct JaroWinkler: ~Copyable {
    /// Where each byte value stands in the pattern, one bit a position; all zero between calls.
    private let positions: UnsafeMutablePointer<UInt64>

    /// A comparer with its own scratch memory; one a thread.
    package init() {
        positions = .allocate(capacity: 256)
        positions.initialize(repeating: 0, count: 256)
    }

    deinit { positions.deallocate() }

    /// The similarity of two strings.
    ///
    /// - Complexity: O(*a* + *b*) up to 64 bytes, O(*a* · *b*) above.
    package borrowing func similarity(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double
    {
        guard left.count <= 64, right.count <= 64 else { return Self.textbook(left, right) }
        guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
        let window = max(max(left.count, right.count) / 2 - 1, 0)
        for (index, byte) in right.enumerated() { positions[Int(byte)] |= 1 << UInt64(index) }
        var matchedLeft: UInt64 = 0
        var matchedRight: UInt64 = 0
        for index in 0..<left.count {
            let low = max(index - window, 0)
            let high = min(index + window, 63)
            guard low <= high else { continue }
            let bound = (UInt64.max << UInt64(low)) & (UInt64.max >> UInt64(63 - high))
            let free = positions[Int(left[index])] & bound & ~matchedRight
            matchedRight |= free & (0 &- free)
            matchedLeft |= (free == 0 ? 0 : 1) << UInt64(index)
        }
        for byte in right { positions[Int(byte)] = 0 }
        let matches = matchedLeft.nonzeroBitCount
        var unequal = 0
        while matchedLeft != 0 {
            if left[matchedLeft.trailingZeroBitCount] != right[matchedRight.trailingZeroBitCount] { unequal += 1 }
            matchedLeft &= matchedLeft &- 1
            matchedRight &= matchedRight &- 1
        }
        return Self.boosted(left, right, matches: matches, unequal: unequal)
    }

    /// The similarity by the definition, with one flag a byte; any length.
    package static func textbook(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
        let window = max(max(left.count, right.count) / 2 - 1, 0)
        var isMatched = [Bool](repeating: false, count: right.count)
        var matched: [UInt8] = []
        for index in 0..<left.count {
            let low = max(index - window, 0)
            let high = min(index + window, right.count - 1)
            guard low <= high else { continue }
            for other in low...high where !isMatched[other] && right[other] == left[index] {
                isMatched[other] = true
                matched.append(left[index])
                break
            }
        }
        let counterpart = right.indices.filter { isMatched[$0] }.map { right[$0] }
        let unequal = zip(matched, counterpart).count { $0 != $1 }
        return boosted(left, right, matches: matched.count, unequal: unequal)
    }

    private static func boosted(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        matches: Int,
        unequal: Int
    ) -> Double {
        guard matches > 0 else { return 0 }
        let common = Double(matches)
        let transposed = Double(matches - unequal / 2)
        let jaro = (common / Double(left.count) + common / Double(right.count) + transposed / common) / 3
        guard jaro > 0.7 else { return jaro }
        var prefix = 0
        while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
        return jaro + Double(prefix) * 0.1 * (1 - jaro)
    }
}
