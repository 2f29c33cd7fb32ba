/// Texts as sequences of Unicode scalars, the symbols that string comparisons count.
enum CodePoints {
    /// Whether each byte is a scalar of its own.
    @inline(__always)
    static func areBytes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var union: UInt8 = 0
        for byte in text { union |= byte }
        return union < 0x80
    }

    /// The number of scalars of a text in UTF-8.
    static func count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in text { count &+= byte & 0xc0 == 0x80 ? 0 : 1 }
        return count
    }

    /// Whether two texts can be so few insertions or deletions apart.
    static func countsDiffer(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        byAtMost bound: Int
    ) -> Bool {
        abs(count(left) - count(right)) <= bound
    }

    /// The scalars of a text in UTF-8; what is not well-formed becomes U+FFFD.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt32] {
        if areBytes(text) { return text.map { UInt32($0) } }
        return String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
    }

    /// Calls a comparison with one byte a scalar, equal where the scalars are equal; with the scalars themselves where
    /// the two texts have more distinct ones than a byte can tell apart.
    @inline(never)
    static func compare<Result>(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>,
        bytes: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result,
        scalars: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<UInt32>) -> Result
    ) -> Result {
        let left = decode(left)
        let right = decode(right)
        var seen: [UInt32: UInt8] = [:]
        for scalar in left where seen[scalar] == nil {
            if seen.count == 255 {
                return left.withUnsafeBufferPointer { l in right.withUnsafeBufferPointer { scalars(l, $0) } }
            }
            seen[scalar] = UInt8(seen.count + 1)
        }
        // What the left text does not have equals nothing: one byte serves for all of it.
        let leftBytes = left.map { seen[$0] ?? 0 }
        let rightBytes = right.map { seen[$0] ?? 0 }
        return leftBytes.withUnsafeBufferPointer { l in rightBytes.withUnsafeBufferPointer { bytes(l, $0) } }
    }
}
