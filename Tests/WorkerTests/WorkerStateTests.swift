import MapReduce
import Messages
import Tables
import Testing
import WorkerCore

@Suite("A worker")
struct WorkerStateTests {
    /// Drives a worker by hand.
    private struct Harness {
        var now = Instant(nanoseconds: 0)
        var state: WorkerState

        init() {
            let identity = WorkerIdentity(software: "1", passes: Digest.of([]), processorLevel: 3, instance: 5)
            let settings = WorkerSettings(slots: 1, blobByteCountMax: 100)
            state = WorkerState(settings: settings, identity: identity, at: now)
        }

        mutating func tell(_ event: WorkerEvent) -> [WorkerAction] { state.handle(event, at: now) }

        mutating func tell(_ message: CoordinatorMessage) -> [WorkerAction] {
            tell(.message(message, stamp: FrameStamp(epoch: 9, session: 4, sequence: 1)))
        }

        mutating func join() {
            _ = tell(.linked)
            welcome()
        }

        mutating func welcome() {
            let terms = Welcome(
                epoch: 9,
                session: 4,
                beat: .seconds(1),
                lease: .seconds(10),
                orphan: .seconds(600)
            )
            _ = tell(.welcome(terms))
        }

        @discardableResult
        mutating func load(_ text: String, bytes: Int = 10) -> [WorkerAction] {
            tell(.loadBegan(digest(text), total: bytes)) + tell(.loadEnded(digest(text), isGood: true))
        }
    }

    private static func digest(_ text: String) -> Digest { Digest.of(Array(text.utf8)) }

    private func order(_ text: String) -> TaskOrder {
        TaskOrder(
            job: JobID(1),
            task: Self.digest("task \(text)"),
            attempt: 1,
            pass: "p",
            partition: 0,
            people: 1,
            parts: [TaskOrder.Part(name: PartName(code: 1), digest: Self.digest(text))],
            context: Digest.of([]),
            broadcast: Digest.of([])
        )
    }

    private func result(_ text: String) -> KeptResult {
        let blob = Blob.copy([1, 2])
        return KeptResult(
            job: JobID(1),
            task: order(text).task,
            attempt: 1,
            blob: blob,
            digest: Digest.of(blob.bytes),
            microseconds: 1
        )
    }

    @Test("a task runs when its blobs are here and a slot is free")
    func runs() {
        var worker = Harness()
        worker.join()
        worker.load("a")
        #expect(worker.tell(.task(order("a"))).runs == [order("a").task])
        // The second waits for the slot.
        worker.load("b")
        #expect(worker.tell(.task(order("b"))).runs.isEmpty)
        #expect(worker.tell(.taskFinished(result("a"))).runs == [order("b").task])
    }

    @Test("a task whose blob is not here is handed back with the blob's name")
    func missing() {
        var worker = Harness()
        worker.join()
        let failure = worker.tell(.task(order("a"))).failure
        #expect(failure?.kind == .missingBlobs && failure?.missing == [Self.digest("a")])
    }

    @Test("the least recently used blob goes first, and never one that a task needs")
    func eviction() {
        var worker = Harness()
        worker.join()
        worker.load("a", bytes: 40)
        worker.load("b", bytes: 40)
        _ = worker.tell(.task(order("a")))
        #expect(worker.load("c", bytes: 40).messages == [.evicted([Self.digest("b")])])
        #expect(worker.state.isHeld(Self.digest("a")) && worker.state.blobByteCount == 80)
    }

    @Test("a blob larger than the memory is not taken, and its task says why")
    func tooLarge() {
        var worker = Harness()
        worker.join()
        _ = worker.tell(.loadBegan(Self.digest("a"), total: 1_000))
        #expect(worker.tell(.task(order("a"))).failure?.kind == .outOfMemory)
    }

