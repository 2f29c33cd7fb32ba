package import Tables

/// The times and limits that a worker keeps to.
package struct WorkerSettings: Hashable, Sendable {
    /// Tasks that run at once.
    package var slots: Int
    /// Memory for blobs, in bytes; what running and waiting tasks need may exceed it by one partition a slot.
    package var blobByteCountMax: Int
    /// Wait for an answer before registering is tried again.
    package var helloRetry: Duration = .seconds(2)
    /// Silence of the coordinator after which the worker wipes its memory and ends, until the coordinator says another.
    package var orphan: Duration = .seconds(600)
    /// How long a leaving worker waits for the acknowledgement of its last results.
    package var farewell: Duration = .seconds(20)

    /// Settings with the default times.
    package init(slots: Int, blobByteCountMax: Int) {
        self.slots = slots
        self.blobByteCountMax = blobByteCountMax
    }
}

/// What a worker says of itself when it registers.
package struct WorkerIdentity: Hashable, Sendable {
    /// The release, as text.
    package let software: String
    /// Fingerprint of the passes it knows.
    package let passes: Digest
    /// The processor level, 1 to 4.
    package let processorLevel: UInt8
    /// A random number of this process.
    package let instance: UInt64

    /// An identity.
    package init(software: String, passes: Digest, processorLevel: UInt8, instance: UInt64) {
        self.software = software
        self.passes = passes
        self.processorLevel = processorLevel
        self.instance = instance
    }
}
