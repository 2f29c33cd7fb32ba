private import CZeroMQ

/// How one side of a connection proves who it is.
package enum Security: Sendable {
    /// Nothing: only for sockets inside one process (`inproc://`).
    case none
    /// This socket answers: clients must know its public key, and the ``Authenticator`` must allow theirs.
    case server(CurveKeyPair)
    /// This socket asks: `keys` are its own, `server` is the public key that it expects to find.
    case client(CurveKeyPair, server: PublicKey)
}

/// ZMTP heartbeats, which find a dead connection below the protocol's own beats.
package struct ConnectionHeartbeat: Hashable, Sendable {
    /// Time between two pings.
    package var interval: Duration
    /// A connection with no traffic for this long after a ping is closed.
    package var timeout: Duration
    /// How long the other side may keep a silent connection; in tenths of a second on the wire.
    package var timeToLive: Duration

    /// Makes a setting; the defaults find a dead link in eight seconds.
    package init(
        interval: Duration = .seconds(2),
        timeout: Duration = .seconds(6),
        timeToLive: Duration = .seconds(6)
    ) {
        self.interval = interval
        self.timeout = timeout
        self.timeToLive = timeToLive
    }
}

/// Everything that is set on a socket before it binds or connects.
package struct SocketOptions: Sendable {
    /// How the sides prove who they are.
    package var security: Security
    /// How long unsent messages survive the socket; libzmq's own default, forever, is never used.
    package var linger: Duration = .milliseconds(500)
    /// The most messages queued to one peer; at least 1.
    package var sendHighWaterMark = 1000
    /// The most messages queued from one peer; at least 1.
    package var receiveHighWaterMark = 1000
    /// The largest frame in bytes: a larger one is refused on sending and closes the connection on receiving.
    ///
    /// It bounds a frame, not a message of many frames: cap the process's memory as well.
    package var frameByteCountMax = 8 << 20
    /// A connection that has not finished its handshake by then is closed.
    package var handshakeTimeout: Duration = .seconds(5)
    /// Heartbeats below the protocol's own; none when nil.
    package var heartbeat: ConnectionHeartbeat? = ConnectionHeartbeat()
    /// The first wait before connecting again; libzmq adds a random share of it.
    package var reconnectInterval: Duration = .milliseconds(100)
    /// The longest wait before connecting again; waits double up to it.
    package var reconnectIntervalMax: Duration = .seconds(5)
    /// ROUTER only: a message to an unknown or full peer is reported, never dropped in silence.
    package var isMandatory = true
    /// Whether messages are queued before the connection stands; else sending would block until then.
    package var queuesBeforeConnected = true
    /// Whether received bytes are overwritten when their ``Message`` goes.
    ///
    /// For sockets on a network only: inside a process a message may be the sender's own memory.
    package var wipesReceivedMessages = false
    /// Whether a network endpoint without keys is accepted; only a test of its refusal needs this.
    package var isPlaintextAllowed = false
    /// Whether a server without an ``Authenticator`` refuses everyone; only a test of the self-test turns this off.
    package var enforcesAuthentication = true

    /// Makes the default options.
    package init(security: Security = .none) {
        self.security = security
    }

    /// Sets all options on a new socket.
    func apply(to handle: UnsafeMutableRawPointer, kind: Socket.Kind) throws(ZeroMQError) {
        let option = OptionSetter(handle: handle)
        try option.set(ZMQ_LINGER, linger)
        try option.set(ZMQ_SNDHWM, Int32(clamping: max(1, sendHighWaterMark)))
        try option.set(ZMQ_RCVHWM, Int32(clamping: max(1, receiveHighWaterMark)))
        try option.set(ZMQ_MAXMSGSIZE, wide: Int64(frameByteCountMax))
        try option.set(ZMQ_HANDSHAKE_IVL, handshakeTimeout)
        try option.set(ZMQ_RECONNECT_IVL, reconnectInterval)
        try option.set(ZMQ_RECONNECT_IVL_MAX, reconnectIntervalMax)
        try option.set(ZMQ_IMMEDIATE, !queuesBeforeConnected)
        if let heartbeat {
            try option.set(ZMQ_HEARTBEAT_IVL, heartbeat.interval)
            try option.set(ZMQ_HEARTBEAT_TIMEOUT, heartbeat.timeout)
            try option.set(ZMQ_HEARTBEAT_TTL, heartbeat.timeToLive)
        }
        if kind == .router {
            try option.set(ZMQ_ROUTER_MANDATORY, isMandatory)
        }
        switch security {
        case .none:
            break
        case .server(let keys):
            try option.set(ZMQ_CURVE_SERVER, true)
            try option.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
            try option.set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
            // Both, or a missing handler or a missing domain would let every key in.
            try option.set(ZMQ_ZAP_DOMAIN, Array(Authenticator.domain.utf8))
            try option.set(ZMQ_ZAP_ENFORCE_DOMAIN, enforcesAuthentication)
        case .client(let keys, let server):
            try option.set(ZMQ_CURVE_SERVERKEY, server.bytes)
            try option.set(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes)
            try option.set(ZMQ_CURVE_SECRETKEY, keys.secretKey)
        }
    }
}

/// Sets one option after the other.
private struct OptionSetter {
    let handle: UnsafeMutableRawPointer

    func set(_ option: Int32, _ value: Int32) throws(ZeroMQError) {
        var value = value
        try check(zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size))
    }

    func set(_ option: Int32, wide value: Int64) throws(ZeroMQError) {
        var value = value
        try check(zmq_setsockopt(handle, option, &value, MemoryLayout<Int64>.size))
    }

    func set(_ option: Int32, _ value: Bool) throws(ZeroMQError) {
        try set(option, value ? Int32(1) : Int32(0))
    }

    func set(_ option: Int32, _ value: Duration) throws(ZeroMQError) {
        try set(option, value.wholeMilliseconds)
    }

    func set(_ option: Int32, _ value: [UInt8]) throws(ZeroMQError) {
        try check(value.withUnsafeBytes { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) })
    }

    func set(_ option: Int32, _ value: SecretKey) throws(ZeroMQError) {
        try check(value.withBytes { zmq_setsockopt(handle, option, $0.baseAddress, $0.count) })
    }

    private func check(_ status: Int32) throws(ZeroMQError) {
        guard status == 0 else { throw .last(.configure) }
    }
}

extension Duration {
    /// This duration in milliseconds, rounded up and kept within what libzmq takes.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1 << 31 else { return .max }
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: milliseconds)
    }
}
