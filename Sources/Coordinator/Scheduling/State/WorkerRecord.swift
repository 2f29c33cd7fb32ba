import MapReduce
import Messages
import Tables

/// A registered worker, as the scheduler sees it.
struct WorkerRecord: Sendable {
    /// Whether it is given tasks.
    enum Condition: Sendable {
        /// It is.
        case ready
        /// Silent for a while: results are taken, tasks are not given.
        case suspect
        /// It finishes what it runs, then goes.
        case leaving
    }

    /// A task that the worker has and the scheduler has not asked for.
    struct Offer: Sendable {
        let job: JobID
        /// Digest of the result, or nil while it runs.
        let result: Digest?
    }

    let session: UInt32
    let peer: Peer
    let name: String
    let instance: UInt64
    let slots: Int
    let processorLevel: UInt8
    var lastHeard: Instant
    var lastPing: Instant
    var condition = Condition.ready
    /// False after this side cut the links, until it registers again.
    var isLinked = true
    /// Blobs that it holds or that are on their way to it.
    var blobs: Set<Digest>
    /// Tasks that it was given and that are open, in the order given: it runs the first `slots` of them.
    var leased: [Digest] = []
    /// Tasks that it has of jobs that did not order them yet.
    var offers: [Digest: Offer] = [:]

    init(_ hello: Hello, name: String, peer: Peer, session: UInt32, at now: Instant) {
        self.session = session
        self.peer = peer
        self.name = name
        instance = hello.instance
        slots = hello.slots
        processorLevel = hello.processorLevel
        lastHeard = now
        lastPing = now
        blobs = Set(hello.blobs)
    }

    /// Whether it may be given tasks.
    var isReady: Bool { condition == .ready && isLinked }

    /// Whether it has a blob; a blob without bytes is nowhere missing.
    func holds(_ blob: Digest) -> Bool { blobs.contains(blob) || blob == Self.emptyBlob }

    /// The digest of no bytes.
    static let emptyBlob = Digest.of([])
}

/// How many workers there are, for status and log.
package struct WorkerCounts: Hashable, Sendable {
    /// Registered and given tasks.
    package var ready = 0
    /// Registered and silent, or leaving.
    package var notReady = 0
}
