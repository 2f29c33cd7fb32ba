import MapReduce
import Messages
import Tables

/// One attempt at a task.
struct Lease: Sendable {
    let session: UInt32
    let since: Instant
}

/// One task of a run.
struct TaskRecord: Sendable {
    /// How far it is.
    enum Phase: Sendable {
        /// Nobody has it.
        case pending
        /// One or two workers have it.
        case leased
        /// Its result is here and on its way into the journal.
        case received
        /// Its result is in the journal.
        case committed
    }

    var phase = Phase.pending
    var leases: [Lease] = []
    var attempts: UInt32 = 0
    var failures = 0
    var missing = 0
    /// Workers, by instance, that died running it.
    var deaths: Set<UInt64> = []
    /// Workers, by instance, that are too small for it.
    var excluded: Set<UInt64> = []
    var result: NamedBlob?
    /// Sessions that delivered the result and wait for the journal.
    var deliveredBy: [UInt32] = []
}

/// A run that is not finished.
struct RunRecord: Sendable {
    let order: RunOrder
    var tasks: [TaskRecord]
    var committedCount = 0
    var pendingCount: Int
    /// Who should run which pending task.
    var queues = PlacementQueues()
    /// How long its finished tasks ran, ascending; at most 101 of them.
    private(set) var durations: [Duration] = []

    init(_ order: RunOrder) {
        self.order = order
        tasks = order.tasks.map { _ in TaskRecord() }
        for (partition, result) in order.finished where tasks.indices.contains(partition) {
            tasks[partition].phase = .committed
            tasks[partition].result = result
        }
        committedCount = tasks.count { $0.phase == .committed }
        pendingCount = tasks.count - committedCount
    }

    /// The middle of the durations so far; nil before the first.
    var medianDuration: Duration? { durations.isEmpty ? nil : durations[durations.count / 2] }

    mutating func noteDuration(_ duration: Duration) {
        guard durations.count < 101 else { return }
        durations.insert(duration, at: durations.firstIndex { $0 >= duration } ?? durations.count)
    }

    /// The digests and sizes of the blobs that the task on a partition needs, and where they are.
    func needs(of partition: Int) -> [(digest: Digest, bytes: Int, origin: BlobOrigin)] {
        let description = order.source.partitions[partition]
        var needs: [(digest: Digest, bytes: Int, origin: BlobOrigin)] = []
        for name in order.parts {
            guard let part = description.part(name) else { continue }
            needs.append((part.digest, part.bytes, .part(order.source, partition: partition, name)))
        }
        needs.append((order.context.digest, order.context.blob.count, .memory(order.context.blob)))
        needs.append((order.broadcast.digest, order.broadcast.blob.count, .memory(order.broadcast.blob)))
        return needs
    }

    /// The task of a partition as a worker gets it.
    func taskOrder(of partition: Int) -> TaskOrder {
        let description = order.source.partitions[partition]
        return TaskOrder(
            job: order.job,
            task: order.tasks[partition],
            attempt: tasks[partition].attempts,
            pass: order.pass,
            partition: partition,
            people: description.people,
            parts: order.parts.compactMap { name in
                description.part(name).map { TaskOrder.Part(name: name, digest: $0.digest) }
            },
            context: order.context.digest,
            broadcast: order.broadcast.digest
        )
    }
}

/// The pending tasks of a run by the worker that should run them; the next of each queue is its last.
///
/// A queue may hold tasks that are not pending any more: who takes from it skips them.
struct PlacementQueues: Sendable {
    /// Tasks of which a worker has the partition, by session.
    var own: [UInt32: [Int]] = [:]
    /// Tasks of which nobody has it.
    var unowned: [Int] = []
}

/// A job that is open.
struct JobRecord: Sendable {
    /// The processor level that it runs on, once it has begun.
    var processorLevel: UInt8?
    /// Microseconds of work done for it; the job with the least is served next.
    var served: UInt64
    /// Result digests of the tasks of its finished runs, to compare late results with.
    var results: [Digest: Digest] = [:]
    /// Contexts of its runs.
    var contexts: Set<Digest> = []
}
