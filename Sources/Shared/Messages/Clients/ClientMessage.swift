import MapReduce
package import Tables

/// A piece of a submission; the bytes of the cohort file are the payload.
///
/// The request's text comes with the first piece. A client sends the next piece when the last one was answered.
package struct SubmissionChunk: Hashable, Sendable, WireCodable {
    /// A random number of the submission: sent again, it is the same job.
    package let submission: UInt64
    /// The request file's text; empty but in the first piece.
    package let request: String
    /// SHA-256 of the whole cohort file.
    package let digest: Digest
    /// Bytes of the whole cohort file.
    package let total: Int
    /// Where in it the payload lies.
    package let offset: Int

    /// The longest request text, in bytes.
    package static let requestByteCountMax = 256 << 10

    /// A piece.
    package init(submission: UInt64, request: String, digest: Digest, total: Int, offset: Int) {
        self.submission = submission
        self.request = request
        self.digest = digest
        self.total = total
        self.offset = offset
    }

    package init(from reader: inout ByteReader) throws {
        submission = try reader.read()
        request = try reader.readText()
        digest = try reader.readDigest()
        total = try reader.readByteCount(max: ProtocolLimit.uploadByteCountMax)
        offset = try reader.readByteCount(max: ProtocolLimit.uploadByteCountMax)
        guard request.utf8.count <= Self.requestByteCountMax else {
            throw DecodingFault.malformed("a request has at most \(Self.requestByteCountMax) bytes")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(submission)
        writer.write(text: request)
        writer.write(digest: digest)
        writer.write(UInt64(total))
        writer.write(UInt64(offset))
    }
}

/// What a user's command sends to the coordinator; each is answered by one ``ClientAnswer``.
package enum ClientMessage: WireMessage {
    /// A piece of a submission; payload.
    case submit(SubmissionChunk)
    /// The state of a job, or of all.
    case status(JobID?)
    /// End a job.
    case cancelJob(JobID)
    /// The files of a finished job.
    case files(JobID)
    /// A chunk of one of them, from `offset`.
    case fetch(job: JobID, name: String, offset: Int)

    package var type: UInt8 {
        switch self {
        case .submit: 64
        case .status: 65
        case .cancelJob: 66
        case .files: 67
        case .fetch: 68
        }
    }

    package var hasPayload: Bool {
        if case .submit = self { return true }
        return false
    }

    package func encodeFields(into writer: inout ByteWriter) {
        switch self {
        case .submit(let chunk): chunk.encode(into: &writer)
        case .status(let job): (job ?? JobID(0)).encode(into: &writer)
        case .cancelJob(let job), .files(let job): job.encode(into: &writer)
        case .fetch(let job, let name, let offset):
            job.encode(into: &writer)
            writer.write(sentence: name)
            writer.write(UInt64(offset))
        }
    }

    package init(type: UInt8, from reader: inout ByteReader) throws {
        switch type {
        case 64: self = .submit(try SubmissionChunk(from: &reader))
        case 65:
            let job = try JobID(from: &reader)
            self = .status(job.number == 0 ? nil : job)
        case 66: self = .cancelJob(try JobID(from: &reader))
        case 67: self = .files(try JobID(from: &reader))
        case 68:
            self = .fetch(
                job: try JobID(from: &reader),
                name: try reader.readSentence(),
                offset: try reader.readByteCount()
            )
        default: throw FrameFault.unknownType(type)
        }
    }

    /// The types that only a user's key may send.
    package static let types: ClosedRange<UInt8> = 64...68
}

/// What the coordinator answers to a user's command.
package enum ClientAnswer: WireMessage {
    /// So many bytes of a submission are here.
    case received(Int)
    /// The submission is complete; this is the job.
    case accepted(JobID)
    /// Jobs by number, and how many workers are connected.
    case jobs([JobSummary], workers: Int)
    /// The files of a job.
    case files([ResultFile])
    /// A chunk of a file of `total` bytes, at `offset`; payload.
    case chunk(total: Int, offset: Int)
    /// It is done.
    case done
    /// It cannot be done: the exit status and a sentence.
    case error(exitStatus: Int32, sentence: String)
    /// You are not served.
    case refuse(PeerRefusal)

    package var type: UInt8 {
        switch self {
        case .refuse: 33
        case .received: 96
        case .accepted: 97
        case .jobs: 98
        case .files: 99
        case .chunk: 100
        case .done: 101
        case .error: 102
        }
    }

    package var hasPayload: Bool {
        if case .chunk = self { return true }
        return false
    }

    package func encodeFields(into writer: inout ByteWriter) {
        switch self {
        case .received(let count): writer.write(UInt64(count))
        case .accepted(let job): job.encode(into: &writer)
        case .jobs(let jobs, let workers):
            jobs.encode(into: &writer)
            writer.write(UInt32(clamping: workers))
        case .files(let files): files.encode(into: &writer)
        case .chunk(let total, let offset):
            writer.write(UInt64(total))
            writer.write(UInt64(offset))
        case .done: break
        case .error(let exitStatus, let sentence):
            writer.write(exitStatus)
            writer.write(sentence: sentence)
        case .refuse(let refusal): refusal.encode(into: &writer)
        }
    }

    package init(type: UInt8, from reader: inout ByteReader) throws {
        switch type {
        case 33: self = .refuse(try PeerRefusal(from: &reader))
        case 96: self = .received(try reader.readByteCount())
        case 97: self = .accepted(try JobID(from: &reader))
        case 98: self = .jobs(try [JobSummary](from: &reader), workers: Int(try reader.read(UInt32.self)))
        case 99: self = .files(try [ResultFile](from: &reader))
        case 100: self = .chunk(total: try reader.readByteCount(), offset: try reader.readByteCount())
        case 101: self = .done
        case 102: self = .error(exitStatus: try reader.read(), sentence: try reader.readSentence())
        default: throw FrameFault.unknownType(type)
        }
    }
}
