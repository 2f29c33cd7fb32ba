import MapReduce
import Messages
import Scheduling
import Tables
import WorkerCore

/// Partitions with one part of 32 bytes each.
struct SimulatedSource: PartitionSource {
    static let part = PartName(code: 1)
    let partitions: [PartitionDescription]
    private let blobs: [Blob]

    init(partitions count: Int) {
        blobs = (0..<count).map { Blob.copy(Digest.of(Array("partition \($0)".utf8)).bytes) }
        partitions = blobs.enumerated().map { number, blob in
            let part = PartitionDescription.Part(name: Self.part, digest: Digest.of(blob.bytes), bytes: blob.count)
            return PartitionDescription(number: number, people: 1, parts: [part])
        }
    }

    func blob(partition: Int, part: PartName) -> Blob { blobs[partition] }

    static func partial(partition: Int, run: Int) -> Digest {
        Digest.of(Array("partial \(partition) of broadcast \(run)".utf8))
    }
}

extension SimulatedCluster {
    /// Delivers a message after a delay, in order, unless the weather takes it.
    private mutating func deliver(_ item: Item, lane: String) {
        if draws.uniform() < weather.loss { return }
        for _ in 0..<(draws.uniform() < weather.duplication ? 2 : 1) {
            let at = max(after(draws.duration(upTo: weather.delay)), lastDelivery[lane] ?? now)
            lastDelivery[lane] = at
            agenda.plan(item, at: at)
        }
    }

    mutating func send(_ message: WorkerMessage, payload: PayloadSlice? = nil, from index: Int) {
        guard workers[index].isLinked else { return }
        var stamp = FrameStamp(epoch: workers[index].state.terms?.epoch ?? 0, session: workers[index].state.session)
        if stamp.session > 0 {
            if workers[index].checkedSession != stamp.session {
                workers[index].checkedSession = stamp.session
                workers[index].sent = 0
                workers[index].check = SequenceCheck()
            }
            workers[index].sent += 1
            stamp.sequence = workers[index].sent
        }
        let encoded = EncodedMessage(message, stamp, payload: payload)
        let (life, link) = (workers[index].life, workers[index].link)
        deliver(.toCoordinator(worker: index, life: life, link: link, encoded), lane: "c\(index)")
    }

    mutating func send(_ message: CoordinatorMessage, payload: PayloadSlice? = nil, to peer: Peer) {
        let index = Int(peer.number / 1_000_000)
        guard self.peer(index) == peer, workers[index].isLinked else {
            agenda.plan(.unreachable(peer, coordinatorLife: coordinatorLife), at: now)
            return
        }
        var stamp = FrameStamp(epoch: scheduler?.epoch ?? 0)
        if !message.isOutsideSession {
            stamp.session = scheduler?.session(of: peer) ?? 0
            if links[peer]?.session != stamp.session {
                links[peer]?.session = stamp.session
                links[peer]?.sent = 0
            }
            links[peer]?.sent += 1
            stamp.sequence = links[peer]?.sent ?? 0
        }
        let encoded = EncodedMessage(message, stamp, payload: payload)
        let (life, link) = (workers[index].life, workers[index].link)
        deliver(.toWorker(worker: index, life: life, link: link, encoded), lane: "w\(index)")
    }

    mutating func coordinatorReceives(_ message: EncodedMessage, from index: Int) {
        let peer = peer(index)
        message.head.withUnsafeBytes { head in
            guard let decoded = try? DecodedMessage<WorkerMessage>(head: head, tail: message.tail?.bytes) else {
                return
            }
            if case .hello(let hello) = decoded.body {
                links[peer]?.check = SequenceCheck()
                tellScheduler(.hello(hello, name: "worker-\(index)", from: peer))
                return
            }
            guard decoded.stamp.epoch == scheduler?.epoch, decoded.stamp.session == scheduler?.session(of: peer) else {
                tellScheduler(.messageLost(from: peer))
                return
            }
            switch links[peer]?.check.judge(decoded.stamp.sequence) {
            case .duplicate, nil: return
            case .gap: tellScheduler(.messageLost(from: peer))
            case .next:
                guard case .result(let chunk) = decoded.body else {
                    tellScheduler(.message(decoded.body, session: decoded.stamp.session, from: peer))
                    return
                }
                let blob = Blob.copy(Array(decoded.payload))
                let result = ArrivedResult(
                    job: chunk.job,
                    task: chunk.task,
                    result: NamedBlob(digest: chunk.digest, blob: blob),
                    duration: .microseconds(Int64(chunk.microseconds))
                )
                tellScheduler(.result(result, session: decoded.stamp.session, from: peer))
            }
        }
    }

