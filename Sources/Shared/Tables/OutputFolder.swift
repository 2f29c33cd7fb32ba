import Foundation

/// A folder of results that appears whole or not at all.
///
/// Files are written to a hidden folder beside the target, flushed to disk, and renamed into place at the end; an
/// existing target is replaced only when that was asked for, and stays until the new one is complete.
package final class OutputFolder {
    /// Where files are written until ``commit()``.
    package let path: String
    private let target: String
    private let replaces: Bool
    private var isCommitted = false

    /// Begins an output folder.
    ///
    /// - Parameters:
    ///   - target: The folder's final path.
    ///   - replacing: Whether an existing folder may be replaced (`--force`).
    /// - Throws: ``OutputError``.
    package init(at target: String, replacing: Bool) throws(OutputError) {
        var trimmed = target
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.target = trimmed
        replaces = replacing
        if FileManager.default.fileExists(atPath: trimmed), !replacing { throw .exists(path: trimmed) }
        // By hand: on Linux, NSString takes apart a path of one letter with a trap.
        let start = trimmed.lastIndex(of: "/").map { trimmed.index(after: $0) } ?? trimmed.startIndex
        path = "\(trimmed[..<start]).\(trimmed[start...]).partial-\(getpid())"
        do {
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: trimmed, reason: OutputError.reason(error))
        }
    }

    deinit {
        if !isCommitted { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Writes one file of the folder and flushes it.
    ///
    /// - Throws: ``OutputError/unwritable(path:reason:)``, as when the disk is full.
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws(OutputError) {
        let file = (path as NSString).appendingPathComponent(name)
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .unwritable(
                path: (target as NSString).appendingPathComponent(name),
                reason: OutputError.reason(error)
            )
        }
    }

    /// Writes one text file of the folder.
    ///
    /// - Throws: ``OutputError/unwritable(path:reason:)``.
    package func write(text: String, to name: String) throws(OutputError) {
        try write(text.utf8, to: name)
    }

    /// Puts the folder into place.
    ///
    /// - Throws: ``OutputError/unwritable(path:reason:)``.
    package func commit() throws(OutputError) {
        let manager = FileManager.default
        let old = path + ".old"
        do {
            let hadOld = replaces && manager.fileExists(atPath: target)
            if hadOld { try manager.moveItem(atPath: target, toPath: old) }
            try manager.moveItem(atPath: path, toPath: target)
            if hadOld { try? manager.removeItem(atPath: old) }
        } catch {
            throw .unwritable(path: target, reason: OutputError.reason(error))
        }
        isCommitted = true
    }
}

/// A failure to write results.
package enum OutputError: Error, Hashable, CustomStringConvertible {
    /// The folder is there already.
    case exists(path: String)
    /// The disk refused.
    case unwritable(path: String, reason: String)

    package var description: String {
        switch self {
        case .exists(let path): "\(path) exists already; name another folder, or add --force to replace it."
        case .unwritable(let path, let reason): "Cannot write \(path): \(reason); nothing was left behind."
        }
    }

    /// What the operating system says, without a path.
    static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
        switch (error as NSError).code {
        case CocoaError.fileWriteOutOfSpace.rawValue: return "no space left on the disk"
        case CocoaError.fileWriteNoPermission.rawValue: return "permission denied"
        default: return (error as NSError).localizedDescription
        }
    }
}
