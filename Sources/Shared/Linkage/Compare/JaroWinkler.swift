/// Jaro and Jaro–Winkler similarity of two texts, in [0, 1].
///
/// Jaro (1989, JASA 84:414) with Winkler's prefix boost (1990): 0.1 a common leading scalar, at most four, and only where
/// the Jaro similarity is above 0.7. Texts are UTF-8 and compared by Unicode scalars; two empty texts are equal. The
/// bit-parallel form keeps the matched positions of each text in one word, so it serves texts up to 64 scalars;
/// ``textbook(_:_:)`` serves the others and gives the same number to the last bit, which is also RapidFuzz's.
package struct JaroWinkler: ~Copyable {
    /// What the similarity of two texts of known lengths follows from.
    package struct Agreement: Hashable, Sendable {
        /// Scalars with an equal one at most half of the longer length away, each used once.
        package var matches = 0
        /// Matched scalars that stand elsewhere in the order of matches on the other side.
        package var unequal = 0
        /// Common leading scalars, at most four.
        package var prefix = 0
    }

    /// Up to this similarity a common prefix counts for nothing.
    package static let boostBound = 0.7
    /// The longest prefix that counts.
    package static let prefixMax = 4

    /// Where each byte value stands in the pattern, one bit a position; all zero between calls.
    private let positions: UnsafeMutablePointer<UInt64>

    /// A comparer with its own scratch memory; one a thread.
    package init() {
        positions = .allocate(capacity: 256)
        positions.initialize(repeating: 0, count: 256)
    }

    deinit { positions.deallocate() }

    /// The Jaro–Winkler similarity of two texts.
    ///
    /// - Complexity: O(*a* + *b*) up to 64 scalars, O(*a* · *b*) above.
    package borrowing func similarity(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double
    {
        if CodePoints.areBytes(left), CodePoints.areBytes(right) { return similarity(ofBytes: left, right) }
        return CodePoints.compare(left, right) { left, right in
            Self.similarity(agreement(left, right), left.count, right.count)
        } scalars: { left, right in
            Self.similarity(Self.agreementByDefinition(left, right), left.count, right.count)
        }
    }

    /// The same of texts whose scalars are bytes.
    borrowing func similarity(ofBytes left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        Self.similarity(agreement(left, right), left.count, right.count)
    }

    /// The Jaro similarity of two texts: no boost for a common prefix.
    ///
    /// - Complexity: as ``similarity(_:_:)``.
    package borrowing func jaro(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        if CodePoints.areBytes(left), CodePoints.areBytes(right) {
            return Self.jaro(agreement(left, right), left.count, right.count)
        }
        return CodePoints.compare(left, right) { left, right in
            Self.jaro(agreement(left, right), left.count, right.count)
        } scalars: { left, right in
            Self.jaro(Self.agreementByDefinition(left, right), left.count, right.count)
        }
    }

    /// The Jaro–Winkler similarity by the definition, with one flag a scalar; any length.
    package static func textbook(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        let left = CodePoints.decode(left)
        let right = CodePoints.decode(right)
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                similarity(agreementByDefinition(left, right), left.count, right.count)
            }
        }
    }

    /// The Jaro–Winkler similarity that some agreement gives.
    package static func similarity(_ agreement: Agreement, _ leftCount: Int, _ rightCount: Int) -> Double {
        let jaro = jaro(agreement, leftCount, rightCount)
        guard jaro > boostBound else { return jaro }
        return jaro + Double(agreement.prefix) * 0.1 * (1 - jaro)
    }

    /// The Jaro similarity that some agreement gives.
    package static func jaro(_ agreement: Agreement, _ leftCount: Int, _ rightCount: Int) -> Double {
        guard agreement.matches > 0 else { return leftCount == 0 && rightCount == 0 ? 1 : 0 }
        let matches = Double(agreement.matches)
        let inOrder = Double(agreement.matches - agreement.unequal / 2)
        return (matches / Double(leftCount) + matches / Double(rightCount) + inOrder / matches) / 3
    }

    /// How far apart two equal scalars may stand.
    static func window(_ leftCount: Int, _ rightCount: Int) -> Int {
        max(max(leftCount, rightCount) / 2 - 1, 0)
    }

    private borrowing func agreement(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>)
        -> Agreement
    {
        guard left.count <= 64, right.count <= 64 else { return Self.agreementByDefinition(left, right) }
        guard !left.isEmpty, !right.isEmpty else { return Agreement() }
        let window = Self.window(left.count, right.count)
        for (index, byte) in right.enumerated() { positions[Int(byte)] |= 1 << UInt64(index) }
        var matchedLeft: UInt64 = 0
        var matchedRight: UInt64 = 0
        for index in 0..<left.count {
            let low = max(index - window, 0)
            let high = min(index + window, 63)
            let bound = (UInt64.max << UInt64(low)) & (UInt64.max >> UInt64(63 - high))
            let free = positions[Int(left[index])] & bound & ~matchedRight
            matchedRight |= free & (0 &- free)
            matchedLeft |= (free == 0 ? 0 : 1) << UInt64(index)
        }
        for byte in right { positions[Int(byte)] = 0 }
        var agreement = Agreement(matches: matchedLeft.nonzeroBitCount, prefix: Self.prefix(left, right))
        while matchedLeft != 0 {
            if left[matchedLeft.trailingZeroBitCount] != right[matchedRight.trailingZeroBitCount] {
                agreement.unequal += 1
            }
            matchedLeft &= matchedLeft &- 1
            matchedRight &= matchedRight &- 1
        }
        return agreement
    }

    private static func agreementByDefinition<Symbol: Equatable>(
        _ left: UnsafeBufferPointer<Symbol>,
        _ right: UnsafeBufferPointer<Symbol>
    ) -> Agreement {
        let window = window(left.count, right.count)
        var isMatched = [Bool](repeating: false, count: right.count)
        var matched: [Symbol] = []
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
        return Agreement(matches: matched.count, unequal: unequal, prefix: prefix(left, right))
    }

    private static func prefix<Symbol: Equatable>(
        _ left: UnsafeBufferPointer<Symbol>,
        _ right: UnsafeBufferPointer<Symbol>
    ) -> Int {
        var prefix = 0
        while prefix < min(prefixMax, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
        return prefix
    }
}
