/// What of a text tells at a glance that it is unlike another: its length, how often it has each letter, how it begins, and
/// its groups of nicknames.
///
/// Nearly all pairs of names are unlike. A sketch a distinct value decides that without reading either text.
package struct TextSketch: BitwiseCopyable, Sendable {
    /// Longer texts have no sketch.
    private static let countMax = 255

    /// Two bits for each class of bytes equal in their low five: 01 where one byte is in it, 11 where two or more are.
    private let letters: UInt64
    /// See `Nicknames.packedGroups(of:)`.
    private let nicknames: UInt64
    /// The first four bytes, the first lowest.
    private let head: UInt32
    /// The number of bytes; 0 where the sketch says nothing: beyond ASCII, with spaces, or of one letter.
    private let count: UInt8
    /// Bytes beyond the second of their class.
    private let excess: UInt8

    /// Whether the text is one word of ASCII, of two letters or more.
    var isPlain: Bool { count != 0 }

    /// The sketch of a standardised text.
    ///
    /// - Complexity: O(*n*).
    package init(_ text: UnsafeBufferPointer<UInt8>) {
        nicknames = Nicknames.packedGroups(of: text)
        var (letters, head, excess, isPlain) = (UInt64(0), UInt32(0), UInt8(0), true)
        if (2...Self.countMax).contains(text.count) {
            for (place, byte) in text.enumerated() {
                let shift = UInt64(byte & 31) * 2
                let seen = letters >> shift & 3
                excess += seen == 3 ? 1 : 0
                letters |= (seen << 1 | 1) << shift & 3 << shift
                if place < 4 { head |= UInt32(byte) << UInt32(8 * place) }
                isPlain = isPlain && byte < 0x80 && byte != 0x20
            }
            count = isPlain ? UInt8(text.count) : 0
        } else {
            count = 0
        }
        (self.letters, self.head, self.excess) = (letters, head, excess)
    }

    /// Whether two texts may have a Jaro–Winkler similarity of a bound or more, a nickname in common, or be an initial or a
    /// part of a compound; never false where one of these holds.
    @inline(__always)
    package static func mayBeAlike(_ left: TextSketch, _ right: TextSketch, similarityMin: Double) -> Bool {
        similarityMax(left, right) >= similarityMin || haveCommonNickname(left, right)
    }

    /// Whether two texts are used for one another as given names.
    @inline(__always)
    static func haveCommonNickname(_ left: TextSketch, _ right: TextSketch) -> Bool {
        left.nicknames != 0 && Nicknames.haveCommonGroup(left.nicknames, right.nicknames)
    }

    /// No less than the Jaro–Winkler similarity of two texts; 1 where a sketch says nothing.
    ///
    /// At most as many bytes match as both have of each letter. With *m* of them the Jaro similarity is at most
    /// (m/|a| + m/|b| + 1)/3, and the common prefix is known.
    @inline(__always)
    package static func similarityMax(_ left: TextSketch, _ right: TextSketch) -> Double {
        if !left.isPlain || !right.isPlain { return 1 }
        let common = (left.letters & right.letters).nonzeroBitCount + Int(min(left.excess, right.excess))
        if common == 0 { return 0 }
        let matches = Double(common)
        let jaro = (matches / Double(left.count) + matches / Double(right.count) + 1) / 3
        let prefix = Double((left.head ^ right.head).trailingZeroBitCount / 8)
        // A little more than any rounding could take away.
        return jaro + prefix * 0.1 * (1 - jaro) + 1e-9
    }
}

extension FixedArray<TextSketch> {
    /// The sketches of a column's distinct texts, by code; nil for dates.
    static func sketches(of field: LinkColumns.Field) -> FixedArray? {
        guard case .text(let text) = field else { return nil }
        return FixedArray((0..<text.distinctCount).map { TextSketch(text.bytes(ofCode: $0)) })
    }
}
