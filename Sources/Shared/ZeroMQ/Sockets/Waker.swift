private import CZeroMQ
import Glibc
import Synchronization

/// Wakes a ``Poller`` from any thread.
///
/// The other thread puts its work into a locked queue, then calls ``wake()``; the owner of the loop calls ``drain()``
/// and then empties the queue, in this order. Only the first call after a drain costs a system call.
package final class Waker: Sendable {
    /// The event counter to poll for reading.
    let descriptor: Int32
    private let isSignalled = Atomic<Bool>(false)

    /// Makes a waker.
    ///
    /// - Throws: ``ZeroMQError`` when the process has too many open files.
    package init() throws(ZeroMQError) {
        descriptor = czmq_eventfd()
        guard descriptor >= 0 else { throw ZeroMQError(.create, code: errno) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
    }

    /// Makes the poller's wait return, now or the next time; may be called from any thread.
    package func wake() {
        guard !isSignalled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var one: UInt64 = 1
        while write(descriptor, &one, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
    }

    /// Takes the signal back, before the owner looks at what it was woken for.
    package func drain() {
        var count: UInt64 = 0
        while read(descriptor, &count, MemoryLayout<UInt64>.size) < 0, errno == EINTR {}
        // After the read: a wake in between finds the flag set and writes nothing, but its work is already queued.
        isSignalled.store(false, ordering: .sequentiallyConsistent)
    }
}
