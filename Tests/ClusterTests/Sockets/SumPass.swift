import MapReduce
import Messages
import Scheduling
import Statistics
import Tables

/// Sums powers of a column: sums of floating-point numbers, so that any change of order shows.
struct SumPass: Pass {
    struct Sums: WireCodable {
        var count: UInt64
        var sum: Double

        init(count: UInt64, sum: Double) {
            self.count = count
            self.sum = sum
        }

        init(from reader: inout ByteReader) throws {
            count = try reader.read()
            sum = try reader.read()
        }

        func encode(into writer: inout ByteWriter) {
            writer.write(count)
            writer.write(sum)
        }
    }

    struct Factor: WireCodable {
        let value: Double

        init(_ value: Double) {
            self.value = value
        }

        init(from reader: inout ByteReader) throws {
            value = try reader.read()
        }

        func encode(into writer: inout ByteWriter) {
            writer.write(value)
        }
    }

    static let name: PassName = "test.sum"
    static let part = PartName(code: 1)
    static let parts = [part]

    func map(_ tile: Tile, of partition: PartitionView, _ context: Factor, _ broadcast: Factor) throws -> Sums {
        let column: Column<Double> = try partition.table(Self.part).column("x")
        var sums = Sums(count: 0, sum: 0)
        for position in tile.people {
            sums.count += 1
            sums.sum += column[position] * context.value / (1 + broadcast.value)
        }
        return sums
    }

    func combine(_ earlier: inout Sums, _ later: Sums) {
        earlier.count += later.count
        earlier.sum += later.sum
    }

    func reduce(_ partials: some Sequence<Sums>, _ context: Factor) -> Sums {
        partials.reduce(into: Sums(count: 0, sum: 0)) { combine(&$0, $1) }
    }
}

/// A pass that fails on one partition.
struct FailingPass: Pass {
    struct Broken: Error, CustomStringConvertible {
        let description = "the test wants it so"
    }

    static let name: PassName = "test.failing"
    static let parts = [SumPass.part]

    func map(_ tile: Tile, of partition: PartitionView, _ context: Nothing, _ broadcast: Nothing) throws -> Nothing {
        if partition.number == 3 { throw Broken() }
        return Nothing()
    }

    func combine(_ earlier: inout Nothing, _ later: Nothing) {}

    func reduce(_ partials: some Sequence<Nothing>, _ context: Nothing) -> Nothing { Nothing() }
}

/// A pass that does nothing.
struct IdlePass: Pass {
    static let name: PassName = "test.idle"
    static let parts = [SumPass.part]

    func map(_ tile: Tile, of partition: PartitionView, _ context: Nothing, _ broadcast: SumPass.Factor) -> Nothing {
        Nothing()
    }

    func combine(_ earlier: inout Nothing, _ later: Nothing) {}

    func reduce(_ partials: some Sequence<Nothing>, _ context: Nothing) -> Nothing { Nothing() }
}

extension PassRegistry {
    static var test: PassRegistry {
        var registry = PassRegistry()
        registry.register(SumPass.self)
        registry.register(FailingPass.self)
        registry.register(IdlePass.self)
        return registry
    }
}

/// Partitions with one table each, in memory.
struct TableSource: PartitionSource {
    let partitions: [PartitionDescription]
    private let blobs: [Blob]

    init(partitions count: Int, people: Int) {
        let random = CounterRandom(seed: 5)
        let blobs = (0..<count).map { number in
            var builder = TableBuilder()
            builder.add("x", (0..<people).map { random.uniform(at: UInt64(number * people + $0)) * 1e6 - 3e5 })
            return builder.build()
        }
        partitions = blobs.enumerated().map { number, blob in
            let part = PartitionDescription.Part(name: SumPass.part, digest: Digest.of(blob.bytes), bytes: blob.count)
            return PartitionDescription(number: number, people: people, parts: [part])
        }
        self.blobs = blobs
    }

    func blob(partition: Int, part: PartName) -> Blob { blobs[partition] }
}

/// What the test's jobs do: sums, one after the other, each depending on the one before.
struct SumJob: JobRunner {
    var runs = 6
    /// Called before each run, on the job's thread.
    var beforeRun: @Sendable (Int) -> Void = { _ in }

    static func sums(_ executor: any Executor, runs: Int, beforeRun: (Int) -> Void = { _ in }) throws -> [UInt64] {
        let context = Shared(SumPass.Factor(1.000_1))
        var bits: [UInt64] = []
        var last = 0.25
        for run in 0..<runs {
            executor.enter(stage: "sum \(run)")
            beforeRun(run)
            let sums = try executor.run(SumPass.self, context: context, broadcast: SumPass.Factor(last))
            last = (sums.sum / Double(sums.count)).magnitude
            bits.append(sums.sum.bitPattern)
        }
        return bits
    }

    func run(
        _ order: JobOrder,
        on executor: any Executor,
        progress: @escaping @Sendable (JobProgress) -> Void
    ) throws {
        if order.request.contains("idle") {
            for run in 0..<runs {
                _ = try executor.run(IdlePass.self, context: Shared(Nothing()), broadcast: SumPass.Factor(Double(run)))
            }
            return try TestFolder.write("idle", to: order.resultFolder, "idle.txt")
        }
        if order.request.contains("fail") {
            _ = try executor.run(FailingPass.self, context: Shared(Nothing()), broadcast: Nothing())
        }
        let bits = try Self.sums(executor, runs: runs, beforeRun: beforeRun)
        try TestFolder.write(
            bits.map { String($0, radix: 16) }.joined(separator: "\n"),
            to: order.resultFolder,
            "sums.txt"
        )
    }
}
