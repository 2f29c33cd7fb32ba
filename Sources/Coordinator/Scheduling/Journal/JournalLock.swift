import Glibc

/// Keeps a second coordinator from the same journal; released with the process at the latest.
final class JournalLock {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// A file of its own beside the journal, since SQLite's locks on the journal end when any descriptor of it is closed.
    ///
    /// - Parameter path: The journal's file.
    /// - Throws: ``JournalError/inUse(path:)``, or ``JournalError/unopenable(path:reason:)``.
    init(of path: String) throws(JournalError) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unopenable(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Gives the lock up before the object goes.
    func release() {
        flock(descriptor, LOCK_UN)
    }
}
