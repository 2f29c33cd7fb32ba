package import Tables

/// What a pass sees of one partition: its tables, and a cache for what is derived from them.
package struct PartitionView: Sendable {
    /// The partition's number in the store.
    package let number: Int
    /// The number of people in it; people are addressed by position.
    package let people: Int
    private let tables: [PartName: TableView]
    private let context: Digest
    private let cache: DerivedCache

    /// A view.
    ///
    /// - Parameters:
    ///   - description: The partition.
    ///   - blobs: The parts that are here.
    ///   - context: Digest of the context that derived values depend on.
    ///   - cache: Where derived values are kept.
    /// - Throws: ``TableError`` when a part is no table.
    package init(
        _ description: PartitionDescription,
        blobs: [PartName: Blob],
        context: Digest,
        cache: DerivedCache
    ) throws {
        number = description.number
        people = description.people
        tables = try blobs.mapValues { try TableView($0) }
        self.context = context
        self.cache = cache
    }

    /// The table of a part.
    ///
    /// - Throws: ``ExecutionError/missingPart(partition:)`` when the pass did not declare the part.
    package func table(_ part: PartName) throws -> TableView {
        guard let table = tables[part] else { throw ExecutionError.missingPart(partition: number) }
        return table
    }

    /// A value derived from this partition (or one tile of it) and the context, computed once while the cache holds it.
    ///
    /// Losing it costs time, never a result: `make` must depend on the partition, the context and `name` alone.
    package func derived<T: Sendable>(
        _ name: String,
        tile: Int = -1,
        bytes: (T) -> Int,
        make: () throws -> T
    ) rethrows -> T {
        let key = DerivedCache.Key(context: context, partition: number, tile: tile, name: name)
        return try cache.value(for: key, bytes: bytes, make: make)
    }
}

/// A partition and its parts, as the store lists them.
package struct PartitionDescription: Hashable, Sendable {
    /// Its number, from 0.
    package let number: Int
    /// People in it.
    package let people: Int
    /// The parts, ascending by name: digest and size.
    package let parts: [Part]

    /// One part of a partition.
    package struct Part: Hashable, Sendable {
        /// Which part.
        package let name: PartName
        /// SHA-256 of its bytes.
        package let digest: Digest
        /// Its size.
        package let bytes: Int

        /// A part.
        package init(name: PartName, digest: Digest, bytes: Int) {
            self.name = name
            self.digest = digest
            self.bytes = bytes
        }
    }

    /// A partition.
    package init(number: Int, people: Int, parts: [Part]) {
        self.number = number
        self.people = people
        self.parts = parts.sorted { $0.name < $1.name }
    }

    /// The part of a name.
    package func part(_ name: PartName) -> Part? { parts.first { $0.name == name } }
}

/// Where partitions come from: a store on disk, or tables in memory.
package protocol PartitionSource: Sendable {
    /// The partitions in order of their numbers, which are 0 ..< count.
    var partitions: [PartitionDescription] { get }
    /// The bytes of one part.
    func blob(partition: Int, part: PartName) throws -> Blob
}
