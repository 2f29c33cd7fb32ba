private import CZeroMQ
import Glibc
import Synchronization

/// Why a connection was not let in, as one side of it saw it.
package enum HandshakeFailure: Hashable, Sendable, CustomStringConvertible {
    /// Client: the server's authenticator refused this client's key; the ZAP status, usually 400.
    ///
    /// libzmq does not try again after this: open a new socket to retry.
    case refused(status: Int)
    /// One side uses keys and the other does not.
    case mechanismMismatch
    /// Server: the client expects another server key, or the data was changed on the way.
    case cryptographic
    /// Another breach of the protocol; libzmq's `ZMQ_PROTOCOL_ERROR` number.
    case malformed(code: UInt32)
    /// The connection ended during the handshake; the error number.
    ///
    /// A client that expects the wrong server key sees only this.
    case interrupted(code: Int32)

    /// One sentence: what happened and what to check.
    package var description: String {
        switch self {
        case .refused(let status):
            "the server refused this key (status \(status)): ask its operator whether the key is allowed or revoked"
        case .mechanismMismatch:
            "one side uses keys and the other does not: check the endpoint and the key settings"
        case .cryptographic:
            "the client expects another server key: give it the server's current public key"
        case .malformed(let code):
            "the other side does not speak this protocol (0x\(String(code, radix: 16))): check the endpoint"
        case .interrupted:
            "the connection ended during the handshake: check the server's public key and the endpoint"
        }
    }
}

/// One thing that happened to a socket's connections.
package struct ConnectionEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// A TCP connection stands; nobody has proved anything yet.
        case connected
        /// The server took a TCP connection; nobody has proved anything yet.
        case accepted
        /// Connecting failed and will be tried again.
        case retrying
        /// The handshake succeeded: both sides have proved their keys, and messages flow.
        case handshakeSucceeded
        /// The handshake failed.
        case handshakeFailed(HandshakeFailure)
        /// A connection ended.
        case disconnected
        /// The server could not take a connection; the error number.
        case acceptFailed(code: Int32)
    }

    /// What happened.
    package let kind: Kind
    /// The connection's endpoint, as libzmq reports it.
    package let endpoint: String
}

/// Observes the connections of one socket, on the same thread.
///
/// A refused client would else only ever time out.
package final class SocketMonitor {
    /// The end on which the events arrive.
    let socket: Socket
    private let observed: Socket
    private static let counter = Atomic<UInt64>(0)

    /// Starts observing; do so before the socket binds or connects.
    ///
    /// - Parameter observed: Kept until the monitor goes.
    /// - Throws: ``ZeroMQError`` when there are too many sockets.
    package init(_ observed: Socket) throws(ZeroMQError) {
        let number = SocketMonitor.counter.wrappingAdd(1, ordering: .relaxed).newValue
        let endpoint = "inproc://jdl.monitor.\(number)"
        let events =
            ZMQ_EVENT_CONNECTED | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED
            | ZMQ_EVENT_ACCEPT_FAILED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
            | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH
        var options = SocketOptions()
        options.linger = .zero
        socket = try Socket(.pair, in: observed.context, options: options)
        self.observed = observed
        guard zmq_socket_monitor(observed.handle, endpoint, events) == 0 else { throw .last(.monitor) }
        try socket.connect(endpoint)
    }

    deinit {
        close()
    }

    /// Stops observing.
    package func close() {
        if observed.handle != nil, socket.handle != nil {
            zmq_socket_monitor(observed.handle, nil, 0)
        }
        socket.close()
    }

    /// Takes the next event without waiting.
    ///
    /// - Returns: The event, or nil when none is waiting.
    /// - Throws: ``ZeroMQError`` when the monitor is closed or the context was shut down.
    package func next() throws(ZeroMQError) -> ConnectionEvent? {
        while let message = try socket.receive() {
            guard message.frames.count == 2 else { continue }
            let header = message.frames[0].copy()
            // Two bytes of event and four of value, in the machine's own order.
            guard header.count == 6 else { continue }
            let (event, value) = header.withUnsafeBytes {
                ($0.loadUnaligned(as: UInt16.self), $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
            }
            guard let kind = ConnectionEvent.Kind(event: Int32(event), value: value) else { continue }
            return ConnectionEvent(kind: kind, endpoint: String(decoding: message.frames[1].copy(), as: UTF8.self))
        }
        return nil
    }
}

@available(*, unavailable, message: "a monitor belongs to the thread that owns its socket")
extension SocketMonitor: Sendable {}

extension ConnectionEvent.Kind {
    fileprivate init?(event: Int32, value: UInt32) {
        switch event {
        case ZMQ_EVENT_CONNECTED: self = .connected
        case ZMQ_EVENT_ACCEPTED: self = .accepted
        case ZMQ_EVENT_CONNECT_RETRIED: self = .retrying
        case ZMQ_EVENT_DISCONNECTED: self = .disconnected
        case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed(code: Int32(truncatingIfNeeded: value))
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .handshakeSucceeded
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .handshakeFailed(.refused(status: Int(value)))
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            switch Int(value) {
            case Int(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH): self = .handshakeFailed(.mechanismMismatch)
            case Int(ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC): self = .handshakeFailed(.cryptographic)
            default: self = .handshakeFailed(.malformed(code: value))
            }
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            self = .handshakeFailed(.interrupted(code: Int32(truncatingIfNeeded: value)))
        default: return nil
        }
    }
}
