package import Messages
import Tables

/// Decides what a worker says, runs, keeps and forgets.
///
/// A value without I/O or clock, like the scheduler's. Connecting, registering, ready; a worker that leaves still
/// finishes what it runs. Results are kept until they are acknowledged, and offered again to a coordinator that was
/// restarted. Blobs are kept up to a number of bytes, the least recently used go first, never one that a task needs.
package struct WorkerState: Sendable {
    /// How far registration is.
    package enum Phase: Hashable, Sendable {
        /// No connection stands.
        case connecting
        /// Registration was sent.
        case helloSent(since: Instant)
        /// Registered.
        case ready
        /// The process ends.
        case gone
    }

    struct HeldBlob: Sendable {
        let bytes: Int
        var lastUse: UInt64
        /// Tasks that need it.
        var pins = 0
        /// Whether it goes when no task needs it.
        var isCondemned = false
    }

    struct Kept: Sendable {
        let result: KeptResult
        /// Whether the coordinator was told of it in this registration.
        var isOffered: Bool
    }

    /// The times and limits.
    package let settings: WorkerSettings
    /// Who this is.
    package let identity: WorkerIdentity
    /// How far registration is.
    package internal(set) var phase = Phase.connecting
    /// Whether no more tasks are taken.
    package internal(set) var isLeaving = false
    /// The terms of the registration; nil before the first.
    package internal(set) var terms: Welcome?
    /// The session that messages carry; 0 while not registered.
    package internal(set) var session: UInt32 = 0

    var held: [Digest: HeldBlob] = [:]
    var arriving: [Digest: Int] = [:]
    /// Blobs that were not taken, since they are larger than the memory.
    var tooLarge: Set<Digest> = []
    var clock: UInt64 = 0
    /// Tasks that wait for a slot or a blob, in order.
    var queue: [TaskOrder] = []
    var running: [Digest: TaskOrder] = [:]
    /// Running tasks whose result nobody wants.
    var discarded: Set<Digest> = []
    var results: [Digest: Kept] = [:]
    var lastHeard: Instant
    var lastBeat: Instant
    var leavingSince: Instant?
    var actions: [WorkerAction] = []

    /// A worker that is about to connect.
    package init(settings: WorkerSettings, identity: WorkerIdentity, at now: Instant) {
        self.settings = settings
        self.identity = identity
        lastHeard = now
        lastBeat = now
    }

    /// Takes an event and says what to do.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When; never earlier than in the call before.
    /// - Returns: What to do, in this order.
    package mutating func handle(_ event: WorkerEvent, at now: Instant) -> [WorkerAction] {
        if phase == .gone { return [] }
        switch event {
        case .linked:
            lastHeard = now
            register(at: now)
        case .unlinked: unlinked()
        case .keyRefused(let sentence): leave(status: 78, sentence)
        case .message(let message, let stamp): messageArrived(message, stamp, at: now)
        case .loadBegan(let blob, let total):
            lastHeard = now
            loadBegan(blob, total: total)
        case .loadEnded(let blob, let isGood): loadEnded(blob, isGood: isGood)
        case .messageLost:
            if phase == .ready { register(at: now) }
        case .taskFinished(let result): taskFinished(result)
        case .taskFailed(let task, let kind, let sentence): taskFailed(task, kind, sentence)
        case .terminate: terminate(at: now)
        case .tick(let residentByteCount): tick(residentByteCount: residentByteCount, at: now)
        }
        leaveIfDone(at: now)
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    /// Whether a message with this stamp belongs to the registration that stands.
    package func isCurrent(_ stamp: FrameStamp) -> Bool {
        phase == .ready && stamp.session == session && stamp.epoch == terms?.epoch
    }

    /// Bytes of blobs that are held or arriving.
    package var blobByteCount: Int {
        held.values.reduce(0) { $0 + $1.bytes } + arriving.values.reduce(0, +)
    }

    /// How many tasks run.
    package var runningCount: Int { running.count }

    /// How many results wait for their acknowledgement.
    package var keptResultCount: Int { results.count }

    mutating func leave(status: Int32, _ sentence: String) {
        phase = .gone
        actions.append(.drop((Array(held.keys) + Array(arriving.keys)).sorted()))
        held = [:]
        arriving = [:]
        actions.append(.exit(status: status, sentence: sentence))
    }
}
