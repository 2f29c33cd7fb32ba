import Dispatch
import Glibc
import MapReduce
import Messages
import Tables
import ZeroMQ

/// The worker's thread: it owns the socket, hands what happens to the state, and does what that says.
final class WorkerLoop {
    /// The most messages taken before other work has its turn.
    private static let receiveCountMax = 256
    /// Time between two looks at the clock.
    private static let tickInterval = Duration.milliseconds(100)
    /// Blobs up to this size are verified at once, larger ones on another thread.
    private static let inlineVerificationByteCountMax = 1 << 20

    /// Something that is to be sent in its turn.
    enum Parcel {
        case message(WorkerMessage)
        case result(KeptResult, offset: Int)
    }

    let options: WorkerOptions
    let mailbox: WorkerMailbox
    let socket: Socket
    let poller = Poller()
    let socketSlot: Poller.Slot
    var state: WorkerState
    var lane = FirstInFirstOut<Parcel>()
    var sent: UInt64 = 0
    var now = MonotonicClock.now
    private let monitor: SocketMonitor
    private let monitorSlot: Poller.Slot
    private let wakerSlot: Poller.Slot
    private let runner: TaskRunner
    private var blobs: [Digest: Blob] = [:]
    private var assemblies: [Digest: BlobAssembly] = [:]
    private var check = SequenceCheck()
    private var countedSession: UInt32 = 0
    private var exit: WorkerExit?
    private var nextTick: Instant
    private var hasWarnedOfHandshake = false

    init(_ options: WorkerOptions, registry: PassRegistry, mailbox: WorkerMailbox) throws {
        self.options = options
        self.mailbox = mailbox
        var socketOptions = SocketOptions(security: .client(options.keys, server: options.coordinatorKey))
        socketOptions.wipesReceivedMessages = true
        // Nothing waits for a connection: a new one begins a new session, which says everything again.
        socketOptions.queuesBeforeConnected = false
        let context = try Context()
        socket = try Socket(.dealer, in: context, options: socketOptions)
        monitor = try SocketMonitor(socket)
        try socket.connect(options.endpoint)
        var settings = WorkerSettings(slots: options.slots, blobByteCountMax: options.memoryByteCount / 2)
        settings.farewell = options.farewell
        settings.orphan = options.orphan
        let identity = WorkerIdentity(
            software: options.software,
            passes: registry.fingerprint,
            processorLevel: ProcessorLevel.current,
            instance: Digest.randomKey().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        )
        state = WorkerState(settings: settings, identity: identity, at: now)
        runner = TaskRunner(registry, cacheByteCount: options.memoryByteCount / 2) { mailbox.post(.event($0)) }
        wakerSlot = poller.add(mailbox.waker)
        monitorSlot = poller.add(monitor)
        socketSlot = poller.add(socket)
        nextTick = now
    }

    /// Runs until the worker ends.
    func run() throws -> WorkerExit {
        defer {
            monitor.close()
            socket.close()
        }
        while exit == nil { try turn() }
        return exit ?? WorkerExit(status: 1, sentence: "")
    }

    private func turn() throws {
        try poller.wait(timeout: max(.zero, now.duration(to: nextTick)))
        now = MonotonicClock.now
        if poller[wakerSlot].contains(.readable) {
            for mail in mailbox.takeAll() { handle(mail) }
        }
        if poller[monitorSlot].contains(.readable) {
            while let event = try monitor.next() { connectionChanged(event.kind) }
        }
        if poller[socketSlot].contains(.readable) {
            for _ in 0..<Self.receiveCountMax {
                guard let message = try socket.receive(frameCountMax: 2) else { break }
                received(message)
            }
        }
        if now >= nextTick {
            nextTick = now.advanced(by: Self.tickInterval)
            tell(.tick(residentByteCount: Self.residentByteCount))
        }
        pump()
    }

    private func handle(_ mail: WorkerMail) {
        switch mail {
        case .event(let event): tell(event)
        case .verified(let digest, let blob, let isGood): verified(digest, blob, isGood: isGood)
        case .terminate: tell(.terminate)
        case .abandon: exit = WorkerExit(status: 1, sentence: "abandoned")
        }
    }

