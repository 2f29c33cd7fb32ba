import Messages
import Tables
import ZeroMQ

/// Messages come in: they are judged by the sender's key, decoded, and handed on.
extension CoordinatorLoop {
    func received(_ message: Multipart) {
        guard let routing = message.sender, let userID = message.userID, let head = message.frames.first else { return }
        let link = link(of: routing, userID: userID)
        link.lastHeard = now
        guard let identity = PeerIdentity(userID: userID), authenticator.allowList.allows(userID: userID) else {
            refuse(link, .revoked, "The key was revoked; ask the coordinator's operator for another.")
            return
        }
        head.withBytes { headBytes in
            guard message.frames.count > 1 else {
                received(headBytes, nil, from: link, identity)
                return
            }
            message.frames[1].withBytes { received(headBytes, $0, from: link, identity) }
        }
    }

    private func received(
        _ head: UnsafeRawBufferPointer,
        _ tail: UnsafeRawBufferPointer?,
        from link: PeerLink,
        _ identity: PeerIdentity
    ) {
        do {
            let type = try FrameHeader(reading: head).type
            if WorkerMessage.types.contains(type), identity.role == .worker {
                try receivedFromWorker(DecodedMessage(head: head, tail: tail), link, name: identity.name)
            } else if ClientMessage.types.contains(type), identity.role == .user {
                answer(try DecodedMessage(head: head, tail: tail), link, owner: identity.name)
            } else {
                let sentence =
                    "A \(identity.role.rawValue)'s key may not send this message; use a key of the right role."
                refuse(link, .role, sentence)
            }
        } catch FrameFault.otherVersion(let version) {
            let sentence =
                "The coordinator speaks version \(ProtocolLimit.version) of the protocol, this side \(version); install the same release on both."
            refuse(link, .protocolVersion, sentence)
        } catch {
            settings.log(.warning, "a message of \(link.userID) was dropped: \(error)")
            if identity.role == .worker {
                tell(.messageLost(from: link.peer))
            } else {
                refuse(link, .malformed, "The message could not be understood: \(error)")
            }
        }
    }

    /// Refuses a peer; the log tells it once.
    func refuse(_ link: PeerLink, _ code: PeerRefusal.Code, _ sentence: String) {
        if !link.isRefused {
            link.isRefused = true
            settings.log(.warning, "refused \(link.userID): \(sentence)")
        }
        send(.refuse(PeerRefusal(code: code, sentence: sentence)), to: link.peer)
    }

    private func receivedFromWorker(_ message: DecodedMessage<WorkerMessage>, _ link: PeerLink, name: String) throws {
        if case .hello(let hello) = message.body {
            tell(.hello(hello, name: name, from: link.peer))
            return
        }
        let stamp = message.stamp
        guard stamp.epoch == state.epoch, let session = state.session(of: link.peer), stamp.session == session else {
            tell(.messageLost(from: link.peer))
            return
        }
        switch link.check.judge(stamp.sequence) {
        case .duplicate: return
        case .gap:
            tell(.messageLost(from: link.peer))
            return
        case .next: break
        }
        switch message.body {
        case .result(let chunk): receivedResult(chunk, message.payload, link, session: session)
        case .loaded:
            if let bytes = link.unconfirmed.popFirst() { link.unconfirmedByteCount -= bytes }
            tell(.message(message.body, session: session, from: link.peer))
            pump(link.peer)
        default:
            tell(.message(message.body, session: session, from: link.peer))
        }
    }

    private func receivedResult(
        _ chunk: ResultChunk,
        _ payload: UnsafeRawBufferPointer,
        _ link: PeerLink,
        session: UInt32
    ) {
        var assembly =
            chunk.offset == 0
            ? BlobAssembly(digest: chunk.digest, total: chunk.total) : link.results.removeValue(forKey: chunk.task)
        link.results[chunk.task] = nil
        guard assembly?.digest == chunk.digest, assembly?.total == chunk.total,
            assembly?.append(payload, at: chunk.offset) == true, let assembly
        else {
            tell(.messageLost(from: link.peer))
            return
        }
        guard assembly.isComplete else {
            link.results[chunk.task] = assembly
            return
        }
        let blob = assembly.finish()
        guard Digest.of(blob.bytes) == chunk.digest else {
            settings.log(.warning, "a result of \(link.userID) arrived damaged")
            tell(.messageLost(from: link.peer))
            return
        }
        let result = ArrivedResult(
            job: chunk.job,
            task: chunk.task,
            result: NamedBlob(digest: chunk.digest, blob: blob),
            duration: .microseconds(Int64(chunk.microseconds))
        )
        tell(.result(result, session: session, from: link.peer))
    }
}
