import Dispatch
import Foundation
import ZeroMQ

/// The processes of a demo: a coordinator and workers, which end with it whatever happens.
final class DemoCluster: @unchecked Sendable {
    private let folder: String
    private let lock = NSLock()
    private var processes: [Process] = []
    private var endpoint = ""

    /// How long a coordinator may take to bind its port.
    private static let startTimeout: TimeInterval = 20
    /// How long a process may take to end before it is killed.
    private static let stopTimeout: TimeInterval = 5

    /// A cluster that keeps its files in a folder.
    init(folder: String) {
        self.folder = folder
    }

    /// Stops the cluster when the demo itself is told to end.
    func stopOnSignals() -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                self.stop()
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    /// Makes keys, starts the coordinator on a free port and the workers, and returns once they were started.
    func start(workers: Int) throws {
        let ring = KeyRing(folder: "\(folder)/keys")
        _ = try ring.make(PeerIdentity(role: .coordinator, name: "coordinator"), replacing: false)
        _ = try ring.make(PeerIdentity(role: .user, name: "analyst"), replacing: false)
        for number in 1...workers {
            _ = try ring.make(PeerIdentity(role: .worker, name: "worker-\(number)"), replacing: false)
        }
        let settings = """
            store: \(folder)/store
            bind: tcp://127.0.0.1:*
            keys: \(folder)/keys
            journal: \(folder)/journal.sqlite
            results: \(folder)/jobs

            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: "\(folder)/serve.yaml"))
        let endpointFile = "\(folder)/endpoint"
        let coordinator = try launch(
            "jdl",
            ["serve", "--settings", "\(folder)/serve.yaml", "--endpoint-file", endpointFile],
            log: "coordinator"
        )
        endpoint = try waitForEndpoint(endpointFile, of: coordinator)
        for number in 1...workers {
            _ = try launch(
                "jdl-worker",
                [
                    "--coordinator", endpoint, "--key", ring.secretPath("worker-\(number)"), "--coordinator-key",
                    ring.publicPath("coordinator"), "--slots", "1",
                ],
                log: "worker-\(number)"
            )
        }
    }

    /// Submits a request and waits for its end.
    ///
    /// - Returns: The job's number.
    func submit(_ request: String) throws -> String {
        let job = try client("submit", [request, "--quiet"]).trimmingCharacters(in: .whitespacesAndNewlines)
        try client("watch", [job, "--json"])
        return job
    }

    /// Runs a command of an analyst against the coordinator.
    @discardableResult
    func client(_ command: String, _ arguments: [String]) throws -> String {
        let ring = KeyRing(folder: "\(folder)/keys")
        return try jdl(
            [command] + arguments + [
                "--coordinator", endpoint, "--key", ring.secretPath("analyst"), "--coordinator-key",
                ring.publicPath("coordinator"),
            ]
        )
    }

    /// Runs `jdl` to its end.
    ///
    /// - Returns: What it printed.
    @discardableResult
    func jdl(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = Self.program("jdl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure.failed("The demo stopped in `jdl \(arguments[0])`; its message stands above.")
        }
        return text
    }

    /// Ends every process: asks, then kills.
    func stop() {
        let running = lock.withLock {
            defer { processes = [] }
            return Array(processes.reversed())
        }
        for process in running where process.isRunning { process.terminate() }
        let deadline = Date.now.addingTimeInterval(Self.stopTimeout)
        for process in running {
            while process.isRunning, Date.now < deadline { usleep(20_000) }
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
        }
    }

    private func launch(_ program: String, _ arguments: [String], log: String) throws -> Process {
        let path = "\(folder)/\(log).log"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CommandFailure.failed("Cannot write \(path); check the folder's permissions and the disk.") }
        let process = Process()
        process.executableURL = Self.program(program)
        process.arguments = arguments
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        lock.withLock { processes.append(process) }
        return process
    }

    private func waitForEndpoint(_ path: String, of coordinator: Process) throws -> String {
        let deadline = Date.now.addingTimeInterval(Self.startTimeout)
        while Date.now < deadline {
            if let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasSuffix("\n") {
                return text.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            guard coordinator.isRunning else { break }
            usleep(20_000)
        }
        throw CommandFailure.failed("The coordinator did not start; see \(folder)/coordinator.log.")
    }

    /// A program that lies beside this one.
    private static func program(_ name: String) -> URL {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name)
    }
}
