import Glibc

/// How serious a line of the log is.
package enum LogLevel: String, Sendable {
    /// Of interest.
    case info
    /// Something to look at.
    case warning
    /// Something is wrong.
    case error
}

/// Writes the log of a long-running program to standard error, one line a message: time, level, sentence.
///
/// Lines hold no person-level data.
package enum ProcessLog {
    /// Writes one line, in one piece.
    ///
    /// - Parameters:
    ///   - level: How serious it is.
    ///   - sentence: What happened; a line break becomes a blank.
    package static func write(_ level: LogLevel, _ sentence: String) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var fields = tm()
        gmtime_r(&now.tv_sec, &fields)
        let time = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer -> String in
            guard let base = buffer.baseAddress, strftime(base, buffer.count, "%Y-%m-%dT%H:%M:%S", &fields) > 0 else {
                return "-"
            }
            return String(cString: base)
        }
        let thousandths = String(now.tv_nsec / 1_000_000 + 1_000).dropFirst()
        let text = sentence.split(whereSeparator: \.isNewline).joined(separator: " ")
        var line = "\(time).\(thousandths)Z \(level.rawValue) \(text)\n"
        line.withUTF8 { bytes in _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}
