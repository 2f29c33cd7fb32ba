import MapReduce
import Messages
import Statistics
import Tables
import Testing

@Suite("Frames")
struct FrameTests {
    static let digest = Digest.of(Array("blob".utf8))
    static let order = TaskOrder(
        job: JobID(7),
        task: digest,
        attempt: 2,
        pass: "test.sum",
        partition: 3,
        people: 10_000,
        parts: [TaskOrder.Part(name: PartName(code: 1), digest: digest)],
        context: Digest.of([1]),
        broadcast: Digest.of([2])
    )
    static let failure = TaskFailure(
        job: JobID(7),
        task: digest,
        attempt: 1,
        kind: .missingBlobs,
        sentence: "gone",
        missing: [digest]
    )
    static let workerMessages: [WorkerMessage] = [
        .hello(
            Hello(
                software: "1.0",
                passes: digest,
                processorLevel: 3,
                slots: 4,
                memoryByteCount: 1 << 33,
                instance: 99,
                blobs: [digest, Digest.of([9])],
                tasks: [
                    TaskInHand(job: JobID(1), task: digest, result: nil),
                    TaskInHand(job: JobID(1), task: digest, result: digest),
                ]
            )
        ),
        .beat(Beat(residentByteCount: 1, heldByteCount: 2, runningCount: 3)),
        .loaded(blob: digest, received: 1 << 22, isComplete: false),
        .result(
            ResultChunk(
                job: JobID(7),
                task: digest,
                attempt: 1,
                digest: digest,
                total: 5,
                offset: 0,
                microseconds: 17
            )
        ),
        .fail(failure), .evicted([digest]), .leaving([]), .bye,
    ]
    static let coordinatorMessages: [CoordinatorMessage] = [
        .welcome(
            Welcome(epoch: 8, session: 1, beat: .seconds(1), lease: .seconds(10), orphan: .seconds(600))
        ),
        .refuse(PeerRefusal(code: .role, sentence: "no")), .ping, .load(blob: digest, total: 9, offset: 3),
        .task(order), .resultAck([digest]), .want([digest]), .evict([digest]), .cancel([]), .rehello,
    ]
    static let clientMessages: [ClientMessage] = [
        .submit(SubmissionChunk(submission: 5, request: "a: 1", digest: digest, total: 5, offset: 0)),
        .status(nil), .status(JobID(2)), .cancelJob(JobID(2)), .files(JobID(2)),
        .fetch(job: JobID(2), name: "report.html", offset: 4),
    ]
    static let answers: [ClientAnswer] = [
        .received(9), .accepted(JobID(3)),
        .jobs([JobSummary(job: JobID(3), state: .running, owner: "ann", stage: "linkage", total: 64)], workers: 2),
        .files([ResultFile(name: "a/b.csv", byteCount: 3, digest: digest)]), .chunk(total: 3, offset: 0), .done,
        .error(exitStatus: 2, sentence: "A sentence."), .refuse(PeerRefusal(code: .revoked, sentence: "no")),
    ]

    /// Sends a message through its frames and back.
    static func roundTrip<Body: WireMessage>(_ message: Body, payload: PayloadSlice? = nil) throws -> Body {
        let stamp = FrameStamp(epoch: 1, session: 2, sequence: 3)
        let encoded = EncodedMessage(message, stamp, payload: payload)
        return try encoded.head.withUnsafeBytes { head in
            let decoded = try DecodedMessage<Body>(head: head, tail: encoded.tail?.bytes)
            #expect(decoded.stamp == stamp)
            #expect(Array(decoded.payload) == Array(payload?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)))
            return decoded.body
        }
    }

