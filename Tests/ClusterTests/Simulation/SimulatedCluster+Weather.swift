import MapReduce
import Messages
import Scheduling
import WorkerCore

/// Crashes, freezes and cuts.
extension SimulatedCluster {
    mutating func weatherStrikes(_ item: Item) {
        switch item {
        case .crash:
            plan(.crash, mean: weather.crash)
            let index = draws.below(workers.count)
            guard !workers[index].isDead else { return }
            loseLink(index, worker: false)
            workers[index].isDead = true
            workers[index].life += 1
            agenda.plan(.revive(worker: index), at: after(draws.duration(upTo: .seconds(4))))
        case .revive(let index):
            let (life, link) = (workers[index].life + 1, workers[index].link)
            let fresh = SimulatedCluster.freshState(
                of: workers[index].state,
                instance: UInt64(index * 1_000 + life + 1),
                at: now
            )
            workers[index] = Worker(state: fresh, life: life, link: link)
            agenda.plan(.linked(worker: index, life: life, link: link + 1), at: after(.milliseconds(50)))
        case .freeze:
            plan(.freeze, mean: weather.freeze)
            let index = draws.below(workers.count)
            workers[index].frozenUntil = after(.seconds(1) + draws.duration(upTo: .seconds(20)))
        case .cut:
            plan(.cut, mean: weather.cut)
            let index = draws.below(workers.count)
            guard workers[index].isLinked else { return }
            loseLink(index, worker: true)
        case .coordinatorCrash:
            plan(.coordinatorCrash, mean: weather.coordinatorCrash)
            guard scheduler != nil else { return }
            scheduler = nil
            coordinatorLife += 1
            for index in workers.indices where workers[index].isLinked { loseLink(index, worker: true) }
            agenda.plan(.coordinatorStart, at: after(.seconds(1)))
        case .coordinatorStart:
            links = [:]
            let epoch = UInt64(coordinatorLife + 1)
            scheduler = SchedulerState(
                settings: SchedulerSettings(),
                epoch: epoch,
                passes: Self.passes,
                software: "simulated"
            )
            tellScheduler(.jobOpened(JobID(1), processorLevel: nil))
            // A restarted job runs its code again from the first run on.
            currentRun = 0
            orderRun()
        default: break
        }
    }

    private mutating func plan(_ item: Item, mean: Duration?) {
        if let mean { agenda.plan(item, at: after(draws.duration(upTo: mean * 2))) }
    }

    private mutating func loseLink(_ index: Int, worker tellsWorker: Bool) {
        guard workers[index].isLinked else { return }
        workers[index].isLinked = false
        agenda.plan(.unreachable(peer(index), coordinatorLife: coordinatorLife), at: after(.milliseconds(300)))
        workers[index].link += 1
        guard tellsWorker else { return }
        let (life, link) = (workers[index].life, workers[index].link)
        agenda.plan(.unlinked(worker: index, life: life), at: now)
        agenda.plan(.linked(worker: index, life: life, link: link), at: after(.milliseconds(400)))
    }

    static func freshState(of old: WorkerState, instance: UInt64, at now: Instant) -> WorkerState {
        let identity = WorkerIdentity(
            software: old.identity.software,
            passes: old.identity.passes,
            processorLevel: old.identity.processorLevel,
            instance: instance
        )
        return WorkerState(settings: old.settings, identity: identity, at: now)
    }
}
