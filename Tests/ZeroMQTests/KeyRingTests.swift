import Glibc
import Testing
import ZeroMQ

@Suite struct KeyRingTests {
    private func worker(_ name: String) throws -> PeerIdentity {
        try PeerIdentity(role: .worker, name: name)
    }

    @Test("a key that was made is allowed, and its files have their modes")
    func make() throws {
        let folder = try TemporaryFolder()
        let ring = KeyRing(folder: folder.file("site/keys/"))
        let coordinator = try ring.make(try PeerIdentity(role: .coordinator, name: "coordinator"))
        let file = try ring.make(worker("host-a"))
        #expect(try folder.mode("site/keys") == 0o700)
        #expect(try folder.mode("site/keys/host-a.key") == 0o600)
        #expect(try folder.mode("site/keys/host-a.pub") == 0o644)
        #expect(try folder.mode("site/keys/allowed/host-a.pub") == 0o644)
        #expect(try SecretKeyFile(reading: ring.secretPath("host-a")).keys.publicKey == file.keys.publicKey)
        let loaded = try ring.allowList()
        #expect(loaded.problems.isEmpty)
        #expect(loaded.allowList.count == 1)
        #expect(try loaded.allowList.identity(of: file.keys.publicKey) == worker("host-a"))
        #expect(loaded.allowList.identity(of: coordinator.keys.publicKey) == nil)
    }

    @Test("the name coordinator is the coordinator's alone")
    func reservedName() throws {
        let ring = KeyRing(folder: try TemporaryFolder().file("keys"))
        #expect(throws: KeyError.reservedName) { try ring.make(worker("coordinator")) }
        #expect(throws: KeyError.reservedName) { try ring.make(try PeerIdentity(role: .coordinator, name: "c")) }
    }

    @Test("a name is taken, whatever its role, unless its key is to be replaced, which revokes the old one")
    func replace() throws {
        let folder = try TemporaryFolder()
        let ring = KeyRing(folder: folder.path)
        let old = try ring.make(worker("a"))
        let user = try PeerIdentity(role: .user, name: "a")
        #expect(throws: KeyError.exists(path: ring.secretPath("a"))) { try ring.make(user) }
        let new = try ring.make(user, replacing: true)
        let list = try ring.allowList().allowList
        #expect(list.isRevoked(old.keys.publicKey))
        #expect(list.identity(of: new.keys.publicKey) == user)
        #expect(try folder.mode("a.key") == 0o600)
    }

    @Test("a revoked key leaves the list and is still known as revoked")
    func revoke() throws {
        let ring = KeyRing(folder: try TemporaryFolder().path)
        let file = try ring.make(worker("a"))
        let kept = try ring.make(worker("b"))
        #expect(try ring.revoke("a") == file.publicFile)
        let list = try ring.allowList().allowList
        #expect(list.identity(of: file.keys.publicKey) == nil)
        #expect(list.isRevoked(file.keys.publicKey))
        #expect(!list.allows(userID: "worker:a"))
        #expect(list.identity(of: kept.keys.publicKey) != nil)
        let entries = try ring.read().entries
        #expect(entries.map(\.file.identity.name) == ["a", "b"])
        #expect(entries.map(\.isRevoked) == [true, false])
        #expect(throws: KeyError.notAllowed(name: "a", folder: "\(ring.folder)/allowed")) { try ring.revoke("a") }
        #expect(throws: KeyError.malformedName) { try ring.revoke("../a") }
    }

    @Test("a revoked key that somebody puts back stays refused")
    func putBack() throws {
        let ring = KeyRing(folder: try TemporaryFolder().path)
        let file = try ring.make(worker("a"))
        try ring.revoke("a")
        try file.publicFile.write(to: ring.allowedPath("a"))
        let list = try ring.allowList().allowList
        #expect(list.count == 0)
        #expect(list.isRevoked(file.keys.publicKey))
    }

