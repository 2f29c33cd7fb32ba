import Foundation

/// A coordinator and its workers as processes on this machine; whatever still runs is killed when it goes.
final class Cluster {
    /// Keys, settings, journal, logs, results.
    let folder: TemporaryFolder
    /// Where the coordinator listens; the same after a restart.
    private(set) var endpoint = ""
    private(set) var coordinator: RunningProcess?
    private var workers: [String: RunningProcess] = [:]
    private var clientCount = 0
    private let settings: String

    /// A running coordinator of a population's store, with no worker.
    ///
    /// - Parameters:
    ///   - population: The population.
    ///   - leaseSeconds: Silence after which a worker's tasks go to others.
    /// - Throws: ``TestFailure`` when it does not start.
    init(_ population: Population, leaseSeconds: Double = 2) throws {
        folder = try TemporaryFolder()
        settings = """
            store: \(population.store)
            keys: \(folder("keys"))
            journal: \(folder("journal.sqlite"))
            results: \(folder("jobs"))
            beat_seconds: \(leaseSeconds / 8)
            suspect_seconds: \(leaseSeconds / 2)
            lease_seconds: \(leaseSeconds)
            orphan_seconds: 120

            """
        try makeKey("coordinator")
        try makeKey("user", "analyst")
        try folder.write(settings + "bind: tcp://127.0.0.1:*\n", to: "serve.yaml")
        try start()
        try folder.write(settings + "bind: \(endpoint)\n", to: "serve.yaml")
    }

    /// Makes a key of a role.
    func makeKey(_ words: String...) throws {
        try succeed(Programs.jdl, ["keys", "make"] + words + ["--keys", folder("keys")])
    }

    /// Starts the coordinator: again, on the port, keys and journal that it had.
    func start() throws {
        let endpointFile = folder("endpoint")
        try? FileManager.default.removeItem(atPath: endpointFile)
        let process = try RunningProcess(
            Programs.path(Programs.jdl),
            ["serve", "--settings", folder("serve.yaml"), "--endpoint-file", endpointFile],
            logs: folder("coordinator")
        )
        coordinator = process
        endpoint = try Waiting.wait(for: "the coordinator to listen") {
            guard process.isRunning else { throw TestFailure("the coordinator did not start: \(process.errors)") }
            let endpoint = text(of: endpointFile)
            return endpoint.hasSuffix("\n") ? endpoint.trimmingCharacters(in: .whitespacesAndNewlines) : nil
        }
    }

    /// Starts a worker with one slot, making its key if there is none.
    ///
    /// - Parameters:
    ///   - name: The worker's name.
    ///   - key: Another key's path in place of its own.
    /// - Returns: The process, which the cluster keeps too.
    /// - Throws: ``TestFailure`` when it does not start.
    @discardableResult
    func startWorker(_ name: String, key: String? = nil) throws -> RunningProcess {
        if key == nil, !FileManager.default.fileExists(atPath: keyPath(name)) { try makeKey("worker", name) }
        let process = try RunningProcess(
            Programs.path(Programs.worker),
            ["--slots", "1", "--memory", "1GiB"] + connection(key: key ?? keyPath(name)),
            logs: folder(name)
        )
        workers[name] = process
        return process
    }

    /// Where the secret key of a name is.
    func keyPath(_ name: String) -> String { folder("keys/\(name).key") }

    /// The options that name the coordinator and a key.
    func connection(key: String) -> [String] {
        ["--coordinator", endpoint, "--key", key, "--coordinator-key", folder("keys/coordinator.pub")]
    }

    /// Runs a command of the analyst to its end.
    func client(_ arguments: [String], key: String? = nil) throws -> Finished {
        try run(Programs.jdl, arguments + connection(key: key ?? keyPath("analyst")))
    }

    /// Submits a request.
    ///
    /// - Returns: The job's number.
    func submit(_ request: String) throws -> String {
        try succeed(Programs.jdl, ["submit", request, "--quiet"] + connection(key: keyPath("analyst")))
    }

