import Foundation
package import Tables

/// Commits partials on a thread of its own: all that waits goes into one transaction.
package final class JournalWriter: @unchecked Sendable {
    /// What became of a batch.
    package enum Outcome: Sendable {
        /// The partials of these tasks are on disk.
        case committed([Digest])
        /// The batch could not be written; it is tried again.
        case failed(JournalError)
    }

    /// The most bytes of one transaction, beyond its first partial.
    private static let batchByteCountMax = 64 << 20
    /// Wait before a failed batch is tried again.
    private static let retryInterval: TimeInterval = 2

    private let journal: Journal
    private let report: @Sendable (Outcome) -> Void
    // `@unchecked Sendable`: both are touched only while the condition is locked.
    private let condition = NSCondition()
    private var waiting: [PartialRecord] = []
    private var isStopping = false
    private var hasEnded = false

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - journal: Where to write.
    ///   - report: Told the outcome of each batch, on the writer's thread.
    package init(_ journal: Journal, report: @escaping @Sendable (Outcome) -> Void) {
        self.journal = journal
        self.report = report
        let thread = Thread { [self] in loop() }
        thread.name = "journal"
        thread.start()
    }

    /// Queues partials.
    package func append(_ records: [PartialRecord]) {
        condition.withLock {
            waiting += records
            condition.signal()
        }
    }

    /// Ends the thread after the batch that is being written; what waits is not written.
    package func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasEnded { condition.wait() }
        }
    }

    private func loop() {
        while let batch = nextBatch() {
            var isWritten = false
            while !isWritten {
                do throws(JournalError) {
                    try journal.commit(batch)
                    isWritten = true
                    report(.committed(batch.map(\.task)))
                } catch {
                    report(.failed(error))
                    if waitForRetry() { break }
                }
            }
        }
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// The partials to write next; nil when the thread is to end.
    private func nextBatch() -> [PartialRecord]? {
        condition.withLock {
            while waiting.isEmpty, !isStopping { condition.wait() }
            if isStopping { return nil }
            var bytes = 0
            let count = waiting.prefix { record in
                defer { bytes += record.result.blob.count }
                return bytes <= Self.batchByteCountMax
            }.count
            defer { waiting.removeFirst(count) }
            return Array(waiting[..<count])
        }
    }

    /// Waits a while.
    ///
    /// - Returns: Whether the thread is to end.
    private func waitForRetry() -> Bool {
        condition.withLock {
            let until = Date.now.addingTimeInterval(Self.retryInterval)
            while !isStopping, condition.wait(until: until) {}
            return isStopping
        }
    }
}
