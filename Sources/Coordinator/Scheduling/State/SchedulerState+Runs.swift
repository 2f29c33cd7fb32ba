import MapReduce
import Messages
import Tables

/// Runs begin, lose tasks, fail and end; jobs end.
extension SchedulerState {
    mutating func runOrdered(_ order: RunOrder, at now: Instant) {
        let run = RunRecord(order)
        if jobs[order.job] == nil { jobs[order.job] = JobRecord(processorLevel: nil, served: 0) }
        jobs[order.job]?.contexts.insert(order.context.digest)
        runs[order.id] = run
        for (partition, task) in order.tasks.enumerated() { tasks[task] = (order.id, partition) }
        takeUpOffers(of: run, at: now)
        isPlacementStale = true
        finishIfComplete(order.id)
    }

    /// Takes what workers already have of a run: after a restart, results that were made before it.
    private mutating func takeUpOffers(of run: RunRecord, at now: Instant) {
        for session in workers.keys.sorted() {
            guard let worker = workers[session], !worker.offers.isEmpty else { continue }
            var acknowledged: [Digest] = []
            var wanted: [Digest] = []
            for (partition, name) in run.order.tasks.enumerated() {
                guard let offer = workers[session]?.offers.removeValue(forKey: name) else { continue }
                let place = (run: run.order.id, partition: partition)
                if run.tasks[partition].phase == .committed {
                    guard let digest = offer.result else { continue }
                    if digest == run.tasks[partition].result?.digest {
                        acknowledged.append(name)
                    } else {
                        stopForDifference(place)
                    }
                } else {
                    lease(place, to: session, at: now)
                    if offer.result != nil { wanted.append(name) }
                }
            }
            if !acknowledged.isEmpty { actions.append(.send(.resultAck(acknowledged), to: worker.peer)) }
            if !wanted.isEmpty { actions.append(.send(.want(wanted), to: worker.peer)) }
        }
    }

    /// Gives a task to a worker.
    mutating func lease(_ place: (run: RunID, partition: Int), to session: UInt32, at now: Instant) {
        guard let name = runs[place.run]?.order.tasks[place.partition] else { return }
        if runs[place.run]?.tasks[place.partition].phase == .pending { runs[place.run]?.pendingCount -= 1 }
        runs[place.run]?.tasks[place.partition].phase = .leased
        runs[place.run]?.tasks[place.partition].attempts += 1
        runs[place.run]?.tasks[place.partition].leases.append(Lease(session: session, since: now))
        workers[session]?.leased.append(name)
    }

    /// Takes a task away from a worker; it is pending again when nobody else has it.
    mutating func release(_ place: (run: RunID, partition: Int), of session: UInt32, isFirstInLine: Bool = true) {
        guard let name = runs[place.run]?.order.tasks[place.partition] else { return }
        workers[session]?.leased.removeAll { $0 == name }
        runs[place.run]?.tasks[place.partition].leases.removeAll { $0.session == session }
        guard let task = runs[place.run]?.tasks[place.partition], task.phase == .leased, task.leases.isEmpty else {
            return
        }
        runs[place.run]?.tasks[place.partition].phase = .pending
        runs[place.run]?.pendingCount += 1
        if isFirstInLine {
            runs[place.run]?.queues.unowned.append(place.partition)
        } else {
            runs[place.run]?.queues.unowned.insert(place.partition, at: 0)
        }
    }

    mutating func handBack(_ name: Digest, from session: UInt32) {
        workers[session]?.leased.removeAll { $0 == name }
        if let place = tasks[name] { release(place, of: session) }
    }

    mutating func taskFailed(_ failure: TaskFailure, session: UInt32) {
        workers[session]?.leased.removeAll { $0 == failure.task }
        guard let place = tasks[failure.task], let worker = workers[session],
            runs[place.run]?.tasks[place.partition].leases.contains(where: { $0.session == session }) == true
        else { return }
        switch failure.kind {
        case .permanent:
            failRun(place, reason: failure.sentence)
            return
        case .retryable:
            runs[place.run]?.tasks[place.partition].failures += 1
        case .missingBlobs:
            workers[session]?.blobs.subtract(failure.missing)
            runs[place.run]?.tasks[place.partition].missing += 1
        case .outOfMemory:
            runs[place.run]?.tasks[place.partition].excluded.insert(worker.instance)
            actions.append(.log(.warning, "worker \(worker.name): \(failure.sentence)"))
        }
        release(place, of: session, isFirstInLine: false)
        isPlacementStale = true
        guard let task = runs[place.run]?.tasks[place.partition] else { return }
        if task.failures >= settings.failureCountMax || task.missing >= settings.missingCountMax {
            failRun(place, reason: "it failed \(task.failures + task.missing) times, lastly: \(failure.sentence)")
        } else if failure.kind == .outOfMemory,
            workers.values.allSatisfy({ task.excluded.contains($0.instance) })
        {
            failRun(place, reason: "it is too large for every connected worker: \(failure.sentence)")
        }
    }

