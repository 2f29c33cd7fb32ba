/// A 64-bit keyed hash of bytes, the same on every machine.
///
/// Multiply-and-fold over eight-byte words (the construction of wyhash), chosen for speed on short keys. It spreads, it
/// does not protect: pseudonyms and content hashes use the cryptographic functions of `Tables`.
package struct KeyedHash: Sendable {
    private let key: UInt64

    private static let multiplierA: UInt64 = 0xa076_1d64_78bd_642f
    private static let multiplierB: UInt64 = 0xe703_7ed1_a0b4_28db

    /// A hash function of its own for each key.
    package init(key: UInt64) {
        self.key = key
    }

    /// The hash of some bytes.
    ///
    /// - Complexity: O(*n*), about half a nanosecond a byte.
    package func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = key ^ Self.multiplierA
        var index = 0
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            state = Self.fold(state ^ word, Self.multiplierB)
            index += 8
        }
        let tail = Self.tail(bytes, from: index)
        state = Self.fold(state ^ tail, Self.multiplierB)
        return Self.fold(state ^ UInt64(bytes.count), Self.multiplierA)
    }

    /// The fewer than eight bytes from a place to the end, the first one lowest.
    @inline(__always)
    private static func tail(_ bytes: UnsafeRawBufferPointer, from index: Int) -> UInt64 {
        let left = bytes.count - index
        if left == 0 { return 0 }
        if bytes.count >= 8 {
            // The last eight bytes, without those that were taken already.
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
            return word >> UInt64(8 * (8 - left))
        }
        if left >= 4 {
            let low = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self)))
            let high = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: left - 4, as: UInt32.self)))
            return low | high << UInt64(8 * (left - 4))
        }
        return UInt64(bytes[0]) | UInt64(bytes[left / 2]) << UInt64(8 * (left / 2))
            | UInt64(bytes[left - 1]) << UInt64(8 * (left - 1))
    }

    /// The hash of a string's UTF-8 bytes.
    package func hash(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }

    /// The hash of two words, for keys built from parts.
    @inline(__always)
    package func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
        Self.fold(Self.fold(first ^ key ^ Self.multiplierA, Self.multiplierB) ^ second, Self.multiplierA)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
