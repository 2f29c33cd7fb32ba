package import MapReduce
package import Messages
package import Tables

/// One connection at the coordinator's socket, numbered by the shell; a worker that reconnects is a new peer.
package struct Peer: Hashable, Comparable, Sendable {
    /// The number.
    package let number: UInt64

    /// A peer's number.
    package init(_ number: UInt64) {
        self.number = number
    }

    package static func < (left: Peer, right: Peer) -> Bool { left.number < right.number }
}

/// A whole result that arrived and whose bytes match its digest.
package struct ArrivedResult: Sendable {
    /// The job.
    package let job: JobID
    /// The task.
    package let task: Digest
    /// The bytes with their digest.
    package let result: NamedBlob
    /// How long the task ran.
    package let duration: Duration

    /// A result.
    package init(job: JobID, task: Digest, result: NamedBlob, duration: Duration) {
        self.job = job
        self.task = task
        self.result = result
        self.duration = duration
    }
}

/// What happens to the scheduler.
package enum SchedulerEvent: Sendable {
    /// A job is to be run, or is run again after a restart, on the processor level it began on.
    case jobOpened(JobID, processorLevel: UInt8?)
    /// A job has ended, however; its blobs and results are needed no more.
    case jobEnded(JobID)
    /// A job's runs are to end with an error.
    case jobStopped(JobID, ExecutionError)
    /// A job orders a run.
    case runOrdered(RunOrder)
    /// A worker registers; `name` is its key's.
    case hello(Hello, name: String, from: Peer)
    /// A worker that is registered sent any other message but a result.
    case message(WorkerMessage, session: UInt32, from: Peer)
    /// A whole result arrived.
    case result(ArrivedResult, session: UInt32, from: Peer)
    /// A message of a peer was lost, or damaged.
    case messageLost(from: Peer)
    /// A peer's connection has gone.
    case unreachable(Peer)
    /// A peer will not be served any more, since its key was revoked.
    case refused(Peer)
    /// All connections were cut by this side; the workers will register again.
    case linksCut
    /// The partials of these tasks are safe in the journal.
    case journaled([Digest])
    /// The journal cannot be written; it is tried again.
    case journalFailed(String)
    /// A blob cannot be read, so it cannot be sent.
    case blobUnavailable(Digest)
    /// All that arrived together has been told: place tasks.
    case settle
    /// Time has passed.
    case tick
}

/// What the scheduler wants done, in this order.
package enum SchedulerAction: Sendable {
    /// Send a message.
    case send(CoordinatorMessage, to: Peer)
    /// Send a blob in chunks; messages that follow go after it.
    case ship(Digest, BlobOrigin, to: Peer)
    /// Write a partial to the journal.
    case journal(PartialRecord)
    /// Hand a run's partials, in partition order, to the job that waits for them, or its error.
    case finish(RunID, Result<[Blob], ExecutionError>)
    /// Tell watchers how far a run is.
    case progress(JobID, pass: PassName, done: Int, total: Int)
    /// Remember the processor level that a job runs on.
    case pinLevel(JobID, UInt8)
    /// Forget what was to be sent to a peer.
    case forget(Peer)
    /// Write a line to the log; no person-level data.
    case log(LogLevel, String)
}
