import Foundation
import Testing

extension EndToEnd {
    /// Who may not connect is refused with a sentence, an exit status, and a line in the coordinator's log.
    @Suite struct Access {
        @Test("an unknown key is refused, a worker's for good", .timeLimit(.minutes(3)))
        func unknown() throws {
            let cluster = try Cluster(Population.current())
            let others = try TemporaryFolder()
            for words in [["worker", "stranger"], ["user", "nobody"]] {
                try succeed(Programs.jdl, ["keys", "make"] + words + ["--keys", others("keys")])
            }
            let worker = try cluster.startWorker("stranger", key: others("keys/stranger.key"))
            #expect(try worker.end() == 78)
            cluster.forget("stranger")
            let sentence =
                "the server refused this key (status 400): ask its operator whether the key is allowed or revoked"
            #expect(worker.errors.contains("jdl-worker: \(sentence)"))
            try cluster.waitForLog("refused a connection from 127.0.0.1: unknown key")

            let user = try cluster.client(["status"], key: others("keys/nobody.key"))
            #expect(user.status == 1)
            #expect(user.errors.contains("jdl: \(sentence)"))
            try cluster.waitForLog("refused a connection from 127.0.0.1: unknown key", count: 2)
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a key revoked while its worker is connected ends it; the others come back", .timeLimit(.minutes(3)))
        func revoked() throws {
            let cluster = try Cluster(Population.current())
            let outcast = try cluster.startWorker("outcast")
            let other = try cluster.startWorker("other")
            try cluster.waitForLog("worker outcast joined")
            try cluster.waitForLog("worker other joined")
            try succeed(Programs.jdl, ["keys", "revoke", "outcast", "--keys", cluster.folder("keys")])
            #expect(try outcast.end() == 78)
            let lastLine = outcast.errors.split(separator: "\n").last ?? ""
            #expect(lastLine == "jdl-worker: The key was revoked; ask the coordinator's operator for another.")
            try cluster.waitForLog("refused worker:outcast: The key was revoked")
            try cluster.waitForLog("worker other joined", count: 2)
            #expect(other.isRunning)

            let again = try cluster.startWorker("outcast")
            #expect(try again.end() == 78)
            cluster.forget("outcast")
            try cluster.waitForLog("refused a connection from 127.0.0.1: revoked key")
            #expect(try cluster.stop().isEmpty)
        }

        @Test("a key of another role is refused", .timeLimit(.minutes(3)))
        func role() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let worker = try cluster.startWorker("disguised", key: cluster.keyPath("analyst"))
            #expect(try worker.end() == 78)
            cluster.forget("disguised")
            #expect(
                worker.errors.contains(
                    "jdl-worker: A user's key may not send this message; use a key of the right role."
                )
            )
            try cluster.waitForLog("refused user:analyst: A user's key may not send this message")

            try cluster.makeKey("worker", "curious")
            let submission = try cluster.client(["submit", population.request], key: cluster.keyPath("curious"))
            #expect(submission.status == 1)
            #expect(
                submission.errors
                    == "jdl: A worker's key may not send this message; use a key of the right role.\n"
            )
            try cluster.waitForLog("refused worker:curious: A worker's key may not send this message")
            #expect(try cluster.client(["status"]).output.contains("There are no jobs."))
            #expect(try cluster.stop().isEmpty)
        }

        @Test("without a key file nothing is asked of the coordinator", .timeLimit(.minutes(3)))
        func noKey() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let gone = cluster.folder("gone.key")
            let worker = try run(Programs.worker, cluster.connection(key: gone))
            #expect(worker.status == 2)
            #expect(worker.errors == "jdl-worker: the key file \(gone) could not be read: No such file or directory\n")
            let user = try cluster.client(["submit", population.request], key: gone)
            #expect(user.status == 2)
            #expect(user.errors == "jdl: the key file \(gone) could not be read: No such file or directory\n")

            let unnamed = try run(
                Programs.worker,
                ["--coordinator", cluster.endpoint, "--coordinator-key", cluster.folder("keys/coordinator.pub")]
            )
            #expect(unnamed.status == 2)
            #expect(unnamed.errors == "jdl-worker: Give --key FILE, or name it in a --settings file.\n")
            #expect(try cluster.stop().isEmpty)
        }

        @Test("bytes of another protocol, or none of its keys, do not harm the coordinator", .timeLimit(.minutes(3)))
        func garbage() throws {
            let cluster = try Cluster(Population.current())
            // A greeting of ZMTP 3.0 with the mechanism NULL: a peer that has no key.
            var keyless: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]
            keyless += Array("NULL".utf8) + [UInt8](repeating: 0, count: 16 + 32)
            var noise: [UInt8] = [0xff]
            for index in 0..<100_000 { noise.append(UInt8(truncatingIfNeeded: index &* index &>> 3)) }
            for bytes in [Array("GET / HTTP/1.1\r\n\r\n".utf8), keyless, noise] {
                try Self.send(bytes, to: cluster.endpoint)
            }
            #expect(try cluster.client(["status"]).status == 0)
            #expect(cluster.coordinator?.isRunning == true)
            #expect(try cluster.stop().isEmpty)
        }

        /// Sends bytes over plain TCP and closes the connection.
        private static func send(_ bytes: [UInt8], to endpoint: String) throws {
            let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(connected == 0)
            // The coordinator may hang up in the middle.
            _ = bytes.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
    }
}
