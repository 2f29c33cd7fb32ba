import MapReduce
import Messages
import Tables

/// Workers come, are heard, and go.
extension SchedulerState {
    mutating func workerRegistered(_ hello: Hello, name: String, peer: Peer, at now: Instant) {
        lastRehello[peer] = nil
        guard hello.passes == passes, hello.software == software else {
            let sentence =
                "The worker is release \(hello.software), the coordinator \(software) or of other passes; install the same release on both."
            actions.append(.send(.refuse(PeerRefusal(code: .softwareVersion, sentence: sentence)), to: peer))
            actions.append(.log(.warning, "refused worker \(name): another release (\(hello.software))"))
            return
        }
        for old in workers.values.filter({ $0.instance == hello.instance || $0.peer == peer }).map(\.session).sorted() {
            endSession(old, blames: false, why: "registered again", forgets: workers[old]?.peer != peer)
        }
        lastSession = lastSession == .max ? 1 : lastSession + 1
        let worker = WorkerRecord(hello, name: name, peer: peer, session: lastSession, at: now)
        workers[lastSession] = worker
        sessions[peer] = lastSession
        isPlacementStale = true
        let welcome = Welcome(
            epoch: epoch,
            session: lastSession,
            beat: settings.beat,
            lease: settings.lease,
            orphan: settings.orphan
        )
        actions.append(.send(.welcome(welcome), to: peer))
        actions.append(
            .log(
                .info,
                "worker \(name) joined as session \(lastSession): \(hello.slots) slots, \(hello.blobs.count) blobs, \(hello.tasks.count) tasks in hand"
            )
        )
        takeOver(hello.tasks, by: lastSession, at: now)
    }

    /// Sorts the tasks that a worker brings along: wanted, known, not yet ordered, or of no use.
    private mutating func takeOver(_ inHand: [TaskInHand], by session: UInt32, at now: Instant) {
        guard let worker = workers[session] else { return }
        var acknowledged: [Digest] = []
        var cancelled: [Digest] = []
        var wanted: [Digest] = []
        for item in inHand {
            if let place = tasks[item.task] {
                runs[place.run]?.tasks[place.partition].deaths.remove(worker.instance)
                guard let task = runs[place.run]?.tasks[place.partition] else { continue }
                switch task.phase {
                case .pending, .leased:
                    lease(place, to: session, at: now)
                    if item.result != nil { wanted.append(item.task) }
                case .received, .committed:
                    guard let digest = item.result else {
                        cancelled.append(item.task)
                        continue
                    }
                    guard digest == task.result?.digest else {
                        stopForDifference(place)
                        continue
                    }
                    if task.phase == .committed {
                        acknowledged.append(item.task)
                    } else {
                        runs[place.run]?.tasks[place.partition].deliveredBy.append(session)
                    }
                }
            } else if let job = jobs[item.job], job.results[item.task] == nil {
                workers[session]?.offers[item.task] = WorkerRecord.Offer(job: item.job, result: item.result)
            } else if item.result != nil {
                acknowledged.append(item.task)
            } else {
                cancelled.append(item.task)
            }
        }
        if !acknowledged.isEmpty { actions.append(.send(.resultAck(acknowledged), to: worker.peer)) }
        if !cancelled.isEmpty { actions.append(.send(.cancel(cancelled), to: worker.peer)) }
        if !wanted.isEmpty { actions.append(.send(.want(wanted), to: worker.peer)) }
    }

    /// Notes a sign of life; nil, and a request to register, when the session is not this peer's.
    mutating func heard(_ peer: Peer, session: UInt32, at now: Instant) -> UInt32? {
        guard sessions[peer] == session, workers[session] != nil else {
            askToRegister(peer, at: now)
            return nil
        }
        workers[session]?.lastHeard = now
        if workers[session]?.condition == .suspect {
            workers[session]?.condition = .ready
            isPlacementStale = true
        }
        return session
    }

    mutating func askToRegister(_ peer: Peer, at now: Instant) {
        if let last = lastRehello[peer], last.duration(to: now) < settings.rehello { return }
        lastRehello[peer] = now
        actions.append(.send(.rehello, to: peer))
    }

    mutating func messageArrived(_ message: WorkerMessage, session: UInt32, at now: Instant) {
        switch message {
        case .hello, .beat, .loaded, .result:
            break
        case .fail(let failure): taskFailed(failure, session: session)
        case .evicted(let blobs):
            workers[session]?.blobs.subtract(blobs)
            isPlacementStale = true
        case .leaving(let returned):
            workers[session]?.condition = .leaving
            isPlacementStale = true
            for task in returned { handBack(task, from: session) }
            if let name = workers[session]?.name { actions.append(.log(.info, "worker \(name) is leaving")) }
        case .bye:
            let peer = workers[session]?.peer
            endSession(session, blames: false, why: "left")
            if let peer { lastRehello[peer] = now }
        }
    }

    /// Ends a session: its open tasks are pending again, first in line.
    ///
    /// - Parameters:
    ///   - session: The session.
    ///   - blames: Whether the worker died, so that the tasks it ran are suspected.
    ///   - why: For the log.
    ///   - forgets: Whether the peer has gone with it.
    mutating func endSession(_ session: UInt32, blames: Bool, why: String, forgets: Bool = true) {
        guard let worker = workers.removeValue(forKey: session) else { return }
        sessions[worker.peer] = nil
        isPlacementStale = true
        if forgets { actions.append(.forget(worker.peer)) }
        actions.append(.log(blames ? .warning : .info, "worker \(worker.name) (session \(session)) \(why)"))
        for (index, name) in worker.leased.enumerated().reversed() {
            guard let place = tasks[name] else { continue }
            // It runs its tasks in the order it was given them, so only the first can have killed it.
            if blames, index < worker.slots { runs[place.run]?.tasks[place.partition].deaths.insert(worker.instance) }
            release(place, of: session)
            guard let task = runs[place.run]?.tasks[place.partition], task.phase == .pending,
                task.deaths.count >= settings.deathCountMax
            else { continue }
            failRun(place, reason: "\(settings.deathCountMax) different workers died running it; it was quarantined.")
        }
    }

    mutating func linksCut() {
        for session in workers.keys { workers[session]?.isLinked = false }
        for worker in workers.values { actions.append(.forget(worker.peer)) }
        sessions.removeAll()
        lastRehello.removeAll()
        isPlacementStale = true
    }

    mutating func tick(at now: Instant) {
        for session in workers.keys.sorted() {
            guard let worker = workers[session] else { continue }
            let silence = worker.lastHeard.duration(to: now)
            if silence > settings.lease {
                endSession(session, blames: true, why: "was silent for \(settings.lease)")
                continue
            }
            if silence > settings.suspect, worker.condition == .ready {
                workers[session]?.condition = .suspect
                isPlacementStale = true
                actions.append(.log(.warning, "worker \(worker.name) (session \(session)) is silent"))
            }
            if worker.isLinked, worker.lastPing.duration(to: now) >= settings.ping {
                workers[session]?.lastPing = now
                actions.append(.send(.ping, to: worker.peer))
            }
        }
        settle(at: now)
        speculate(at: now)
    }
}
