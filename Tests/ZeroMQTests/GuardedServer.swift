import Testing
import ZeroMQ

/// A ROUTER with its authenticator on the loopback, and the loop that both need; all on the test's own thread.
final class GuardedServer {
    let context: Context
    let authenticator: Authenticator
    private(set) var router: Socket
    let endpoint: String
    let serverKeys: CurveKeyPair
    private let log: RefusalLog

    var refusals: [Refusal] { log.refusals }

    init(_ change: (inout SocketOptions) -> Void = { _ in }) throws {
        context = try Context()
        let log = RefusalLog()
        self.log = log
        authenticator = try Authenticator(context: context) { log.refusals.append($0) }
        serverKeys = try CurveKeyPair.generate()
        var options = SocketOptions(security: .server(serverKeys))
        change(&options)
        router = try Socket(.router, in: context, options: options)
        endpoint = try router.bind("tcp://127.0.0.1:*")
    }

    /// Makes a key that may connect.
    func allowedKeys(role: Role = .worker, name: String = "host-a") throws -> CurveKeyPair {
        let keys = try CurveKeyPair.generate()
        authenticator.allowList.allow(keys.publicKey, as: try PeerIdentity(role: role, name: name))
        return keys
    }

    /// Ends every connection: closes the router and opens another at the same port.
    func rebind() throws {
        let options = router.options
        router.close()
        router = try Socket(.router, in: context, options: options)
        try router.bind(endpoint, patience: .seconds(5))
    }

    /// Opens a DEALER that connects to the router; without keys it tries to do so in plain text.
    func client(
        _ keys: CurveKeyPair?,
        server: PublicKey? = nil,
        _ change: (inout SocketOptions) -> Void = { _ in }
    ) throws -> Client {
        var options = SocketOptions()
        if let keys {
            options.security = .client(keys, server: server ?? serverKeys.publicKey)
        } else {
            options.isPlaintextAllowed = true
        }
        change(&options)
        return try Client(try Socket(.dealer, in: context, options: options), endpoint)
    }

    /// Answers handshakes until a condition holds, five seconds at most.
    func serve(until isDone: () throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let poller = Poller()
        let requests = poller.add(authenticator)
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(5))
        while clock.now < deadline {
            if try isDone() { return }
            try poller.wait(timeout: .milliseconds(2))
            if poller[requests].contains(.readable) { try authenticator.handleReady() }
        }
        Issue.record("the condition did not come to hold", sourceLocation: sourceLocation)
    }

    /// Serves until a message has arrived at the router.
    func received() throws -> Multipart {
        var message: Multipart?
        try serve {
            message = try router.receive()
            return message != nil
        }
        return try #require(message)
    }
}

/// A client with the monitor that was there before it connected.
final class Client {
    let socket: Socket
    private let monitor: SocketMonitor
    private(set) var events: [ConnectionEvent.Kind] = []

    init(_ socket: Socket, _ endpoint: String) throws {
        self.socket = socket
        monitor = try SocketMonitor(socket)
        try socket.connect(endpoint)
    }

    /// Whether the monitor has told of this event.
    func saw(_ kind: ConnectionEvent.Kind) throws -> Bool {
        while let event = try monitor.next() { events.append(event.kind) }
        return events.contains(kind)
    }

    /// Whether the handshake failed in any way.
    func failed() throws -> Bool {
        _ = try saw(.handshakeSucceeded)
        return events.contains { if case .handshakeFailed = $0 { true } else { false } }
    }
}

private final class RefusalLog {
    var refusals: [Refusal] = []
}

/// The text of a frame.
func text(_ message: Message?) -> String? {
    message.map { String(decoding: $0.copy(), as: UTF8.self) }
}

/// A frame of text.
func frame(_ text: String) -> Frame {
    Frame(Array(text.utf8))
}
