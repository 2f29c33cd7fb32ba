package import Tables

/// Puts the pieces of a blob together as they arrive, in order, in memory of the final size.
///
/// The memory is written here alone and before anyone else has the blob.
package struct BlobAssembly {
    /// The digest that the whole must have.
    package let digest: Digest
    /// Bytes of the whole.
    package let total: Int
    /// Bytes that are here.
    package private(set) var received = 0
    private let blob: Blob
    private let memory: UnsafeMutableRawBufferPointer

    /// An assembly that has nothing yet.
    package init(digest: Digest, total: Int) {
        self.digest = digest
        self.total = total
        var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        blob = Blob.make(count: total) { memory = $0 }
        self.memory = memory
    }

    /// Whether everything is here.
    package var isComplete: Bool { received == total }

    /// Adds the next piece.
    ///
    /// - Parameters:
    ///   - payload: Its bytes.
    ///   - offset: Where it belongs.
    /// - Returns: Whether it was the next piece and fits.
    package mutating func append(_ payload: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        guard offset == received, payload.count <= total - received else { return false }
        guard !payload.isEmpty else { return total == 0 }
        UnsafeMutableRawBufferPointer(rebasing: memory[received..<received + payload.count]).copyMemory(from: payload)
        received += payload.count
        return true
    }

    /// The whole blob, which is not verified yet.
    package func finish() -> Blob {
        precondition(isComplete, "a blob is finished when all of it is here")
        return blob
    }
}
