import MapReduce
import Messages
import Scheduling
import Statistics
import Tables
import WorkerCore

/// A scheduler and workers on a virtual clock, with the weather between them; a job orders runs one after the other.
///
/// Messages cross as real frames. A partial is a digest of its task's inputs, so any mix-up shows in the merged bytes.
struct SimulatedCluster {
    enum Item {
        case toCoordinator(worker: Int, life: Int, link: Int, EncodedMessage)
        case toWorker(worker: Int, life: Int, link: Int, EncodedMessage)
        case linked(worker: Int, life: Int, link: Int)
        case unlinked(worker: Int, life: Int)
        case unreachable(Peer, coordinatorLife: Int)
        case taskDone(worker: Int, life: Int, TaskOrder)
        case journaled([PartialRecord], coordinatorLife: Int)
        case tick
        case crash
        case freeze
        case coordinatorCrash
        case coordinatorStart
        case cut
        case revive(worker: Int)
    }

    struct Worker {
        var state: WorkerState
        var life = 0
        var link = 0
        var isLinked = false
        var isDead = false
        var frozenUntil = Instant(nanoseconds: 0)
        var sent: UInt64 = 0
        var check = SequenceCheck()
        var checkedSession: UInt32 = 0
    }

    struct Link {
        var sent: UInt64 = 0
        var check = SequenceCheck()
        var session: UInt32 = 0
    }

    static let passes = Digest.of(Array("passes".utf8))
    let source: SimulatedSource
    let runCount: Int
    let weather: Weather
    var draws: Draws
    var agenda = Agenda<Item>()
    var now = Instant(nanoseconds: 0)
    var workers: [Worker] = []
    var scheduler: SchedulerState?
    var coordinatorLife = 0
    var links: [Peer: Link] = [:]
    var lastDelivery: [String: Instant] = [:]
    /// The journal, which survives crashes of the coordinator: partials by task name.
    var journal: [Digest: PartialRecord] = [:]
    var journalWrites: [Digest: Int] = [:]
    /// What the job got of each run; a job that is run again must get the same.
    var merged: [Int: Digest] = [:]
    var currentRun = 0
    var failure: ExecutionError?
    var mergeCount = 0

    init(seed: UInt64, workers count: Int, partitions: Int, runs: Int, weather: Weather) {
        source = SimulatedSource(partitions: partitions)
        runCount = runs
        self.weather = weather
        draws = Draws(seed: seed)
        for index in 0..<count { workers.append(makeWorker(index, life: 0)) }
        agenda.plan(.coordinatorStart, at: now)
        for index in 0..<count { agenda.plan(.linked(worker: index, life: 0, link: 1), at: after(.milliseconds(10))) }
        for (mean, item) in [
            (weather.crash, Item.crash), (weather.freeze, .freeze), (weather.coordinatorCrash, .coordinatorCrash),
            (weather.cut, .cut),
        ] {
            if let mean { agenda.plan(item, at: now.advanced(by: mean)) }
        }
        agenda.plan(.tick, at: after(.milliseconds(100)))
    }

    private func makeWorker(_ index: Int, life: Int) -> Worker {
        let identity = WorkerIdentity(
            software: "simulated",
            passes: Self.passes,
            processorLevel: 3,
            instance: UInt64(index * 1_000 + life + 1)
        )
        // Room for a third of the partitions, so that blobs are evicted and sent again.
        let settings = WorkerSettings(slots: 2, blobByteCountMax: 32 * (source.partitions.count / 3 + 8))
        var worker = Worker(state: WorkerState(settings: settings, identity: identity, at: now))
        worker.life = life
        return worker
    }

    func after(_ duration: Duration) -> Instant { now.advanced(by: duration) }

    /// Runs until the job has all its results, or the virtual time is over.
    mutating func run(atMost limit: Duration = .seconds(3_000)) {
        while currentRun < runCount, failure == nil, let (at, item) = agenda.next() {
            if at > Instant(nanoseconds: 0).advanced(by: limit) { return }
            now = at
            handle(item)
        }
    }

    private mutating func handle(_ item: Item) {
        switch item {
        case .toCoordinator(let index, let life, let link, let message):
            guard workers[index].life == life, workers[index].link == link, scheduler != nil else { return }
            coordinatorReceives(message, from: index)
        case .toWorker(let index, let life, let link, let message):
            guard workers[index].life == life, workers[index].link == link else { return }
            if workers[index].frozenUntil > now {
                agenda.plan(item, at: workers[index].frozenUntil)
            } else {
                workerReceives(message, index)
            }
        case .linked(let index, let life, let link):
            guard workers[index].life == life, !workers[index].isDead else { return }
            guard scheduler != nil else {
                agenda.plan(item, at: after(.milliseconds(200)))
                return
            }
            workers[index].link = link
            workers[index].isLinked = true
            links[peer(index)] = Link()
            tell(index, .linked)
        case .unlinked(let index, let life):
            guard workers[index].life == life else { return }
            tell(index, .unlinked)
        case .unreachable(let peer, let life):
            if life == coordinatorLife { tellScheduler(.unreachable(peer)) }
        case .taskDone(let index, let life, let order):
            guard workers[index].life == life else { return }
            if workers[index].frozenUntil > now {
                agenda.plan(item, at: workers[index].frozenUntil)
            } else {
                taskDone(order, index)
            }
        case .journaled(let records, let life):
            guard life == coordinatorLife, scheduler != nil else { return }
            for record in records {
                journal[record.task] = record
                journalWrites[record.task, default: 0] += 1
            }
            tellScheduler(.journaled(records.map(\.task)))
        case .tick: tick()
        case .crash, .freeze, .coordinatorCrash, .coordinatorStart, .cut, .revive: weatherStrikes(item)
        }
    }

    func peer(_ index: Int) -> Peer { Peer(UInt64(index * 1_000_000 + workers[index].link)) }

    private mutating func tick() {
        agenda.plan(.tick, at: after(.milliseconds(100)))
        for index in workers.indices where workers[index].frozenUntil <= now {
            tell(index, .tick(residentByteCount: 0))
        }
        tellScheduler(.tick)
    }

    mutating func tell(_ index: Int, _ event: WorkerEvent) {
        guard !workers[index].isDead else { return }
        let actions = workers[index].state.handle(event, at: now)
        perform(actions, of: index)
    }

    mutating func tellScheduler(_ event: SchedulerEvent) {
        guard var scheduler else { return }
        let actions = scheduler.handle(event, at: now) + scheduler.handle(.settle, at: now)
        self.scheduler = scheduler
        perform(actions)
    }

    func expected(run: Int) -> Digest {
        var writer = ByteWriter()
        for partition in source.partitions.indices {
            writer.write(digest: SimulatedSource.partial(partition: partition, run: run))
        }
        return Digest.of(writer.bytes)
    }
}
