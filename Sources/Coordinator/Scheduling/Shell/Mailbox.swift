import MapReduce
import Messages
import Synchronization
import Tables
import ZeroMQ

/// What other threads tell the coordinator's thread.
enum Mail: Sendable {
    /// A job orders a run.
    case order(RunOrder, RunTicket)
    /// A job enters a stage.
    case stage(JobID, String)
    /// How far a step outside passes is.
    case progress(JobID, JobProgress)
    /// A job's code has ended.
    case jobEnded(JobID, JobOutcome)
    /// What became of a batch of partials.
    case journal(JournalWriter.Outcome)
    /// Stop the coordinator.
    case stop
}

/// How a job's code ended.
enum JobOutcome: Sendable {
    /// With results.
    case finished
    /// A person cancelled it.
    case cancelled
    /// The coordinator stops; it goes on after the restart.
    case interrupted
    /// With an error.
    case failed(exitStatus: Int32, sentence: String)
}

/// A locked queue that wakes the coordinator's thread.
final class Mailbox: Sendable {
    /// Polled by the coordinator's thread.
    let waker: Waker
    private let mail = Mutex<[Mail]>([])
    private let runCount = Atomic<UInt64>(0)

    init() throws(ZeroMQError) {
        waker = try Waker()
    }

    /// Puts something in; from any thread.
    func post(_ item: Mail) {
        mail.withLock { $0.append(item) }
        waker.wake()
    }

    /// Takes everything out.
    func takeAll() -> [Mail] {
        waker.drain()
        return mail.withLock { mail in
            defer { mail = [] }
            return mail
        }
    }

    /// A run's number, new in this process.
    func nextRun() -> RunID {
        RunID(runCount.wrappingAdd(1, ordering: .relaxed).newValue)
    }
}
