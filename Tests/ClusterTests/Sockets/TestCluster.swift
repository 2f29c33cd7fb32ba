import Foundation
import MapReduce
import Messages
import Scheduling
import Synchronization
import Tables
import WorkerCore
import ZeroMQ

/// A folder of its own for one test.
final class TestFolder: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "/jdl-cluster-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static func write(_ text: String, to folder: String, _ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
    }
}

/// A worker on a thread of its own.
final class RunningWorker: Sendable {
    let worker: Worker
    private let exit = Mutex<WorkerExit?>(nil)
    private let ended = DispatchGroup()

    init(_ options: WorkerOptions, registry: PassRegistry = .test) throws {
        worker = try Worker(options, registry: registry)
        ended.enter()
        let thread = Thread { [self] in
            let result = try? worker.run()
            exit.withLock { $0 = result }
            ended.leave()
        }
        thread.start()
    }

    /// How it ended; nil when it did not within the time.
    func waitForExit(seconds: Double = 20) -> WorkerExit? {
        guard ended.wait(timeout: .now() + seconds) == .success else { return nil }
        return exit.withLock { $0 }
    }
}

/// A coordinator with workers, in one process, over loopback with CURVE and ZAP.
final class TestCluster {
    let folder = TestFolder()
    let ring: KeyRing
    let coordinatorKeys: SecretKeyFile
    let user: SecretKeyFile
    private let workerKeys: [SecretKeyFile]
    let source: TableSource
    let job: SumJob
    let logLines = Mutex<[String]>([])
    private(set) var coordinator: Coordinator
    private(set) var workers: [RunningWorker] = []
    private var settings: CoordinatorSettings

    init(partitions: Int = 8, people: Int = 20_000, job: SumJob = SumJob(), workers count: Int) throws {
        ring = KeyRing(folder: folder.path + "/keys")
        coordinatorKeys = try ring.make(PeerIdentity(role: .coordinator, name: KeyRing.coordinatorName))
        user = try ring.make(PeerIdentity(role: .user, name: "ann"))
        let ring = ring
        workerKeys = try (0..<6).map { try ring.make(PeerIdentity(role: .worker, name: "worker-\($0)")) }
        source = TableSource(partitions: partitions, people: people)
        self.job = job
        settings = CoordinatorSettings(
            endpoint: "tcp://127.0.0.1:*",
            keys: coordinatorKeys.keys,
            ring: ring,
            journalPath: folder.path + "/journal.sqlite",
            jobsFolder: folder.path + "/jobs",
            passes: PassRegistry.test.fingerprint,
            software: "test"
        )
        // Faster than in life, so that the tests are.
        settings.scheduling.beat = .milliseconds(200)
        settings.scheduling.ping = .milliseconds(100)
        settings.scheduling.suspect = .milliseconds(800)
        settings.scheduling.lease = .seconds(3)
        settings.scheduling.rehello = .milliseconds(100)
        let debug = ProcessInfo.processInfo.environment["CLUSTER_TEST_LOG"] != nil
        settings.log = { level, line in if debug { ProcessLog.write(level, "coordinator: " + line) } }
        coordinator = try Coordinator(settings, source: source, runner: job)
        settings.endpoint = coordinator.endpoint
        for _ in 0..<count { try addWorker() }
    }

    deinit {
        for running in workers { running.worker.abandon() }
        for running in workers { _ = running.waitForExit() }
        coordinator.stop()
    }

    @discardableResult
    func addWorker(_ keys: SecretKeyFile? = nil, registry: PassRegistry = .test, memory: Int = 64 << 20) throws
        -> RunningWorker
    {
        var options = options(keys ?? workerKeys[workers.count])
        options.memoryByteCount = memory
        let running = try RunningWorker(options, registry: registry)
        workers.append(running)
        return running
    }

    func options(_ file: SecretKeyFile) -> WorkerOptions {
        var options = WorkerOptions(
            endpoint: coordinator.endpoint,
            keys: file.keys,
            coordinatorKey: coordinatorKeys.keys.publicKey,
            slots: 2,
            memoryByteCount: 64 << 20,
            software: "test"
        )
        let debug = ProcessInfo.processInfo.environment["CLUSTER_TEST_LOG"] != nil
        options.log = { level, line in if debug { ProcessLog.write(level, "worker: " + line) } }
        return options
    }

    func client(_ file: SecretKeyFile? = nil) throws -> CoordinatorClient {
        try CoordinatorClient(
            endpoint: coordinator.endpoint,
            keys: (file ?? user).keys,
            coordinatorKey: coordinatorKeys.keys.publicKey,
            timeout: .seconds(10)
        )
    }

    /// Stops the coordinator and starts it again on the same port, with the same journal.
    func restartCoordinator() throws {
        coordinator.stop()
        for attempt in 0... {
            do {
                coordinator = try Coordinator(settings, source: source, runner: job)
                return
            } catch let error as ZeroMQError where error.isRetriable && attempt < 200 {
                usleep(20_000)
            }
        }
    }

    /// Waits until a job has ended.
    func wait(_ job: JobID, seconds: Double = 60) throws -> JobSummary? {
        let client = try client()
        let deadline = Date.now.addingTimeInterval(seconds)
        while Date.now < deadline {
            if let summary = try client.status(job).jobs.first, summary.state.isFinal { return summary }
            usleep(20_000)
        }
        return nil
    }

    /// Submits a job, waits for it and fetches its result.
    func result(request: String = "sum") throws -> String {
        let job = try client().submit(request: request, cohort: Blob.copy(Array("a,b\n1,2\n".utf8)))
        return try result(of: job)
    }

    func result(of job: JobID) throws -> String {
        guard let summary = try wait(job), summary.state == .finished else { return "not finished" }
        let client = try client()
        guard let file = try client.files(job).first else { return "no file" }
        let path = folder.path + "/fetched-\(job)"
        try client.fetch(file, of: job, to: path)
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    /// What the same job gives in one process.
    func localResult() throws -> String {
        try SumJob.sums(LocalExecutor(source: source), runs: job.runs).map { String($0, radix: 16) }
            .joined(separator: "\n")
    }
}
