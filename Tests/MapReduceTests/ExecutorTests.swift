import MapReduce
import Synchronization
import Tables
import Testing

/// Sums the reciprocals of a column: a floating-point sum that depends on its order.
private struct ReciprocalSum: Pass {
    static let name: PassName = "test.reciprocals"
    static let parts = [PartName(code: 1)]

    func map(_ tile: Tile, of partition: PartitionView, _ context: Nothing, _ broadcast: Total) throws -> Total {
        let values: Column<Double> = try partition.table(Self.parts[0]).column("x")
        return Total(tile.people.reduce(0) { $0 + broadcast.value / values[$1] })
    }

    func combine(_ earlier: inout Total, _ later: Total) { earlier = Total(earlier.value + later.value) }

    func reduce(_ partials: some Sequence<Total>, _ context: Nothing) -> Double {
        partials.reduce(0) { $0 + $1.value }
    }
}

private struct Total: WireCodable {
    let value: Double

    init(_ value: Double) { self.value = value }

    init(from reader: inout ByteReader) throws { value = try reader.read() }

    func encode(into writer: inout ByteWriter) { writer.write(value) }
}

/// Partitions in memory.
private struct MemorySource: PartitionSource {
    let partitions: [PartitionDescription]
    let blobs: [Blob]

    init(_ columns: [[Double]]) {
        blobs = columns.map { values in
            var builder = TableBuilder()
            builder.add("x", values)
            return builder.build()
        }
        partitions = zip(columns, blobs).enumerated().map { number, pair in
            PartitionDescription(
                number: number,
                people: pair.0.count,
                parts: [.init(name: PartName(code: 1), digest: Digest.of(pair.1.bytes), bytes: pair.1.count)]
            )
        }
    }

    func blob(partition: Int, part: PartName) throws -> Blob { blobs[partition] }
}

@Suite struct ExecutorTests {
    private static let source = MemorySource(
        [40_000, 0, 1, 8_192, 8_193].map { count in (0..<count).map { Double($0 % 977) + 0.1 } }
    )

    @Test("the same run gives the same bits every time, in the order of tiles and partitions")
    func repeatable() throws {
        let executor = LocalExecutor(source: Self.source)
        let first = try executor.run(ReciprocalSum.self, context: Shared(Nothing()), broadcast: Total(3))
        for _ in 0..<5 {
            let again = try executor.run(ReciprocalSum.self, context: Shared(Nothing()), broadcast: Total(3))
            #expect(again.bitPattern == first.bitPattern)
        }
        let byHand = try Self.source.blobs.map { blob in
            let values: Column<Double> = try TableView(blob).column("x")
            let tiles = Tile.tiles(people: values.count).map { $0.people.reduce(0.0) { $0 + 3 / values[$1] } }
            return tiles.dropFirst().reduce(tiles[0], +)
        }
        #expect(first.bitPattern == byHand.reduce(0, +).bitPattern)
    }

    @Test("a runner from bytes to bytes gives what the pass gives")
    func registry() throws {
        var registry = PassRegistry()
        registry.register(ReciprocalSum.self)
        let runner = try registry.runner(named: "test.reciprocals")
        let view = try PartitionView(
            Self.source.partitions[0],
            blobs: [PartName(code: 1): Self.source.blobs[0]],
            context: Digest.of([]),
            cache: DerivedCache(byteCountMax: 0)
        )
        let context = try runner.decodeContext(Blob.copy([]))
        let bytes = try Total(3).encoded.withUnsafeBytes { try runner.map(view, context: context, broadcast: $0) }
        let direct = try ReciprocalSum().mapAll(of: view, Nothing(), Total(3))
        #expect(try Total(decoding: bytes).value.bitPattern == direct.value.bitPattern)
        #expect(throws: ExecutionError.unknownPass(name: "test.other")) { try registry.runner(named: "test.other") }
    }

    @Test("progress counts every partition once")
    func progress() throws {
        let counts = Counter()
        let executor = LocalExecutor(source: Self.source) { state in counts.add(state.done) }
        executor.enter(stage: "test")
        _ = try executor.run(ReciprocalSum.self, context: Shared(Nothing()), broadcast: Total(1))
        #expect(counts.values.sorted() == [1, 2, 3, 4, 5])
    }

    @Test("a part that a pass did not declare is an error, not a crash")
    func missingPart() throws {
        let view = try PartitionView(
            Self.source.partitions[0],
            blobs: [:],
            context: Digest.of([]),
            cache: DerivedCache(byteCountMax: 0)
        )
        #expect(throws: ExecutionError.missingPart(partition: 0)) { try view.table(PartName(code: 1)) }
    }
}

/// Collects numbers from several threads.
private final class Counter: Sendable {
    private let collected = Mutex<[Int]>([])

    var values: [Int] { collected.withLock { $0 } }

    func add(_ value: Int) { collected.withLock { $0.append(value) } }
}

@Suite struct TileTests {
    @Test(
        "tiles cover every person once and depend on the partition alone",
        arguments: [0, 1, 8_191, 8_192, 8_193, 50_000]
    )
    func cover(people: Int) {
        let tiles = Tile.tiles(people: people)
        #expect(tiles.flatMap { Array($0.people) } == Array(0..<people))
        #expect(tiles.map(\.index) == Array(0..<max(1, (people + Tile.size - 1) / Tile.size)))
    }
}

@Suite struct DerivedCacheTests {
    private func key(_ tile: Int) -> DerivedCache.Key {
        DerivedCache.Key(context: Digest.of([1]), partition: 0, tile: tile, name: "x")
    }

    @Test("the least recently used value goes first when room is needed")
    func leastRecentlyUsed() {
        let cache = DerivedCache(byteCountMax: 100)
        cache.insert(1, for: key(1), bytes: 50)
        cache.insert(2, for: key(2), bytes: 50)
        _ = cache.value(for: key(1))
        cache.insert(3, for: key(3), bytes: 50)
        #expect(cache.value(for: key(2)) == nil)
        #expect(cache.value(for: key(1)) as? Int == 1)
        #expect(cache.byteCount == 100)
    }

    @Test("a value larger than the cache is made and not kept")
    func tooLarge() {
        let cache = DerivedCache(byteCountMax: 10)
        let value = cache.value(for: key(1), bytes: { _ in 11 }, make: { 7 })
        #expect(value == 7)
        #expect(cache.byteCount == 0)
    }

    @Test("values of a context are forgotten together")
    func contexts() {
        let cache = DerivedCache(byteCountMax: 100)
        cache.insert(1, for: key(1), bytes: 10)
        cache.removeAll(context: Digest.of([1]))
        #expect(cache.value(for: key(1)) == nil)
        #expect(cache.byteCount == 0)
    }
}
