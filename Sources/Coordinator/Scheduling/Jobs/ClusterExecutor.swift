import Dispatch
import MapReduce
import Messages
import Synchronization
import Tables

/// Where the thread of a job waits for a run.
final class RunTicket: Sendable {
    private let result = Mutex<Result<[Blob], ExecutionError>?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    /// Hands the result over; only the first counts.
    func finish(_ value: Result<[Blob], ExecutionError>) {
        let isFirst = result.withLock { result in
            guard result == nil else { return false }
            result = value
            return true
        }
        if isFirst { semaphore.signal() }
    }

    /// Waits for the result.
    func wait() -> Result<[Blob], ExecutionError> {
        semaphore.wait()
        return result.withLock { $0 } ?? .failure(.interrupted)
    }
}

/// Runs passes on the workers of a cluster; the results are the bytes that `LocalExecutor` gives.
///
/// A call posts the run to the coordinator's thread and waits. Partials that the journal has are not made again.
final class ClusterExecutor: Executor {
    private let job: JobID
    private let source: any PartitionSource
    private let journal: Journal
    private let isResumed: Bool
    private let mailbox: Mailbox
    private let sequence = Mutex(0)

    /// An executor of one job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - source: The partitions.
    ///   - journal: Where finished partials are.
    ///   - mailbox: The way to the coordinator's thread.
    /// - Throws: ``JournalError``.
    init(job: JobID, source: any PartitionSource, journal: Journal, mailbox: Mailbox) throws(JournalError) {
        self.job = job
        self.source = source
        self.journal = journal
        self.mailbox = mailbox
        isResumed = try journal.partialCount(of: job) > 0
    }

    func enter(stage: String) {
        mailbox.post(.stage(job, stage))
    }

    func run<P: Pass>(_ pass: P.Type, context: Shared<P.Context>, broadcast: P.Broadcast) throws -> P.Result {
        let number = sequence.withLock { sequence in
            defer { sequence += 1 }
            return sequence
        }
        let bytes = Blob.copy(broadcast.encoded)
        let named = NamedBlob(digest: Digest.of(bytes.bytes), blob: bytes)
        var finished: [Int: NamedBlob] = [:]
        if isResumed {
            finished = try journal.partials(
                job: job,
                sequence: number,
                pass: P.name,
                context: context.digest,
                broadcast: named.digest
            )
        }
        let order = try RunOrder(
            id: mailbox.nextRun(),
            job: job,
            sequence: number,
            pass: P.name,
            parts: P.parts,
            source: source,
            context: NamedBlob(digest: context.digest, blob: context.blob),
            broadcast: named,
            finished: finished
        )
        let ticket = RunTicket()
        mailbox.post(.order(order, ticket))
        let blobs = try ticket.wait().get()
        let partials = try Parallel.map(count: blobs.count) { index in
            try P().partial(
                decoding: blobs[index].bytes,
                of: source.partitions[index].number,
                context.value,
                broadcast
            )
        }
        return try P().reduce(partials, context.value)
    }
}
