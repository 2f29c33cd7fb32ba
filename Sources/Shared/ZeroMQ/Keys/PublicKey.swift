private import CZeroMQ

/// A Curve25519 public key.
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes of any key, public or secret.
    package static let byteCount = 32

    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Makes a key from its bytes.
    ///
    /// - Parameter bytes: 32 bytes.
    /// - Throws: ``KeyError/malformedKey``.
    package init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == PublicKey.byteCount else { throw .malformedKey }
        self.bytes = bytes
    }

    /// Makes a key from its text.
    ///
    /// - Parameter text: 40 characters of Z85 (ZeroMQ RFC 32).
    /// - Throws: ``KeyError/malformedKey``.
    package init(text: String) throws(KeyError) {
        guard let bytes = Z85.decode(text, byteCount: PublicKey.byteCount) else { throw .malformedKey }
        self.bytes = bytes
    }

    /// The key as 40 characters of Z85.
    package var text: String { Z85.encode(bytes) }

    /// The first eight bytes in hexadecimal digits, for people and logs: `1f3a-0c9d-77b2-e054`.
    ///
    /// Never used to decide anything: the whole key is compared.
    package var fingerprint: String {
        stride(from: 0, to: 8, by: 2).map { hexadecimal(bytes[$0..<$0 + 2]) }.joined(separator: "-")
    }

    /// The fingerprint.
    package var description: String { fingerprint }
}

/// The text form of keys, ZeroMQ RFC 32.
enum Z85 {
    private static let alphabet = Set(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8
    )

    /// The text of some bytes, four bytes in five characters.
    static func encode(_ bytes: [UInt8]) -> String {
        let capacity = bytes.count / 4 * 5 + 1
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { text in
            guard let base = text.baseAddress, zmq_z85_encode(base, bytes, bytes.count) != nil else { return "" }
            return String(cString: base)
        }
    }

    /// The bytes of a text, or nil when it is not the text of exactly `byteCount` bytes.
    static func decode(_ text: String, byteCount: Int) -> [UInt8]? {
        guard text.utf8.count == byteCount / 4 * 5, text.utf8.allSatisfy(alphabet.contains) else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard zmq_z85_decode(&bytes, text) != nil else { return nil }
        // Five characters hold a little more than four bytes do: only the canonical text is a key.
        return encode(bytes) == text ? bytes : nil
    }
}
