import Glibc

/// Reads a folder's allow-list again when its files have changed.
///
/// It asks the file system only for times and sizes, so a coordinator can call it every second. It keeps no time
/// itself, and works on network file systems, which do not report changes.
package struct KeyRingWatch: Sendable {
    private let ring: KeyRing
    private var seen: [FileStamp]?

    /// Starts watching; the first call of ``reload()`` reads the list.
    package init(_ ring: KeyRing) {
        self.ring = ring
    }

    /// Reads the allow-list if it is the first time or a file came, went or changed since.
    ///
    /// - Returns: The new list, or nil when nothing has changed.
    /// - Throws: ``KeyError`` when the folder cannot be read; keep the last list then, and report it.
    package mutating func reload() throws(KeyError) -> LoadedAllowList? {
        // Before reading: what changes in between is seen the next time.
        let stamp = try ring.stamp()
        guard stamp != seen else { return nil }
        let list = try ring.allowList()
        seen = stamp
        return list
    }
}

/// What changes when a file does.
struct FileStamp: Hashable, Sendable {
    private let path: String
    private let inode: UInt
    private let byteCount: Int
    private let seconds: Int
    private let nanoseconds: Int
    private let mode: UInt32

    /// Asks the file system; nil when the file has just gone.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.path = path
        inode = UInt(status.st_ino)
        byteCount = Int(status.st_size)
        // The time of the last change of any kind: unlike the time of writing, nobody can set it.
        seconds = Int(status.st_ctim.tv_sec)
        nanoseconds = Int(status.st_ctim.tv_nsec)
        mode = status.st_mode
    }
}
