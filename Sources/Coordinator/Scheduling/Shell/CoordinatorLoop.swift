import Foundation
import MapReduce
import Messages
import Tables
import ZeroMQ

/// The coordinator's thread: it owns the sockets, hands what happens to the scheduler, and does what that says.
final class CoordinatorLoop {
    /// The most messages taken before other work has its turn.
    private static let receiveCountMax = 1_000
    /// Time between two looks at the clock.
    private static let tickInterval = Duration.milliseconds(100)
    /// Time between two looks at the folder of keys.
    private static let keyInterval = Duration.seconds(1)
    /// Wait before a peer whose queue was full is tried again.
    private static let blockedInterval = Duration.milliseconds(2)
    /// A connection without a session that was silent for so long is forgotten.
    private static let idleLinkMax = Duration.seconds(120)

    let settings: CoordinatorSettings
    let source: any PartitionSource
    let runner: any JobRunner
    let mailbox: Mailbox
    let journal: Journal
    private let lock: JournalLock
    let writer: JournalWriter
    let context: Context
    let authenticator: Authenticator
    let poller = Poller()
    let routerSlot: Poller.Slot
    let endpoint: String
    var router: Socket
    var monitor: SocketMonitor
    var keyWatch: KeyRingWatch
    var state: SchedulerState
    var board = JobBoard()
    var tickets: [RunID: RunTicket] = [:]
    var links: [Peer: PeerLink] = [:]
    var peers: [RoutingID: Peer] = [:]
    var blocked: Set<Peer> = []
    var uploads: UploadFolder
    var now = MonotonicClock.now
    var isStopping = false
    /// Whether the port could not be taken again.
    var cannotListen = false
    private var lastPeer: UInt64 = 0
    private var events = FirstInFirstOut<SchedulerEvent>()
    private var isTelling = false
    private var records: [PartialRecord] = []
    private var stopDeadline: Instant?
    private var nextTick: Instant
    private var nextKeyLook: Instant
    private let wakerSlot: Poller.Slot
    private let accessSlot: Poller.Slot

