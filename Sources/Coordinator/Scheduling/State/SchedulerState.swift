import MapReduce
package import Messages
package import Tables

/// Decides which worker runs which task, and what becomes of results, silence and death.
///
/// A value without I/O, clock or chance: the shell tells it what happened and when, and does what it answers. A task is
/// pending, leased, received, committed (its partial is in the journal), and then merged with the others of its run,
/// once. Tasks are named by the content of all they depend on, so results survive reconnections and restarts, and two
/// results of one task must be the same bytes.
package struct SchedulerState: Sendable {
    /// The times and limits.
    package let settings: SchedulerSettings
    /// The random number of this process of the coordinator.
    package let epoch: UInt64
    /// Fingerprint of the passes that workers must know.
    let passes: Digest
    /// The release that workers must be.
    let software: String

    var workers: [UInt32: WorkerRecord] = [:]
    var sessions: [Peer: UInt32] = [:]
    var runs: [RunID: RunRecord] = [:]
    var jobs: [JobID: JobRecord] = [:]
    /// The open tasks: run and partition.
    var tasks: [Digest: (run: RunID, partition: Int)] = [:]
    var lastSession: UInt32 = 0
    /// When each peer was last asked to register again.
    var lastRehello: [Peer: Instant] = [:]
    /// Whether workers or blobs changed, so that queues must be made anew.
    var isPlacementStale = false
    /// Why nothing is committed at the moment, if so.
    var journalFault: String?
    /// Results that were dropped because an equal one was there.
    package internal(set) var duplicateCount = 0
    var actions: [SchedulerAction] = []

    /// A scheduler without workers and jobs.
    ///
    /// - Parameters:
    ///   - settings: The times and limits.
    ///   - epoch: A random number, other than 0 and those of earlier processes.
    ///   - passes: Fingerprint of the passes that workers must know.
    ///   - software: The release that workers must be, as text.
    package init(settings: SchedulerSettings, epoch: UInt64, passes: Digest, software: String) {
        self.settings = settings
        self.epoch = epoch
        self.passes = passes
        self.software = software
    }

    /// Takes an event and says what to do.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When; never earlier than in the call before.
    /// - Returns: What to do, in this order.
    package mutating func handle(_ event: SchedulerEvent, at now: Instant) -> [SchedulerAction] {
        switch event {
        case .jobOpened(let job, let level):
            let served = jobs.values.map(\.served).min() ?? 0
            jobs[job] = JobRecord(processorLevel: level, served: served)
        case .jobEnded(let job): jobEnded(job)
        case .jobStopped(let job, let error): jobStopped(job, error)
        case .runOrdered(let order): runOrdered(order, at: now)
        case .hello(let hello, let name, let peer): workerRegistered(hello, name: name, peer: peer, at: now)
        case .message(let message, let session, let peer):
            guard let session = heard(peer, session: session, at: now) else { break }
            messageArrived(message, session: session, at: now)
        case .result(let result, let session, let peer):
            guard let session = heard(peer, session: session, at: now) else { break }
            resultArrived(result, session: session)
        case .messageLost(let peer): askToRegister(peer, at: now)
        case .unreachable(let peer):
            lastRehello[peer] = nil
            if let session = sessions[peer] { endSession(session, blames: true, why: "lost its connection") }
        case .refused(let peer):
            if let session = sessions[peer] { endSession(session, blames: false, why: "was refused", forgets: false) }
        case .linksCut: linksCut()
        case .journaled(let tasks): journaled(tasks)
        case .journalFailed(let reason): journalFailed(reason)
        case .blobUnavailable(let blob): blobUnavailable(blob)
        case .settle: settle(at: now)
        case .tick: tick(at: now)
        }
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    /// How many workers are registered.
    package var workerCounts: WorkerCounts {
        workers.values.reduce(into: WorkerCounts()) { counts, worker in
            if worker.isReady { counts.ready += 1 } else { counts.notReady += 1 }
        }
    }

    /// The session of a peer, if it is registered.
    package func session(of peer: Peer) -> UInt32? { sessions[peer] }

    /// What a job waits for, in a sentence; nil while it advances.
    package func waitingReason(of job: JobID) -> String? {
        if let journalFault { return "Paused: \(journalFault)" }
        guard runs.values.contains(where: { $0.order.job == job }) else { return nil }
        let counts = workerCounts
        if workers.isEmpty { return "Waiting: no worker is connected; start jdl-worker." }
        if counts.ready == 0 { return "Waiting: \(counts.notReady) workers are connected, but none answers." }
        if let level = jobs[job]?.processorLevel, !workers.values.contains(where: { $0.processorLevel == level }) {
            return "Waiting: the job began on processors of x86-64 level \(level), and no such worker is connected."
        }
        return nil
    }
}
