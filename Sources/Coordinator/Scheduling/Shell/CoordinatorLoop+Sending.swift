import Messages
import Tables
import ZeroMQ

/// Messages go out: in order for each peer, never more blob bytes at once than the window, never lost in silence.
extension CoordinatorLoop {
    func send(_ message: CoordinatorMessage, to peer: Peer) {
        guard let link = links[peer] else {
            tell(.unreachable(peer))
            return
        }
        switch message {
        case .welcome(let welcome):
            link.begin(session: welcome.session)
            enqueue(.message(message), to: peer)
        case .ping, .resultAck, .rehello, .refuse:
            // These do not wait behind blobs. A full queue means that much else is on its way, so a sign of life is
            // not missed; an acknowledgement is.
            if transmit(message, nil, link) == .wouldBlock, case .resultAck = message {
                link.lane.prepend(.message(message))
                blocked.insert(peer)
            }
        default:
            enqueue(.message(message), to: peer)
        }
    }

    func enqueue(_ parcel: Parcel, to peer: Peer) {
        guard let link = links[peer] else {
            tell(.unreachable(peer))
            return
        }
        link.lane.append(parcel)
        pump(peer)
    }

    /// Sends what waits for a peer, as far as its queue and the window allow.
    func pump(_ peer: Peer) {
        guard let link = links[peer] else { return }
        while let parcel = link.lane.popFirst() {
            switch transmit(parcel, link) {
            case .sent(let rest):
                if let rest { link.lane.prepend(rest) }
            case .windowFull(let parcel):
                link.lane.prepend(parcel)
                blocked.remove(peer)
                return
            case .queueFull(let parcel):
                link.lane.prepend(parcel)
                blocked.insert(peer)
                return
            case .gone:
                return
            }
        }
        blocked.remove(peer)
    }

    private enum Transmission {
        /// It was sent, but for the rest.
        case sent(rest: Parcel?)
        /// Too many bytes are unconfirmed.
        case windowFull(Parcel)
        /// libzmq takes no more for this peer.
        case queueFull(Parcel)
        /// The peer has gone.
        case gone
    }

    private func transmit(_ parcel: Parcel, _ link: PeerLink) -> Transmission {
        switch parcel {
        case .message(let message):
            return judge(transmit(message, nil, link), parcel)
        case .answer(let answer, let payload, let sequence):
            return judge(transmit(answer, FrameStamp(sequence: sequence), payload, link), parcel)
        case .blob(let digest, let origin, let opened, let offset):
            guard link.unconfirmedByteCount < settings.loadWindowByteCount else { return .windowFull(parcel) }
            let blob: Blob
            do {
                blob = try opened ?? origin.open()
            } catch {
                settings.log(.error, "\(error)")
                tell(.blobUnavailable(digest))
                return .sent(rest: nil)
            }
            let end = min(blob.count, offset + ProtocolLimit.chunkByteCount)
            let message = CoordinatorMessage.load(blob: digest, total: blob.count, offset: offset)
            let outcome = transmit(message, PayloadSlice(blob, offset..<end), link)
            guard case .sent = outcome else {
                return judge(outcome, .blob(digest, origin, blob: blob, offset: offset))
            }
            link.unconfirmed.append(end - offset)
            link.unconfirmedByteCount += end - offset
            return .sent(rest: end < blob.count ? .blob(digest, origin, blob: blob, offset: end) : nil)
        }
    }

    private func judge(_ outcome: SendOutcome, _ parcel: Parcel) -> Transmission {
        switch outcome {
        case .sent: .sent(rest: nil)
        case .wouldBlock: .queueFull(parcel)
        case .hostUnreachable: .gone
        }
    }

    private func transmit(_ message: CoordinatorMessage, _ payload: PayloadSlice?, _ link: PeerLink) -> SendOutcome {
        if message.isOutsideSession { return transmit(message, FrameStamp(epoch: state.epoch), payload, link) }
        let stamp = FrameStamp(epoch: state.epoch, session: link.session, sequence: link.sent + 1)
        let outcome = transmit(message, stamp, payload, link)
        if outcome == .sent { link.sent += 1 }
        return outcome
    }

    private func transmit(
        _ message: some WireMessage,
        _ stamp: FrameStamp,
        _ payload: PayloadSlice?,
        _ link: PeerLink
    ) -> SendOutcome {
        let encoded = EncodedMessage(message, stamp, payload: payload)
        var frames = [Frame(encoded.head)]
        if let tail = encoded.tail { frames.append(Frame(lending: tail.bytes, owner: tail.blob)) }
        do {
            let outcome = try router.send(frames, to: link.routing)
            if outcome == .hostUnreachable {
                // Told before it is forgotten: the scheduler takes its tasks away from it.
                tell(.unreachable(link.peer))
                forget(link.peer)
            }
            return outcome
        } catch {
            settings.log(.error, "sending to \(link.userID) failed: \(error)")
            return .wouldBlock
        }
    }
}
