import MapReduce
import Messages
import Tables

/// Results arrive, are journalled, acknowledged and merged.
extension SchedulerState {
    mutating func resultArrived(_ arrived: ArrivedResult, session: UInt32) {
        guard let worker = workers[session] else { return }
        workers[session]?.leased.removeAll { $0 == arrived.task }
        workers[session]?.offers[arrived.task] = nil
        guard let place = tasks[arrived.task], let task = runs[place.run]?.tasks[place.partition] else {
            unorderedResultArrived(arrived, from: worker)
            return
        }
        switch task.phase {
        case .pending, .leased:
            take(arrived, for: place, session: session)
        case .received, .committed:
            guard task.result?.digest == arrived.result.digest else {
                stopForDifference(place)
                return
            }
            duplicateCount += 1
            if task.phase == .committed {
                actions.append(.send(.resultAck([arrived.task]), to: worker.peer))
            } else {
                runs[place.run]?.tasks[place.partition].deliveredBy.append(session)
            }
        }
    }

    /// A result that no open run asks for: late, of a job that did not come so far yet, or of no use.
    private mutating func unorderedResultArrived(_ arrived: ArrivedResult, from worker: WorkerRecord) {
        if let job = jobs[arrived.job] {
            guard let digest = job.results[arrived.task] else {
                let offer = WorkerRecord.Offer(job: arrived.job, result: arrived.result.digest)
                workers[worker.session]?.offers[arrived.task] = offer
                return
            }
            duplicateCount += 1
            if digest != arrived.result.digest { stopForLateDifference(arrived) }
        }
        actions.append(.send(.resultAck([arrived.task]), to: worker.peer))
    }

    private mutating func stopForLateDifference(_ arrived: ArrivedResult) {
        actions.append(.log(.error, "two results of a task of job \(arrived.job) differ"))
        for id in runs.values.filter({ $0.order.job == arrived.job }).map(\.order.id).sorted() {
            guard let pass = runs[id]?.order.pass else { continue }
            end(id, with: .notDeterministic(pass: "a pass before \(pass)", partition: 0))
        }
    }

    private mutating func take(_ arrived: ArrivedResult, for place: (run: RunID, partition: Int), session: UInt32) {
        guard let order = runs[place.run]?.order, let task = runs[place.run]?.tasks[place.partition] else { return }
        if task.phase == .pending { runs[place.run]?.pendingCount -= 1 }
        for lease in task.leases where lease.session != session {
            // A copy elsewhere is of no more use; should it end nevertheless, it is compared.
            workers[lease.session]?.leased.removeAll { $0 == arrived.task }
            if let peer = workers[lease.session]?.peer { actions.append(.send(.cancel([arrived.task]), to: peer)) }
        }
        runs[place.run]?.tasks[place.partition].phase = .received
        runs[place.run]?.tasks[place.partition].leases = []
        runs[place.run]?.tasks[place.partition].result = arrived.result
        runs[place.run]?.tasks[place.partition].deliveredBy = [session]
        runs[place.run]?.noteDuration(arrived.duration)
        jobs[order.job]?.served += UInt64(max(1, arrived.duration.wholeNanoseconds / 1_000))
        actions.append(
            .journal(
                PartialRecord(
                    task: arrived.task,
                    job: order.job,
                    sequence: order.sequence,
                    pass: order.pass,
                    context: order.context.digest,
                    broadcast: order.broadcast.digest,
                    partition: place.partition,
                    result: arrived.result
                )
            )
        )
    }

    mutating func journaled(_ names: [Digest]) {
        journalFault = nil
        var acknowledged: [UInt32: [Digest]] = [:]
        var touched: Set<RunID> = []
        for name in names {
            guard let place = tasks[name], let task = runs[place.run]?.tasks[place.partition], task.phase == .received
            else { continue }
            runs[place.run]?.tasks[place.partition].phase = .committed
            runs[place.run]?.tasks[place.partition].deliveredBy = []
            runs[place.run]?.committedCount += 1
            touched.insert(place.run)
            for session in task.deliveredBy { acknowledged[session, default: []].append(name) }
        }
        for (session, tasks) in acknowledged.sorted(by: { $0.key < $1.key }) {
            guard let worker = workers[session], worker.isLinked else { continue }
            actions.append(.send(.resultAck(tasks), to: worker.peer))
        }
        for id in touched.sorted() {
            guard let run = runs[id] else { continue }
            actions.append(
                .progress(run.order.job, pass: run.order.pass, done: run.committedCount, total: run.tasks.count)
            )
            finishIfComplete(id)
        }
    }

    mutating func journalFailed(_ reason: String) {
        if journalFault == nil { actions.append(.log(.error, reason)) }
        journalFault = reason
    }

    /// Hands over a run of which every task is committed; this happens once.
    mutating func finishIfComplete(_ id: RunID) {
        guard let run = runs[id], run.committedCount == run.tasks.count else { return }
        runs[id] = nil
        var partials: [Blob] = []
        for (task, name) in zip(run.tasks, run.order.tasks) {
            guard let result = task.result else { preconditionFailure("a committed task has no result") }
            partials.append(result.blob)
            tasks[name] = nil
            jobs[run.order.job]?.results[name] = result.digest
        }
        actions.append(.finish(id, .success(partials)))
        evictBroadcast(of: run)
    }
}
