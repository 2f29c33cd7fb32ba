import MapReduce
import Messages
import Scheduling
import Tables

/// Drives a scheduler by hand.
struct SchedulerHarness {
    static let passes = Digest.of([1])
    static let part = PartName(code: 1)

    /// Partitions of one part each, never opened.
    struct Source: PartitionSource {
        let partitions: [PartitionDescription]

        init(_ count: Int, bytes: Int = 1_000) {
            partitions = (0..<count).map { number in
                let digest = Digest.of(Array("partition \(number)".utf8))
                let part = PartitionDescription.Part(name: SchedulerHarness.part, digest: digest, bytes: bytes)
                return PartitionDescription(number: number, people: 10, parts: [part])
            }
        }

        func blob(partition: Int, part: PartName) -> Blob { Blob.copy([]) }
    }

    var state: SchedulerState
    var now = Instant(nanoseconds: 0)
    /// Everything that was to be done, in order.
    var done: [SchedulerAction] = []

    init(_ settings: SchedulerSettings = SchedulerSettings()) {
        state = SchedulerState(settings: settings, epoch: 7, passes: Self.passes, software: "1")
    }

    @discardableResult
    mutating func tell(_ event: SchedulerEvent) -> [SchedulerAction] {
        let actions = state.handle(event, at: now) + state.handle(.settle, at: now)
        done += actions
        return actions
    }

    mutating func wait(_ duration: Duration) -> [SchedulerAction] {
        now = now.advanced(by: duration)
        return tell(.tick)
    }

    @discardableResult
    mutating func join(
        _ number: UInt64,
        slots: Int = 1,
        level: UInt8 = 3,
        blobs: [Digest] = [],
        tasks: [TaskInHand] = []
    ) -> [SchedulerAction] {
        let hello = Hello(
            software: "1",
            passes: Self.passes,
            processorLevel: level,
            slots: slots,
            memoryByteCount: 1 << 30,
            instance: number,
            blobs: blobs,
            tasks: tasks
        )
        return tell(.hello(hello, name: "w\(number)", from: Peer(number)))
    }

    func order(_ number: UInt64 = 1, job: UInt64 = 1, partitions: Int = 4, bytes: Int = 1_000) throws -> RunOrder {
        func blob(_ text: String) -> NamedBlob {
            let blob = Blob.copy(Array(text.utf8))
            return NamedBlob(digest: Digest.of(blob.bytes), blob: blob)
        }
        return try RunOrder(
            id: RunID(number),
            job: JobID(job),
            sequence: Int(number),
            pass: "test.pass",
            parts: [Self.part],
            source: Source(partitions, bytes: bytes),
            context: blob("context \(job)"),
            broadcast: blob("broadcast \(number)"),
            finished: [:]
        )
    }

    /// Delivers a result; its bytes tell the task and the variant.
    @discardableResult
    mutating func result(_ task: Digest, from number: UInt64, job: UInt64 = 1, variant: UInt8 = 0) -> [SchedulerAction]
    {
        let blob = Blob.copy(task.bytes + [variant])
        let arrived = ArrivedResult(
            job: JobID(job),
            task: task,
            result: NamedBlob(digest: Digest.of(blob.bytes), blob: blob),
            duration: .milliseconds(100)
        )
        let session = state.session(of: Peer(number)) ?? 0
        return tell(.result(arrived, session: session, from: Peer(number)))
    }

    @discardableResult
    mutating func message(_ message: WorkerMessage, from number: UInt64) -> [SchedulerAction] {
        tell(.message(message, session: state.session(of: Peer(number)) ?? 0, from: Peer(number)))
    }

    mutating func beat(_ number: UInt64) {
        message(.beat(Beat(residentByteCount: 0, heldByteCount: 0, runningCount: 0)), from: number)
    }
}

extension [SchedulerAction] {
    /// The partitions of the tasks that were given to a worker.
    func tasks(to number: UInt64) -> [Int] {
        compactMap { action in
            guard case .send(.task(let order), Peer(number)) = action else { return nil }
            return order.partition
        }
    }

    /// The names of all tasks that were given out.
    var taskNames: [Digest] {
        compactMap { action in
            guard case .send(.task(let order), _) = action else { return nil }
            return order.task
        }
    }

    /// What was sent to a worker, but for tasks.
    func messages(to number: UInt64) -> [CoordinatorMessage] {
        compactMap { action in
            guard case .send(let message, Peer(number)) = action else { return nil }
            if case .task = message { return nil }
            return message
        }
    }

    /// How many blobs were shipped to a worker.
    func shipments(to number: UInt64) -> Int {
        count { action in
            if case .ship(_, _, Peer(number)) = action { return true }
            return false
        }
    }

    /// The tasks whose partials were to be written.
    var journaled: [Digest] {
        compactMap { action in
            guard case .journal(let record) = action else { return nil }
            return record.task
        }
    }

    /// How runs ended.
    var endings: [Result<Int, ExecutionError>] {
        compactMap { action in
            guard case .finish(_, let result) = action else { return nil }
            return result.map(\.count)
        }
    }
}
