import Foundation

/// A process of a test; it is killed when its owner lets go of it.
///
/// Spawned and waited for by hand: the end of a process that is stopped and continued must be seen at once.
final class RunningProcess {
    /// The process number.
    let pid: pid_t
    private let name: String
    private let outputPath: String
    private let errorPath: String
    private var status: Int32?

    /// Starts a process; its standard output and error go to files, to which they are appended.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - arguments: Its arguments.
    ///   - logs: The files' path without their endings `.out` and `.err`.
    ///   - environment: Variables in place of those of the test.
    /// - Throws: ``TestFailure`` when it cannot be started.
    init(_ path: String, _ arguments: [String], logs: String, environment: [String: String] = [:]) throws {
        name = ([(path as NSString).lastPathComponent] + arguments.prefix(1)).joined(separator: " ")
        outputPath = logs + ".out"
        errorPath = logs + ".err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let appending = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, appending, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, appending, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { $1 }
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var spawned: pid_t = 0
        let code = posix_spawn(&spawned, path, &actions, &attributes, argv, envp)
        guard code == 0 else { throw TestFailure("\(path) did not start: \(String(cString: strerror(code)))") }
        pid = spawned
    }

    deinit {
        guard look() == nil else { return }
        kill(pid, SIGKILL)
        var raw: Int32 = 0
        waitpid(pid, &raw, 0)
    }

    /// What it wrote to standard output so far.
    var output: String { text(of: outputPath) }
    /// What it wrote to standard error so far.
    var errors: String { text(of: errorPath) }
    /// Whether it has not ended.
    var isRunning: Bool { look() == nil }

    /// Sends a signal; nothing happens when the process has ended.
    func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    /// Waits for its end.
    ///
    /// - Returns: The exit status; 128 and the signal's number if a signal ended it.
    /// - Throws: ``TestFailure`` when it does not end in time.
    @discardableResult
    func end(within limit: Duration = .seconds(90)) throws -> Int32 {
        try Waiting.wait(for: "the end of \(name): \(errors)", within: limit) { look() }
    }

    /// Kills it and waits for its end.
    func killNow() throws {
        send(SIGKILL)
        try end()
    }

    /// The exit status if it has ended.
    private func look() -> Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
        let signal = raw & 0x7f
        status = signal == 0 ? (raw >> 8) & 0xff : 128 + signal
        return status
    }
}

/// What a program that has ended did.
struct Finished {
    /// The exit status.
    let status: Int32
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String
}

/// Runs a program to its end.
///
/// - Throws: ``TestFailure`` when it does not end in time.
@discardableResult
func run(
    _ program: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    within limit: Duration = .seconds(90)
) throws -> Finished {
    let folder = try TemporaryFolder()
    let path = program.hasPrefix("/") ? program : try Programs.path(program)
    let process = try RunningProcess(path, arguments, logs: folder("run"), environment: environment)
    let status = try process.end(within: limit)
    return Finished(status: status, output: process.output, errors: process.errors)
}

/// Runs a program that must succeed.
///
/// - Returns: Its standard output without line ends around it.
/// - Throws: ``TestFailure`` when it fails.
@discardableResult
func succeed(_ program: String, _ arguments: [String], within limit: Duration = .seconds(90)) throws -> String {
    let finished = try run(program, arguments, within: limit)
    guard finished.status == 0 else {
        throw TestFailure("\(program) \(arguments.first ?? "") ended with \(finished.status): \(finished.errors)")
    }
    return finished.output.trimmingCharacters(in: .whitespacesAndNewlines)
}