    @Test("every message comes back as it was sent")
    func roundTrips() throws {
        for message in Self.workerMessages { #expect(try Self.roundTrip(message) == message) }
        for message in Self.coordinatorMessages { #expect(try Self.roundTrip(message) == message) }
        for message in Self.clientMessages { #expect(try Self.roundTrip(message) == message) }
        for message in Self.answers { #expect(try Self.roundTrip(message) == message) }
    }

    @Test("payloads travel with the fields when small, in a frame of their own when large")
    func payloads() throws {
        for count in [0, 1, 16 << 10, (16 << 10) + 1, 1 << 20] {
            let blob = Blob.copy([UInt8](repeating: 7, count: count))
            let message = CoordinatorMessage.load(blob: Self.digest, total: count, offset: 0)
            #expect(try Self.roundTrip(message, payload: PayloadSlice(blob, 0..<count)) == message)
        }
    }

    @Test("CRC-32C gives the check values of RFC 3720")
    func checkValues() {
        func check(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.of($0) } }
        #expect(check([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(check([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(check(Array(0..<32)) == 0x46DD_794E)
        #expect(check(Array("123456789".utf8)) == 0xE306_9283)
    }

    @Test("another version of the protocol is told from a damaged frame")
    func otherVersion() throws {
        var head = EncodedMessage(WorkerMessage.bye, FrameStamp()).head
        head[4] = 9
        #expect(throws: FrameFault.otherVersion(9)) { try decodeAny(head) }
        head[0] = 0
        #expect(throws: FrameFault.notAFrame) { try decodeAny(head) }
    }

    @Test("a long sentence is cut at a character, not refused")
    func longSentence() throws {
        let sentence = String(repeating: "é", count: 5_000)
        let answer = try Self.roundTrip(ClientAnswer.error(exitStatus: 1, sentence: sentence))
        guard case .error(_, let cut) = answer else { return #expect(Bool(false)) }
        #expect(cut.utf8.count == ProtocolLimit.sentenceByteCountMax && sentence.hasPrefix(cut))
    }

    @Test("truncated and mutated frames throw and never trap", arguments: [true, false])
    func fuzz(repairsCheckValue: Bool) throws {
        let frames =
            Self.workerMessages.map { EncodedMessage($0, FrameStamp()).head }
            + Self.coordinatorMessages.map { EncodedMessage($0, FrameStamp()).head }
            + Self.clientMessages.map { EncodedMessage($0, FrameStamp()).head }
            + Self.answers.map { EncodedMessage($0, FrameStamp()).head }
        var accepted = 0
        for (index, frame) in frames.enumerated() {
            for length in 0..<frame.count {
                #expect(throws: (any Error).self) { try decodeAny(Array(frame[..<length])) }
            }
            let random = CounterRandom(seed: 11, UInt64(index))
            for step in 0..<400 as Range<UInt64> {
                var mutated = frame
                for change in 0...random.below(3, at: step * 16) as ClosedRange<Int> {
                    let draw = step * 16 + 1 + UInt64(change) * 3
                    let position = random.below(mutated.count, at: draw)
                    mutated[position] = UInt8(random.below(256, at: draw + 1))
                }
                if random.below(4, at: step * 16 + 14) == 0 { mutated.append(0) }
                if repairsCheckValue { repair(&mutated) }
                if (try? decodeAny(mutated)) != nil { accepted += 1 }
            }
        }
        // Without a repaired check value, only a frame that was changed into itself may pass.
        if !repairsCheckValue { #expect(accepted < frames.count * 10) }
    }

    /// Decodes as whatever direction's message the bytes may be; throws when they are none.
    private func decodeAny(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { head in
            _ = try FrameHeader(reading: head)
            let attempts: [() throws -> Void] = [
                { _ = try DecodedMessage<WorkerMessage>(head: head, tail: nil) },
                { _ = try DecodedMessage<CoordinatorMessage>(head: head, tail: nil) },
                { _ = try DecodedMessage<ClientMessage>(head: head, tail: nil) },
                { _ = try DecodedMessage<ClientAnswer>(head: head, tail: nil) },
            ]
            guard attempts.contains(where: { (try? $0()) != nil }) else { throw FrameFault.damaged }
        }
    }

    private func repair(_ frame: inout [UInt8]) {
        guard frame.count >= FrameHeader.byteCount else { return }
        let check = frame.withUnsafeBytes { raw in
            CRC32C.of(
                UnsafeRawBufferPointer(rebasing: raw[FrameHeader.byteCount...]),
                after: CRC32C.of(UnsafeRawBufferPointer(rebasing: raw[..<36]))
            )
        }
        withUnsafeBytes(of: check) { for (index, byte) in $0.enumerated() { frame[36 + index] = byte } }
    }
}
