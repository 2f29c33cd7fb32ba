import Foundation
import MapReduce
import Messages
import Scheduling
import Tables
import Testing
import WorkerCore
import ZeroMQ

@Suite("Who is refused", .serialized)
struct AccessTests {
    @Test("an unknown key is refused for good")
    func unknownKey() throws {
        let cluster = try TestCluster(workers: 0)
        let stranger = SecretKeyFile(identity: try PeerIdentity(role: .worker, name: "x"), keys: try .generate())
        let exit = try cluster.addWorker(stranger).waitForExit()
        #expect(exit?.status == 78)
        #expect(exit?.sentence.contains("refused this key") == true)
        let client = try cluster.client(stranger)
        #expect(throws: ClientError.self) { try client.status(nil) }
    }

    @Test("a user's key is refused to a worker, and a worker's to a user")
    func wrongRole() throws {
        let cluster = try TestCluster(workers: 0)
        let exit = try cluster.addWorker(cluster.user).waitForExit()
        #expect(exit?.status == 78)
        #expect(exit?.sentence.contains("user's key may not") == true)
        let client = try cluster.client(SecretKeyFile(reading: cluster.ring.secretPath("worker-5")))
        #expect(throws: ClientError.refused("A worker's key may not send this message; use a key of the right role.")) {
            try client.status(nil)
        }
    }

    @Test("a key that is revoked loses its connection, and the others come back and go on")
    func revoked() throws {
        let cluster = try TestCluster(workers: 2)
        let before = try cluster.result()
        try cluster.ring.revoke("worker-0")
        #expect(cluster.workers[0].waitForExit()?.status == 78)
        #expect(try cluster.result() == before)
    }

    @Test("a worker of another release is refused for good")
    func otherPasses() throws {
        let cluster = try TestCluster(workers: 0)
        let exit = try cluster.addWorker(registry: PassRegistry()).waitForExit()
        #expect(exit?.status == 78)
        #expect(exit?.sentence.contains("install the same release") == true)
    }

    @Test("another version of the protocol is refused in words")
    func otherVersion() throws {
        let cluster = try TestCluster(workers: 0)
        let context = try Context()
        let security = Security.client(cluster.user.keys, server: cluster.coordinatorKeys.keys.publicKey)
        let socket = try Socket(.dealer, in: context, options: SocketOptions(security: security))
        defer { socket.close() }
        try socket.connect(cluster.coordinator.endpoint)
        var head = EncodedMessage(ClientMessage.status(nil), FrameStamp(sequence: 1)).head
        head[4] = 77
        #expect(try socket.send([Frame(head)]) == .sent)
        let poller = Poller()
        _ = poller.add(socket)
        #expect(try poller.wait(timeout: .seconds(10)))
        let answer = try socket.receive()?.frames.first?.copy() ?? []
        try answer.withUnsafeBytes { bytes in
            guard case .refuse(let refusal) = try DecodedMessage<ClientAnswer>(head: bytes, tail: nil).body else {
                return #expect(Bool(false), "not refused")
            }
            #expect(refusal.code == .protocolVersion && refusal.wantedVersion == ProtocolLimit.version)
        }
    }

    @Test("a port that is taken is told in a sentence")
    func portInUse() throws {
        let cluster = try TestCluster(workers: 0)
        let settings = CoordinatorSettings(
            endpoint: cluster.coordinator.endpoint,
            keys: cluster.coordinatorKeys.keys,
            ring: cluster.ring,
            journalPath: cluster.folder.path + "/other.sqlite",
            jobsFolder: cluster.folder.path + "/other",
            passes: PassRegistry.test.fingerprint,
            software: "test"
        )
        #expect(throws: ZeroMQError.self) {
            try Coordinator(settings, source: cluster.source, runner: cluster.job)
        }
    }

    @Test("a second coordinator cannot use the journal of the first")
    func journalInUse() throws {
        let cluster = try TestCluster(workers: 0)
        let path = cluster.folder.path + "/journal.sqlite"
        let settings = CoordinatorSettings(
            endpoint: "tcp://127.0.0.1:*",
            keys: cluster.coordinatorKeys.keys,
            ring: cluster.ring,
            journalPath: path,
            jobsFolder: cluster.folder.path + "/other",
            passes: PassRegistry.test.fingerprint,
            software: "test"
        )
        #expect(throws: JournalError.inUse(path: path)) {
            try Coordinator(settings, source: cluster.source, runner: cluster.job)
        }
    }
}