    private func connectionChanged(_ kind: ConnectionEvent.Kind) {
        switch kind {
        case .handshakeSucceeded:
            lane = FirstInFirstOut()
            tell(.linked)
        case .disconnected: tell(.unlinked)
        case .handshakeFailed(.refused(let status)):
            tell(.keyRefused("\(HandshakeFailure.refused(status: status))."))
        case .handshakeFailed(let failure):
            if !hasWarnedOfHandshake { options.log(.warning, "\(failure)") }
            hasWarnedOfHandshake = true
        case .connected, .accepted, .retrying, .acceptFailed: break
        }
    }

    /// Hands an event to the state and does what it says.
    private func tell(_ event: WorkerEvent) {
        let actions = state.handle(event, at: now)
        if state.session != countedSession {
            countedSession = state.session
            sent = 0
            check = SequenceCheck()
            lane = FirstInFirstOut()
        }
        for action in actions { perform(action) }
    }

    private func perform(_ action: WorkerAction) {
        switch action {
        case .send(let message): lane.append(.message(message))
        case .sendResult(let result): lane.append(.result(result, offset: 0))
        case .run(let order):
            var needed: [Digest: Blob] = [:]
            for digest in order.blobs { needed[digest] = blobs[digest] }
            runner.start(order, blobs: needed)
        case .drop(let digests):
            for digest in digests {
                blobs[digest] = nil
                assemblies[digest] = nil
                runner.forget(digest)
            }
        case .ignoreLoad(let digest): assemblies[digest] = nil
        case .exit(let status, let sentence):
            pump()
            exit = WorkerExit(status: status, sentence: sentence)
        case .log(let sentence): options.log(.info, sentence)
        }
    }

    // MARK: Receiving

    private func received(_ message: Multipart) {
        guard let head = message.frames.first, message.droppedFrameCount == 0 else {
            tell(.messageLost)
            return
        }
        head.withBytes { headBytes in
            guard message.frames.count > 1 else {
                received(headBytes, nil)
                return
            }
            message.frames[1].withBytes { received(headBytes, $0) }
        }
    }

    private func received(_ head: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer?) {
        let message: DecodedMessage<CoordinatorMessage>
        do {
            message = try DecodedMessage(head: head, tail: tail)
        } catch FrameFault.otherVersion(let version) {
            tell(.keyRefused("\(FrameFault.otherVersion(version))"))
            return
        } catch {
            options.log(.warning, "a message of the coordinator was dropped: \(error)")
            tell(.messageLost)
            return
        }
        if message.body.isOutsideSession {
            tell(.message(message.body, stamp: message.stamp))
            return
        }
        guard state.isCurrent(message.stamp) else { return }
        switch check.judge(message.stamp.sequence) {
        case .duplicate: return
        case .gap:
            tell(.messageLost)
            return
        case .next: break
        }
        guard case .load(let digest, let total, let offset) = message.body else {
            tell(.message(message.body, stamp: message.stamp))
            return
        }
        loaded(digest, total: total, offset: offset, message.payload)
    }

    private func loaded(_ digest: Digest, total: Int, offset: Int, _ payload: UnsafeRawBufferPointer) {
        if offset == 0 {
            tell(.loadBegan(digest, total: total))
            assemblies[digest] = state.isArriving(digest) ? BlobAssembly(digest: digest, total: total) : nil
        }
        let end = offset + payload.count
        // Confirmed in any case, so that the coordinator sends the next piece.
        lane.append(.message(.loaded(blob: digest, received: end, isComplete: end == total)))
        guard var assembly = assemblies.removeValue(forKey: digest) else { return }
        guard assembly.total == total, assembly.append(payload, at: offset) else {
            tell(.loadEnded(digest, isGood: false))
            return
        }
        guard assembly.isComplete else {
            assemblies[digest] = assembly
            return
        }
        let blob = assembly.finish()
        if blob.count <= Self.inlineVerificationByteCountMax {
            verified(digest, blob, isGood: Digest.of(blob.bytes) == digest)
        } else {
            let mailbox = mailbox
            DispatchQueue.global().async {
                mailbox.post(.verified(digest, blob, isGood: Digest.of(blob.bytes) == digest))
            }
        }
    }

    private func verified(_ digest: Digest, _ blob: Blob, isGood: Bool) {
        // Kept before the state is told, since a task may start at once; given back if it was not awaited.
        if isGood { blobs[digest] = blob }
        tell(.loadEnded(digest, isGood: isGood))
        if !state.isHeld(digest) { blobs[digest] = nil }
    }

    /// Resident memory of this process.
    private static var residentByteCount: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = line.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }.split(
            separator: " "
        )
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
    }
}
