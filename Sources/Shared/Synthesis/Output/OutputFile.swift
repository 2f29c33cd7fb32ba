import Foundation
import Tables

/// A file that is written from start to end, block after block.
final class OutputFile {
    private let name: String
    private var descriptor: Int32

    /// Creates a file of a folder.
    init(name: String, in folder: String) throws(SynthesisError) {
        self.name = name
        descriptor = open(folder + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(name) }
    }

    deinit { if descriptor >= 0 { _ = Foundation.close(descriptor) } }

    /// Appends bytes.
    func write(_ bytes: [UInt8]) throws(SynthesisError) {
        var position = 0
        while position < bytes.count {
            let written = bytes.withUnsafeBytes { raw in
                Foundation.write(descriptor, raw.baseAddress?.advanced(by: position), raw.count - position)
            }
            if written >= 0 {
                position += written
            } else if errno != EINTR {
                throw Self.failure(name)
            }
        }
    }

    /// Closes the file.
    ///
    /// It is not flushed to the disk: what is lost can be made again, and flushing takes longer than making it.
    func close() throws(SynthesisError) {
        let closed = Foundation.close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw Self.failure(name) }
    }

    private static func failure(_ name: String) -> SynthesisError {
        .unwritable(name: name, reason: String(cString: strerror(errno)))
    }
}
