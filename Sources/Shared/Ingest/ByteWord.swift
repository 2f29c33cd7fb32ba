/// Eight bytes of text tested at once (SIMD within a register).
///
/// The exact zero-byte test of Mycroft and Lamport: unlike the shorter one it has no false positives, so every bit that
/// is set can be used as a position.
enum ByteWord {
    private static let lows: UInt64 = 0x7f7f_7f7f_7f7f_7f7f

    /// The high bit of each byte.
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// A word of eight equal bytes.
    @inline(__always)
    static func pattern(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* 0x0101_0101_0101_0101
    }

    /// The high bit of each byte that equals the pattern's.
    @inline(__always)
    static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let difference = word ^ pattern
        return ~(((difference & lows) &+ lows) | difference | lows)
    }

    /// The eight bytes at a place, zeros after `end`; the first byte is the lowest.
    @inline(__always)
    static func load(_ place: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) -> UInt64 {
        let available = end - place
        if available >= 8 {
            return UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
        }
        var word: UInt64 = 0
        for index in 0..<max(available, 0) {
            word |= UInt64(place[index]) << UInt64(index * 8)
        }
        return word
    }
}
