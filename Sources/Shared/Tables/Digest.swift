private import CCrypto
import Foundation

/// A SHA-256 digest: the name of a blob, and the proof that it arrived whole.
package struct Digest: Hashable, Comparable, Sendable {
    /// Thirty-two bytes as four big-endian words, so that order and hexadecimal text agree.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The number of bytes of a digest.
    package static let byteCount = 32

    /// Set up once: libcrypto must not tear itself down at exit, since other threads may still be hashing then.
    private static let isReady = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

    /// The digest of some bytes.
    ///
    /// - Complexity: O(*n*), about 1.5 GB/s with the processor's SHA instructions.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
        precondition(isReady, "libcrypto does not start")
        var output = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        let done = EVP_Digest(bytes.baseAddress, bytes.count, &output, &length, EVP_sha256(), nil)
        precondition(done == 1 && length == 32, "libcrypto has no SHA-256")
        return output.withUnsafeBytes { Digest(bytes: $0) }
    }

    /// The digest of some bytes.
    package static func of(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { of($0) }
    }

    /// A keyed digest (HMAC-SHA-256) of a text, as pseudonyms are made.
    package static func keyed(_ text: String, key: [UInt8]) -> Digest {
        precondition(isReady, "libcrypto does not start")
        var output = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        var text = text
        text.withUTF8 { bytes in
            _ = HMAC(EVP_sha256(), key, Int32(key.count), bytes.baseAddress, bytes.count, &output, &length)
        }
        precondition(length == 32, "libcrypto has no HMAC-SHA-256")
        return output.withUnsafeBytes { Digest(bytes: $0) }
    }

    /// A digest from its thirty-two bytes.
    package init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a digest has 32 bytes")
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// A digest from 64 hexadecimal digits, or nil.
    package init?(hexadecimal: String) {
        var output: [UInt8] = []
        var high: Int?
        for character in hexadecimal {
            guard character.isASCII, let digit = character.hexDigitValue else { return nil }
            if let first = high {
                output.append(UInt8(first * 16 + digit))
                high = nil
            } else {
                high = digit
            }
        }
        guard output.count == Self.byteCount, high == nil else { return nil }
        self = output.withUnsafeBytes { Digest(bytes: $0) }
    }

    /// The thirty-two bytes.
    package var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
        }
    }

    /// The first eight bytes as a number, for keys that need not be unique.
    package var prefix: UInt64 { words.0 }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    package static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

extension Digest: CustomStringConvertible {
    /// Sixty-four hexadecimal digits.
    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Digest {
    /// The digest of a file's contents, read in mebibyte steps.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isGivenUp: Asked between steps; reading ends when it says so.
    /// - Returns: The digest.
    /// - Throws: ``TableError/unreadable(path:reason:)``, also when reading was given up.
    package static func ofFile(
        path: String,
        isGivenUp: () -> Bool = { false }
    ) throws(TableError) -> Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        precondition(isReady, "libcrypto does not start")
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto has no memory") }
        defer { EVP_MD_CTX_free(context) }
        precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "libcrypto has no SHA-256")
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            if isGivenUp() { throw .unreadable(path: path, reason: "reading it was given up") }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            precondition(EVP_DigestUpdate(context, buffer, count) == 1, "libcrypto cannot hash")
        }
        var output = [UInt8](repeating: 0, count: byteCount)
        var length: UInt32 = 0
        precondition(EVP_DigestFinal_ex(context, &output, &length) == 1 && length == 32, "libcrypto has no SHA-256")
        return output.withUnsafeBytes { Digest(bytes: $0) }
    }

    /// Random bytes for keys, from the operating system's generator.
    package static func randomKey() -> [UInt8] {
        precondition(isReady, "libcrypto does not start")
        var key = [UInt8](repeating: 0, count: byteCount)
        precondition(RAND_bytes(&key, Int32(key.count)) == 1, "libcrypto has no random numbers")
        return key
    }
}
