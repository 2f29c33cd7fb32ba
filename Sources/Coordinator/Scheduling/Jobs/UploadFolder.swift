import Foundation
import Messages
import Tables

/// A failure to take a submission.
enum UploadFault: Error, CustomStringConvertible {
    /// The folder or a file in it could not be written.
    case unwritable(path: String, code: Int32)
    /// A piece is not the next one.
    case outOfOrder
    /// The file does not match its digest.
    case damaged
    /// Too many submissions are under way.
    case tooMany

    var description: String {
        switch self {
        case .unwritable(let path, let code):
            "The coordinator cannot write \(path): \(String(cString: strerror(code))); tell its operator."
        case .outOfOrder: "A piece of the submission was lost; submit again."
        case .damaged: "The cohort file arrived damaged; submit again."
        case .tooMany: "Too many submissions are under way; try again in a minute."
        }
    }
}

/// Takes cohort files piece by piece; each is kept, for its owner only to read, until its job has ended.
struct UploadFolder {
    private struct Upload {
        let path: String
        let digest: Digest
        let total: Int
        let request: String
        var received = 0
        var lastHeard: Instant
    }

    private struct Key: Hashable {
        let owner: String
        let submission: UInt64
    }

    /// The most submissions under way at once.
    private static let uploadCountMax = 64
    /// A submission that rests for so long is forgotten.
    private static let idleMax = Duration.seconds(600)

    private let path: String
    private var uploads: [Key: Upload] = [:]

    /// Makes the folder if it is not there, and removes what was never completed.
    init(path: String) throws {
        self.path = path
        let manager = FileManager.default
        do {
            try manager.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            for name in try manager.contentsOfDirectory(atPath: path) where name.hasSuffix(".part") {
                try manager.removeItem(atPath: "\(path)/\(name)")
            }
        } catch {
            throw UploadFault.unwritable(path: path, code: errno)
        }
    }

    /// A complete submission.
    struct Complete {
        let request: String
        let path: String
        let digest: Digest
    }

    /// Adds a piece.
    ///
    /// - Returns: The submission when it is complete, and the bytes received so far.
    /// - Throws: ``UploadFault``.
    mutating func add(
        _ chunk: SubmissionChunk,
        _ payload: UnsafeRawBufferPointer,
        owner: String,
        at now: Instant
    ) throws(UploadFault) -> (complete: Complete?, received: Int) {
        let key = Key(owner: owner, submission: chunk.submission)
        if chunk.offset == 0 {
            forgetIdle(at: now)
            guard uploads.count < Self.uploadCountMax else { throw .tooMany }
            let name = String(chunk.submission, radix: 16) + "-" + owner
            uploads[key] = Upload(
                path: "\(path)/\(name).csv",
                digest: chunk.digest,
                total: chunk.total,
                request: chunk.request,
                lastHeard: now
            )
        }
        guard var upload = uploads.removeValue(forKey: key), upload.received == chunk.offset,
            upload.digest == chunk.digest, upload.total == chunk.total,
            payload.count <= upload.total - upload.received, !payload.isEmpty || upload.total == upload.received
        else { throw .outOfOrder }
        let part = upload.path + ".part"
        try Self.write(payload, to: part, isFirst: chunk.offset == 0)
        upload.received += payload.count
        upload.lastHeard = now
        guard upload.received == upload.total else {
            uploads[key] = upload
            return (nil, upload.received)
        }
        guard (try? Digest.ofFile(path: part)) == upload.digest else {
            unlink(part)
            throw .damaged
        }
        guard rename(part, upload.path) == 0 else { throw .unwritable(path: upload.path, code: errno) }
        return (Complete(request: upload.request, path: upload.path, digest: upload.digest), upload.received)
    }

    /// Removes a cohort file that is needed no more.
    func remove(_ file: String) {
        guard file.hasPrefix(path + "/") else { return }
        unlink(file)
    }

    private mutating func forgetIdle(at now: Instant) {
        for (key, upload) in uploads where upload.lastHeard.duration(to: now) > Self.idleMax {
            unlink(upload.path + ".part")
            uploads[key] = nil
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to path: String, isFirst: Bool) throws(UploadFault) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (isFirst ? O_TRUNC : O_APPEND)
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path: path, code: errno) }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(path: path, code: errno) }
            offset += count
        }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
    }
}
