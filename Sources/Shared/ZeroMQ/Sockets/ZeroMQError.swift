private import CZeroMQ
import Glibc

/// A failure of one operation on a ZeroMQ handle.
///
/// Would-block and host-unreachable are no failures: see ``SendOutcome`` and ``Socket/receive(frameCountMax:)``.
package struct ZeroMQError: Error, Hashable, CustomStringConvertible {
    /// What was being done.
    package enum Operation: String, Sendable {
        /// Making a context, a socket or an event counter.
        case create
        /// Setting or reading an option.
        case configure
        /// Binding a socket to an endpoint.
        case bind
        /// Giving up an endpoint.
        case unbind
        /// Connecting a socket to an endpoint.
        case connect
        /// Sending one frame.
        case send
        /// Receiving one frame.
        case receive
        /// Waiting for sockets and descriptors.
        case poll
        /// Observing a socket's connections.
        case monitor
    }

    /// What was being done.
    package let operation: Operation
    /// The error number, as errno or one of libzmq's own.
    package let code: Int32
    /// The endpoint concerned, if one is known; never payload.
    package let endpoint: String?

    /// Makes an error from an error number.
    ///
    /// - Parameters:
    ///   - operation: What was being done.
    ///   - code: The error number.
    ///   - endpoint: The endpoint concerned, if one is known.
    package init(_ operation: Operation, code: Int32, endpoint: String? = nil) {
        self.operation = operation
        self.code = code
        self.endpoint = endpoint
    }

    /// Makes an error from the number that libzmq's last call on this thread left behind.
    static func last(_ operation: Operation, endpoint: String? = nil) -> ZeroMQError {
        ZeroMQError(operation, code: zmq_errno(), endpoint: endpoint)
    }

    /// Whether the same call may succeed later with nothing changed on this side.
    package var isRetriable: Bool {
        switch code {
        case EAGAIN, EINTR, EHOSTUNREACH, ENETUNREACH, ENETDOWN, ECONNREFUSED, ECONNRESET, ECONNABORTED, ETIMEDOUT,
            EADDRINUSE, ENOBUFS:
            true
        default:
            false
        }
    }

    /// Whether the context was shut down, so that every loop on its sockets should end.
    package var isTerminated: Bool { code == ETERM }

    /// One sentence: what failed, where, and what to do.
    package var description: String {
        let place = endpoint.map { " \($0)" } ?? ""
        let reason = String(cString: zmq_strerror(code))
        return "ZeroMQ \(operation.rawValue)\(place) failed: \(reason) (\(code))\(advice)"
    }

    private var advice: String {
        switch code {
        case EADDRINUSE: "; another process has this port: stop it or choose another port"
        case EADDRNOTAVAIL, ENODEV: "; this host has no such address: check the endpoint"
        case EINVAL where endpoint != nil: "; write the endpoint as tcp://HOST:PORT"
        case EPROTONOSUPPORT: "; write the endpoint as tcp://HOST:PORT"
        case EACCES: "; an endpoint on a network needs keys: see docs/methods/transport-security.md"
        case EMSGSIZE: "; the frame is above the agreed limit: send it in chunks"
        case EMFILE: "; too many open files: raise LimitNOFILE"
        case ETERM: "; the context was shut down"
        default: ""
        }
    }
}
