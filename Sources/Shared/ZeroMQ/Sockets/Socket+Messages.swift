import Glibc

/// What became of a message that was to be sent; none of these is a failure.
package enum SendOutcome: Hashable, Sendable {
    /// libzmq has the message; whether it arrives is for the protocol's own acknowledgement to say.
    case sent
    /// The peer's queue is full, or nobody is connected: nothing was sent, try again later.
    case wouldBlock
    /// ROUTER only: the peer has gone: nothing was sent, and nothing will be.
    case hostUnreachable
}

extension Socket {
    /// Sends one message of some frames, all or nothing, without waiting.
    ///
    /// - Parameters:
    ///   - frames: The frames after the address; at least one.
    ///   - peer: To whom; needed for a ROUTER, and nil for every other kind.
    /// - Returns: Whether the message was taken.
    /// - Throws: ``ZeroMQError``; EMSGSIZE when a frame is above the limit.
    package func send(_ frames: [Frame], to peer: RoutingID? = nil) throws(ZeroMQError) -> SendOutcome {
        precondition((peer != nil) == (kind == .router), "a ROUTER, and only a ROUTER, needs an address")
        precondition(!frames.isEmpty, "a message has at least one frame")
        for frame in frames where frame.count > options.frameByteCountMax {
            throw ZeroMQError(.send, code: EMSGSIZE)
        }
        if let peer {
            switch peer.frame.send(on: handle, hasMore: true) {
            case 0: break
            case EAGAIN: return .wouldBlock
            case EHOSTUNREACH: return .hostUnreachable
            case let code: throw ZeroMQError(.send, code: code)
            }
        }
        var outcome = SendOutcome.sent
        for (index, frame) in frames.enumerated() {
            switch frame.send(on: handle, hasMore: index + 1 < frames.count) {
            case 0:
                break
            case EAGAIN:
                if index == 0 { return .wouldBlock }
                // The connection went in the middle: libzmq now drops the rest of this message, and must be given
                // it, or it would drop the first frames of the next one instead.
                outcome = .wouldBlock
            case let code:
                throw ZeroMQError(.send, code: code)
            }
        }
        return outcome
    }

    /// Receives one whole message without waiting.
    ///
    /// - Parameter frameCountMax: The most frames after the address to keep; the rest is dropped and counted.
    /// - Returns: The message, or nil when none is waiting.
    /// - Throws: ``ZeroMQError`` when the socket is closed or its context was shut down.
    package func receive(frameCountMax: Int = 8) throws(ZeroMQError) -> Multipart? {
        var sender: RoutingID?
        var frames: [Message] = []
        var droppedFrameCount = 0
        var isFirst = true
        while true {
            let message: Message
            switch Message.receive(on: handle, wipes: options.wipesReceivedMessages) {
            case .success(let received): message = received
            case .failure(let error):
                // libzmq hands over whole messages only, so nothing waiting is an answer for the first frame alone.
                guard error.code == EAGAIN, isFirst else { throw error }
                return nil
            }
            if isFirst, kind == .router {
                sender = RoutingID(message.copy())
            } else if frames.count < frameCountMax {
                frames.append(message)
            } else {
                droppedFrameCount += 1
            }
            isFirst = false
            if !message.hasMore { break }
        }
        return Multipart(sender: sender, frames: frames, droppedFrameCount: droppedFrameCount)
    }
}
