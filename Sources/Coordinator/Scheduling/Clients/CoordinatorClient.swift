import Foundation
package import Messages
package import Tables
package import ZeroMQ

/// Why a user's request was not answered, or answered with an error.
package enum ClientError: Error, Hashable, CustomStringConvertible {
    /// Nobody answered in time.
    case noAnswer(endpoint: String)
    /// The coordinator will not have this key, or this version.
    case refused(String)
    /// The coordinator answered with an error.
    case answered(exitStatus: Int32, sentence: String)
    /// The endpoint cannot be understood.
    case badEndpoint(String)
    /// The connection itself failed.
    case connection(String)
    /// The answer is none to the request.
    case unexpected
    /// A file could not be written.
    case unwritable(path: String, reason: String)

    package var description: String {
        switch self {
        case .noAnswer(let endpoint):
            "No coordinator answered at \(endpoint); check that `jdl serve` runs there and that the coordinator's key is its current one."
        case .refused(let sentence): sentence
        case .answered(_, let sentence): sentence
        case .badEndpoint(let reason), .connection(let reason): reason
        case .unexpected:
            "The coordinator gave an answer that does not belong to the request; install the same release on both."
        case .unwritable(let path, let reason): "Cannot write \(path): \(reason)."
        }
    }

    /// The exit status that stands for it: 2 when the request itself was wrong, else 1.
    package var exitStatus: Int32 {
        switch self {
        case .answered(let status, _): status
        case .badEndpoint: 2
        case .noAnswer, .refused, .connection, .unexpected, .unwritable: 1
        }
    }
}

