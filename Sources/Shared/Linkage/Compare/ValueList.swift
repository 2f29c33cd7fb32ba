/// Comparison of lists of values: standardised, distinct, in ascending order, joined by semicolons.
enum ValueList {
    /// What stands between two values.
    static let separator = UInt8(ascii: ";")

    /// How many values both lists have.
    ///
    /// - Complexity: O(*a* + *b*) for texts of *a* and *b* bytes.
    static func commonCount(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        var common = 0
        var (start, other) = (0, 0)
        while start < left.count, other < right.count {
            let end = valueEnd(left, start)
            let otherEnd = valueEnd(right, other)
            let own = left[start..<end]
            let theirs = right[other..<otherEnd]
            if own.elementsEqual(theirs) {
                common += 1
                start = end + 1
                other = otherEnd + 1
            } else if own.lexicographicallyPrecedes(theirs) {
                start = end + 1
            } else {
                other = otherEnd + 1
            }
        }
        return common
    }

    /// The share of the shorter list's values that the other list has (overlap coefficient), in [0, 1].
    static func overlap(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Double {
        let fewest = min(count(left), count(right))
        return fewest == 0 ? 0 : Double(commonCount(left, right)) / Double(fewest)
    }

    private static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        text.isEmpty ? 0 : text.reduce(1) { $0 + ($1 == separator ? 1 : 0) }
    }

    private static func valueEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < text.count, text[end] != separator { end += 1 }
        return end
    }
}
