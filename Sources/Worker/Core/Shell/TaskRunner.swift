import Dispatch
import MapReduce
import Messages
import Synchronization
import Tables

/// Runs tasks on Dispatch's threads, from bytes to bytes.
final class TaskRunner: Sendable {
    private let registry: PassRegistry
    private let cache: DerivedCache
    private let queue = DispatchQueue(label: "tasks", attributes: .concurrent)
    private let contexts = Mutex<[Digest: any Sendable]>([:])
    /// The contexts that each job has used so far, in order.
    private let history = Mutex<[JobID: [Digest]]>([:])
    /// Held while a context is decoded, so that tasks that begin together do not all decode it.
    private let decoding = Mutex(())
    private let report: @Sendable (WorkerEvent) -> Void

    /// A runner.
    ///
    /// - Parameters:
    ///   - registry: The passes.
    ///   - cacheByteCount: Memory for derived values.
    ///   - report: Told how each task ended, on its thread.
    init(_ registry: PassRegistry, cacheByteCount: Int, report: @escaping @Sendable (WorkerEvent) -> Void) {
        self.registry = registry
        cache = DerivedCache(byteCountMax: cacheByteCount)
        self.report = report
    }

    /// Begins a task; how many run at once is for the caller to bound.
    ///
    /// - Parameters:
    ///   - order: The task.
    ///   - blobs: What it needs, by digest.
    func start(_ order: TaskOrder, blobs: [Digest: Blob]) {
        queue.async { [self] in
            let start = MonotonicClock.now
            do {
                let bytes = try run(order, blobs)
                let blob = Blob.copy(bytes)
                let elapsed = start.duration(to: MonotonicClock.now).wholeNanoseconds / 1_000
                let result = KeptResult(
                    job: order.job,
                    task: order.task,
                    attempt: order.attempt,
                    blob: blob,
                    digest: Digest.of(blob.bytes),
                    microseconds: UInt32(clamping: elapsed)
                )
                report(.taskFinished(result))
            } catch {
                // A pass depends on its arguments alone, so it would fail the same way again.
                report(.taskFailed(order.task, kind: .permanent, sentence: "\(error)"))
            }
        }
    }

    /// Forgets what was derived from a job's earlier contexts once it goes on to a new one.
    ///
    /// A job does not come back to an earlier context, but for a late task, which then derives its values again.
    private func advance(_ job: JobID, to context: Digest) {
        let earlier = history.withLock { history -> [Digest] in
            let used = history[job, default: []]
            if used.contains(context) { return [] }
            history[job] = used + [context]
            return used
        }
        for context in earlier { cache.removeAll(context: context) }
    }

    /// Forgets a context and what was derived from it.
    func forget(_ blob: Digest) {
        guard contexts.withLock({ $0.removeValue(forKey: blob) }) != nil else { return }
        cache.removeAll(context: blob)
    }

    private func run(_ order: TaskOrder, _ blobs: [Digest: Blob]) throws -> [UInt8] {
        let runner = try registry.runner(named: order.pass)
        advance(order.job, to: order.context)
        let empty = Blob.copy([])
        let parts = order.parts.map { part in
            PartitionDescription.Part(name: part.name, digest: part.digest, bytes: blobs[part.digest]?.count ?? 0)
        }
        let view = try PartitionView(
            PartitionDescription(number: order.partition, people: order.people, parts: parts),
            blobs: Dictionary(uniqueKeysWithValues: order.parts.map { ($0.name, blobs[$0.digest] ?? empty) }),
            context: order.context,
            cache: cache
        )
        let contextBlob = blobs[order.context] ?? empty
        let broadcast = blobs[order.broadcast] ?? empty
        let known = try context(order.context, contextBlob, runner)
        do {
            return try runner.map(view, context: known, broadcast: broadcast.bytes)
        } catch is DecodingFault {
            // Two passes may have contexts of two types and the same bytes.
            return try runner.map(view, context: runner.decodeContext(contextBlob), broadcast: broadcast.bytes)
        }
    }

    /// A context, decoded once while its blob is held; the empty one is each pass's own.
    private func context(_ digest: Digest, _ blob: Blob, _ runner: any PassRunner) throws -> any Sendable {
        if blob.count == 0 { return try runner.decodeContext(blob) }
        return try decoding.withLock { _ in
            if let known = contexts.withLock({ $0[digest] }) { return known }
            let context = try runner.decodeContext(blob)
            contexts.withLock { $0[digest] = context }
            return context
        }
    }
}
