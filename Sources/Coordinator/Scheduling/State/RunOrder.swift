package import MapReduce
package import Messages
package import Tables

/// The number of a run within one process of the coordinator.
package struct RunID: Hashable, Comparable, Sendable {
    /// The number.
    package let number: UInt64

    /// A run's number.
    package init(_ number: UInt64) {
        self.number = number
    }

    package static func < (left: RunID, right: RunID) -> Bool { left.number < right.number }
}

/// A blob that every task of a run needs, and its digest.
package struct NamedBlob: Sendable {
    /// Its digest.
    package let digest: Digest
    /// Its bytes.
    package let blob: Blob

    /// A blob with its digest, which is trusted.
    package init(digest: Digest, blob: Blob) {
        self.digest = digest
        self.blob = blob
    }
}

/// One pass over all partitions, as a job orders it.
package struct RunOrder: Sendable {
    /// The run.
    package let id: RunID
    /// The job.
    package let job: JobID
    /// How many runs the job ordered before.
    package let sequence: Int
    /// The pass.
    package let pass: PassName
    /// The parts that it reads.
    package let parts: [PartName]
    /// The partitions.
    package let source: any PartitionSource
    /// The context.
    package let context: NamedBlob
    /// The broadcast.
    package let broadcast: NamedBlob
    /// The partials that the journal has, by partition.
    package let finished: [Int: NamedBlob]
    /// The tasks' names, by partition.
    package let tasks: [Digest]

    /// An order.
    ///
    /// - Parameters:
    ///   - id: A new number.
    ///   - job: The job.
    ///   - sequence: How many runs the job ordered before.
    ///   - pass: The pass.
    ///   - parts: The parts that it reads.
    ///   - source: The partitions.
    ///   - context: The context.
    ///   - broadcast: The broadcast.
    ///   - finished: The partials that the journal has, by partition.
    /// - Throws: `ExecutionError.missingPart` when a partition lacks a part.
    package init(
        id: RunID,
        job: JobID,
        sequence: Int,
        pass: PassName,
        parts: [PartName],
        source: any PartitionSource,
        context: NamedBlob,
        broadcast: NamedBlob,
        finished: [Int: NamedBlob]
    ) throws(ExecutionError) {
        self.id = id
        self.job = job
        self.sequence = sequence
        self.pass = pass
        self.parts = parts.sorted()
        self.source = source
        self.context = context
        self.broadcast = broadcast
        self.finished = finished
        var tasks: [Digest] = []
        for partition in source.partitions {
            var writer = ByteWriter()
            job.encode(into: &writer)
            writer.write(UInt64(sequence))
            writer.write(text: pass.description)
            writer.write(digest: context.digest)
            writer.write(digest: broadcast.digest)
            writer.write(UInt64(partition.number))
            for name in self.parts {
                guard let part = partition.part(name) else { throw .missingPart(partition: partition.number) }
                writer.write(digest: part.digest)
            }
            tasks.append(Digest.of(writer.bytes))
        }
        self.tasks = tasks
    }
}

/// Where the bytes of a blob are, for the shell that ships them.
package enum BlobOrigin: Sendable {
    /// In memory.
    case memory(Blob)
    /// A part of a partition, opened when its turn comes.
    case part(any PartitionSource, partition: Int, PartName)

    /// The bytes.
    ///
    /// - Throws: What the source throws.
    package func open() throws -> Blob {
        switch self {
        case .memory(let blob): blob
        case .part(let source, let partition, let part): try source.blob(partition: partition, part: part)
        }
    }
}

/// A finished partial, as the journal keeps it.
package struct PartialRecord: Sendable {
    /// The task that made it.
    package let task: Digest
    /// The job.
    package let job: JobID
    /// Which of the job's runs.
    package let sequence: Int
    /// The pass.
    package let pass: PassName
    /// Digest of the context.
    package let context: Digest
    /// Digest of the broadcast.
    package let broadcast: Digest
    /// The partition.
    package let partition: Int
    /// The bytes with their digest.
    package let result: NamedBlob

    /// A partial.
    package init(
        task: Digest,
        job: JobID,
        sequence: Int,
        pass: PassName,
        context: Digest,
        broadcast: Digest,
        partition: Int,
        result: NamedBlob
    ) {
        self.task = task
        self.job = job
        self.sequence = sequence
        self.pass = pass
        self.context = context
        self.broadcast = broadcast
        self.partition = partition
        self.result = result
    }
}
