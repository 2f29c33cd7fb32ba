/// Why a server must not be opened to anyone.
package enum AccessSelfTestError: Error, Hashable, CustomStringConvertible {
    /// The socket is no CURVE server, or its options would let unknown keys in.
    case notEnforced
    /// A key made a moment ago was let in.
    case unknownKeyAdmitted
    /// The key was neither refused nor let in within the time: nobody answers for this context.
    case noVerdict
    /// The test itself could not be carried out.
    case failed(String)

    /// One sentence: what is wrong and what to do.
    package var description: String {
        switch self {
        case .notEnforced:
            "access control is off on the server socket, so it was not opened: set its keys and domain"
        case .unknownKeyAdmitted:
            "the server let an unknown key in, so it was closed: report this with the version of libzmq"
        case .noVerdict:
            "no authenticator answered for the server's connections, so it was closed: start the authenticator first"
        case .failed(let reason):
            "the test of access control could not be carried out: \(reason)"
        }
    }
}

extension Authenticator {
    /// Proves that a server refuses a key that nobody allowed, by connecting to it with one.
    ///
    /// Some settings of libzmq admit everyone without a word, so a server runs this before it does anything else. It
    /// takes a few milliseconds, on the thread that owns both; real clients that connect meanwhile are answered.
    ///
    /// - Parameters:
    ///   - server: The bound socket, of the same context as this authenticator.
    ///   - endpoint: Where it listens, as ``Socket/bind(_:)`` returned it.
    ///   - timeout: How long to wait for the refusal.
    /// - Throws: ``AccessSelfTestError`` unless the key was refused.
    package func selfTest(
        _ server: Socket,
        at endpoint: String,
        timeout: Duration = .seconds(5)
    ) throws(AccessSelfTestError) {
        guard case .server(let serverKeys) = server.options.security else { throw .notEnforced }
        do {
            guard try server.requiresAuthentication() else { throw AccessSelfTestError.notEnforced }
            let throwAway = try CurveKeyPair.generate()
            selfTestKey = throwAway.publicKey
            defer { selfTestKey = nil }
            var options = SocketOptions(security: .client(throwAway, server: serverKeys.publicKey))
            options.linger = .zero
            let client = try Socket(.dealer, in: server.context, options: options)
            defer { client.close() }
            let monitor = try SocketMonitor(client)
            defer { monitor.close() }
            try client.connect(endpoint)
            try awaitRefusal(monitor, timeout: timeout)
        } catch let error as AccessSelfTestError {
            throw error
        } catch {
            throw .failed("\(error)")
        }
    }

    private func awaitRefusal(_ monitor: SocketMonitor, timeout: Duration) throws {
        let poller = Poller()
        let requests = poller.add(self)
        let events = poller.add(monitor)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: timeout)
        while clock.now < deadline {
            try poller.wait(timeout: clock.now.duration(to: deadline))
            if poller[requests].contains(.readable) {
                try handleReady()
            }
            guard poller[events].contains(.readable) else { continue }
            while let event = try monitor.next() {
                switch event.kind {
                case .handshakeFailed(.refused): return
                case .handshakeSucceeded: throw AccessSelfTestError.unknownKeyAdmitted
                default: continue
                }
            }
        }
        throw AccessSelfTestError.noVerdict
    }
}
