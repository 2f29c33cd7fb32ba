package import Tables

/// The name of a pass, as it travels in a task and stands in the journal: `linkage.candidates`.
package struct PassName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name.
    package let description: String

    /// A name.
    package init(_ name: String) {
        description = name
    }

    package init(stringLiteral name: String) {
        self.init(name)
    }
}

/// A part of every partition that is kept, shipped and cached by itself, such as its link table.
package struct PartName: Hashable, Comparable, Sendable {
    /// The part's number on the wire.
    package let code: UInt8

    /// A part.
    package init(code: UInt8) {
        self.code = code
    }

    package static func < (left: PartName, right: PartName) -> Bool { left.code < right.code }
}

/// A fixed range of a partition's people: the unit of the map.
///
/// Tiles depend on the partition alone, never on threads or workers, and their partials are combined in their order;
/// that is what makes sums of floating-point numbers the same bits everywhere.
package struct Tile: Hashable, Sendable {
    /// The tile's number in its partition.
    package let index: Int
    /// Positions of its people.
    package let people: Range<Int>

    /// People in a full tile.
    package static let size = 8_192

    /// A tile.
    package init(index: Int, people: Range<Int>) {
        self.index = index
        self.people = people
    }

    /// The tiles of a partition; one empty tile when nobody is in it.
    package static func tiles(people: Int) -> [Tile] {
        if people == 0 { return [Tile(index: 0, people: 0..<0)] }
        return stride(from: 0, to: people, by: size).enumerated().map { index, start in
            Tile(index: index, people: start..<min(start + size, people))
        }
    }
}

/// One map over all partitions with its reduce: the only way in which the science reaches data.
///
/// `map` runs on a worker for each tile of each partition; `combine` folds the tile partials in tile order, also on the
/// worker; `reduce` folds the partition partials in partition order, at the coordinator. All three must depend on their
/// arguments alone. A pass has no state of its own.
package protocol Pass: Sendable {
    /// What several passes of a job share and is large (a cohort, an analysis plan): sent to a worker once, decoded once.
    associatedtype Context: WireCodable
    /// What differs from run to run and is small: a model, a beta.
    associatedtype Broadcast: WireCodable
    /// What one tile, and so one partition, contributes.
    associatedtype Partial: WireCodable
    /// What the coordinator gets.
    associatedtype Result

    /// The pass's name; unique in the registry.
    static var name: PassName { get }
    /// The parts of a partition that `map` reads.
    static var parts: [PartName] { get }

    /// The pass.
    init()

    /// The contribution of one tile.
    func map(_ tile: Tile, of partition: PartitionView, _ context: Context, _ broadcast: Broadcast) throws -> Partial
    /// Refuses a partial that decodes but is no contribution to this run, such as sums over other columns.
    ///
    /// Partials come from other machines: folding one of a wrong shape would end the coordinator, or spoil a result. By
    /// default whatever decodes is accepted, as it should be of a partial of one shape.
    ///
    /// - Throws: `DecodingFault` that says what does not fit.
    func check(_ partial: Partial, _ context: Context, _ broadcast: Broadcast) throws(DecodingFault)
    /// Folds a later tile's contribution into an earlier one's.
    func combine(_ earlier: inout Partial, _ later: Partial)
    /// The result of all partitions' contributions, which come in partition order.
    func reduce(_ partials: some Sequence<Partial>, _ context: Context) throws -> Result
}

extension Pass {
    package func check(_ partial: Partial, _ context: Context, _ broadcast: Broadcast) throws(DecodingFault) {}

    /// A partition's partial from the bytes that a worker sent.
    ///
    /// - Throws: ``ExecutionError/malformedPartial(pass:partition:reason:)``.
    package func partial(
        decoding bytes: UnsafeRawBufferPointer,
        of partition: Int,
        _ context: Context,
        _ broadcast: Broadcast
    ) throws(ExecutionError) -> Partial {
        do {
            let partial = try Partial(decoding: bytes)
            try check(partial, context, broadcast)
            return partial
        } catch {
            throw .malformedPartial(pass: Self.name.description, partition: partition, reason: "\(error)")
        }
    }

    /// The contribution of a whole partition: its tiles mapped in parallel, combined in order.
    package func mapAll(of partition: PartitionView, _ context: Context, _ broadcast: Broadcast) throws -> Partial {
        let tiles = Tile.tiles(people: partition.people)
        let partials = try Parallel.map(count: tiles.count) { index in
            try map(tiles[index], of: partition, context, broadcast)
        }
        var total = partials[0]
        for later in partials.dropFirst() { combine(&total, later) }
        return total
    }
}
