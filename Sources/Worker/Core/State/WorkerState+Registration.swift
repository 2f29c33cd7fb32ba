import MapReduce
import Messages
import Tables

/// A worker registers, is welcomed or refused, lives, and leaves.
extension WorkerState {
    mutating func register(at now: Instant) {
        phase = .helloSent(since: now)
        session = 0
        dropArriving()
        var tasks = running.values.filter { !discarded.contains($0.task) }.sorted { $0.task < $1.task }
            .map { TaskInHand(job: $0.job, task: $0.task, result: nil) }
        // A task that waits for a blob that was under way is given back.
        let complete = queue.filter { order in order.blobs.allSatisfy { isHeld($0) } }
        for order in queue where !complete.contains(order) { unpin(order) }
        queue = complete
        tasks += queue.map { TaskInHand(job: $0.job, task: $0.task, result: nil) }
        for task in results.keys.sorted() {
            guard let kept = results[task] else { continue }
            results[task]?.isOffered = true
            tasks.append(TaskInHand(job: kept.result.job, task: task, result: kept.result.digest))
        }
        let hello = Hello(
            software: identity.software,
            passes: identity.passes,
            processorLevel: identity.processorLevel,
            slots: settings.slots,
            memoryByteCount: settings.blobByteCountMax,
            instance: identity.instance,
            blobs: held.filter { !$0.value.isCondemned }.keys.sorted(),
            tasks: tasks
        )
        actions.append(.send(.hello(hello)))
    }

    mutating func unlinked() {
        guard phase != .connecting else { return }
        phase = .connecting
        session = 0
        dropArriving()
        actions.append(.log("the connection to the coordinator was lost; it is tried again"))
    }

    mutating func messageArrived(_ message: CoordinatorMessage, _ stamp: FrameStamp, at now: Instant) {
        switch message {
        case .welcome(let welcome):
            guard case .helloSent = phase else { return }
            welcomed(welcome, at: now)
            return
        case .refuse(let refusal):
            leave(status: 78, refusal.sentence)
            return
        case .rehello:
            lastHeard = now
            if phase == .ready { register(at: now) }
            return
        default:
            break
        }
        guard isCurrent(stamp) else { return }
        lastHeard = now
        switch message {
        case .task(let order): taskOrdered(order)
        case .resultAck(let tasks):
            for task in tasks { results[task] = nil }
        case .want(let tasks):
            for task in tasks { wanted(task) }
        case .evict(let blobs): evictionAsked(blobs)
        case .cancel(let tasks):
            for task in tasks { cancel(task) }
        case .welcome, .refuse, .rehello, .ping, .load: break
        }
    }

    private mutating func welcomed(_ welcome: Welcome, at now: Instant) {
        if welcome.epoch != terms?.epoch {
            actions.append(.log("registered with the coordinator, session \(welcome.session)"))
        }
        terms = welcome
        session = welcome.session
        phase = .ready
        lastHeard = now
        lastBeat = now
        for task in results.keys.sorted() where results[task]?.isOffered == false {
            guard let kept = results[task] else { continue }
            results[task]?.isOffered = true
            actions.append(.sendResult(kept.result))
        }
        if isLeaving { actions.append(.send(.leaving([]))) }
        startTasks()
    }

    mutating func terminate(at now: Instant) {
        guard !isLeaving else { return }
        isLeaving = true
        leavingSince = now
        actions.append(.log("leaving: \(running.count) running tasks are finished first"))
        let returned = queue.map(\.task)
        for order in queue { unpin(order) }
        queue = []
        if phase == .ready { actions.append(.send(.leaving(returned))) }
    }

    mutating func leaveIfDone(at now: Instant) {
        guard isLeaving, phase != .gone, running.isEmpty, let leavingSince else { return }
        if results.isEmpty || leavingSince.duration(to: now) > settings.farewell {
            if phase == .ready { actions.append(.send(.bye)) }
            leave(status: 0, "left after finishing the running tasks")
        }
    }

    mutating func tick(residentByteCount: Int, at now: Instant) {
        let silence = lastHeard.duration(to: now)
        if silence > terms?.orphan ?? settings.orphan {
            leave(
                status: 1,
                "no coordinator answered for \(terms?.orphan ?? settings.orphan); the memory was wiped, check the endpoint"
            )
            return
        }
        switch phase {
        case .connecting, .gone:
            break
        case .helloSent(let since):
            if since.duration(to: now) >= settings.helloRetry { register(at: now) }
        case .ready:
            guard let terms else { return }
            if silence > terms.lease {
                actions.append(.log("the coordinator is silent; registering again"))
                register(at: now)
            } else if lastBeat.duration(to: now) >= terms.beat {
                lastBeat = now
                let beat = Beat(
                    residentByteCount: residentByteCount,
                    heldByteCount: blobByteCount,
                    runningCount: running.count
                )
                actions.append(.send(.beat(beat)))
            }
        }
    }
}
