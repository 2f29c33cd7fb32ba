import MapReduce
import Messages
import Tables

/// Tasks are ordered, run, finish and are cancelled; results are kept until acknowledged.
extension WorkerState {
    mutating func taskOrdered(_ order: TaskOrder) {
        if let kept = results[order.task] {
            actions.append(.sendResult(kept.result))
            return
        }
        if running[order.task] != nil {
            discarded.remove(order.task)
            return
        }
        if queue.contains(where: { $0.task == order.task }) { return }
        if isLeaving {
            actions.append(.send(.leaving([order.task])))
            return
        }
        if order.blobs.contains(where: tooLarge.contains) {
            for blob in order.blobs { tooLarge.remove(blob) }
            let sentence =
                "partition \(order.partition) is larger than the worker's memory for data (\(settings.blobByteCountMax) bytes); give it more --memory."
            fail(order, .outOfMemory, sentence)
            return
        }
        let missing = order.blobs.filter { !isHeld($0) && arriving[$0] == nil }
        guard missing.isEmpty else {
            fail(order, .missingBlobs, "blobs of the task were evicted", missing: missing)
            return
        }
        pin(order)
        queue.append(order)
        startTasks()
    }

    /// Runs waiting tasks whose blobs are here while slots are free.
    mutating func startTasks() {
        var index = 0
        while running.count < settings.slots, index < queue.count {
            guard queue[index].blobs.allSatisfy({ isHeld($0) }) else {
                index += 1
                continue
            }
            let order = queue.remove(at: index)
            running[order.task] = order
            actions.append(.run(order))
        }
    }

    mutating func taskFinished(_ result: KeptResult) {
        guard let order = running.removeValue(forKey: result.task) else { return }
        unpin(order)
        if discarded.remove(result.task) == nil {
            let isReady = phase == .ready
            results[result.task] = Kept(result: result, isOffered: isReady)
            if isReady { actions.append(.sendResult(result)) }
        }
        startTasks()
    }

    mutating func taskFailed(_ task: Digest, _ kind: TaskFailure.Kind, _ sentence: String) {
        guard let order = running.removeValue(forKey: task) else { return }
        unpin(order)
        if discarded.remove(task) == nil { fail(order, kind, sentence) }
        startTasks()
    }

    mutating func wanted(_ task: Digest) {
        guard let kept = results[task] else { return }
        actions.append(.sendResult(kept.result))
    }

    mutating func cancel(_ task: Digest) {
        results[task] = nil
        if running[task] != nil { discarded.insert(task) }
        guard let index = queue.firstIndex(where: { $0.task == task }) else { return }
        unpin(queue.remove(at: index))
    }

    /// Tells of a failure; while not registered that is needless, since the next registration does not list the task.
    mutating func fail(
        _ order: TaskOrder,
        _ kind: TaskFailure.Kind,
        _ sentence: String,
        missing: [Digest] = []
    ) {
        guard phase == .ready else { return }
        let failure = TaskFailure(
            job: order.job,
            task: order.task,
            attempt: order.attempt,
            kind: kind,
            sentence: sentence,
            missing: missing
        )
        actions.append(.send(.fail(failure)))
    }
}
