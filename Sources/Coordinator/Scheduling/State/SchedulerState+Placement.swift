import MapReduce
import Messages
import Tables

/// Tasks go to workers: where the partition lies, else where there is room.
extension SchedulerState {
    /// Places pending tasks while workers have credit.
    mutating func settle(at now: Instant) {
        guard journalFault == nil else { return }
        if isPlacementStale { rebuildQueues() }
        guard runs.values.contains(where: { $0.pendingCount > 0 }) else { return }
        let order = workers.values.filter(\.isReady).map(\.session).sorted()
        // Free slots first, then one task ahead for each worker; one at a time, so that all get some.
        for credit in [0, settings.creditBeyondSlots] {
            var isProgressing = true
            while isProgressing {
                isProgressing = false
                for session in order {
                    guard let worker = workers[session], worker.leased.count < worker.slots + credit,
                        let place = nextTask(for: worker)
                    else { continue }
                    give(place, to: session, at: now)
                    isProgressing = true
                }
            }
        }
    }

    /// Sends a task, and before it the blobs that the worker lacks.
    mutating func give(_ place: (run: RunID, partition: Int), to session: UInt32, at now: Instant) {
        lease(place, to: session, at: now)
        guard let job = runs[place.run]?.order.job, let peer = workers[session]?.peer,
            let needs = runs[place.run]?.needs(of: place.partition),
            let order = runs[place.run]?.taskOrder(of: place.partition)
        else { return }
        if let level = workers[session]?.processorLevel, jobs[job]?.processorLevel == nil {
            jobs[job]?.processorLevel = level
            actions.append(.pinLevel(job, level))
        }
        for need in needs where workers[session]?.holds(need.digest) == false {
            workers[session]?.blobs.insert(need.digest)
            actions.append(.ship(need.digest, need.origin, to: peer))
        }
        actions.append(.send(.task(order), to: peer))
    }

    /// The next task for a worker: of the job served least, where the worker has the partition, else where nobody
    /// has it, else one that would wait longer where it is than moving its bytes takes.
    private mutating func nextTask(for worker: WorkerRecord) -> (run: RunID, partition: Int)? {
        var candidates: [(served: UInt64, id: RunID)] = []
        for run in runs.values where run.pendingCount > 0 {
            let job = jobs[run.order.job]
            guard job?.processorLevel == nil || job?.processorLevel == worker.processorLevel else { continue }
            candidates.append((job?.served ?? 0, run.order.id))
        }
        for (_, id) in candidates.sorted(by: { $0 < $1 }) {
            if let partition = takeNext(of: id, for: worker) { return (id, partition) }
        }
        return nil
    }

    private mutating func takeNext(of id: RunID, for worker: WorkerRecord) -> Int? {
        guard var run = runs[id] else { return nil }
        // Moved out, not copied, while the queues change.
        runs[id] = nil
        defer { runs[id] = run }
        if let partition = Self.pop(&run.queues.own[worker.session, default: []], run.tasks, worker) {
            return partition
        }
        if let partition = Self.pop(&run.queues.unowned, run.tasks, worker) { return partition }
        guard let median = run.medianDuration else { return nil }
        var best: (session: UInt32, wait: Duration)?
        for (session, queue) in run.queues.own.sorted(by: { $0.key < $1.key }) where session != worker.session {
            guard let owner = workers[session] else { continue }
            let waiting = queue.count { run.tasks[$0].phase == .pending }
            guard waiting > 0 else { continue }
            let wait = median * (waiting + owner.leased.count) / owner.slots
            if wait > best?.wait ?? .zero { best = (session, wait) }
        }
        guard let best, var queue = run.queues.own[best.session] else { return nil }
        // From the far end: what its owner would come to last.
        guard
            let index = queue.firstIndex(where: {
                run.tasks[$0].phase == .pending && !run.tasks[$0].excluded.contains(worker.instance)
            })
        else { return nil }
        let bytes = run.needs(of: queue[index]).reduce(0) { $0 + (worker.holds($1.digest) ? 0 : $1.bytes) }
        let move = settings.moveOverhead + .seconds(Double(bytes) / settings.linkBytesPerSecond)
        guard best.wait > move * 2 else { return nil }
        let partition = queue.remove(at: index)
        run.queues.own[best.session] = queue
        return partition
    }