    init(
        _ settings: CoordinatorSettings,
        source: any PartitionSource,
        runner: any JobRunner,
        mailbox: Mailbox
    ) throws {
        self.settings = settings
        self.source = source
        self.runner = runner
        self.mailbox = mailbox
        uploads = try UploadFolder(path: settings.jobsFolder + "/cohorts")
        keyWatch = KeyRingWatch(settings.ring)
        let allowList = try keyWatch.reload()
        for problem in allowList?.problems ?? [] { settings.log(.warning, "\(problem)") }
        lock = try JournalLock(of: settings.journalPath)
        journal = try Journal(path: settings.journalPath)
        try journal.keepPartials(
            of: "\(settings.software) \(settings.passes) \(Self.digest(of: source))"
        )
        context = try Context()
        let log = settings.log
        authenticator = try Authenticator(context: context, allowList: allowList?.allowList ?? AllowList()) { refusal in
            log(.warning, "\(refusal)")
        }
        router = try Socket(.router, in: context, options: Self.options(settings))
        monitor = try SocketMonitor(router)
        endpoint = try router.bind(settings.endpoint)
        try authenticator.selfTest(router, at: endpoint)
        let epoch = Digest.randomKey().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } | 1
        state = SchedulerState(
            settings: settings.scheduling,
            epoch: epoch,
            passes: settings.passes,
            software: settings.software
        )
        wakerSlot = poller.add(mailbox.waker)
        accessSlot = poller.add(authenticator)
        routerSlot = poller.add(router)
        nextTick = now
        nextKeyLook = now
        writer = JournalWriter(journal) { mailbox.post(.journal($0)) }
        try reopenJobs()
    }

    /// What tells one store from another: the digests of its partitions.
    private static func digest(of source: any PartitionSource) -> Digest {
        Digest.of(source.partitions.flatMap { $0.parts.flatMap(\.digest.bytes) })
    }

    static func options(_ settings: CoordinatorSettings) -> SocketOptions {
        var options = SocketOptions(security: .server(settings.keys))
        options.wipesReceivedMessages = true
        return options
    }

    /// Runs until the coordinator is stopped.
    ///
    /// - Returns: Whether that was asked for, and no error.
    func run() -> Bool {
        var isSound = true
        startJobs()
        while !isFinished {
            do {
                try turn()
            } catch {
                settings.log(.error, "the coordinator stops: \(error)")
                isSound = false
                beginStop()
                break
            }
        }
        writer.stop()
        for ticket in tickets.values { ticket.finish(.failure(.interrupted)) }
        monitor.close()
        router.close()
        authenticator.close()
        lock.release()
        return isSound && !cannotListen
    }

    private func turn() throws {
        let untilTick = max(.zero, now.duration(to: nextTick))
        try poller.wait(timeout: blocked.isEmpty ? untilTick : min(Self.blockedInterval, untilTick))
        now = MonotonicClock.now
        if poller[wakerSlot].contains(.readable) {
            for mail in mailbox.takeAll() { handle(mail) }
        }
        if poller[accessSlot].contains(.readable) {
            // A worker that is refused ends for good, so a key that was made a moment ago must be known by now.
            lookAtKeys()
            try authenticator.handleReady()
        }
        if poller[routerSlot].contains(.readable) {
            for _ in 0..<Self.receiveCountMax {
                guard let message = try router.receive(frameCountMax: 2) else { break }
                received(message)
            }
        }
        if now >= nextTick {
            nextTick = now.advanced(by: Self.tickInterval)
            tell(.tick)
            forgetIdleLinks()
            logFailedHandshakes()
        }
        if now >= nextKeyLook {
            nextKeyLook = now.advanced(by: Self.keyInterval)
            lookAtKeys()
        }
        tell(.settle)
        for peer in blocked.sorted() { pump(peer) }
        if !records.isEmpty {
            writer.append(records)
            records = []
        }
    }

    private func handle(_ mail: Mail) {
        switch mail {
        case .order(let order, let ticket):
            if isStopping {
                ticket.finish(.failure(.interrupted))
            } else if board.isCancelled(order.job) {
                ticket.finish(.failure(.cancelled))
            } else {
                tickets[order.id] = ticket
                board.runBegan(order)
                tell(.runOrdered(order))
            }
        case .stage(let job, let stage): board.stageEntered(job, stage)
        case .progress(let job, let progress): board.progressed(job, progress)
        case .jobEnded(let job, let outcome): jobEnded(job, outcome)
        case .journal(.committed(let tasks)): tell(.journaled(tasks))
        case .journal(.failed(let error)): tell(.journalFailed("\(error)"))
        case .stop: beginStop()
        }
    }

    /// Hands an event to the scheduler and does what it says; events that come of that follow.
    func tell(_ event: SchedulerEvent) {
        events.append(event)
        guard !isTelling else { return }
        isTelling = true
        while let event = events.popFirst() {
            for action in state.handle(event, at: now) { perform(action) }
        }
        isTelling = false
    }

    private func perform(_ action: SchedulerAction) {
        switch action {
        case .send(let message, let peer): send(message, to: peer)
        case .ship(let digest, let origin, let peer): enqueue(.blob(digest, origin, blob: nil, offset: 0), to: peer)
        case .journal(let record): records.append(record)
        case .finish(let run, let result):
            tickets.removeValue(forKey: run)?.finish(result)
            board.runEnded(run)
        case .progress(let job, _, let done, let total): board.tasksDone(job, done: done, total: total)
        case .pinLevel(let job, let level):
            do throws(JournalError) {
                try journal.pin(job, processorLevel: level)
            } catch {
                settings.log(.error, "\(error)")
            }
        case .forget(let peer): forget(peer)
        case .log(let level, let sentence): settings.log(level, sentence)
        }
    }

    // MARK: Stopping

    private func beginStop() {
        guard !isStopping else { return }
        isStopping = true
        stopDeadline = now.advanced(by: settings.stopTimeout)
        for job in board.running.sorted() { tell(.jobStopped(job, .interrupted)) }
    }

    private var isFinished: Bool {
        guard isStopping, let stopDeadline else { return false }
        return board.running.isEmpty || now >= stopDeadline
    }

    // MARK: Connections

    /// The link of a sender, made when it is new.
    func link(of routing: RoutingID, userID: String) -> PeerLink {
        if let peer = peers[routing], let link = links[peer] { return link }
        lastPeer += 1
        let link = PeerLink(peer: Peer(lastPeer), routing: routing, userID: userID, at: now)
        links[link.peer] = link
        peers[routing] = link.peer
        return link
    }

    func forget(_ peer: Peer) {
        guard let link = links.removeValue(forKey: peer) else { return }
        peers[link.routing] = nil
        blocked.remove(peer)
    }

    private func forgetIdleLinks() {
        let idle = links.values.filter {
            $0.lastHeard.duration(to: now) > Self.idleLinkMax && state.session(of: $0.peer) == nil
        }
        for link in idle { forget(link.peer) }
    }
}
