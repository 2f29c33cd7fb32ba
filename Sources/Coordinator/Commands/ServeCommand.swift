import ArgumentParser
import Dispatch
import Extracts
import Foundation
import Ingest
import MapReduce
import Messages
import Passes
import Pipeline
import Scheduling
import Tables
import Yams
import ZeroMQ

/// `jdl serve`: the coordinator.
struct ServeCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the coordinator: take jobs, give tasks to workers, keep the journal.",
        discussion: """
            Example:
              jdl serve --settings serve.yaml

            cluster/serve.yaml is a commented example. SIGTERM stops it; unfinished jobs go on after the next start.
            """
    )

    @Option(help: "The settings file (YAML).")
    var settings: String

    @Option(help: "Write the endpoint to this file once it listens.")
    var endpointFile: String?

    func execute() throws {
        guard Confinement.apply() else {
            throw CommandFailure.failed("Core dumps could not be switched off, so no data is taken.")
        }
        BufferReuse.begin()
        let serve = try ServeSettings.read(path: settings)
        let store = try StoreReader(path: serve.store)
        let configuration: CoordinatorSettings
        do {
            configuration = try serve.coordinatorSettings()
        } catch let error as KeyError {
            throw CommandFailure.badUsage("\(error)")
        }
        try FileManager.default.createDirectory(
            atPath: configuration.jobsFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let coordinator = try Coordinator(
            configuration,
            source: StorePartitions(store),
            runner: PipelineJobRunner(store: store)
        )
        let signals = Self.stopOnSignals(coordinator)
        defer { for source in signals { source.cancel() } }
        print(coordinator.endpoint)
        fflush(nil)
        if let endpointFile {
            try Data((coordinator.endpoint + "\n").utf8).write(to: URL(fileURLWithPath: endpointFile), options: .atomic)
        }
        ProcessLog.write(.info, "listening on \(coordinator.endpoint), release \(SoftwareVersion.current)")
        coordinator.wait()
        guard !coordinator.hasFailed else {
            throw CommandFailure.failed(
                "The coordinator stopped because of the error above; jobs go on after its restart."
            )
        }
        ProcessLog.write(.info, "stopped; unfinished jobs go on after the next start")
    }

    private static func stopOnSignals(_ coordinator: Coordinator) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { coordinator.stop() }
            source.resume()
            return source
        }
    }
}

/// The settings of a coordinator, as its file says them; paths are relative to the working folder.
struct ServeSettings: Decodable {
    /// The partition store.
    let store: String
    /// Where to listen.
    let bind: String
    /// The folder of keys.
    let keys: String
    /// The journal's file.
    let journal: String
    /// The folder of jobs.
    let results: String
    /// How many jobs run at once.
    let concurrentJobs: Int?
    /// Seconds between two signs of life of a worker.
    let beatSeconds: Double?
    /// Seconds of silence after which a worker gets no more tasks.
    let suspectSeconds: Double?
    /// Seconds of silence after which a worker's tasks go to others.
    let leaseSeconds: Double?
    /// Seconds without a coordinator after which a worker wipes its memory and ends.
    let orphanSeconds: Double?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case store
        case bind
        case keys
        case journal
        case results
        case concurrentJobs = "concurrent_jobs"
        case beatSeconds = "beat_seconds"
        case suspectSeconds = "suspect_seconds"
        case leaseSeconds = "lease_seconds"
        case orphanSeconds = "orphan_seconds"
    }

    /// Reads a settings file.
    ///
    /// - Throws: `CommandFailure` with every problem at once.
    static func read(path: String) throws -> ServeSettings {
        let text = try Blob.map(path: path).text
        guard let fields = try? Yams.load(yaml: text) as? [String: Any] else {
            throw CommandFailure.badUsage("\(path) is not a list of 'name: value'; see cluster/serve.yaml.")
        }
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        var problems = fields.keys.filter { !known.contains($0) }.sorted().map { "\(path): there is no setting \($0)." }
        for key in [CodingKeys.store, .bind, .keys, .journal, .results] where fields[key.rawValue] == nil {
            problems.append("\(path): the setting \(key.rawValue) is missing.")
        }
        guard problems.isEmpty else { throw CommandFailure.badUsage(problems.joined(separator: "\n")) }
        do {
            let settings = try YAMLDecoder().decode(ServeSettings.self, from: text)
            try settings.check(path)
            return settings
        } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context) {
            let name = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw CommandFailure.badUsage(
                "\(path): the setting \(name) is not of the right kind; see cluster/serve.yaml."
            )
        }
    }

    private func check(_ path: String) throws {
        let seconds = [beatSeconds ?? 1, suspectSeconds ?? 3, leaseSeconds ?? 10, orphanSeconds ?? 600]
        guard seconds.allSatisfy({ $0 >= 0.05 && $0 <= 86_400 }), seconds == seconds.sorted() else {
            throw CommandFailure.badUsage(
                "\(path): the times must grow: beat_seconds, suspect_seconds, lease_seconds, orphan_seconds, each 0.05 to 86400."
            )
        }
        guard (1...64).contains(concurrentJobs ?? 1) else {
            throw CommandFailure.badUsage("\(path): concurrent_jobs is 1 to 64.")
        }
    }

    /// The coordinator's settings.
    ///
    /// - Throws: `KeyError` when its key cannot be read.
    func coordinatorSettings() throws -> CoordinatorSettings {
        let ring = KeyRing(folder: keys)
        var settings = CoordinatorSettings(
            endpoint: bind,
            keys: try SecretKeyFile(reading: ring.secretPath(KeyRing.coordinatorName)).keys,
            ring: ring,
            journalPath: Self.absolute(journal),
            // The journal remembers where uploads are.
            jobsFolder: Self.absolute(results),
            passes: PassRegistry.standard.fingerprint,
            software: SoftwareVersion.current
        )
        settings.runningJobCountMax = concurrentJobs ?? 1
        if let beatSeconds {
            settings.scheduling.beat = .seconds(beatSeconds)
            settings.scheduling.ping = .seconds(beatSeconds / 2)
        }
        if let suspectSeconds { settings.scheduling.suspect = .seconds(suspectSeconds) }
        if let leaseSeconds { settings.scheduling.lease = .seconds(leaseSeconds) }
        if let orphanSeconds { settings.scheduling.orphan = .seconds(orphanSeconds) }
        settings.log = { ProcessLog.write($0, $1) }
        return settings
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
