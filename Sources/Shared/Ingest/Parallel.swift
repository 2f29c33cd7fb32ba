import Dispatch
import Foundation
import Synchronization

/// Maps numbered pieces of work on a bounded number of threads; results are in the order of the numbers.
enum Parallel {
    /// The threads that are used unless a caller says otherwise: one a processor.
    static var defaultThreads: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Results and the error of the lowest number, so that which error is reported depends on no timing.
    private struct Outcome<R: Sendable>: Sendable {
        var results: [R?]
        var failure: (index: Int, error: any Error)?
    }

    /// Calls `body` for every index, each on one of `threads` slots.
    ///
    /// Pieces begin in ascending order; after a failure no further piece begins.
    ///
    /// - Parameters:
    ///   - count: The number of pieces.
    ///   - threads: How many run at once; at least 1.
    ///   - body: Gets the slot (0 ..< `threads`, never used twice at once) and the piece's index.
    /// - Returns: The results by index.
    /// - Throws: The error of the lowest failed index.
    static func map<R: Sendable>(
        count: Int,
        threads: Int,
        _ body: @Sendable (_ slot: Int, _ index: Int) throws -> R
    ) throws -> [R] {
        let upcoming = Atomic<Int>(0)
        let outcome = Mutex(Outcome<R>(results: Array(repeating: nil, count: count), failure: nil))
        let slots = min(max(threads, 1), max(count, 1))
        DispatchQueue.concurrentPerform(iterations: slots) { slot in
            while true {
                let index = upcoming.wrappingAdd(1, ordering: .relaxed).oldValue
                if index >= count { return }
                do {
                    let result = try body(slot, index)
                    outcome.withLock { $0.results[index] = result }
                } catch {
                    upcoming.store(count, ordering: .relaxed)
                    outcome.withLock { state in
                        if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
                    }
                }
            }
        }
        return try outcome.withLock { state in
            if let failure = state.failure { throw failure.error }
            return state.results.compactMap(\.self)
        }
    }
}
