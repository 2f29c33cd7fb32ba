import Messages
import Tables
import ZeroMQ

/// Messages go out in order, results in pieces.
extension WorkerLoop {
    /// Sends what waits, as far as the connection takes it.
    func pump() {
        while let parcel = lane.popFirst() {
            switch parcel {
            case .message(let message):
                guard transmit(message, nil) else { return hold(parcel) }
            case .result(let kept, let offset):
                let end = min(kept.blob.count, offset + ProtocolLimit.chunkByteCount)
                let chunk = ResultChunk(
                    job: kept.job,
                    task: kept.task,
                    attempt: kept.attempt,
                    digest: kept.digest,
                    total: kept.blob.count,
                    offset: offset,
                    microseconds: kept.microseconds
                )
                guard transmit(.result(chunk), PayloadSlice(kept.blob, offset..<end)) else { return hold(parcel) }
                if end < kept.blob.count { lane.prepend(.result(kept, offset: end)) }
            }
        }
        poller.watch(socketSlot, for: .readable)
    }

    private func hold(_ parcel: Parcel) {
        lane.prepend(parcel)
        // Without a connection nothing waits: the next one says everything again.
        poller.watch(socketSlot, for: state.phase == .connecting ? .readable : [.readable, .writable])
    }

    /// Sends a message.
    ///
    /// - Returns: Whether libzmq took it.
    private func transmit(_ message: WorkerMessage, _ payload: PayloadSlice?) -> Bool {
        var stamp = FrameStamp(epoch: state.terms?.epoch ?? 0, session: state.session)
        if state.session > 0 { stamp.sequence = sent + 1 }
        let encoded = EncodedMessage(message, stamp, payload: payload)
        var frames = [Frame(encoded.head)]
        if let tail = encoded.tail { frames.append(Frame(lending: tail.bytes, owner: tail.blob)) }
        do {
            guard try socket.send(frames) == .sent else { return false }
            if state.session > 0 { sent += 1 }
            return true
        } catch {
            options.log(.error, "sending failed: \(error)")
            return false
        }
    }
}
