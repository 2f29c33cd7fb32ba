private import CZeroMQ
import Glibc

/// The I/O threads that sockets share.
///
/// Every socket keeps its context alive; the context ends when its last socket has gone. Ending waits for unsent
/// messages, at most for the longest linger time among its sockets, so the last reference should be dropped on a
/// thread that may wait that long.
///
/// `@unchecked Sendable`: libzmq's context is thread-safe, and the pointer never changes.
package final class Context: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// Starts a context.
    ///
    /// - Parameters:
    ///   - ioThreadCount: Threads that read, write, encrypt and decrypt; about one for each gigabyte a second.
    ///   - socketCountMax: The most sockets that may be open at once; at least 1.
    /// - Throws: ``ZeroMQError`` when the process is out of memory or descriptors.
    package init(ioThreadCount: Int = 1, socketCountMax: Int = 1024) throws(ZeroMQError) {
        guard let handle = zmq_ctx_new() else { throw .last(.create) }
        self.handle = handle
        guard zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(clamping: ioThreadCount)) == 0,
            zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, Int32(clamping: socketCountMax)) == 0
        else {
            throw .last(.configure)
        }
    }

    deinit {
        // Interrupted waits must be taken up again, or the I/O threads would leak.
        while zmq_ctx_term(handle) != 0, zmq_errno() == EINTR {}
    }

    /// Makes every waiting and every later call on this context's sockets fail with `isTerminated`.
    ///
    /// May be called from any thread; it is how a loop that waits without a timeout is ended from outside.
    package func shutdown() {
        _ = zmq_ctx_shutdown(handle)
    }
}
