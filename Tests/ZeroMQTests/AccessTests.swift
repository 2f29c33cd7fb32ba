import Testing
import ZeroMQ

@Suite struct AccessTests {
    @Test("an unknown key is refused, told so, and reported by its fingerprint")
    func unknownKey() throws {
        let server = try GuardedServer()
        let keys = try CurveKeyPair.generate()
        let client = try server.client(keys)
        #expect(try client.socket.send([frame("let me in")]) == .sent)
        try server.serve { try client.saw(.handshakeFailed(.refused(status: 400))) }
        #expect(server.refusals.count == 1)
        let refusal = try #require(server.refusals.first)
        #expect(refusal.reason == .unknownKey)
        #expect(refusal.fingerprint == keys.publicKey.fingerprint)
        #expect(refusal.address == "127.0.0.1")
        #expect(!refusal.description.contains(keys.publicKey.text))
        #expect(try server.router.receive()?.frames.count == nil)
    }

    @Test("a revoked key is refused and reported as revoked")
    func revokedKey() throws {
        let server = try GuardedServer()
        let keys = try server.allowedKeys()
        server.authenticator.allowList.revoke(keys.publicKey)
        let client = try server.client(keys)
        try server.serve { try client.saw(.handshakeFailed(.refused(status: 400))) }
        #expect(server.refusals.map(\.reason) == [.revokedKey])
    }

    @Test("a list replaced while the server runs holds from the next connection on")
    func replacedList() throws {
        let server = try GuardedServer()
        let keys = try server.allowedKeys(role: .user, name: "analyst-1")
        let first = try server.client(keys)
        try server.serve { try first.saw(.handshakeSucceeded) }
        server.authenticator.allowList = AllowList()
        let second = try server.client(keys)
        try server.serve { try second.saw(.handshakeFailed(.refused(status: 400))) }
        // The connection that stood goes on: each message's sender has to be asked for.
        #expect(try first.socket.send([frame("still here")]) == .sent)
        let userID = try #require(try server.received().userID)
        #expect(userID == "user:analyst-1")
        #expect(!server.authenticator.allowList.allows(userID: userID))
    }

    @Test("a server that binds again has its clients back, but not the one revoked meanwhile")
    func rebindAfterRevocation() throws {
        let server = try GuardedServer()
        let kept = try server.allowedKeys(name: "kept")
        let lost = try server.allowedKeys(name: "lost")
        let keptClient = try server.client(kept)
        let lostClient = try server.client(lost)
        try server.serve { try keptClient.saw(.handshakeSucceeded) && lostClient.saw(.handshakeSucceeded) }
        server.authenticator.allowList.revoke(lost.publicKey)
        try server.rebind()
        try server.serve { try lostClient.saw(.handshakeFailed(.refused(status: 400))) }
        #expect(try keptClient.socket.send([frame("back")]) == .sent)
        #expect(try server.received().userID == "worker:kept")
    }

    @Test("a refused client does not try again on its own")
    func refusedForGood() throws {
        let server = try GuardedServer()
        let client = try server.client(CurveKeyPair.generate()) {
            $0.reconnectInterval = .milliseconds(1)
            $0.reconnectIntervalMax = .milliseconds(1)
        }
        try server.serve { try client.saw(.handshakeFailed(.refused(status: 400))) }
        let poller = Poller()
        let requests = poller.add(server.authenticator)
        try poller.wait(timeout: .milliseconds(200))
        #expect(poller[requests].isEmpty)
        #expect(server.refusals.count == 1)
    }

    @Test("a client without keys gets nothing through")
    func noKey() throws {
        let server = try GuardedServer()
        let monitor = try SocketMonitor(server.router)
        let client = try server.client(nil)
        #expect(try client.socket.send([frame("plain")]) == .sent)
        var failures: [ConnectionEvent.Kind] = []
        try server.serve {
            while let event = try monitor.next() { failures.append(event.kind) }
            return failures.contains(.handshakeFailed(.mechanismMismatch))
        }
        #expect(try !client.saw(.handshakeSucceeded))
        #expect(try server.router.receive()?.frames.count == nil)
    }

    @Test("a client that expects another server key gets nothing through")
    func wrongServerKey() throws {
        let server = try GuardedServer()
        let monitor = try SocketMonitor(server.router)
        let other = try CurveKeyPair.generate()
        let client = try server.client(server.allowedKeys(), server: other.publicKey)
        #expect(try client.socket.send([frame("to somebody else")]) == .sent)
        var failures: [ConnectionEvent.Kind] = []
        try server.serve {
            while let event = try monitor.next() { failures.append(event.kind) }
            return failures.contains(.handshakeFailed(.cryptographic))
        }
        try server.serve { try client.failed() }
        #expect(try !client.saw(.handshakeSucceeded))
        #expect(try server.router.receive()?.frames.count == nil)
    }