    @Test("a broken, misnamed or doubled file is left out and reported, and the others count")
    func problems() throws {
        let folder = try TemporaryFolder()
        let ring = KeyRing(folder: folder.path)
        let file = try ring.make(worker("a"))
        try folder.write("nonsense\n", to: "allowed/broken.pub", mode: 0o644)
        try PublicKeyFile(identity: worker("other"), publicKey: try CurveKeyPair.generate().publicKey)
            .write(to: ring.allowedPath("misnamed"))
        try PublicKeyFile(identity: worker("twin"), publicKey: file.keys.publicKey).write(to: ring.allowedPath("twin"))
        let secret = SecretKeyFile(identity: try worker("leaked"), keys: try CurveKeyPair.generate())
        try secret.write(to: ring.allowedPath("leaked"))
        let loaded = try ring.allowList()
        #expect(loaded.allowList.count == 1)
        #expect(loaded.allowList.identity(of: file.keys.publicKey) != nil)
        #expect(loaded.problems.count == 4)
        #expect(loaded.problems.allSatisfy { !$0.description.contains(secret.keys.publicKey.text) })
    }

    @Test("a folder or file that others can write is not trusted", arguments: ["allowed", "allowed/a.pub"])
    func writableByOthers(path: String) throws {
        let folder = try TemporaryFolder()
        let ring = KeyRing(folder: folder.path)
        _ = try ring.make(worker("a"))
        try #require(chmod(folder.file(path), 0o777) == 0)
        let problem = KeyError.writableByOthers(path: folder.file(path))
        if path == "allowed" {
            #expect(throws: problem) { try ring.allowList() }
        } else {
            let loaded = try ring.allowList()
            #expect(loaded.allowList.count == 0)
            #expect(loaded.problems == [problem])
        }
    }

    @Test("a folder without an allow-list is an error, not an empty list")
    func missingFolder() throws {
        let folder = try TemporaryFolder()
        #expect(throws: KeyError.unreadable(path: "\(folder.path)/allowed", code: ENOENT)) {
            try KeyRing(folder: folder.path).allowList()
        }
    }

    @Test("a running reader sees a key made, revoked or rewritten, and nothing else")
    func watch() throws {
        let ring = KeyRing(folder: try TemporaryFolder().path)
        let file = try ring.make(worker("a"))
        var watch = KeyRingWatch(ring)
        #expect(try watch.reload()?.allowList.count == 1)
        #expect(try watch.reload()?.allowList == nil)
        _ = try ring.make(worker("b"))
        #expect(try watch.reload()?.allowList.count == 2)
        try ring.revoke("b")
        #expect(try watch.reload()?.allowList.count == 1)
        let other = PublicKeyFile(identity: try worker("a"), publicKey: try CurveKeyPair.generate().publicKey)
        try other.write(to: ring.allowedPath("a"), replacing: true)
        let list = try #require(try watch.reload()).allowList
        #expect(list.identity(of: file.keys.publicKey) == nil)
        #expect(list.identity(of: other.publicKey) != nil)
        #expect(try watch.reload()?.allowList == nil)
    }

    @Test("a server refuses a key as soon as its folder's revocation was read")
    func revokeWhileServing() throws {
        let ring = KeyRing(folder: try TemporaryFolder().path)
        let file = try ring.make(worker("a"))
        var watch = KeyRingWatch(ring)
        let server = try GuardedServer()
        server.authenticator.allowList = try #require(try watch.reload()).allowList
        let before = try server.client(file.keys)
        try server.serve { try before.saw(.handshakeSucceeded) }
        try ring.revoke("a")
        server.authenticator.allowList = try #require(try watch.reload()).allowList
        let after = try server.client(file.keys)
        try server.serve { try after.saw(.handshakeFailed(.refused(status: 400))) }
        #expect(server.refusals.map(\.reason) == [.revokedKey])
    }
}
