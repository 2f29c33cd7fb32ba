package import MapReduce
package import Messages
package import ZeroMQ

/// What a worker needs to know to start.
package struct WorkerOptions: Sendable {
    /// Where the coordinator listens, for example `tcp://coordinator.example:5570`.
    package var endpoint: String
    /// The worker's own keys.
    package var keys: CurveKeyPair
    /// The public key that the coordinator must prove to have.
    package var coordinatorKey: PublicKey
    /// Tasks that run at once.
    package var slots: Int
    /// Memory for partitions and what is derived from them, in bytes; each gets one half.
    package var memoryByteCount: Int
    /// The release, as text.
    package var software: String
    /// How long a leaving worker waits for the acknowledgement of its last results.
    package var farewell: Duration = .seconds(20)
    /// Silence of the coordinator after which the worker ends, before it was ever registered.
    package var orphan: Duration = .seconds(600)
    /// Takes the lines of the log, on the worker's thread.
    package var log: @Sendable (LogLevel, String) -> Void = { _, _ in }

    /// Options with the default times.
    package init(
        endpoint: String,
        keys: CurveKeyPair,
        coordinatorKey: PublicKey,
        slots: Int,
        memoryByteCount: Int,
        software: String
    ) {
        self.endpoint = endpoint
        self.keys = keys
        self.coordinatorKey = coordinatorKey
        self.slots = slots
        self.memoryByteCount = memoryByteCount
        self.software = software
    }
}

/// How a worker ended.
package struct WorkerExit: Hashable, Sendable {
    /// The exit status: 0 after leaving, 1 when it lost the coordinator for good, 78 when it was refused for good.
    package let status: Int32
    /// One sentence.
    package let sentence: String
}

/// A worker: connects to a coordinator, holds partitions in memory, runs tasks.
package final class Worker: Sendable {
    private let options: WorkerOptions
    private let registry: PassRegistry
    private let mailbox: WorkerMailbox

    /// A worker that does nothing yet.
    ///
    /// - Parameters:
    ///   - options: What it needs to know.
    ///   - registry: The passes it knows.
    /// - Throws: `ZeroMQError` when the process has too many open files.
    package init(_ options: WorkerOptions, registry: PassRegistry) throws {
        self.options = options
        self.registry = registry
        mailbox = try WorkerMailbox()
    }

    /// Runs on the calling thread, which owns the socket, until the worker ends.
    ///
    /// - Returns: How it ended.
    /// - Throws: `ZeroMQError` when the endpoint cannot be understood.
    package func run() throws -> WorkerExit {
        let loop = try WorkerLoop(options, registry: registry, mailbox: mailbox)
        return try loop.run()
    }

    /// Asks the worker to leave: it finishes what it runs and takes no more; from any thread.
    package func terminate() {
        mailbox.post(.terminate)
    }

    /// Ends the worker at once, as if its process had been killed; from any thread.
    package func abandon() {
        mailbox.post(.abandon)
    }
}
