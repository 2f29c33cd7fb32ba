import Glibc
import Testing
import ZeroMQ

@Suite struct KeyTests {
    @Test("a key's text gives the key back, and the public key follows from the secret one")
    func text() throws {
        let folder = try TemporaryFolder()
        let file = SecretKeyFile(
            identity: try PeerIdentity(role: .worker, name: "a"),
            keys: try CurveKeyPair.generate()
        )
        try file.write(to: folder.file("a.key"))
        let read = try SecretKeyFile(reading: folder.file("a.key"))
        #expect(read.identity == file.identity)
        #expect(read.keys.publicKey == file.keys.publicKey)
        #expect(read.keys.secretKey.withBytes { Array($0) } == file.keys.secretKey.withBytes { Array($0) })
        #expect(try PublicKey(text: file.keys.publicKey.text) == file.keys.publicKey)
        #expect(file.keys.publicKey.text.utf8.count == 40)
    }

    @Test("the published key pair of libzmq's manual is read as its manual says")
    func publishedPair() throws {
        let pair = try CurveKeyPair(secretText: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs")
        #expect(pair.publicKey.text == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
    }

    @Test(
        "text that is no key is refused",
        arguments: [
            "", "short", String(repeating: "a", count: 39), String(repeating: "a", count: 41),
            String(repeating: "#", count: 40), String(repeating: " ", count: 40), String(repeating: "é", count: 20),
        ]
    )
    func malformedKey(text: String) {
        #expect(throws: KeyError.malformedKey) { try PublicKey(text: text) }
        #expect(throws: KeyError.malformedKey) { try CurveKeyPair(secretText: text) }
    }

    @Test("a fingerprint is the key's first eight bytes")
    func fingerprint() throws {
        let key = try PublicKey(bytes: Array(0..<32))
        #expect(key.fingerprint == "0001-0203-0405-0607")
    }

    @Test("a secret key prints as nothing")
    func secretIsSilent() throws {
        let keys = try CurveKeyPair.generate()
        var dumped = ""
        dump(keys.secretKey, to: &dumped)
        #expect("\(keys.secretKey)" == "secret key")
        #expect(!dumped.contains("0x"))
    }

    @Test("a secret file is written for its owner only and a public one for everyone, whatever the umask")
    func modes() throws {
        let folder = try TemporaryFolder()
        let file = SecretKeyFile(identity: try PeerIdentity(role: .user, name: "a"), keys: try CurveKeyPair.generate())
        try file.write(to: folder.file("a.key"))
        try file.publicFile.write(to: folder.file("a.pub"))
        #expect(try folder.mode("a.key") == 0o600)
        #expect(try folder.mode("a.pub") == 0o644)
        #expect(try PublicKeyFile(reading: folder.file("a.pub")) == file.publicFile)
    }

    @Test("a secret that others can read is refused", arguments: [0o640, 0o604, 0o660, 0o644, 0o601] as [mode_t])
    func exposed(mode: mode_t) throws {
        let folder = try TemporaryFolder()
        let file = SecretKeyFile(identity: try PeerIdentity(role: .user, name: "a"), keys: try CurveKeyPair.generate())
        try file.write(to: folder.file("a.key"))
        try #require(chmod(folder.file("a.key"), mode) == 0)
        #expect(throws: KeyError.exposed(path: folder.file("a.key"), mode: UInt32(mode))) {
            try SecretKeyFile(reading: folder.file("a.key"))
        }
    }

    @Test("a file that is there is kept, unless it is to be replaced")
    func existing() throws {
        let folder = try TemporaryFolder()
        let identity = try PeerIdentity(role: .user, name: "a")
        let first = SecretKeyFile(identity: identity, keys: try CurveKeyPair.generate())
        let second = SecretKeyFile(identity: identity, keys: try CurveKeyPair.generate())
        let path = folder.file("a.key")
        try first.write(to: path)
        #expect(throws: KeyError.exists(path: path)) { try second.write(to: path) }
        #expect(try SecretKeyFile(reading: path).keys.publicKey == first.keys.publicKey)
        try second.write(to: path, replacing: true)
        #expect(try SecretKeyFile(reading: path).keys.publicKey == second.keys.publicKey)
        #expect(try folder.mode("a.key") == 0o600)
    }

    private static let key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"

    @Test(
        "a broken key file is refused with its line",
        arguments: [
            ("role: worker\nname: a\n", 0),
            ("role: worker\nname: a\npublic: short\n", 3),
            ("role: admin\nname: a\npublic: \(key)\n", 1),
            ("# note\nrole: worker\nname: ../a\npublic: \(key)\n", 3),
            ("role: worker\nrole: user\nname: a\npublic: \(key)\n", 2),
            ("role: worker\nname: a\npublic: \(key)\nhello\n", 4),
            ("role: worker\nname: a\npublic: \(key)\nsecret: \(key)\n", 0),
            (String(repeating: "#", count: 5000), 0),
        ]
    )
    func malformedFile(text: String, line: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "a.pub")
        let error = #expect(throws: KeyError.self) { try PublicKeyFile(reading: folder.file("a.pub")) }
        guard case .malformedFile(folder.file("a.pub"), line, _) = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
    }

    @Test("two halves that do not belong together are refused")
    func mixedHalves() throws {
        let folder = try TemporaryFolder()
        let other = try CurveKeyPair.generate().publicKey.text
        try folder.write(
            "role: worker\nname: a\npublic: \(other)\nsecret: D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\n",
            to: "a.key"
        )
        #expect(throws: KeyError.self) { try SecretKeyFile(reading: folder.file("a.key")) }
    }

    @Test("a missing file is named")
    func missing() {
        let error = #expect(throws: KeyError.self) { try SecretKeyFile(reading: "/nowhere/a.key") }
        #expect(error?.description == "the key file /nowhere/a.key could not be read: No such file or directory")
    }

    @Test(
        "names that could leave their folder are refused",
        arguments: [
            "", ".", "..", "../a", "a/b", "-a", ".a", "a b", "é", "a:b", String(repeating: "a", count: 65),
        ]
    )
    func malformedName(name: String) {
        #expect(throws: KeyError.malformedName) { try PeerIdentity(role: .worker, name: name) }
        #expect(PeerIdentity(userID: "worker:\(name)") == nil)
    }

    @Test("an identity is read back from its User-Id")
    func userID() throws {
        let identity = try PeerIdentity(role: .user, name: "a.b-c_1")
        #expect(identity.userID == "user:a.b-c_1")
        #expect(PeerIdentity(userID: identity.userID) == identity)
        #expect(PeerIdentity(userID: "admin:a") == nil)
        #expect(PeerIdentity(userID: "worker") == nil)
    }
}
