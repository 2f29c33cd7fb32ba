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
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count {
            tail |= UInt64(bytes[index]) << shift
            shift += 8
            index += 1
        }
        state = Self.fold(state ^ tail, Self.multiplierB)
        return Self.fold(state ^ UInt64(bytes.count), Self.multiplierA)
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
