import Foundation

/// The decision log on disk: lines are added one by one, each on the disk before the next pair is shown.
package struct DecisionFile: Sendable {
    /// Where the log is.
    package let path: String

    /// A log at a path; it need not be there yet.
    package init(path: String) {
        self.path = path
    }

    /// Reads the log; one without decisions when there is no file.
    ///
    /// - Parameter inputs: The digest of the input files at hand.
    /// - Returns: The decisions.
    /// - Throws: ``ReviewError``.
    package func read(inputs: String) throws(ReviewError) -> DecisionLog {
        guard FileManager.default.fileExists(atPath: path) else { return DecisionLog(inputs: inputs) }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw .unwritable(path: path, reason: "it cannot be read")
        }
        return try DecisionLog(bytes, inputs: inputs)
    }

    /// Adds a decision and flushes it to the disk.
    ///
    /// What a crash left of a line is taken away first; a whole last line without its line end is given one. Other
    /// programs that add to the log wait meanwhile.
    ///
    /// - Throws: ``ReviewError/unwritable(path:reason:)``, or what encoding throws.
    package func append(_ decision: ReviewDecision) throws {
        let line = try DecisionLog.line(decision)
        let isNew = !FileManager.default.fileExists(atPath: path)
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure() }
        }
        let start = try endOfWholeLines(file)
        var bytes = line
        if start.lacksLineEnd { bytes.insert(UInt8(ascii: "\n"), at: bytes.startIndex) }
        guard ftruncate(file, off_t(start.offset)) == 0, lseek(file, off_t(start.offset), SEEK_SET) >= 0 else {
            throw failure()
        }
        try write(bytes, to: file, cutBackTo: start.offset)
        if isNew { try flushFolder() }
    }

    private func write(_ bytes: Data, to file: Int32, cutBackTo offset: Int) throws(ReviewError) {
        var done = 0
        let all = [UInt8](bytes)
        while done < all.count {
            let count = all.withUnsafeBytes {
                Foundation.write(file, $0.baseAddress.map { $0 + done }, all.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure()
                // A full disk must not leave half a line that nobody asked for.
                _ = ftruncate(file, off_t(offset))
                throw error
            }
            done += count
        }
        guard fsync(file) == 0 else { throw failure() }
    }

    /// Where the last whole decision ends, and whether its line end is missing.
    private func endOfWholeLines(_ file: Int32) throws(ReviewError) -> (offset: Int, lacksLineEnd: Bool) {
        let size = Int(lseek(file, 0, SEEK_END))
        guard size >= 0 else { throw failure() }
        guard size > 0 else { return (0, false) }
        var tail: [UInt8] = []
        var start = size
        // A line has a few hundred bytes: one step backwards is nearly always enough.
        while start > 0, !tail.contains(UInt8(ascii: "\n")) {
            let count = min(start, 4_096)
            start -= count
            var part = [UInt8](repeating: 0, count: count)
            guard pread(file, &part, count, off_t(start)) == count else { throw failure() }
            tail = part + tail
        }
        let last = tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let fragment = tail[last...]
        if fragment.isEmpty { return (size, false) }
        let isWhole = (try? JSONDecoder().decode(ReviewDecision.self, from: Data(fragment))) != nil
        return isWhole ? (size, true) : (start + last, false)
    }

    private func flushFolder() throws(ReviewError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> ReviewError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
