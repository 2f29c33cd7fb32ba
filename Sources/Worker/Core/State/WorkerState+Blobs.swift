import MapReduce
import Messages
package import Tables

/// Blobs arrive, are used, and go when there is no room.
extension WorkerState {
    /// The digest of no bytes, which everyone holds.
    static let emptyBlob = Digest.of([])

    /// Whether a blob is held whole and verified.
    package func isHeld(_ blob: Digest) -> Bool { held[blob] != nil || blob == Self.emptyBlob }

    /// Whether the rest of a blob is awaited.
    package func isArriving(_ blob: Digest) -> Bool { arriving[blob] != nil }

    mutating func loadBegan(_ blob: Digest, total: Int) {
        guard phase == .ready else { return }
        if held[blob] != nil {
            held[blob]?.isCondemned = false
            actions.append(.ignoreLoad(blob))
            return
        }
        guard total <= settings.blobByteCountMax else {
            tooLarge.insert(blob)
            actions.append(.ignoreLoad(blob))
            return
        }
        makeRoom(for: total)
        arriving[blob] = total
    }

    mutating func loadEnded(_ blob: Digest, isGood: Bool) {
        guard let bytes = arriving.removeValue(forKey: blob) else { return }
        if isGood {
            clock += 1
            held[blob] = HeldBlob(bytes: bytes, lastUse: clock, pins: queue.count { $0.blobs.contains(blob) })
        } else {
            actions.append(.drop([blob]))
            actions.append(.log("a blob arrived damaged and was dropped"))
            for order in queue.filter({ $0.blobs.contains(blob) }) {
                queue.removeAll { $0.task == order.task }
                unpin(order)
                fail(order, .missingBlobs, "a blob of the task arrived damaged", missing: [blob])
            }
        }
        startTasks()
    }

    mutating func evictionAsked(_ blobs: [Digest]) {
        var dropped: [Digest] = []
        for blob in blobs {
            guard let entry = held[blob] else { continue }
            if entry.pins > 0 {
                held[blob]?.isCondemned = true
            } else {
                held[blob] = nil
                dropped.append(blob)
            }
        }
        if !dropped.isEmpty { actions.append(.drop(dropped)) }
    }

    mutating func dropArriving() {
        guard !arriving.isEmpty else { return }
        actions.append(.drop(arriving.keys.sorted()))
        arriving = [:]
    }

    /// Notes that a task needs its blobs.
    mutating func pin(_ order: TaskOrder) {
        clock += 1
        for blob in order.blobs {
            held[blob]?.pins += 1
            held[blob]?.lastUse = clock
        }
    }

    /// Notes that a task needs its blobs no more.
    mutating func unpin(_ order: TaskOrder) {
        clock += 1
        var dropped: [Digest] = []
        for blob in order.blobs {
            guard var entry = held[blob] else { continue }
            entry.pins = max(0, entry.pins - 1)
            entry.lastUse = clock
            held[blob] = entry
            if entry.pins == 0, entry.isCondemned {
                held[blob] = nil
                dropped.append(blob)
            }
        }
        if !dropped.isEmpty { actions.append(.drop(dropped)) }
    }

    /// Evicts the least recently used blobs that no task needs until `bytes` more fit, as far as that goes.
    private mutating func makeRoom(for bytes: Int) {
        var count = blobByteCount
        guard count + bytes > settings.blobByteCountMax else { return }
        var dropped: [Digest] = []
        for (blob, entry) in held.sorted(by: { ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key) })
        where entry.pins == 0 {
            held[blob] = nil
            count -= entry.bytes
            dropped.append(blob)
            if count + bytes <= settings.blobByteCountMax { break }
        }
        guard !dropped.isEmpty else { return }
        actions.append(.drop(dropped))
        actions.append(.send(.evicted(dropped)))
    }
}
