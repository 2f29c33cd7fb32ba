import Synchronization
package import Tables

/// A context with its wire form and digest, each made once.
package final class Shared<Value: WireCodable>: Sendable {
    /// The value.
    package let value: Value
    /// Its wire form.
    package let blob: Blob
    /// SHA-256 of the wire form.
    package let digest: Digest

    /// Encodes a value for sharing.
    package init(_ value: Value) {
        self.value = value
        blob = Blob.copy(value.encoded)
        digest = Digest.of(blob.bytes)
    }
}

/// Runs passes, in this process or on a cluster.
///
/// The results are the same bytes.
/// Calls block; a job runs on a thread of its own. Runs of one executor come one after the other.
package protocol Executor: Sendable {
    /// Runs a pass over all partitions and reduces it.
    ///
    /// - Throws: What the pass throws, or ``ExecutionError``.
    func run<P: Pass>(_ pass: P.Type, context: Shared<P.Context>, broadcast: P.Broadcast) throws -> P.Result
    /// Tells watchers that a stage of the domain flow begins.
    func enter(stage: String)
}

/// A failure to run a pass.
package enum ExecutionError: Error, Hashable, CustomStringConvertible {
    /// The job was cancelled by a person.
    case cancelled
    /// A pass asked for a part it did not declare, or the store lacks it.
    case missingPart(partition: Int)
    /// No pass of this name: coordinator and worker are different versions.
    case unknownPass(name: String)
    /// A task failed for good.
    case taskFailed(pass: String, partition: Int, reason: String)
    /// A worker's answer to a task is not what the task asks for.
    case malformedPartial(pass: String, partition: Int, reason: String)
    /// Two runs of one task gave different bytes.
    case notDeterministic(pass: String, partition: Int)
    /// The coordinator is shutting down; the job goes on when it is started again.
    case interrupted

    package var description: String {
        switch self {
        case .cancelled: "The job was cancelled."
        case .missingPart(let partition):
            "Partition \(partition) lacks a part that the pass needs; import the extracts again."
        case .unknownPass(let name): "There is no pass named \(name); coordinator and workers must be the same version."
        case .taskFailed(let pass, let partition, let reason):
            "The task \(pass) failed on partition \(partition): \(reason)"
        case .malformedPartial(let pass, let partition, let reason):
            "A worker's answer to \(pass) on partition \(partition) is not what was asked for; check that worker. \(reason)"
        case .notDeterministic(let pass, let partition):
            "Two runs of \(pass) on partition \(partition) gave different results; the job was stopped, check the workers' hardware."
        case .interrupted: "The coordinator is shutting down; the job continues after its restart."
        }
    }
}

/// How far a job is.
package struct JobProgress: Hashable, Sendable {
    /// The stage of the domain flow.
    package let stage: String
    /// The pass that runs.
    package let pass: String
    /// Finished partitions of the pass.
    package let done: Int
    /// All partitions.
    package let total: Int

    /// A state of progress.
    package init(stage: String, pass: String, done: Int, total: Int) {
        self.stage = stage
        self.pass = pass
        self.done = done
        self.total = total
    }
}

/// Runs passes in this process: Dispatch over partitions and tiles.
package final class LocalExecutor: Executor {
    private let source: any PartitionSource
    private let cache: DerivedCache
    private let report: @Sendable (JobProgress) -> Void
    private let stage = Mutex("")
    private let lastContext = Mutex<Digest?>(nil)

    /// An executor over a source.
    ///
    /// - Parameters:
    ///   - source: The partitions.
    ///   - cacheBytes: Memory for derived values.
    ///   - report: Called as partitions finish, from any thread.
    package init(
        source: any PartitionSource,
        cacheBytes: Int = 4 << 30,
        report: @escaping @Sendable (JobProgress) -> Void = { _ in }
    ) {
        self.source = source
        cache = DerivedCache(byteCountMax: cacheBytes)
        self.report = report
    }

    package func enter(stage: String) {
        self.stage.withLock { $0 = stage }
    }

    package func run<P: Pass>(_ pass: P.Type, context: Shared<P.Context>, broadcast: P.Broadcast) throws -> P.Result {
        let previous = lastContext.withLock { last in
            defer { last = context.digest }
            return last
        }
        if let previous, previous != context.digest { cache.removeAll(context: previous) }
        let partitions = source.partitions
        let done = Mutex(0)
        let stage = stage.withLock { $0 }
        let partials = try Parallel.map(count: partitions.count) { index in
            let view = try self.view(of: partitions[index], parts: P.parts, context: context.digest)
            let partial = try P().mapAll(of: view, context.value, broadcast)
            let count = done.withLock { done in
                done += 1
                return done
            }
            report(JobProgress(stage: stage, pass: P.name.description, done: count, total: partitions.count))
            return partial
        }
        return try P().reduce(partials, context.value)
    }

    private func view(of partition: PartitionDescription, parts: [PartName], context: Digest) throws -> PartitionView {
        var blobs: [PartName: Blob] = [:]
        for part in parts { blobs[part] = try source.blob(partition: partition.number, part: part) }
        return try PartitionView(partition, blobs: blobs, context: context, cache: cache)
    }
}