    @Test("results are kept until acknowledged, and offered to a coordinator that was restarted")
    func offers() {
        var worker = Harness()
        worker.join()
        worker.load("a")
        _ = worker.tell(.task(order("a")))
        #expect(worker.tell(.taskFinished(result("a"))).resultCount == 1)
        _ = worker.tell(.unlinked)
        let kept = TaskInHand(job: JobID(1), task: order("a").task, result: Digest.of([1, 2]))
        #expect(worker.tell(.linked).hello?.tasks == [kept])
        worker.welcome()
        #expect(worker.tell(.want([order("a").task])).resultCount == 1)
        _ = worker.tell(.resultAck([order("a").task]))
        #expect(worker.state.keptResultCount == 0)
    }

    @Test("messages of another session or epoch are not acted upon")
    func foreign() {
        var worker = Harness()
        worker.join()
        worker.load("a")
        let stamp = FrameStamp(epoch: 8, session: 4, sequence: 1)
        #expect(worker.tell(.message(.task(order("a")), stamp: stamp)).isEmpty)
    }

    @Test("a worker that is told to leave hands back what waits, finishes what runs, then goes with status 0")
    func leaves() {
        var worker = Harness()
        worker.join()
        for text in ["a", "b"] {
            worker.load(text)
            _ = worker.tell(.task(order(text)))
        }
        #expect(worker.tell(.terminate).messages == [.leaving([order("b").task])])
        _ = worker.tell(.taskFinished(result("a")))
        let actions = worker.tell(.resultAck([order("a").task]))
        #expect(actions.messages == [.bye] && actions.exitStatus == 0)
    }

    @Test("a refusal ends the worker with status 78, and so does a key that is not let in")
    func refusal() {
        var worker = Harness()
        _ = worker.tell(.linked)
        #expect(worker.tell(.refuse(PeerRefusal(code: .role, sentence: "no"))).exitStatus == 78)
        var other = Harness()
        #expect(other.tell(.keyRefused("no")).exitStatus == 78)
    }

    @Test("without a coordinator for ten minutes the memory is wiped and the worker ends")
    func orphaned() {
        var worker = Harness()
        worker.join()
        worker.load("a")
        _ = worker.tell(.unlinked)
        worker.now = worker.now.advanced(by: .seconds(599))
        #expect(worker.tell(.tick(residentByteCount: 0)).exitStatus == nil)
        worker.now = worker.now.advanced(by: .seconds(2))
        let actions = worker.tell(.tick(residentByteCount: 0))
        #expect(actions.exitStatus == 1 && actions.dropped == [Self.digest("a")])
    }

    @Test("a worker beats while it computes, and registers again when the coordinator is silent")
    func beats() {
        var worker = Harness()
        worker.join()
        worker.now = worker.now.advanced(by: .seconds(1))
        let beat = Beat(residentByteCount: 5, heldByteCount: 0, runningCount: 0)
        #expect(worker.tell(.tick(residentByteCount: 5)).messages == [.beat(beat)])
        worker.now = worker.now.advanced(by: .seconds(11))
        #expect(worker.tell(.tick(residentByteCount: 5)).hello != nil)
    }
}

extension [WorkerAction] {
    /// The tasks that were begun.
    var runs: [Digest] {
        compactMap { action in
            guard case .run(let order) = action else { return nil }
            return order.task
        }
    }

    /// What was sent, but for results.
    var messages: [WorkerMessage] {
        compactMap { action in
            guard case .send(let message) = action else { return nil }
            return message
        }
    }

    /// The registration that was sent.
    var hello: Hello? {
        for case .hello(let hello) in messages { return hello }
        return nil
    }

    /// The failure that was told.
    var failure: TaskFailure? {
        for case .fail(let failure) in messages { return failure }
        return nil
    }

    /// How many results were sent.
    var resultCount: Int {
        count { action in
            if case .sendResult = action { return true }
            return false
        }
    }

    /// The exit status, when the worker ended.
    var exitStatus: Int32? {
        for case .exit(let status, _) in self { return status }
        return nil
    }

    /// The blobs that were freed.
    var dropped: [Digest] {
        flatMap { action in
            guard case .drop(let blobs) = action else { return [Digest]() }
            return blobs
        }
    }
}
