import Foundation
import Tables

/// Files that are on the disk when their writing returns.
enum DurableFile {
    /// Writes and flushes a file.
    ///
    /// - Throws: `OutputError.unwritable`, as when the disk is full.
    static func write(_ bytes: UnsafeRawBufferPointer, path: String) throws(OutputError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        var isOpen = true
        defer { if isOpen { close(descriptor) } }
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            done += count
        }
        guard fsync(descriptor) == 0 else { throw failure(path) }
        isOpen = false
        guard close(descriptor) == 0 else { throw failure(path) }
    }

    /// Flushes the entries of a folder, so that its files are found after a power cut.
    ///
    /// - Throws: `OutputError.unwritable`.
    static func flushFolder(_ path: String) throws(OutputError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> OutputError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