    /// Follows a job.
    func watch(_ job: String) throws -> Watch {
        clientCount += 1
        let process = try RunningProcess(
            Programs.path(Programs.jdl),
            ["watch", job, "--json"] + connection(key: keyPath("analyst")),
            logs: folder("watch-\(clientCount)")
        )
        return Watch(process)
    }

    /// The state of a job as the coordinator tells it now.
    func state(of job: String) throws -> JobLine {
        let finished = try client(["status", job, "--json"])
        guard finished.status == 0 else { throw TestFailure("jdl status failed: \(finished.errors)") }
        let answer = try JSONDecoder.ofPrograms.decode(StatusAnswer.self, from: Data(finished.output.utf8))
        guard let line = answer.jobs.first else { throw TestFailure("jdl status does not know job \(job)") }
        return line
    }

    /// Fetches the results of a job.
    func results(of job: String) throws -> [String: Data] {
        let out = folder("results-\(job)")
        try succeed(Programs.jdl, ["report", job, "--out", out] + connection(key: keyPath("analyst")))
        return try Population.results(in: out)
    }

    /// What the coordinator logged, over all its starts.
    var log: String { text(of: folder("coordinator.err")) }

    /// Waits until the coordinator has logged something so many times.
    func waitForLog(_ words: String, count: Int = 1) throws {
        try Waiting.wait(for: "\(count) times \"\(words)\" in the coordinator's log:\n\(log)") {
            log.components(separatedBy: words).count > count ? () : nil
        }
    }

    /// Ends all processes with SIGTERM.
    ///
    /// - Returns: The exit statuses that are not 0, by name.
    func stop() throws -> [String: Int32] {
        var statuses: [String: Int32] = [:]
        for process in workers.values { process.send(SIGTERM) }
        for (name, process) in workers { statuses[name] = try process.end() }
        coordinator?.send(SIGTERM)
        statuses["coordinator"] = try coordinator?.end()
        return statuses.filter { $0.value != 0 }
    }

    /// Forgets a worker, which has ended.
    func forget(_ name: String) { workers[name] = nil }
}

/// The state of a job, as `--json` prints it.
struct JobLine: Decodable, Equatable {
    let state: String
    let stage: String
    let pass: String
    let done: Int
    let total: Int
    let waiting: String
    let error: String
    let exitStatus: Int32

    /// Whether the job has neither ended nor been interrupted.
    var isOpen: Bool { state == "running" || state == "waiting" || state == "queued" }
}

/// What `jdl status --json` prints.
struct StatusAnswer: Decodable {
    let workers: Int
    let jobs: [JobLine]
}

extension JSONDecoder {
    /// Reads what the programs print.
    static var ofPrograms: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

/// `jdl watch --json` on a job.
final class Watch {
    /// The process.
    let process: RunningProcess

    init(_ process: RunningProcess) {
        self.process = process
    }

    /// The lines that it has printed whole.
    var lines: [JobLine] {
        get throws {
            let text = process.output
            guard let end = text.lastIndex(of: "\n") else { return [] }
            return try text[..<end].split(separator: "\n").map { line in
                try JSONDecoder.ofPrograms.decode(JobLine.self, from: Data(line.utf8))
            }
        }
    }

    /// Waits until a line says what is asked for.
    ///
    /// - Returns: The line.
    /// - Throws: ``TestFailure`` when the job ends before.
    @discardableResult
    func wait(for what: String, _ isThere: (JobLine) -> Bool) throws -> JobLine {
        try Waiting.wait(for: what) {
            let hasEnded = !process.isRunning
            if let line = try lines.last(where: isThere) { return line }
            if hasEnded { throw TestFailure("the job ended before \(what): \(process.output)\(process.errors)") }
            return nil
        }
    }

    /// Waits for the end of the job.
    ///
    /// - Returns: The exit status.
    func end() throws -> Int32 { try process.end(within: .seconds(120)) }
}
