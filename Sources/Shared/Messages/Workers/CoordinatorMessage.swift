import MapReduce
package import Tables

/// What a worker is told when it is registered.
package struct Welcome: Hashable, Sendable, WireCodable {
    /// The run of the coordinator.
    package let epoch: UInt64
    /// The registration.
    package let session: UInt32
    /// Time between two signs of life, in both directions.
    package let beat: Duration
    /// Silence after which the other side counts as gone.
    package let lease: Duration
    /// Silence after which a worker wipes its memory and ends.
    package let orphan: Duration

    /// A registration's terms.
    package init(epoch: UInt64, session: UInt32, beat: Duration, lease: Duration, orphan: Duration) {
        self.epoch = epoch
        self.session = session
        self.beat = beat
        self.lease = lease
        self.orphan = orphan
    }

    package init(from reader: inout ByteReader) throws {
        epoch = try reader.read()
        session = try reader.read()
        beat = .milliseconds(try reader.read(UInt32.self))
        lease = .milliseconds(try reader.read(UInt32.self))
        orphan = .milliseconds(try reader.read(UInt32.self))
        guard session > 0, beat > .zero, lease > .zero, orphan > .zero else {
            throw DecodingFault.malformed("a session and its times are above zero")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(epoch)
        writer.write(session)
        writer.write(beat.wireMilliseconds)
        writer.write(lease.wireMilliseconds)
        writer.write(orphan.wireMilliseconds)
    }
}

/// Why a peer is not served, now or for good.
package struct PeerRefusal: Hashable, Sendable, WireCodable {
    /// The reason.
    package enum Code: UInt8, Sendable {
        /// Another version of the protocol.
        case protocolVersion = 1
        /// Another release, with other passes.
        case softwareVersion = 2
        /// The key's role may not send this message.
        case role = 3
        /// The key was revoked.
        case revoked = 4
        /// The message could not be understood.
        case malformed = 5
    }

    /// The reason.
    package let code: Code
    /// The version of the protocol that is wanted.
    package let wantedVersion: UInt16
    /// One sentence.
    package let sentence: String

    /// A refusal.
    package init(code: Code, sentence: String) {
        self.code = code
        wantedVersion = ProtocolLimit.version
        self.sentence = sentence
    }

    package init(from reader: inout ByteReader) throws {
        code = try reader.readCode(Code.self)
        wantedVersion = try reader.read()
        sentence = try reader.readSentence()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(code.rawValue)
        writer.write(wantedVersion)
        writer.write(sentence: sentence)
    }
}

/// What the coordinator sends to a worker.
package enum CoordinatorMessage: WireMessage {
    /// You are registered.
    case welcome(Welcome)
    /// You are not served; do not try again.
    case refuse(PeerRefusal)
    /// I live.
    case ping
    /// A piece of a blob of `total` bytes, at `offset`; payload.
    case load(blob: Digest, total: Int, offset: Int)
    /// Run this; its blobs were sent before.
    case task(TaskOrder)
    /// The results of these tasks are safe, or not wanted: forget them.
    case resultAck([Digest])
    /// Send the results of these tasks again.
    case want([Digest])
    /// Forget these blobs.
    case evict([Digest])
    /// Do not run these tasks; drop their results.
    case cancel([Digest])
    /// I do not know your session, or lost a message of it: register again.
    case rehello

    package var type: UInt8 {
        switch self {
        case .welcome: 32
        case .refuse: 33
        case .ping: 34
        case .load: 35
        case .task: 36
        case .resultAck: 37
        case .want: 38
        case .evict: 39
        case .cancel: 40
        case .rehello: 41
        }
    }

    package var hasPayload: Bool {
        if case .load = self { return true }
        return false
    }

    /// Whether the message belongs to no session and is not counted: it begins, ends or repairs one.
    package var isOutsideSession: Bool {
        switch self {
        case .welcome, .refuse, .rehello: true
        default: false
        }
    }

    package func encodeFields(into writer: inout ByteWriter) {
        switch self {
        case .welcome(let welcome): welcome.encode(into: &writer)
        case .refuse(let refusal): refusal.encode(into: &writer)
        case .ping, .rehello: break
        case .load(let blob, let total, let offset):
            writer.write(digest: blob)
            writer.write(UInt64(total))
            writer.write(UInt64(offset))
        case .task(let order): order.encode(into: &writer)
        case .resultAck(let tasks), .want(let tasks), .cancel(let tasks): writer.write(digests: tasks)
        case .evict(let blobs): writer.write(digests: blobs)
        }
    }

    package init(type: UInt8, from reader: inout ByteReader) throws {
        switch type {
        case 32: self = .welcome(try Welcome(from: &reader))
        case 33: self = .refuse(try PeerRefusal(from: &reader))
        case 34: self = .ping
        case 35:
            self = .load(
                blob: try reader.readDigest(),
                total: try reader.readByteCount(),
                offset: try reader.readByteCount()
            )
        case 36: self = .task(try TaskOrder(from: &reader))
        case 37: self = .resultAck(try reader.readDigests())
        case 38: self = .want(try reader.readDigests())
        case 39: self = .evict(try reader.readDigests())
        case 40: self = .cancel(try reader.readDigests())
        case 41: self = .rehello
        default: throw FrameFault.unknownType(type)
        }
    }
}