/// A user's side of the protocol: one question, one answer, on the thread that made it.
package final class CoordinatorClient {
    private let endpoint: String
    private let timeout: Duration
    private let socket: Socket
    private let monitor: SocketMonitor
    private let poller = Poller()
    private let socketSlot: Poller.Slot
    private let monitorSlot: Poller.Slot
    private var sequence: UInt64 = 0
    private var hasConnected = false

    /// A client that begins to connect.
    ///
    /// - Parameters:
    ///   - endpoint: Where the coordinator listens.
    ///   - keys: The user's own keys.
    ///   - coordinatorKey: The public key that the coordinator must prove to have.
    ///   - timeout: How long an answer may take.
    /// - Throws: ``ClientError/badEndpoint(_:)``, or ``ClientError/connection(_:)``.
    package init(
        endpoint: String,
        keys: CurveKeyPair,
        coordinatorKey: PublicKey,
        timeout: Duration = .seconds(15)
    ) throws(ClientError) {
        self.endpoint = endpoint
        self.timeout = timeout
        do throws(ZeroMQError) {
            let context = try Context()
            var options = SocketOptions(security: .client(keys, server: coordinatorKey))
            options.linger = .zero
            socket = try Socket(.dealer, in: context, options: options)
            monitor = try SocketMonitor(socket)
            try socket.connect(endpoint)
        } catch {
            throw error.operation == .connect ? .badEndpoint("\(error).") : .connection("\(error).")
        }
        socketSlot = poller.add(socket)
        monitorSlot = poller.add(monitor)
    }

    deinit {
        monitor.close()
        socket.close()
    }

    /// Submits a request with its cohort file.
    ///
    /// - Parameters:
    ///   - request: The request file's text.
    ///   - cohort: The cohort file's bytes.
    /// - Returns: The job.
    /// - Throws: ``ClientError``.
    package func submit(request: String, cohort: Blob) throws(ClientError) -> JobID {
        let submission = Digest.randomKey().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        let digest = Digest.of(cohort.bytes)
        var offset = 0
        while true {
            let end = min(cohort.count, offset + ProtocolLimit.chunkByteCount)
            let chunk = SubmissionChunk(
                submission: submission,
                request: offset == 0 ? request : "",
                digest: digest,
                total: cohort.count,
                offset: offset
            )
            switch try ask(.submit(chunk), payload: PayloadSlice(cohort, offset..<end)).0 {
            case .accepted(let job): return job
            case .received(let count) where count == end && end < cohort.count: offset = end
            default: throw .unexpected
            }
        }
    }

    /// The state of a job, or of all, and the number of workers.
    ///
    /// - Throws: ``ClientError``; with exit status 2 when there is no such job.
    package func status(_ job: JobID?) throws(ClientError) -> (jobs: [JobSummary], workers: Int) {
        guard case .jobs(let jobs, let workers) = try ask(.status(job)).0 else { throw .unexpected }
        return (jobs, workers)
    }

    /// Ends a job.
    ///
    /// - Throws: ``ClientError``; when there is no such job or it has ended.
    package func cancel(_ job: JobID) throws(ClientError) {
        guard case .done = try ask(.cancelJob(job)).0 else { throw .unexpected }
    }

    /// The files of a finished job.
    ///
    /// - Throws: ``ClientError``.
    package func files(_ job: JobID) throws(ClientError) -> [ResultFile] {
        guard case .files(let files) = try ask(.files(job)).0 else { throw .unexpected }
        return files
    }

    /// Fetches one file of a finished job, and checks its digest.
    ///
    /// - Parameters:
    ///   - file: The file, as ``files(_:)`` listed it.
    ///   - job: The job.
    ///   - path: Where to write it; its folder must be there.
    /// - Throws: ``ClientError``.
    package func fetch(_ file: ResultFile, of job: JobID, to path: String) throws(ClientError) {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw .unwritable(path: path, reason: String(cString: strerror(errno))) }
        defer { try? handle.close() }
        var offset = 0
        repeat {
            let (answer, payload) = try ask(.fetch(job: job, name: file.name, offset: offset))
            guard case .chunk(file.byteCount, offset) = answer, !payload.isEmpty || file.byteCount == 0 else {
                throw .unexpected
            }
            do { try handle.write(contentsOf: payload) } catch {
                throw .unwritable(path: path, reason: error.localizedDescription)
            }
            offset += payload.count
        } while offset < file.byteCount
        guard (try? Digest.ofFile(path: path)) == file.digest else {
            throw .unwritable(path: path, reason: "it arrived damaged, fetch it again")
        }
    }

    /// Sends a request and waits for its answer.
    private func ask(_ message: ClientMessage, payload: PayloadSlice? = nil) throws(ClientError) -> (ClientAnswer, Data)
    {
        sequence += 1
        let encoded = EncodedMessage(message, FrameStamp(sequence: sequence), payload: payload)
        var frames = [Frame(encoded.head)]
        if let tail = encoded.tail { frames.append(Frame(lending: tail.bytes, owner: tail.blob)) }
        let deadline = MonotonicClock.now.advanced(by: timeout)
        do {
            _ = try hasReconnected()
            guard try socket.send(frames) == .sent else { throw ClientError.noAnswer(endpoint: endpoint) }
            while MonotonicClock.now < deadline {
                try poller.wait(timeout: MonotonicClock.now.duration(to: deadline))
                // The request may have gone with the old connection; a submission cannot be taken up again.
                if try hasReconnected(), !message.hasPayload { _ = try socket.send(frames) }
                while let received = try socket.receive(frameCountMax: 2) {
                    if let answer = try answer(in: received) { return answer }
                }
            }
        } catch let error as ClientError {
            throw error
        } catch {
            throw .connection("\(error)")
        }
        throw .noAnswer(endpoint: endpoint)
    }

    /// Whether a connection came about again since the last call.
    private func hasReconnected() throws -> Bool {
        var hasReconnected = false
        while let event = try monitor.next() {
            switch event.kind {
            case .handshakeFailed(.refused(let status)):
                throw ClientError.refused("\(HandshakeFailure.refused(status: status)).")
            case .handshakeSucceeded:
                hasReconnected = hasConnected
                hasConnected = true
            default: continue
            }
        }
        return hasReconnected
    }

    /// The answer in a message; nil when it belongs to an earlier request.
    private func answer(in message: Multipart) throws -> (ClientAnswer, Data)? {
        let frames = message.frames.map { $0.copy() }
        guard let head = frames.first else { return nil }
        let tail = frames.count > 1 ? frames[1] : nil
        return try head.withUnsafeBytes { headBytes in
            try (tail ?? []).withUnsafeBytes { tailBytes in
                let decoded = try DecodedMessage<ClientAnswer>(head: headBytes, tail: tail == nil ? nil : tailBytes)
                switch decoded.body {
                case .refuse(let refusal): throw ClientError.refused(refusal.sentence)
                case _ where decoded.stamp.sequence != sequence: return nil
                case .error(let exitStatus, let sentence):
                    throw ClientError.answered(exitStatus: exitStatus, sentence: sentence)
                default: return (decoded.body, Data(decoded.payload))
                }
            }
        }
    }
}
