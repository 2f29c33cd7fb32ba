private import CZeroMQ
import Glibc

/// A ZeroMQ socket, owned by the thread that made it.
///
/// libzmq's sockets are not thread-safe: using one from two threads aborts the process. The type is therefore not
/// `Sendable`, so that a socket which another thread could reach does not compile; make it on the thread that runs
/// its loop. Other threads reach that loop through a ``Waker``.
package final class Socket {
    /// The messaging pattern.
    package enum Kind: String, Sendable {
        /// Many peers, addressed by ``RoutingID``.
        case router
        /// Asynchronous messages to whoever is connected.
        case dealer
        /// One question, one answer.
        case request
        /// The answering side of `request`.
        case reply
        /// Two ends within one process.
        case pair
    }

    /// The messaging pattern.
    package let kind: Kind
    /// What was set when the socket was made.
    package let options: SocketOptions
    /// The context, which lives as long as any of its sockets.
    package let context: Context
    /// libzmq's socket; nil once closed.
    private(set) var handle: UnsafeMutableRawPointer?

    /// Opens a socket.
    ///
    /// - Parameters:
    ///   - kind: The messaging pattern.
    ///   - context: The context whose threads do the I/O.
    ///   - options: What to set before anything is bound or connected.
    /// - Throws: ``ZeroMQError`` when an option is refused or there are too many sockets.
    package init(_ kind: Kind, in context: Context, options: SocketOptions = SocketOptions()) throws(ZeroMQError) {
        guard let handle = zmq_socket(context.handle, kind.code) else { throw .last(.create) }
        self.kind = kind
        self.options = options
        self.context = context
        self.handle = handle
        try options.apply(to: handle, kind: kind)
    }

    deinit {
        close()
    }

    /// Closes the socket; unsent messages live on for the linger time.
    ///
    /// Every later operation fails with ENOTSOCK. Closing twice does nothing.
    package func close() {
        guard let handle else { return }
        zmq_close(handle)
        self.handle = nil
    }

    /// Binds to an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: For example `tcp://127.0.0.1:5570`; with the port `*`, any free one.
    ///   - patience: How long to try again while the port is taken; a port that another socket has just given up
    ///     stays taken for some milliseconds.
    /// - Returns: The endpoint with the port that was taken.
    /// - Throws: ``ZeroMQError``; EACCES when a network endpoint would be open to clients without keys.
    @discardableResult
    package func bind(_ endpoint: String, patience: Duration = .zero) throws(ZeroMQError) -> String {
        try requireKeys(for: .bind, endpoint)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: patience)
        let pause = Poller()
        while zmq_bind(handle, endpoint) != 0 {
            let error = ZeroMQError.last(.bind, endpoint: endpoint)
            guard error.code == EADDRINUSE, clock.now < deadline else { throw error }
            try pause.wait(timeout: .milliseconds(10))
        }
        return try lastEndpoint()
    }

    /// Stops listening on an endpoint; connections made through it stay.
    ///
    /// - Parameter endpoint: As ``bind(_:)`` returned it.
    /// - Throws: ``ZeroMQError`` when the socket is not bound there.
    package func unbind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_unbind(handle, endpoint) == 0 else { throw .last(.unbind, endpoint: endpoint) }
    }

    /// Starts connecting to an endpoint, again and again until it stands.
    ///
    /// Returning says nothing about the other side; a ``SocketMonitor`` does.
    ///
    /// - Parameter endpoint: For example `tcp://coordinator.example:5570`.
    /// - Throws: ``ZeroMQError`` when the endpoint cannot be understood; EACCES when it would be used without keys.
    package func connect(_ endpoint: String) throws(ZeroMQError) {
        try requireKeys(for: .connect, endpoint)
        guard zmq_connect(handle, endpoint) == 0 else { throw .last(.connect, endpoint: endpoint) }
    }

    /// The endpoint last bound or connected, with its port.
    package func lastEndpoint() throws(ZeroMQError) -> String {
        let capacity = 512
        let text: String? = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            var count = capacity
            guard let base = buffer.baseAddress, zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, base, &count) == 0 else {
                return nil
            }
            return String(cString: base)
        }
        guard let text else { throw .last(.configure) }
        return text
    }

    /// Whether this socket admits only keys that an ``Authenticator`` allowed, as libzmq itself reports it.
    package func requiresAuthentication() throws(ZeroMQError) -> Bool {
        var enforced: Int32 = 0
        var count = MemoryLayout<Int32>.size
        guard zmq_getsockopt(handle, ZMQ_ZAP_ENFORCE_DOMAIN, &enforced, &count) == 0 else { throw .last(.configure) }
        let capacity = 256
        let domainByteCount: Int? = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            var count = capacity
            guard let base = buffer.baseAddress, zmq_getsockopt(handle, ZMQ_ZAP_DOMAIN, base, &count) == 0 else {
                return nil
            }
            return strlen(base)
        }
        guard let domainByteCount else { throw .last(.configure) }
        return enforced == 1 && domainByteCount > 0
    }

    private func requireKeys(for operation: ZeroMQError.Operation, _ endpoint: String) throws(ZeroMQError) {
        switch (options.security, operation) {
        case (.server, .bind), (.client, .connect):
            return
        default:
            guard endpoint.hasPrefix("inproc://") || options.isPlaintextAllowed else {
                throw ZeroMQError(operation, code: EACCES, endpoint: endpoint)
            }
        }
    }
}

@available(*, unavailable, message: "a socket belongs to the thread that made it")
extension Socket: Sendable {}

extension Socket.Kind {
    fileprivate var code: Int32 {
        switch self {
        case .router: ZMQ_ROUTER
        case .dealer: ZMQ_DEALER
        case .request: ZMQ_REQ
        case .reply: ZMQ_REP
        case .pair: ZMQ_PAIR
        }
    }
}
