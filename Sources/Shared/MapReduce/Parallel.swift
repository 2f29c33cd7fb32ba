import Dispatch
import Synchronization

/// Ordered parallel loops over Dispatch.
package enum Parallel {
    /// The results of `body` for 0 ..< `count`, in order, computed on all cores.
    ///
    /// The first error by index is thrown, so that failures do not depend on timing either.
    package static func map<T: Sendable>(count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
        if count == 1 { return [try body(0)] }
        let slots = Mutex([Result<T, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let outcome = Result { try body(index) }
            slots.withLock { $0[index] = outcome }
        }
        return try slots.withLock { slots in
            try slots.map { slot in
                guard let slot else { preconditionFailure("a parallel iteration left no result") }
                return try slot.get()
            }
        }
    }
}
