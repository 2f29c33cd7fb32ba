package import Extracts
import Foundation
import Synchronization
package import Tables

/// Turns the extracts of a folder into a partition store.
///
/// Pass 1 reads each file in parallel chunks, checks and packs its rows, and spills them by partition; pass 2 builds
/// each partition's two tables. The result is the same bytes for any order of the input rows and any number of threads.
/// See docs/methods/intake.md.
package struct StoreImporter: Sendable {
    /// Choices of an import.
    package struct Options: Sendable {
        /// The number of partitions; nil for 64, or 256 above two million rows of persons.
        package var partitions: Int?
        /// Whether bad rows are left out and counted, where otherwise the import is refused.
        package var skipsBadRows = false
        /// The last day that the extract covers; nil for what `extract.yaml` says.
        package var extractEnd: Day?
        /// Whether an existing store is replaced.
        package var replaces = false
        /// How many threads work; nil for one a processor.
        package var threads: Int?
        /// About how many bytes of a file are read as one piece.
        package var chunkBytes = CSVScanner.defaultChunkBytes

        /// The defaults.
        package init() {}
    }

    /// How far an import is.
    package struct Progress: Sendable {
        /// What is being done.
        package let label: String
        /// Pieces done.
        package let done: Int
        /// Pieces in all.
        package let total: Int
    }

    /// The most partitions.
    package static let partitionCountMax = 4_096
    private static let partitionCountUsual = 64
    private static let partitionCountLarge = 256
    private static let largeRowCount = 2_000_000

    private let options: Options
    private let threads: Int
    private let progress: @Sendable (Progress) -> Void

    /// An importer.
    ///
    /// - Parameters:
    ///   - options: Its choices.
    ///   - progress: Is told how far the import is, from any thread.
    package init(_ options: Options = Options(), progress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.options = options
        threads = max(options.threads ?? Parallel.defaultThreads, 1)
        self.progress = progress
    }

    /// Imports a folder.
    ///
    /// - Parameters:
    ///   - folder: The extracts.
    ///   - store: Where the store is to be; it appears whole or not at all.
    /// - Returns: The store's manifest, and what was wrong with the rows that were left out.
    /// - Throws: ``ImportError``, `OutputError`, `TableError`.
    package func run(folder: String, store: String) throws -> (manifest: StoreManifest, report: ImportReport) {
        let source = try ExtractFolder(path: folder, chunkBytes: options.chunkBytes, threads: threads)
        let extractEnd = try options.extractEnd ?? source.extractEnd()
        let partitions = try partitionCount(source)
        let output = try OutputFolder(at: store, replacing: options.replaces)
        let digests = FileDigests(paths: source.files.map(\.scanner.path))
        defer { digests.giveUp() }
        let packed = try ExtractTable.all.map { table in
            try pack(table, source.files.first { $0.table.name == table.name }, partitions, folder: output.path)
        }
        let codes = try LevelCodes(packed.flatMap(\.levels))
        let entries = try build(packed, codes, partitions, folder: output.path)
        let report = ImportReport(packed, source)
        if report.badRows > 0, !options.skipsBadRows { throw ImportError.badRows(report) }
        let files = try digests.wait()
        let manifest = StoreManifest(
            extractEnd: extractEnd.description,
            sources: zip(files, report.tables).map { file, table in
                StoreManifest.Source(file: file, rows: table.rows, skipped: table.badRows)
            },
            partitions: entries,
            levels: codes.levels,
            assessmentItems: packed.flatMap { packed in
                packed.plan.columns.compactMap { column in
                    if case .item = column.packing { return column.name }
                    return nil
                }
            }
        )
        for part in packed { part.removeSpill() }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try output.write(try encoder.encode(manifest), to: StoreManifest.fileName)
        try DurableFile.flushFolder(output.path)
        try output.commit()
        try DurableFile.flushFolder(URL(fileURLWithPath: store).deletingLastPathComponent().path)
        return (manifest, report)
    }

    private func partitionCount(_ source: ExtractFolder) throws(ImportError) -> Int {
        if let count = options.partitions {
            guard (1...Self.partitionCountMax).contains(count) else { throw .partitionCount(count) }
            return count
        }
        let rows = source.files.first { $0.table.name == ExtractTable.persons.name }?.scanner.rowCount ?? 0
        return rows > Self.largeRowCount ? Self.partitionCountLarge : Self.partitionCountUsual
    }

    /// Pass 1 for one table.
    private func pack(
        _ table: ExtractTable,
        _ file: ExtractFolder.File?,
        _ partitions: Int,
        folder: String
    ) throws -> PackedTable {
        guard let file else { return PackedTable(plan: TablePlan(table, file: "\(table.name).csv", header: [])) }
        let plan = TablePlan(table, file: file.scanner.fileName, header: file.scanner.columns)
        let path = (folder as NSString).appendingPathComponent("\(table.name).spill")
        let spill = try SpillFile(path: path, partitions: partitions)
        let dates = DateText()
        let packers = (0..<threads).map { slot in
            RowPacker(
                plan: plan,
                spill: spill,
                partitions: partitions,
                slot: slot,
                levels: LevelLists(plan),
                dates: dates
            )
        }
        let bad = BadRows(kept: ImportReport.problemsMax)
        let done = Atomic<Int>(0)
        let total = file.scanner.chunks.count
        _ = try file.scanner.mapChunks(threads: threads) { slot, _, rows in
            let result = try packers[slot].pack(&rows)
            bad.add(result.cells, rowCount: result.rowCount)
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            progress(Progress(label: "reading \(plan.file)", done: count, total: total))
        }
        let levels = try packers.map { try $0.finish() }
        return PackedTable(plan: plan, spill: spill, path: path, levels: levels, bad: bad)
    }

    /// Pass 2: every partition's tables; none is written when the import will be refused.
    private func build(
        _ packed: [PackedTable],
        _ codes: LevelCodes,
        _ partitions: Int,
        folder: String
    ) throws -> [StoreManifest.Partition] {
        let builder = PartitionBuilder(packed, codes, reportsLeftOut: options.skipsBadRows)
        let isRefused = !options.skipsBadRows && packed.contains { $0.bad.rowCount > 0 }
        let done = Atomic<Int>(0)
        return try Parallel.map(count: partitions, threads: threads) { _, partition in
            let output = try builder.build(partition)
            let number = String(partition)
            let suffix = String(repeating: "0", count: max(0, 4 - number.count)) + number + ".jdlt"
            let entry = StoreManifest.Partition(
                people: output.people,
                records: output.records,
                link: try write(output.link, "link-\(suffix)", folder, isRefused: isRefused),
                history: try write(output.history, "history-\(suffix)", folder, isRefused: isRefused)
            )
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            progress(Progress(label: "building partitions", done: count, total: partitions))
            return entry
        }
    }

    private func write(
        _ blob: Blob,
        _ name: String,
        _ folder: String,
        isRefused: Bool
    ) throws(OutputError) -> StoreManifest.File {
        let entry = StoreManifest.File(
            name: name,
            bytes: blob.count,
            sha256: isRefused ? "" : Digest.of(blob.bytes).description
        )
        if !isRefused { try DurableFile.write(blob.bytes, path: (folder as NSString).appendingPathComponent(name)) }
        return entry
    }
}
