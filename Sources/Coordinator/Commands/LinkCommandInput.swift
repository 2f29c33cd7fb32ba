import Foundation
import Ingest
import Linkage

/// The two files of `jdl link`: the cohort in memory, the pool ready to be read past it.
struct LinkInput {
    /// The cohort, standardised, with the columns that both files have.
    let sides: LinkSides
    /// The pool.
    let pool: PoolFile

    /// Many chunks a thread, so that all threads end at nearly the same time.
    private static let poolChunkBytes = 1 << 20

    /// Reads the cohort and looks at the pool.
    ///
    /// - Parameters:
    ///   - cohort: The cohort's file.
    ///   - pool: The pool's file.
    ///   - settings: What columns hold.
    ///   - isSampling: Whether a sample of the pool is wanted whatever its columns are.
    /// - Throws: `CSVError`, or a ``CommandFailure`` for a row that does not have the header's shape.
    init(cohort: String, pool: String, settings: LinkSettings, isSampling: Bool = false) throws {
        let document = try LinkDocument.read(cohort)
        let scanner = try CSVScanner(path: pool, chunkBytes: Self.poolChunkBytes)
        guard scanner.rowCount > 0 else {
            throw CommandFailure.badUsage("\(scanner.fileName) has no rows; name a file with people in it.")
        }
        let positions = Dictionary(
            scanner.columns.enumerated().map { (ColumnRecognition.canonicalName($1), $0) }
        ) { first, _ in first }
        let columns = LinkDocument.columnsByName(document)
        let names = columns.keys.filter { positions[$0] != nil }.sorted()
        if let unknown = settings.roles.keys.sorted().first(where: { !names.contains($0) }) {
            throw CommandFailure.badUsage(
                "The settings name the column \(unknown), which the files do not both have; correct the name."
            )
        }
        let texts = LinkDocument.distinct(names.map { [columns[$0]].compactMap(\.self) })
        let known = Set(LinkSchema.service.fields.map(\.name)).union(settings.roles.keys)
        let surveyed = zip(names, texts).map { name, values in
            (cohort: values, position: positions[name] ?? 0, isJudged: !known.contains(name))
        }
        let surveys =
            surveyed.contains { $0.isJudged } || isSampling
            ? try PoolSurvey.survey(scanner, columns: surveyed) : nil
        sides = try LinkSides(
            columns: names.indices.map { index in
                LinkSides.Column(name: names[index], cohort: texts[index], survey: surveys?[index])
            },
            roles: settings.roles,
            seed: settings.seed
        )
        self.pool = PoolFile(scanner, schema: sides.schema, positionsByName: positions)
    }
}
