import Synchronization
import Tables
import ZeroMQ

/// What other threads tell the worker's thread.
enum WorkerMail: Sendable {
    /// A task has ended, with or without a result.
    case event(WorkerEvent)
    /// A blob that arrived was verified.
    case verified(Digest, Blob, isGood: Bool)
    /// Leave after the running tasks.
    case terminate
    /// End at once, without a word.
    case abandon
}

/// A locked queue that wakes the worker's thread.
final class WorkerMailbox: Sendable {
    /// Polled by the worker's thread.
    let waker: Waker
    private let mail = Mutex<[WorkerMail]>([])

    init() throws(ZeroMQError) {
        waker = try Waker()
    }

    /// Puts something in; from any thread.
    func post(_ item: WorkerMail) {
        mail.withLock { $0.append(item) }
        waker.wake()
    }

    /// Takes everything out.
    func takeAll() -> [WorkerMail] {
        waker.drain()
        return mail.withLock { mail in
            defer { mail = [] }
            return mail
        }
    }
}
