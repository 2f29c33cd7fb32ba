import Glibc
import Testing
import ZeroMQ

@Suite struct MessagingTests {
    @Test("a message goes there and back over CURVE, with the identity that the key was given")
    func roundTrip() throws {
        let server = try GuardedServer { $0.wipesReceivedMessages = true }
        let client = try server.client(server.allowedKeys(role: .worker, name: "host-a"))
        #expect(try client.socket.send([frame("head"), frame("body"), frame("")]) == .sent)
        let message = try server.received()
        #expect(message.frames.map { text($0) } == ["head", "body", ""])
        #expect(message.droppedFrameCount == 0)
        #expect(message.userID == "worker:host-a")
        #expect(message.frames[0].peerAddress == "127.0.0.1")
        let identity = try #require(message.userID.flatMap { PeerIdentity(userID: $0) })
        #expect(identity.role == .worker)

        let sender = try #require(message.sender)
        #expect(try server.router.send([frame("answer")], to: sender) == .sent)
        var answer: Multipart?
        try server.serve {
            answer = try client.socket.receive()
            return answer != nil
        }
        #expect(answer?.sender == nil)
        #expect(text(answer?.frames.first) == "answer")
    }

    @Test("receiving without a message is not a failure")
    func nothingWaiting() throws {
        let server = try GuardedServer()
        #expect(try server.router.receive()?.frames.count == nil)
    }

    @Test("frames above the number asked for are dropped and counted")
    func tooManyFrames() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys())
        let frames = (0..<20).map { frame("\($0)") }
        #expect(try client.socket.send(frames) == .sent)
        var message: Multipart?
        try server.serve {
            message = try server.router.receive(frameCountMax: 3)
            return message != nil
        }
        #expect(message?.frames.map { text($0) } == ["0", "1", "2"])
        #expect(message?.droppedFrameCount == 17)
    }

    @Test("a peer that never connected is unreachable, which is not a failure")
    func unknownPeer() throws {
        let server = try GuardedServer()
        let nobody = RoutingID([0, 1, 2, 3, 4])
        #expect(try server.router.send([frame("x")], to: nobody) == .hostUnreachable)
    }

    @Test("a peer that closed its socket becomes unreachable")
    func goneItsWay() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys())
        #expect(try client.socket.send([frame("x")]) == .sent)
        let sender = try #require(try server.received().sender)
        client.socket.close()
        try server.serve { try server.router.send([frame("ping")], to: sender) == .hostUnreachable }
    }

    @Test("a ROUTER at its high water mark reports it, and every message that it took arrives")
    func highWaterMark() throws {
        let server = try GuardedServer { $0.sendHighWaterMark = 4 }
        let client = try server.client(server.allowedKeys()) { $0.receiveHighWaterMark = 4 }
        #expect(try client.socket.send([frame("x")]) == .sent)
        let sender = try #require(try server.received().sender)
        // Larger than the kernel's buffers, so that the queues fill.
        let block = Frame([UInt8](repeating: 7, count: 1 << 20))
        var sentCount = 0
        var outcome = SendOutcome.sent
        while sentCount < 1000 {
            outcome = try server.router.send([frame("\(sentCount)"), block], to: sender)
            guard outcome == .sent else { break }
            sentCount += 1
        }
        #expect(outcome == .wouldBlock)
        #expect((4..<1000).contains(sentCount))
        var numbers: [String?] = []
        try server.serve {
            while let message = try client.socket.receive() { numbers.append(text(message.frames.first)) }
            return numbers.count == sentCount
        }
        #expect(numbers == (0..<sentCount).map { "\($0)" })
    }

    @Test("a DEALER that waits for its connection would block until it stands")
    func notYetConnected() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys()) { $0.queuesBeforeConnected = false }
        #expect(try client.socket.send([frame("early")]) == .wouldBlock)
        try server.serve { try client.socket.send([frame("late")]) == .sent }
        #expect(text(try server.received().frames.first) == "late")
    }

    @Test("a frame above the limit is refused before it is sent")
    func oversizeOnSending() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys()) { $0.frameByteCountMax = 100 }
        let error = #expect(throws: ZeroMQError.self) {
            try client.socket.send([Frame([UInt8](repeating: 0, count: 101))])
        }
        #expect(error?.code == EMSGSIZE)
        #expect(error?.isRetriable == false)
    }

    @Test("a frame above the receiver's limit never arrives and costs its sender the connection")
    func oversizeOnReceiving() throws {
        let server = try GuardedServer { $0.frameByteCountMax = 1000 }
        let client = try server.client(server.allowedKeys())
        try server.serve { try client.saw(.handshakeSucceeded) }
        #expect(try client.socket.send([Frame([UInt8](repeating: 0, count: 1001))]) == .sent)
        try server.serve { try client.saw(.disconnected) }
        #expect(try client.socket.send([frame("small")]) == .sent)
        #expect(text(try server.received().frames.first) == "small")
    }

    @Test("lent memory arrives as it is, and its owner is let go once it was sent")
    func lentMemory() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys())
        let waker = try Waker()
        let byteCount = 100_000
        do {
            let block = Block(byteCount: byteCount, waker: waker)
            let lent = Frame(lending: block.bytes, owner: block)
            #expect(try client.socket.send([frame("h"), lent]) == .sent)
        }
        let message = try server.received()
        #expect(message.frames[1].withBytes { $0.count == byteCount && $0.allSatisfy { $0 == 42 } })
        let poller = Poller()
        let signal = poller.add(waker)
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(poller[signal] == .readable)
    }

    @Test("lent memory is let go when its message was not taken")
    func lentMemoryNotTaken() throws {
        let server = try GuardedServer()
        let client = try server.client(server.allowedKeys()) { $0.queuesBeforeConnected = false }
        let waker = try Waker()
        do {
            let block = Block(byteCount: 10, waker: waker)
            #expect(try client.socket.send([Frame(lending: block.bytes, owner: block)]) == .wouldBlock)
        }
        let poller = Poller()
        _ = poller.add(waker)
        #expect(try poller.wait(timeout: .seconds(5)))
    }

    @Test("a socket for a network needs keys")
    func plaintextRefused() throws {
        let context = try Context()
        let socket = try Socket(.dealer, in: context)
        let bindError = #expect(throws: ZeroMQError.self) { try socket.bind("tcp://127.0.0.1:*") }
        #expect(bindError?.code == EACCES)
        let connectError = #expect(throws: ZeroMQError.self) { try socket.connect("tcp://127.0.0.1:1") }
        #expect(connectError?.code == EACCES)
    }

    @Test("a port in use is named, and worth another try")
    func portInUse() throws {
        let server = try GuardedServer()
        let second = try Socket(
            .router,
            in: server.context,
            options: SocketOptions(security: .server(server.serverKeys))
        )
        let error = #expect(throws: ZeroMQError.self) { try second.bind(server.endpoint) }
        #expect(error?.code == EADDRINUSE)
        #expect(error?.isRetriable == true)
        #expect(error?.description.contains(server.endpoint) == true)
    }

    @Test("a closed socket fails, and closing twice does nothing")
    func closed() throws {
        let server = try GuardedServer()
        server.router.close()
        server.router.close()
        let error = #expect(throws: ZeroMQError.self) { try server.router.receive() }
        #expect(error?.code == ENOTSOCK)
    }
}

/// Memory that tells when it goes.
private final class Block: Sendable {
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    private let waker: Waker

    init(byteCount: Int, waker: Waker) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: 42)
        bytes = UnsafeRawBufferPointer(memory)
        self.waker = waker
    }

    deinit {
        bytes.deallocate()
        waker.wake()
    }
}
