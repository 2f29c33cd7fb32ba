import Extracts
package import Ingest
package import MapReduce
import Passes
package import Tables

/// A partition store as a source of partitions.
package struct StorePartitions: PartitionSource {
    package let partitions: [PartitionDescription]
    private let reader: StoreReader

    /// The partitions of an open store.
    ///
    /// - Throws: ``TableError/damaged(what:)`` when a digest in the manifest is none.
    package init(_ reader: StoreReader) throws(TableError) {
        self.reader = reader
        var partitions: [PartitionDescription] = []
        for (number, partition) in reader.manifest.partitions.enumerated() {
            partitions.append(
                PartitionDescription(
                    number: number,
                    people: partition.people,
                    parts: [
                        try Self.part(.link, partition.link), try Self.part(.history, partition.history),
                    ]
                )
            )
        }
        self.partitions = partitions
    }

    package func blob(partition: Int, part: PartName) throws -> Blob {
        part == .link ? try reader.link(partition) : try reader.history(partition)
    }

    private static func part(
        _ name: PartName,
        _ file: StoreManifest.File
    ) throws(TableError) -> PartitionDescription.Part {
        guard let digest = Digest(hexadecimal: file.sha256) else { throw .damaged(what: "a digest in store.json") }
        return PartitionDescription.Part(name: name, digest: digest, bytes: file.bytes)
    }
}
