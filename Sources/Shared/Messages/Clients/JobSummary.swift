import MapReduce
package import Tables

/// How far a job has come.
package enum JobState: UInt8, Sendable, CaseIterable {
    /// It waits for its turn.
    case queued = 1
    /// It runs.
    case running = 2
    /// Its results are ready.
    case finished = 3
    /// It ended without results.
    case failed = 4
    /// A person ended it.
    case cancelled = 5

    /// Whether nothing more will happen.
    package var isFinal: Bool { self == .finished || self == .failed || self == .cancelled }

    /// The state in a word.
    package var word: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .finished: "finished"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }
}

/// A job as its submitter sees it; no person-level data.
package struct JobSummary: Hashable, Sendable, WireCodable {
    /// Its number.
    package var job: JobID
    /// How far it is.
    package var state: JobState
    /// Who submitted it: the name of the key.
    package var owner: String
    /// The stage that it is in; empty before the first.
    package var stage: String
    /// The pass that runs; empty between passes.
    package var pass: String
    /// Finished partitions of the pass.
    package var done: Int
    /// All partitions of the pass.
    package var total: Int
    /// What it waits for, in a sentence; empty while it advances.
    package var waiting: String
    /// Why it failed, a sentence a line; empty unless it did.
    package var error: String
    /// The exit status that it stands for: 0 finished, 1 failed or cancelled, 2 bad input; 0 while it runs.
    package var exitStatus: Int32

    /// A job's state.
    package init(
        job: JobID,
        state: JobState,
        owner: String,
        stage: String = "",
        pass: String = "",
        done: Int = 0,
        total: Int = 0,
        waiting: String = "",
        error: String = "",
        exitStatus: Int32 = 0
    ) {
        self.job = job
        self.state = state
        self.owner = owner
        self.stage = stage
        self.pass = pass
        self.done = done
        self.total = total
        self.waiting = waiting
        self.error = error
        self.exitStatus = exitStatus
    }

    package init(from reader: inout ByteReader) throws {
        job = try JobID(from: &reader)
        state = try reader.readCode(JobState.self)
        owner = try reader.readSentence()
        stage = try reader.readSentence()
        pass = try reader.readSentence()
        done = Int(try reader.read(UInt32.self))
        total = Int(try reader.read(UInt32.self))
        waiting = try reader.readSentence()
        error = try reader.readSentence(byteCountMax: ProtocolLimit.reasonByteCountMax)
        exitStatus = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        job.encode(into: &writer)
        writer.write(state.rawValue)
        writer.write(sentence: owner)
        writer.write(sentence: stage)
        writer.write(sentence: pass)
        writer.write(UInt32(clamping: done))
        writer.write(UInt32(clamping: total))
        writer.write(sentence: waiting)
        writer.write(sentence: error, byteCountMax: ProtocolLimit.reasonByteCountMax)
        writer.write(exitStatus)
    }
}

/// One file of a job's results.
package struct ResultFile: Hashable, Sendable, WireCodable {
    /// Its path below the result folder, with `/`.
    package let name: String
    /// Its size in bytes.
    package let byteCount: Int
    /// SHA-256 of its contents.
    package let digest: Digest

    /// A file.
    package init(name: String, byteCount: Int, digest: Digest) {
        self.name = name
        self.byteCount = byteCount
        self.digest = digest
    }

    package init(from reader: inout ByteReader) throws {
        name = try reader.readSentence()
        byteCount = try reader.readByteCount()
        digest = try reader.readDigest()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(sentence: name)
        writer.write(UInt64(byteCount))
        writer.write(digest: digest)
    }
}