    /// Ends the run of a task, and with it the job, with an error that names the task.
    mutating func failRun(_ place: (run: RunID, partition: Int), reason: String) {
        guard let run = runs[place.run] else { return }
        end(
            place.run,
            with: .taskFailed(pass: run.order.pass.description, partition: place.partition, reason: reason)
        )
    }

    /// Ends the run of a task of which two results differ.
    mutating func stopForDifference(_ place: (run: RunID, partition: Int)) {
        guard let run = runs[place.run] else { return }
        actions.append(.log(.error, "two results of \(run.order.pass) on partition \(place.partition) differ"))
        end(place.run, with: .notDeterministic(pass: run.order.pass.description, partition: place.partition))
    }

    /// Ends a run with an error; its tasks are cancelled wherever they are.
    mutating func end(_ id: RunID, with error: ExecutionError) {
        guard let run = runs.removeValue(forKey: id) else { return }
        var cancelled: [UInt32: [Digest]] = [:]
        for (task, name) in zip(run.tasks, run.order.tasks) {
            tasks[name] = nil
            for lease in task.leases { cancelled[lease.session, default: []].append(name) }
        }
        for (session, names) in cancelled.sorted(by: { $0.key < $1.key }) {
            let gone = Set(names)
            workers[session]?.leased.removeAll { gone.contains($0) }
            if let peer = workers[session]?.peer { actions.append(.send(.cancel(names), to: peer)) }
        }
        actions.append(.finish(id, .failure(error)))
        evictBroadcast(of: run)
    }

    mutating func jobStopped(_ job: JobID, _ error: ExecutionError) {
        for id in runs.values.filter({ $0.order.job == job }).map(\.order.id).sorted() { end(id, with: error) }
    }

    mutating func jobEnded(_ job: JobID) {
        jobStopped(job, .cancelled)
        guard let record = jobs.removeValue(forKey: job) else { return }
        let others = jobs.values.reduce(into: Set<Digest>()) { $0.formUnion($1.contexts) }
        evict(record.contexts.subtracting(others))
        for session in workers.keys.sorted() {
            guard let worker = workers[session] else { continue }
            let offered = worker.offers.filter { $0.value.job == job }.keys.sorted()
            guard !offered.isEmpty else { continue }
            for task in offered { workers[session]?.offers[task] = nil }
            actions.append(.send(.resultAck(offered), to: worker.peer))
        }
    }

    mutating func blobUnavailable(_ blob: Digest) {
        for session in workers.keys { workers[session]?.blobs.remove(blob) }
        isPlacementStale = true
        for id in runs.keys.sorted() {
            guard let order = runs[id]?.order,
                let partition = order.source.partitions.first(where: { description in
                    description.parts.contains { $0.digest == blob && order.parts.contains($0.name) }
                })
            else { continue }
            end(id, with: .missingPart(partition: partition.number))
        }
    }

    func isLive(_ blob: Digest) -> Bool {
        runs.values.contains { $0.order.broadcast.digest == blob || $0.order.context.digest == blob }
            || jobs.values.contains { $0.contexts.contains(blob) }
    }

    mutating func evictBroadcast(of run: RunRecord) {
        let broadcast = run.order.broadcast.digest
        if !isLive(broadcast) { evict([broadcast]) }
    }

    private mutating func evict(_ blobs: Set<Digest>) {
        for session in workers.keys.sorted() {
            guard let worker = workers[session] else { continue }
            let held = blobs.intersection(worker.blobs).sorted()
            guard !held.isEmpty, worker.isLinked else { continue }
            workers[session]?.blobs.subtract(held)
            actions.append(.send(.evict(held), to: worker.peer))
        }
    }
}
