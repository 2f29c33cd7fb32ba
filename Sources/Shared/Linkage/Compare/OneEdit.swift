/// Whether two texts are at most one edit apart: an insertion, deletion or substitution, or two neighbours exchanged.
///
/// The same answer as ``EditDistance`` gives for a bound of one, at the cost of finding the first byte that differs: what
/// identifiers of different people need. For texts whose characters are bytes.
package enum OneEdit {
    /// Whether the distance is at most one.
    ///
    /// - Complexity: O(*n*).
    @inline(__always)
    package static func isEnough(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        guard long.count - short.count <= 1 else { return false }
        var place = 0
        while place < short.count, short[place] == long[place] { place += 1 }
        if place == short.count { return true }
        if short.count < long.count { return agree(short, from: place, long, from: place + 1) }
        if agree(short, from: place + 1, long, from: place + 1) { return true }
        return place + 1 < short.count && short[place] == long[place + 1] && short[place + 1] == long[place]
            && agree(short, from: place + 2, long, from: place + 2)
    }

    /// Whether a text's characters are its bytes.
    @inline(__always)
    static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var all: UInt8 = 0
        for byte in text { all |= byte }
        return all < 0x80
    }

    private static func agree(
        _ left: UnsafeBufferPointer<UInt8>,
        from leftStart: Int,
        _ right: UnsafeBufferPointer<UInt8>,
        from rightStart: Int
    ) -> Bool {
        var offset = 0
        while leftStart + offset < left.count {
            if left[leftStart + offset] != right[rightStart + offset] { return false }
            offset += 1
        }
        return true
    }
}