    mutating func workerReceives(_ message: EncodedMessage, _ index: Int) {
        message.head.withUnsafeBytes { head in
            guard let decoded = try? DecodedMessage<CoordinatorMessage>(head: head, tail: message.tail?.bytes) else {
                return
            }
            if decoded.body.isOutsideSession {
                if case .welcome = decoded.body, case .helloSent = workers[index].state.phase {
                    workers[index].sent = 0
                    workers[index].check = SequenceCheck()
                    workers[index].checkedSession = 0
                }
                tell(index, .message(decoded.body, stamp: decoded.stamp))
                return
            }
            guard workers[index].state.isCurrent(decoded.stamp) else { return }
            if workers[index].checkedSession != decoded.stamp.session {
                workers[index].checkedSession = decoded.stamp.session
                workers[index].sent = 0
                workers[index].check = SequenceCheck()
            }
            switch workers[index].check.judge(decoded.stamp.sequence) {
            case .duplicate: return
            case .gap: tell(index, .messageLost)
            case .next:
                guard case .load(let blob, let total, _) = decoded.body else {
                    tell(index, .message(decoded.body, stamp: decoded.stamp))
                    return
                }
                tell(index, .loadBegan(blob, total: total))
                tell(index, .loadEnded(blob, isGood: Digest.of(decoded.payload) == blob))
            }
        }
    }

    mutating func perform(_ actions: [WorkerAction], of index: Int) {
        for action in actions {
            switch action {
            case .send(let message): send(message, from: index)
            case .sendResult(let kept):
                let chunk = ResultChunk(
                    job: kept.job,
                    task: kept.task,
                    attempt: kept.attempt,
                    digest: kept.digest,
                    total: kept.blob.count,
                    offset: 0,
                    microseconds: kept.microseconds
                )
                send(.result(chunk), payload: PayloadSlice(kept.blob, 0..<kept.blob.count), from: index)
            case .run(let order):
                let time = Duration.milliseconds(20) + draws.duration(upTo: .milliseconds(200))
                agenda.plan(.taskDone(worker: index, life: workers[index].life, order), at: after(time))
            case .exit:
                workers[index].isDead = true
                workers[index].isLinked = false
                agenda.plan(.revive(worker: index), at: after(.seconds(2)))
            case .drop, .ignoreLoad, .log: break
            }
        }
    }

    mutating func taskDone(_ order: TaskOrder, _ index: Int) {
        // What the broadcast says, read back from its digest: a worker runs only what was sent to it.
        guard let run = (0..<runCount).first(where: { order.broadcast == broadcast($0).digest }) else { return }
        let bytes = SimulatedSource.partial(partition: order.partition, run: run).bytes
        let blob = Blob.copy(bytes)
        tell(
            index,
            .taskFinished(
                KeptResult(
                    job: order.job,
                    task: order.task,
                    attempt: order.attempt,
                    blob: blob,
                    digest: Digest.of(blob.bytes),
                    microseconds: 100_000
                )
            )
        )
    }

    mutating func perform(_ actions: [SchedulerAction]) {
        var records: [PartialRecord] = []
        for action in actions {
            switch action {
            case .send(let message, let peer): send(message, to: peer)
            case .ship(let digest, let origin, let peer):
                guard let blob = try? origin.open() else { continue }
                let message = CoordinatorMessage.load(blob: digest, total: blob.count, offset: 0)
                send(message, payload: PayloadSlice(blob, 0..<blob.count), to: peer)
            case .journal(let record): records.append(record)
            case .finish(_, let result): runFinished(result)
            case .progress, .pinLevel, .forget, .log: break
            }
        }
        if !records.isEmpty {
            let item = Item.journaled(records, coordinatorLife: coordinatorLife)
            agenda.plan(item, at: after(draws.duration(upTo: .milliseconds(20))))
        }
    }

    func broadcast(_ run: Int) -> NamedBlob {
        let blob = Blob.copy(Array("broadcast \(run)".utf8))
        return NamedBlob(digest: Digest.of(blob.bytes), blob: blob)
    }

    mutating func orderRun() {
        guard currentRun < runCount else { return }
        let context = Blob.copy(Array("context".utf8))
        func order(_ finished: [Int: NamedBlob]) -> RunOrder? {
            try? RunOrder(
                id: RunID(UInt64(currentRun)),
                job: JobID(1),
                sequence: currentRun,
                pass: "simulated.pass",
                parts: [SimulatedSource.part],
                source: source,
                context: NamedBlob(digest: Digest.of(context.bytes), blob: context),
                broadcast: broadcast(currentRun),
                finished: finished
            )
        }
        guard let names = order([:])?.tasks else { return }
        var finished: [Int: NamedBlob] = [:]
        for (partition, name) in names.enumerated() { finished[partition] = journal[name]?.result }
        if let order = order(finished) { tellScheduler(.runOrdered(order)) }
    }

    private mutating func runFinished(_ result: Result<[Blob], ExecutionError>) {
        switch result {
        case .failure(let error): failure = error
        case .success(let partials):
            var writer = ByteWriter()
            for partial in partials { writer.append(partial.bytes) }
            merged[currentRun] = Digest.of(writer.bytes)
            mergeCount += 1
            currentRun += 1
            orderRun()
        }
    }
}
