package import Messages
package import Tables

/// A result that is kept until the coordinator says that it is safe.
package struct KeptResult: Sendable {
    /// The job.
    package let job: JobID
    /// The task.
    package let task: Digest
    /// The attempt.
    package let attempt: UInt32
    /// The bytes.
    package let blob: Blob
    /// Their digest.
    package let digest: Digest
    /// How long the task ran, in microseconds.
    package let microseconds: UInt32

    /// A result.
    package init(job: JobID, task: Digest, attempt: UInt32, blob: Blob, digest: Digest, microseconds: UInt32) {
        self.job = job
        self.task = task
        self.attempt = attempt
        self.blob = blob
        self.digest = digest
        self.microseconds = microseconds
    }
}

/// What happens to a worker.
package enum WorkerEvent: Sendable {
    /// The connection stands; both sides have proved their keys.
    case linked
    /// The connection has gone; it is being tried again.
    case unlinked
    /// The coordinator will not have this worker's key; the sentence says so.
    case keyRefused(String)
    /// A message came, other than a piece of a blob.
    case message(CoordinatorMessage, stamp: FrameStamp)
    /// The first piece of a blob came.
    case loadBegan(Digest, total: Int)
    /// The last piece came; whether the whole matches its digest.
    case loadEnded(Digest, isGood: Bool)
    /// A message was lost or damaged.
    case messageLost
    /// A task has a result.
    case taskFinished(KeptResult)
    /// A task has none.
    case taskFailed(Digest, kind: TaskFailure.Kind, sentence: String)
    /// The worker is to leave (SIGTERM).
    case terminate
    /// Time has passed; the process's resident memory.
    case tick(residentByteCount: Int)
}

/// What the worker's state wants done, in this order.
package enum WorkerAction: Sendable {
    /// Send a message.
    case send(WorkerMessage)
    /// Send a result, in pieces.
    case sendResult(KeptResult)
    /// Run a task; its blobs are held.
    case run(TaskOrder)
    /// Wipe and free blobs, finished or arriving, and what was derived from them as a context.
    case drop([Digest])
    /// Take no more pieces of this blob.
    case ignoreLoad(Digest)
    /// End the process with this status; the sentence is for people.
    case exit(status: Int32, sentence: String)
    /// Write a line to the log; no person-level data.
    case log(String)
}