    @Test("the self-test passes on a guarded server and reports no refusal")
    func selfTestPasses() throws {
        let server = try GuardedServer()
        try server.authenticator.selfTest(server.router, at: server.endpoint)
        #expect(server.refusals.isEmpty)
        let client = try server.client(server.allowedKeys())
        try server.serve { try client.saw(.handshakeSucceeded) }
    }

    @Test("the self-test fails when enforcement is off")
    func selfTestWithoutEnforcement() throws {
        let server = try GuardedServer { $0.enforcesAuthentication = false }
        #expect(throws: AccessSelfTestError.notEnforced) {
            try server.authenticator.selfTest(server.router, at: server.endpoint)
        }
    }

    @Test("the self-test fails when nobody answers for the server's context, which then admits nobody")
    func selfTestWithoutHandler() throws {
        let server = try GuardedServer()
        let keys = try server.allowedKeys()
        server.authenticator.close()
        let elsewhere = try Authenticator(context: Context(), allowList: server.authenticator.allowList)
        #expect(throws: AccessSelfTestError.noVerdict) {
            try elsewhere.selfTest(server.router, at: server.endpoint, timeout: .milliseconds(200))
        }
        let client = try server.client(keys)
        #expect(try client.socket.send([frame("nobody answers")]) == .sent)
        let poller = Poller()
        let arrived = poller.add(server.router)
        try poller.wait(timeout: .milliseconds(200))
        #expect(poller[arrived].isEmpty)
        #expect(try !client.saw(.handshakeSucceeded))
    }

    @Test("a self-test of a socket without keys fails")
    func selfTestWithoutKeys() throws {
        let context = try Context()
        let authenticator = try Authenticator(context: context)
        var options = SocketOptions()
        options.isPlaintextAllowed = true
        let open = try Socket(.router, in: context, options: options)
        let endpoint = try open.bind("tcp://127.0.0.1:*")
        #expect(throws: AccessSelfTestError.notEnforced) { try authenticator.selfTest(open, at: endpoint) }
    }

    @Test(
        "requests are answered by rule, whoever asks",
        arguments: [
            (["1.0", "7", "justice-data-lab", "10.0.0.1", "", "NULL"], "400"),
            (["1.0", "7", "other", "10.0.0.1", "", "CURVE", "short"], "400"),
            (["1.0", "7", "justice-data-lab", "10.0.0.1", "", "CURVE", "short"], "400"),
            (["2.0", "7", "justice-data-lab", "10.0.0.1", "", "CURVE", "short"], "500"),
            (["1.0", "7"], "500"),
        ]
    )
    func malformedRequest(request: [String], status: String) throws {
        let context = try Context()
        let authenticator = try Authenticator(context: context)
        let asker = try Socket(.request, in: context)
        try asker.connect("inproc://zeromq.zap.01")
        #expect(try asker.send(request.map { frame($0) }) == .sent)
        let poller = Poller()
        _ = poller.add(authenticator)
        #expect(try poller.wait(timeout: .seconds(5)))
        #expect(try authenticator.handleReady() == 1)
        let answers = Poller()
        _ = answers.add(asker)
        #expect(try answers.wait(timeout: .seconds(5)))
        let reply = try #require(try asker.receive())
        #expect(reply.frames.count == 6)
        #expect(text(reply.frames[1]) == "7")
        #expect(text(reply.frames[2]) == status)
        #expect(text(reply.frames[4]) == "")
    }

    @Test("a revoked key stays revoked, and a coordinator's key allows nobody")
    func allowListRules() throws {
        var list = AllowList()
        let key = try CurveKeyPair.generate().publicKey
        let second = try CurveKeyPair.generate().publicKey
        let worker = try PeerIdentity(role: .worker, name: "a")
        list.allow(key, as: worker)
        list.allow(second, as: worker)
        list.revoke(key)
        list.allow(key, as: worker)
        #expect(list.identity(of: key) == nil)
        #expect(list.isRevoked(key))
        #expect(list.allows(userID: "worker:a"))
        list.revoke(second)
        #expect(!list.allows(userID: "worker:a"))
        list.allow(try CurveKeyPair.generate().publicKey, as: try PeerIdentity(role: .coordinator, name: "c"))
        #expect(list.count == 0)
    }
}
