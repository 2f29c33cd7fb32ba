import Dispatch
import Foundation
package import MapReduce
import Messages
import Synchronization
import Tables

/// A running coordinator: one thread that owns the sockets, one that writes the journal, one for each running job.
package final class Coordinator: Sendable {
    /// Where it listens, with the port that was taken.
    package let endpoint: String
    private let mailbox: Mailbox
    private let ended: DispatchGroup
    private let failure: Failure

    /// Whether the thread ended by itself.
    private final class Failure: Sendable {
        let hasHappened = Atomic(false)
    }

    /// Starts a coordinator and runs all jobs that its journal knows as unfinished.
    ///
    /// Returns when it listens and has proved that it refuses unknown keys.
    ///
    /// - Parameters:
    ///   - settings: What it needs to know.
    ///   - source: The partitions.
    ///   - runner: What a job does.
    /// - Throws: `KeyError`, ``JournalError``, `ZeroMQError` (a port in use) or `AccessSelfTestError`.
    package init(
        _ settings: CoordinatorSettings,
        source: any PartitionSource,
        runner: any JobRunner
    ) throws {
        let mailbox = try Mailbox()
        let started = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<String, any Error>?>(nil)
        let ended = DispatchGroup()
        let failure = Failure()
        ended.enter()
        let thread = Thread {
            defer { ended.leave() }
            do {
                // Sockets belong to the thread that makes them.
                let loop = try CoordinatorLoop(settings, source: source, runner: runner, mailbox: mailbox)
                outcome.withLock { $0 = .success(loop.endpoint) }
                started.signal()
                if !loop.run() { failure.hasHappened.store(true, ordering: .relaxed) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
                started.signal()
            }
        }
        thread.name = "coordinator"
        thread.start()
        started.wait()
        guard let result = outcome.withLock({ $0 }) else { preconditionFailure("the coordinator left no outcome") }
        endpoint = try result.get()
        self.mailbox = mailbox
        self.ended = ended
        self.failure = failure
    }

    /// Stops it: running jobs are interrupted and go on after the next start.
    ///
    /// Returns when its sockets are closed.
    package func stop() {
        mailbox.post(.stop)
        ended.wait()
    }

    /// Waits until it has stopped, by ``stop()`` or on an error that it cannot live with.
    package func wait() {
        ended.wait()
    }

    /// Whether it stopped on an error that it could not live with; the log says which.
    package var hasFailed: Bool { failure.hasHappened.load(ordering: .relaxed) }
}
