package import MapReduce
package import Tables

/// One task: a pass on a partition, with everything it needs named by content.
package struct TaskOrder: Hashable, Sendable, WireCodable {
    /// The job.
    package let job: JobID
    /// The task's name: the digest of the job, the pass's number in it, and all inputs.
    package let task: Digest
    /// Which attempt this is, from 1.
    package let attempt: UInt32
    /// The pass.
    package let pass: PassName
    /// The partition's number.
    package let partition: Int
    /// The people in it.
    package let people: Int
    /// Its parts that the pass reads, ascending.
    package let parts: [Part]
    /// Digest of the context's blob.
    package let context: Digest
    /// Digest of the broadcast's blob.
    package let broadcast: Digest

    /// One part of the partition.
    package struct Part: Hashable, Sendable, WireCodable {
        /// Which part.
        package let name: PartName
        /// Digest of its blob.
        package let digest: Digest

        /// A part.
        package init(name: PartName, digest: Digest) {
            self.name = name
            self.digest = digest
        }

        package init(from reader: inout ByteReader) throws {
            name = PartName(code: try reader.read())
            digest = try reader.readDigest()
        }

        package func encode(into writer: inout ByteWriter) {
            writer.write(name.code)
            writer.write(digest: digest)
        }
    }

    /// A task.
    package init(
        job: JobID,
        task: Digest,
        attempt: UInt32,
        pass: PassName,
        partition: Int,
        people: Int,
        parts: [Part],
        context: Digest,
        broadcast: Digest
    ) {
        self.job = job
        self.task = task
        self.attempt = attempt
        self.pass = pass
        self.partition = partition
        self.people = people
        self.parts = parts
        self.context = context
        self.broadcast = broadcast
    }

    package init(from reader: inout ByteReader) throws {
        job = try JobID(from: &reader)
        task = try reader.readDigest()
        attempt = try reader.read()
        pass = PassName(try reader.readSentence())
        partition = Int(try reader.read(UInt32.self))
        people = Int(try reader.read(UInt32.self))
        parts = try [Part](from: &reader)
        context = try reader.readDigest()
        broadcast = try reader.readDigest()
    }

    package func encode(into writer: inout ByteWriter) {
        job.encode(into: &writer)
        writer.write(digest: task)
        writer.write(attempt)
        writer.write(sentence: pass.description)
        writer.write(UInt32(partition))
        writer.write(UInt32(people))
        parts.encode(into: &writer)
        writer.write(digest: context)
        writer.write(digest: broadcast)
    }

    /// The digests of all blobs that the task needs.
    package var blobs: [Digest] { parts.map(\.digest) + [context, broadcast] }
}

/// A task that a worker has when it registers again.
package struct TaskInHand: Hashable, Sendable, WireCodable {
    /// The job.
    package let job: JobID
    /// The task.
    package let task: Digest
    /// Digest of its result when it is finished and not acknowledged, else nil.
    package let result: Digest?

    /// A task in hand.
    package init(job: JobID, task: Digest, result: Digest?) {
        self.job = job
        self.task = task
        self.result = result
    }

    package init(from reader: inout ByteReader) throws {
        job = try JobID(from: &reader)
        task = try reader.readDigest()
        result = try reader.readFlag() ? reader.readDigest() : nil
    }

    package func encode(into writer: inout ByteWriter) {
        job.encode(into: &writer)
        writer.write(digest: task)
        writer.write(flag: result != nil)
        if let result { writer.write(digest: result) }
    }
}

/// A piece of a task's result; the bytes are the payload.
package struct ResultChunk: Hashable, Sendable, WireCodable {
    /// The job.
    package let job: JobID
    /// The task.
    package let task: Digest
    /// The attempt that made it.
    package let attempt: UInt32
    /// Digest of the whole result.
    package let digest: Digest
    /// Bytes of the whole result.
    package let total: Int
    /// Where in it the payload lies.
    package let offset: Int
    /// How long the task ran, in microseconds.
    package let microseconds: UInt32

    /// A piece.
    package init(
        job: JobID,
        task: Digest,
        attempt: UInt32,
        digest: Digest,
        total: Int,
        offset: Int,
        microseconds: UInt32
    ) {
        self.job = job
        self.task = task
        self.attempt = attempt
        self.digest = digest
        self.total = total
        self.offset = offset
        self.microseconds = microseconds
    }

    package init(from reader: inout ByteReader) throws {
        job = try JobID(from: &reader)
        task = try reader.readDigest()
        attempt = try reader.read()
        digest = try reader.readDigest()
        total = try reader.readByteCount()
        offset = try reader.readByteCount()
        microseconds = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        job.encode(into: &writer)
        writer.write(digest: task)
        writer.write(attempt)
        writer.write(digest: digest)
        writer.write(UInt64(total))
        writer.write(UInt64(offset))
        writer.write(microseconds)
    }
}

/// Why a task has no result.
package struct TaskFailure: Hashable, Sendable, WireCodable {
    /// What to do about it.
    package enum Kind: UInt8, Sendable {
        /// Try again, anywhere.
        case retryable = 1
        /// The same everywhere: the job fails.
        case permanent = 2
        /// Too large for this worker's memory: try another.
        case outOfMemory = 3
        /// A blob was evicted meanwhile: send it, then try again.
        case missingBlobs = 4
    }

    /// The job.
    package let job: JobID
    /// The task.
    package let task: Digest
    /// The attempt that failed.
    package let attempt: UInt32
    /// What to do about it.
    package let kind: Kind
    /// One sentence without data.
    package let sentence: String
    /// The blobs that are missing, for that kind.
    package let missing: [Digest]

    /// A failure.
    package init(
        job: JobID,
        task: Digest,
        attempt: UInt32,
        kind: Kind,
        sentence: String,
        missing: [Digest] = []
    ) {
        self.job = job
        self.task = task
        self.attempt = attempt
        self.kind = kind
        self.sentence = sentence
        self.missing = missing
    }

    package init(from reader: inout ByteReader) throws {
        job = try JobID(from: &reader)
        task = try reader.readDigest()
        attempt = try reader.read()
        kind = try reader.readCode(Kind.self)
        sentence = try reader.readSentence()
        missing = try reader.readDigests()
    }

    package func encode(into writer: inout ByteWriter) {
        job.encode(into: &writer)
        writer.write(digest: task)
        writer.write(attempt)
        writer.write(kind.rawValue)
        writer.write(sentence: sentence)
        writer.write(digests: missing)
    }
}
