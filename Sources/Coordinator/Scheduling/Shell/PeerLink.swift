import Messages
import Tables
import ZeroMQ

/// Something that is to be sent to a peer in its turn.
enum Parcel {
    /// A message to a worker.
    case message(CoordinatorMessage)
    /// A blob to a worker; `blob` is nil until its turn comes, `offset` says how much was sent.
    case blob(Digest, BlobOrigin, blob: Blob?, offset: Int)
    /// An answer to a user's request of this number.
    case answer(ClientAnswer, PayloadSlice?, sequence: UInt64)
}

/// One connection: who it is, what waits to be sent, what is arriving.
final class PeerLink {
    let peer: Peer
    let routing: RoutingID
    let userID: String
    var lane = FirstInFirstOut<Parcel>()
    /// The session that the counters belong to.
    var session: UInt32 = 0
    var sent: UInt64 = 0
    var check = SequenceCheck()
    /// Sizes of the pieces of blobs that the worker has not confirmed, in order.
    var unconfirmed = FirstInFirstOut<Int>()
    var unconfirmedByteCount = 0
    /// Results that are arriving in pieces, by task.
    var results: [Digest: BlobAssembly] = [:]
    var lastHeard: Instant
    /// Whether it was told that its key may not send what it sent.
    var isRefused = false

    init(peer: Peer, routing: RoutingID, userID: String, at now: Instant) {
        self.peer = peer
        self.routing = routing
        self.userID = userID
        lastHeard = now
    }

    /// Begins the counters of a session.
    func begin(session: UInt32) {
        self.session = session
        sent = 0
        check = SequenceCheck()
        unconfirmed = FirstInFirstOut()
        unconfirmedByteCount = 0
        results = [:]
        lane = FirstInFirstOut()
    }
}