    /// Takes the last task of a queue that is pending and not too large for the worker.
    private static func pop(_ queue: inout [Int], _ tasks: [TaskRecord], _ worker: WorkerRecord) -> Int? {
        while let last = queue.last, tasks[last].phase != .pending { queue.removeLast() }
        guard let last = queue.last else { return nil }
        if !tasks[last].excluded.contains(worker.instance) { return queue.removeLast() }
        guard
            let index = queue.lastIndex(where: {
                tasks[$0].phase == .pending && !tasks[$0].excluded.contains(worker.instance)
            })
        else { return nil }
        return queue.remove(at: index)
    }

    /// Sorts every pending task by the worker that has most of its partition.
    private mutating func rebuildQueues() {
        isPlacementStale = false
        let ready = workers.values.filter(\.isReady).sorted { $0.session < $1.session }
        for id in runs.keys {
            guard let run = runs[id] else { continue }
            var queues = PlacementQueues()
            var shares: [UInt32: Int] = [:]
            for partition in run.tasks.indices.reversed() where run.tasks[partition].phase == .pending {
                var home: (session: UInt32, bytes: Int, share: Int)?
                let description = run.order.source.partitions[partition]
                for worker in ready where !run.tasks[partition].excluded.contains(worker.instance) {
                    let bytes = run.order.parts.reduce(0) { sum, name in
                        guard let part = description.part(name), worker.blobs.contains(part.digest) else { return sum }
                        return sum + part.bytes
                    }
                    let share = shares[worker.session, default: 0]
                    guard bytes > 0 else { continue }
                    // The most bytes; of equals the one with fewer tasks.
                    if let best = home, (best.bytes, -best.share) >= (bytes, -share) { continue }
                    home = (worker.session, bytes, share)
                }
                if let home {
                    queues.own[home.session, default: []].append(partition)
                    shares[home.session, default: 0] += 1
                } else {
                    queues.unowned.append(partition)
                }
            }
            runs[id]?.queues = queues
        }
    }

    /// Runs a slow task a second time when nothing else waits: the first result wins.
    mutating func speculate(at now: Instant) {
        guard journalFault == nil, !runs.values.contains(where: { $0.pendingCount > 0 }) else { return }
        let ready = workers.values.filter(\.isReady)
        let slots = ready.reduce(0) { $0 + $1.slots }
        let copies = runs.values.reduce(0) { $0 + $1.tasks.count { $0.leases.count > 1 } }
        var allowed = max(1, Int(Double(slots) * settings.speculationShare)) - copies
        for session in ready.map(\.session).sorted() {
            while allowed > 0, let worker = workers[session], worker.leased.count < worker.slots,
                let place = slowTask(for: worker, at: now)
            {
                give(place, to: session, at: now)
                allowed -= 1
            }
        }
    }

    private func slowTask(for worker: WorkerRecord, at now: Instant) -> (run: RunID, partition: Int)? {
        var oldest: (place: (run: RunID, partition: Int), since: Instant)?
        for (id, run) in runs.sorted(by: { $0.key < $1.key }) {
            let level = jobs[run.order.job]?.processorLevel
            guard level == nil || level == worker.processorLevel else { continue }
            let usual = run.medianDuration.map { $0 * settings.speculationFactor } ?? .zero
            for (partition, task) in run.tasks.enumerated() where task.phase == .leased && task.leases.count == 1 {
                guard let lease = task.leases.first, lease.session != worker.session,
                    !task.excluded.contains(worker.instance)
                else { continue }
                let isHolderReady = workers[lease.session]?.isReady ?? false
                let age = lease.since.duration(to: now)
                guard !isHolderReady || age > max(settings.speculationAge, usual) else { continue }
                if lease.since < oldest?.since ?? Instant(nanoseconds: .max) { oldest = ((id, partition), lease.since) }
            }
        }
        return oldest?.place
    }
}
