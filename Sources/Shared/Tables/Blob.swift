import Foundation

/// An immutable run of bytes, 64-byte aligned: a mapped file or memory of its own.
///
/// The pointer is valid while the blob lives, so views into it keep the blob. Nothing writes to it after `init`, which is
/// why it may cross threads.
package final class Blob: @unchecked Sendable {
    /// The bytes; they live as long as this object, so keep it in a variable while you read them.
    package let bytes: UnsafeRawBufferPointer
    private let release: (UnsafeRawBufferPointer) -> Void

    private init(_ bytes: UnsafeRawBufferPointer, release: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.bytes = bytes
        self.release = release
    }

    deinit { release(bytes) }

    /// The number of bytes.
    package var count: Int { bytes.count }

    /// The bytes as a text; what is not UTF-8 is replaced.
    package var text: String { withExtendedLifetime(self) { String(decoding: bytes, as: UTF8.self) } }

    /// A blob filled by a closure that gets all of its memory, zeroed.
    package static func make(count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows -> Blob {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        let used = UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
        do { try fill(used) } catch {
            memory.deallocate()
            throw error
        }
        return Blob(UnsafeRawBufferPointer(used)) { _ in memory.deallocate() }
    }

    /// A copy of some bytes.
    package static func copy(_ bytes: [UInt8]) -> Blob {
        make(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// A file, mapped read-only; pages are read when they are touched.
    ///
    /// - Throws: ``TableError/unreadable(path:reason:)``.
    package static func map(path: String) throws(TableError) -> Blob {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "it is not a file") }
        let size = Int(status.st_size)
        if size == 0 { return copy([]) }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        return Blob(UnsafeRawBufferPointer(start: base, count: size)) { bytes in
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        }
    }
}
