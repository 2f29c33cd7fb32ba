import Extracts
import Foundation
import Ingest
import MapReduce
import Passes
import Pipeline
import Synthesis
import Tables

/// A small synthetic study on disk: extracts, their store, a request.
final class StudyFixture {
    /// The folder that holds everything; removed at the end.
    let folder: String
    /// The store.
    let store: StoreReader
    /// The request and its cohort.
    let job: Job

    /// Makes a population and imports it.
    ///
    /// - Parameters:
    ///   - people: People of the population.
    ///   - cohort: Rows of the list.
    ///   - effect: The programme's effect.
    ///   - startsAfterIndex: Share of programmes that begin after the index date.
    ///   - seed: Of the population.
    ///   - partitions: Of the store.
    ///   - edit: Changes the text of the request.
    ///   - prepare: Changes the extracts in a folder before they are imported.
    /// - Throws: What making, importing and reading throw.
    init(
        people: Int = 6_000,
        cohort: Int = 400,
        effect: Double = -0.1,
        startsAfterIndex: Double = 0,
        seed: UInt64 = 5,
        partitions: Int = 5,
        edit: (String) -> String = { $0 },
        prepare: (String) throws -> Void = { _ in }
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("jdl-study-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var settings = SynthesisSettings()
        settings.effect = effect
        settings.cohort.startsAfterIndex = startsAfterIndex
        _ = try Synthesis.generate(
            people: people,
            cohort: cohort,
            seed: seed,
            settings: settings,
            into: folder + "/data"
        )
        try prepare(folder + "/data")
        var options = StoreImporter.Options()
        options.partitions = partitions
        _ = try StoreImporter(options).run(folder: folder + "/data", store: folder + "/store")
        store = try StoreReader(path: folder + "/store")
        let path = folder + "/data/request.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try edit(text).write(toFile: path, atomically: true, encoding: .utf8)
        job = try Job.read(requestPath: path, latest: store.extractEnd)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs the job and writes its results.
    ///
    /// - Returns: The files that must be the same bytes, by name.
    func run(on executor: any Executor, name: String) throws -> [String: Data] {
        let result = try Pipeline(store: store.manifest, executor: executor).run(job)
        let path = folder + "/" + name
        let output = try OutputFolder(at: path, replacing: true)
        let circumstances = JobResult.Circumstances(
            softwareVersion: "test",
            started: name,
            finished: name,
            peakMemoryBytes: name.utf8.count
        )
        try result.write(to: output, job: job, store: store.manifest, circumstances: circumstances)
        try output.commit()
        var files: [String: Data] = [:]
        for file in ["results.json", "report.html", "links.csv", "weights.csv", "linkage-model.json"] {
            files[file] = try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))
        }
        return files
    }
}

/// Runs passes as a cluster does, without a network: every context, broadcast and partial goes through its bytes.
struct EncodingExecutor: Executor {
    let source: StorePartitions
    let registry = PassRegistry.standard
    let cache = DerivedCache(byteCountMax: 64 << 20)

    func enter(stage: String) {}

    func run<P: Pass>(_ pass: P.Type, context: Shared<P.Context>, broadcast: P.Broadcast) throws -> P.Result {
        let runner = try registry.runner(named: P.name)
        let decoded = try runner.decodeContext(context.blob)
        let message = broadcast.encoded
        // The last partition first: the order of work must not matter, only the order of reduction.
        let partials = try source.partitions.reversed().map { partition in
            var blobs: [PartName: Blob] = [:]
            for part in runner.parts { blobs[part] = try source.blob(partition: partition.number, part: part) }
            let view = try PartitionView(partition, blobs: blobs, context: context.digest, cache: cache)
            let bytes = try message.withUnsafeBytes { try runner.map(view, context: decoded, broadcast: $0) }
            return try bytes.withUnsafeBytes {
                try P().partial(decoding: $0, of: partition.number, context.value, broadcast)
            }
        }
        return try P().reduce(Array(partials.reversed()), context.value)
    }
}
