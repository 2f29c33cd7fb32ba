private import CZeroMQ

/// A Curve25519 secret key, overwritten in memory when its last owner lets it go.
///
/// It prints as nothing, so that it cannot reach a log by mistake. `@unchecked Sendable`: the memory is written once,
/// before anyone else has the object.
package final class SecretKey: @unchecked Sendable, CustomStringConvertible, CustomReflectable {
    private let memory: UnsafeMutableRawBufferPointer

    /// Takes over 32 bytes and overwrites where they came from.
    fileprivate init(taking bytes: inout [UInt8]) {
        memory = .allocate(byteCount: PublicKey.byteCount, alignment: 8)
        memory.copyBytes(from: bytes)
        bytes.withUnsafeMutableBytes { czmq_wipe($0.baseAddress, $0.count) }
    }

    deinit {
        czmq_wipe(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// Lends the 32 bytes for the length of a call.
    ///
    /// - Parameter body: What reads them.
    /// - Returns: What `body` returned.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(memory))
    }

    /// The key as Z85, for a key file only.
    var text: String {
        withBytes { Z85.encode(Array($0)) }
    }

    /// Says only that there is a key.
    package var description: String { "secret key" }

    /// Shows nothing.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// A public key with its secret key.
package struct CurveKeyPair: Sendable {
    /// The half that others are given.
    package let publicKey: PublicKey
    /// The half that never leaves its owner.
    package let secretKey: SecretKey

    /// Makes a new key pair from the system's random numbers.
    ///
    /// - Returns: The pair.
    /// - Throws: ``KeyError/notGenerated(code:)`` when libzmq has no CURVE.
    package static func generate() throws(KeyError) -> CurveKeyPair {
        let capacity = PublicKey.byteCount / 4 * 5 + 1
        var publicText = [CChar](repeating: 0, count: capacity)
        var secretText = [CChar](repeating: 0, count: capacity)
        defer { secretText.withUnsafeMutableBytes { czmq_wipe($0.baseAddress, $0.count) } }
        guard zmq_curve_keypair(&publicText, &secretText) == 0 else { throw .notGenerated(code: zmq_errno()) }
        return try CurveKeyPair(secretText: secretText)
    }

    /// Makes a pair from the text of its secret key; the public key follows from it.
    ///
    /// - Parameter secretText: 40 characters of Z85.
    /// - Throws: ``KeyError/malformedKey``.
    package init(secretText: String) throws(KeyError) {
        try self.init(secretText: secretText.utf8CString.map { $0 })
    }

    private init(secretText: [CChar]) throws(KeyError) {
        let text = secretText.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard var secret = Z85.decode(text, byteCount: PublicKey.byteCount) else { throw .malformedKey }
        var publicText = [CChar](repeating: 0, count: secretText.count)
        guard zmq_curve_public(&publicText, secretText) == 0 else { throw .malformedKey }
        let decoded = publicText.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        publicKey = try PublicKey(text: decoded)
        secretKey = SecretKey(taking: &secret)
    }
}
