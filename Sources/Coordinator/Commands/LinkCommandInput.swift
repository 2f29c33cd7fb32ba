import Dispatch
import Foundation
import Ingest
import Linkage
import Synchronization

/// The two files of `jdl link`: the cohort in memory, the pool ready to be read past it.
struct LinkInput {
    /// The cohort, standardised, with the columns that both files have.
    let sides: LinkSides
    /// The pool.
    let pool: PoolFile

    /// Reads the cohort and looks at the pool.
    ///
    /// - Throws: `CSVError`, or a ``CommandFailure`` for a row that does not have the header's shape.
    init(cohort: String, pool: String, settings: LinkSettings) throws {
        let document = try Self.read(cohort)
        let scanner = try CSVScanner(path: pool)
        guard scanner.rowCount > 0 else {
            throw CommandFailure.badUsage("\(scanner.fileName) has no rows; name a file with people in it.")
        }
        let positions = Dictionary(
            scanner.columns.enumerated().map { (ColumnRecognition.canonicalName($1), $0) }
        ) { first, _ in first }
        let columns = Dictionary(
            document.columns.map { (ColumnRecognition.canonicalName($0.name), $0) }
        ) { first, _ in first }
        let names = columns.keys.filter { positions[$0] != nil }.sorted()
        if let unknown = settings.roles.keys.sorted().first(where: { !names.contains($0) }) {
            throw CommandFailure.badUsage(
                "The settings name the column \(unknown), which the files do not both have; correct the name."
            )
        }
        let texts = Self.distinct(names.compactMap { columns[$0] })
        let known = Set(LinkSchema.service.fields.map(\.name)).union(settings.roles.keys)
        let surveys =
            names.allSatisfy(known.contains)
            ? nil : try PoolSurvey.survey(scanner, columns: zip(names, texts).map { ($1, positions[$0] ?? 0) })
        sides = try LinkSides(
            columns: names.indices.map { index in
                LinkSides.Column(name: names[index], cohort: texts[index], survey: surveys?[index])
            },
            roles: settings.roles,
            seed: settings.seed
        )
        self.pool = PoolFile(scanner, schema: sides.schema, positionsByName: positions)
    }

    private static func read(_ path: String) throws -> CSVDocument {
        let document = try CSVDocument(path: path)
        if let fault = document.faults.first {
            throw CommandFailure.badUsage("Row \(fault.row) of \(document.fileName) is misshapen: \(fault.fault).")
        }
        guard document.rowCount > 0 else {
            throw CommandFailure.badUsage("\(document.fileName) has no rows; name a file with people in it.")
        }
        return document
    }

    private static func distinct(_ columns: [CSVColumn]) -> [DistinctTexts] {
        let slots = Mutex([DistinctTexts?](repeating: nil, count: columns.count))
        DispatchQueue.concurrentPerform(iterations: columns.count) { index in
            var texts = DistinctTexts(reservingRows: columns[index].count)
            for row in 0..<columns[index].count { columns[index].withBytes(row: row) { texts.append($0) } }
            slots.withLock { [texts] in $0[index] = texts }
        }
        return slots.withLock { $0.compactMap(\.self) }
    }
}
