package import Tables

/// Runs one pass on one partition from bytes to bytes, as a worker does.
package protocol PassRunner: Sendable {
    /// The pass's name.
    var name: PassName { get }
    /// The parts it reads.
    var parts: [PartName] { get }
    /// Decodes the context; kept by the worker while its blob is.
    func decodeContext(_ bytes: Blob) throws -> any Sendable
    /// Maps one partition; the partial comes back encoded.
    func map(_ partition: PartitionView, context: any Sendable, broadcast: UnsafeRawBufferPointer) throws -> [UInt8]
}

/// The passes that a program knows, by name.
package struct PassRegistry: Sendable {
    private struct Runner<P: Pass>: PassRunner {
        var name: PassName { P.name }
        var parts: [PartName] { P.parts }

        func decodeContext(_ bytes: Blob) throws -> any Sendable {
            try P.Context(decoding: bytes.bytes)
        }

        func map(_ partition: PartitionView, context: any Sendable, broadcast: UnsafeRawBufferPointer) throws -> [UInt8]
        {
            guard let context = context as? P.Context else {
                throw DecodingFault.malformed("the context of a task belongs to another pass")
            }
            return try P().mapAll(of: partition, context, P.Broadcast(decoding: broadcast)).encoded
        }
    }

    private var runners: [PassName: any PassRunner] = [:]

    /// No passes.
    package init() {}

    /// Adds a pass; its name must be new.
    package mutating func register<P: Pass>(_ pass: P.Type) {
        precondition(runners[P.name] == nil, "two passes have one name")
        runners[P.name] = Runner<P>()
    }

    /// The runner of a name.
    ///
    /// - Throws: ``ExecutionError/unknownPass(name:)``.
    package func runner(named name: PassName) throws(ExecutionError) -> any PassRunner {
        guard let runner = runners[name] else { throw .unknownPass(name: name.description) }
        return runner
    }

    /// A digest of all names: workers of another build are told apart at registration.
    package var fingerprint: Digest {
        Digest.of(Array(runners.keys.map(\.description).sorted().joined(separator: "\n").utf8))
    }
}
