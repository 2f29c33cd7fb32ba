private import CZeroMQ
import Glibc

/// One received frame.
///
/// It owns libzmq's message at an address that never changes, and its bytes never change either.
/// `@unchecked Sendable`: only immutable memory is read, and the message is closed once, by the last owner.
package final class Message: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<zmq_msg_t>
    private let wipes: Bool

    /// Whether more frames of the same message follow.
    let hasMore: Bool
    /// The number of bytes.
    package let count: Int

    private init(owning handle: UnsafeMutablePointer<zmq_msg_t>, wipes: Bool) {
        self.handle = handle
        self.wipes = wipes
        hasMore = zmq_msg_more(handle) != 0
        count = zmq_msg_size(handle)
    }

    deinit {
        if wipes, count > 0, let base = zmq_msg_data(handle) {
            czmq_wipe(base, count)
        }
        zmq_msg_close(handle)
        handle.deallocate()
    }

    /// Receives one frame without waiting.
    static func receive(on socket: UnsafeMutableRawPointer?, wipes: Bool) -> Result<Message, ZeroMQError> {
        let handle = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
        zmq_msg_init(handle)
        while zmq_msg_recv(handle, socket, ZMQ_DONTWAIT) < 0 {
            let code = zmq_errno()
            if code == EINTR { continue }
            zmq_msg_close(handle)
            handle.deallocate()
            return .failure(ZeroMQError(.receive, code: code))
        }
        return .success(Message(owning: handle, wipes: wipes))
    }

    /// Lends the bytes for the length of a call; they must not be kept.
    ///
    /// - Parameter body: What reads them.
    /// - Returns: What `body` returned.
    /// - Throws: What `body` threw.
    package func withBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: zmq_msg_data(handle), count: count))
    }

    /// A copy of the bytes; it is not wiped.
    package func copy() -> [UInt8] {
        withBytes { Array($0) }
    }

    /// The identity that the ``Authenticator`` gave to the sender's key; nil within one process.
    package var userID: String? { property("User-Id") }

    /// The sender's network address, as numbers; nil within one process.
    package var peerAddress: String? { property("Peer-Address") }

    private func property(_ name: String) -> String? {
        zmq_msg_gets(handle, name).map { String(cString: $0) }
    }
}

/// One received message: all its frames.
package struct Multipart: Sendable {
    /// From whom, on a ROUTER; nil on every other kind.
    package let sender: RoutingID?
    /// The frames after the address, at most as many as were asked for.
    package let frames: [Message]
    /// How many frames were above that number and were dropped.
    package let droppedFrameCount: Int

    /// The identity that the ``Authenticator`` gave to the sender's key; nil within one process.
    package var userID: String? { frames.first?.userID }
}
