import MapReduce
package import Tables

/// What a worker says when it registers.
package struct Hello: Hashable, Sendable, WireCodable {
    /// The release that the worker is, as text.
    package let software: String
    /// Fingerprint of the passes it knows; must be the coordinator's own.
    package let passes: Digest
    /// The processor level, x86-64 levels 1 to 4; a job runs on one level.
    package let processorLevel: UInt8
    /// How many tasks it runs at once.
    package let slots: Int
    /// Memory for blobs, in bytes.
    package let memoryByteCount: Int
    /// A random number of the process: one that registers again is the same worker.
    package let instance: UInt64
    /// The blobs it holds.
    package let blobs: [Digest]
    /// The tasks it has, finished or not.
    package let tasks: [TaskInHand]

    /// The most slots that a worker may have.
    package static let slotCountMax = 1_024

    /// A registration.
    package init(
        software: String,
        passes: Digest,
        processorLevel: UInt8,
        slots: Int,
        memoryByteCount: Int,
        instance: UInt64,
        blobs: [Digest],
        tasks: [TaskInHand]
    ) {
        self.software = software
        self.passes = passes
        self.processorLevel = processorLevel
        self.slots = slots
        self.memoryByteCount = memoryByteCount
        self.instance = instance
        self.blobs = blobs
        self.tasks = tasks
    }

    package init(from reader: inout ByteReader) throws {
        software = try reader.readSentence()
        passes = try reader.readDigest()
        processorLevel = try reader.read()
        slots = Int(try reader.read(UInt32.self))
        memoryByteCount = try reader.readByteCount(max: 1 << 50)
        instance = try reader.read()
        blobs = try reader.readDigests()
        tasks = try [TaskInHand](from: &reader)
        guard (1...Self.slotCountMax).contains(slots) else {
            throw DecodingFault.malformed("a worker has 1 to \(Self.slotCountMax) slots")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(sentence: software)
        writer.write(digest: passes)
        writer.write(processorLevel)
        writer.write(UInt32(slots))
        writer.write(UInt64(memoryByteCount))
        writer.write(instance)
        writer.write(digests: blobs)
        tasks.encode(into: &writer)
    }
}

/// A sign of life.
package struct Beat: Hashable, Sendable, WireCodable {
    /// Resident memory of the process, in bytes.
    package let residentByteCount: Int
    /// Bytes of blobs held.
    package let heldByteCount: Int
    /// Tasks that run now.
    package let runningCount: Int

    /// A sign of life.
    package init(residentByteCount: Int, heldByteCount: Int, runningCount: Int) {
        self.residentByteCount = residentByteCount
        self.heldByteCount = heldByteCount
        self.runningCount = runningCount
    }

    package init(from reader: inout ByteReader) throws {
        residentByteCount = try reader.readByteCount(max: 1 << 50)
        heldByteCount = try reader.readByteCount(max: 1 << 50)
        runningCount = Int(try reader.read(UInt32.self))
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(residentByteCount))
        writer.write(UInt64(heldByteCount))
        writer.write(UInt32(runningCount))
    }
}

/// What a worker sends to the coordinator.
package enum WorkerMessage: WireMessage {
    /// I am here, and this is what I have.
    case hello(Hello)
    /// I live.
    case beat(Beat)
    /// So many bytes of a blob are here; all of them and verified when `isComplete`.
    case loaded(blob: Digest, received: Int, isComplete: Bool)
    /// A piece of a result; payload.
    case result(ResultChunk)
    /// A task has no result.
    case fail(TaskFailure)
    /// These blobs are gone from memory.
    case evicted([Digest])
    /// I take no more tasks, and hand these back; those that run are finished first.
    case leaving([Digest])
    /// I go now.
    case bye

    package var type: UInt8 {
        switch self {
        case .hello: 1
        case .beat: 2
        case .loaded: 3
        case .result: 4
        case .fail: 5
        case .evicted: 6
        case .leaving: 7
        case .bye: 8
        }
    }

    package var hasPayload: Bool {
        if case .result = self { return true }
        return false
    }

    package func encodeFields(into writer: inout ByteWriter) {
        switch self {
        case .hello(let hello): hello.encode(into: &writer)
        case .beat(let beat): beat.encode(into: &writer)
        case .loaded(let blob, let received, let isComplete):
            writer.write(digest: blob)
            writer.write(UInt64(received))
            writer.write(flag: isComplete)
        case .result(let chunk): chunk.encode(into: &writer)
        case .fail(let failure): failure.encode(into: &writer)
        case .evicted(let blobs): writer.write(digests: blobs)
        case .leaving(let tasks): writer.write(digests: tasks)
        case .bye: break
        }
    }

    package init(type: UInt8, from reader: inout ByteReader) throws {
        switch type {
        case 1: self = .hello(try Hello(from: &reader))
        case 2: self = .beat(try Beat(from: &reader))
        case 3:
            self = .loaded(
                blob: try reader.readDigest(),
                received: try reader.readByteCount(),
                isComplete: try reader.readFlag()
            )
        case 4: self = .result(try ResultChunk(from: &reader))
        case 5: self = .fail(try TaskFailure(from: &reader))
        case 6: self = .evicted(try reader.readDigests())
        case 7: self = .leaving(try reader.readDigests())
        case 8: self = .bye
        default: throw FrameFault.unknownType(type)
        }
    }

    /// The types that only a worker's key may send.
    package static let types: ClosedRange<UInt8> = 1...8
}
