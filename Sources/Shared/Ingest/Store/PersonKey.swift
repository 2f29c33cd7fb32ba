import Linkage
import Statistics

/// The keyed hash of a person's identifier: it decides the partition, the canonical order, and breaks ties.
package enum PersonKey {
    private static let keyHash = KeyedHash(key: 0x6a64_6c2d_7065_7273)
    private static let checkHash = KeyedHash(key: 0x6a64_6c2d_6368_6563)

    /// The key of an identifier in its standard form.
    @inline(__always)
    static func key(_ standard: UnsafeBufferPointer<UInt8>) -> UInt64 {
        keyHash.hash(UnsafeRawBufferPointer(standard))
    }

    /// A second hash, so that two identifiers with the same key are still told apart without being kept.
    @inline(__always)
    static func check(_ standard: UnsafeBufferPointer<UInt8>) -> UInt32 {
        UInt32(truncatingIfNeeded: checkHash.hash(UnsafeRawBufferPointer(standard)) >> 32)
    }

    /// The partition of a key.
    @inline(__always)
    static func partition(_ key: UInt64, of count: Int) -> Int {
        Int(key % UInt64(count))
    }

    /// The key of a PNC identifier as written anywhere.
    package static func of(_ pncID: String) -> UInt64 {
        keyHash.hash(Standardise.pncID(pncID))
    }

    /// Writes the standard form of a PNC identifier; the usual forms are copied, others go through `Standardise`.
    @inline(__always)
    static func standardise(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        guard isUsual(text) else { return Standardise.pncID(text, into: &output) }
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[0..<4]))
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[5..<13]))
    }

    /// Whether a text is four digits, a slash, seven digits and a capital letter.
    @inline(__always)
    private static func isUsual(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 13, text[4] == UInt8(ascii: "/"), text[12] >= 0x41, text[12] <= 0x5A else { return false }
        var isDigits = true
        for index in 0..<12 where index != 4 { isDigits = isDigits && text[index] >= 0x30 && text[index] <= 0x39 }
        return isDigits
    }
}
