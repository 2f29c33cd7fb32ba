private import CZeroMQ
import Glibc

/// One frame to be sent.
///
/// A value, so a message that would block can be sent again as it is.
package struct Frame: Sendable {
    private enum Content: @unchecked Sendable {
        /// Copied into libzmq's memory.
        case copied([UInt8])
        /// Read by libzmq's thread where it lies; the owner keeps it there. `@unchecked`: nobody writes to it.
        case lent(UnsafeRawBufferPointer, owner: any AnyObject & Sendable)
    }

    private let content: Content

    /// Makes a frame of bytes, which are copied when it is sent.
    package init(_ bytes: [UInt8]) {
        content = .copied(bytes)
    }

    /// Makes a frame of memory that libzmq reads where it lies, for large blocks.
    ///
    /// - Parameters:
    ///   - bytes: Memory that stays valid and unchanged as long as `owner` lives.
    ///   - owner: Kept until libzmq has sent the frame or given it up; released on libzmq's thread.
    package init(lending bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
        content = .lent(bytes, owner: owner)
    }

    /// The number of bytes.
    package var count: Int {
        switch content {
        case .copied(let bytes): bytes.count
        case .lent(let bytes, _): bytes.count
        }
    }

    /// Hands the frame to libzmq without waiting.
    ///
    /// - Returns: 0, or the error number.
    func send(on socket: UnsafeMutableRawPointer?, hasMore: Bool) -> Int32 {
        withUnsafeTemporaryAllocation(of: zmq_msg_t.self, capacity: 1) { memory in
            guard let message = memory.baseAddress else { return ENOMEM }
            let failure = fill(message)
            guard failure == 0 else { return failure }
            let flags = hasMore ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT
            while zmq_msg_send(message, socket, flags) < 0 {
                let code = zmq_errno()
                if code == EINTR { continue }
                // Also gives back what was lent.
                zmq_msg_close(message)
                return code
            }
            return 0
        }
    }

    private func fill(_ message: UnsafeMutablePointer<zmq_msg_t>) -> Int32 {
        switch content {
        case .copied(let bytes):
            guard zmq_msg_init_size(message, bytes.count) == 0 else { return zmq_errno() }
            bytes.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return }
                zmq_msg_data(message).copyMemory(from: base, byteCount: source.count)
            }
            return 0
        case .lent(let bytes, let owner):
            // libzmq only reads what it sends, but its interface takes a mutable pointer.
            let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            let hint = Unmanaged<AnyObject>.passRetained(owner)
            let status = zmq_msg_init_data(
                message,
                base,
                bytes.count,
                { _, hint in hint.map { Unmanaged<AnyObject>.fromOpaque($0).release() } },
                hint.toOpaque()
            )
            guard status == 0 else {
                let code = zmq_errno()
                hint.release()
                return code
            }
            return 0
        }
    }
}

/// The address of one connection at a ROUTER, given by libzmq; a reconnected peer has a new one.
package struct RoutingID: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// Makes an address from its bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The address as a frame.
    var frame: Frame { Frame(bytes) }

    /// The address in hexadecimal digits, for logs.
    package var description: String { hexadecimal(bytes) }
}

/// Two lower-case hexadecimal digits for each byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
        text += byte < 16 ? "0" : ""
        text += String(byte, radix: 16)
    }
    return text
}
