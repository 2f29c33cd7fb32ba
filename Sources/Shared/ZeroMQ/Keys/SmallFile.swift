private import CZeroMQ
import Glibc

/// The largest key file that is read; a real one has about 200 bytes.
private let keyFileByteCountMax = 4096

/// Reads a whole key file.
///
/// - Parameters:
///   - path: The file.
///   - isSecret: Whether the file must be closed to everyone but its owner.
/// - Returns: Its text.
/// - Throws: ``KeyError``.
func readSmallFile(_ path: String, isSecret: Bool) throws(KeyError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= keyFileByteCountMax else {
        throw .malformedFile(path: path, line: 0, rule: "a key file is an ordinary file of at most 4096 bytes")
    }
    // Asked of the open file, so that it cannot be exchanged in between.
    if isSecret, !isClosedToOthers(status) {
        throw .exposed(path: path, mode: status.st_mode & 0o7777)
    }
    // Whoever can write a public key can put his own in its place.
    if status.st_mode & 0o022 != 0 {
        throw .writableByOthers(path: path)
    }
    var bytes = [UInt8](repeating: 0, count: keyFileByteCountMax)
    defer { bytes.withUnsafeMutableBytes { czmq_wipe($0.baseAddress, $0.count) } }
    var count = 0
    while count < bytes.count {
        let offset = count
        let step = bytes.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset)
        }
        if step < 0, errno == EINTR { continue }
        guard step >= 0 else { throw .unreadable(path: path, code: errno) }
        if step == 0 { break }
        count += step
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
}

/// Writes a whole key file, which appears complete or not at all.
///
/// - Parameters:
///   - text: Its text.
///   - path: The file.
///   - mode: Its permission bits, whatever the process's umask is.
///   - replaces: Whether a file that is there is replaced.
/// - Throws: ``KeyError``.
func writeSmallFile(_ text: String, to path: String, mode: mode_t, replacing replaces: Bool) throws(KeyError) {
    let target = replaces ? path + ".new" : path
    if replaces {
        unlink(target)
    }
    // Never opened wider than meant, and never through somebody else's file or link.
    let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else {
        throw errno == EEXIST ? .exists(path: path) : .unwritable(path: path, code: errno)
    }
    var bytes = Array(text.utf8)
    defer { bytes.withUnsafeMutableBytes { czmq_wipe($0.baseAddress, $0.count) } }
    var code = fchmod(descriptor, mode) == 0 ? 0 : errno
    var count = 0
    while code == 0, count < bytes.count {
        let offset = count
        let step = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
        if step >= 0 {
            count += step
        } else if errno != EINTR {
            code = errno
        }
    }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, replaces, rename(target, path) != 0 { code = errno }
    guard code == 0 else {
        unlink(target)
        throw .unwritable(path: path, code: code)
    }
}

private func isClosedToOthers(_ status: stat) -> Bool {
    guard status.st_uid == geteuid() || status.st_uid == 0 else { return false }
    let bits = status.st_mode & 0o777
    // systemd gives a service its credentials by an access list, which shows as root's own file with mode 0440.
    return bits & 0o077 == 0 || (bits == 0o440 && status.st_uid == 0 && status.st_gid == 0)
}
