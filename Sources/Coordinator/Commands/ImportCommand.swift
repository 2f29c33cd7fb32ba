import ArgumentParser
import Extracts
import Foundation
import Ingest
import Messages
import Tables

/// `jdl import`: the extracts of a folder into a partition store.
struct ImportCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn the extracts of a folder into a partition store.",
        discussion: """
            Example:
              jdl import extracts --store store

            The folder holds persons.csv, sentences.csv, offences.csv, and where there are any assessments.csv and
            employment.csv; extract.yaml says the last day that they cover (extract_end: yyyy-mm-dd). Every row that
            breaks a rule is reported with file, row, column and rule. The store appears whole or not at all.
            """
    )

    @Argument(help: "The folder of the extracts (CSV by table name).")
    var folder: String

    @Option(help: "The folder to make the store in.")
    var store: String

    @Option(help: "The number of partitions (default: 64, or 256 above two million rows of persons).")
    var partitions: Int?

    @Flag(help: "Leave bad rows out and count them; without it an import with bad rows is refused.")
    var skipBadRows = false

    @Option(help: "The last day that the extracts cover (yyyy-mm-dd), in place of what extract.yaml says.")
    var extractEnd: String?

    @Option(help: "The number of threads (default: one a processor).")
    var threads: Int?

    @Flag(help: "Replace the store if it exists.")
    var force = false

    @Flag(help: "Print what was imported, or every problem, as JSON.")
    var json = false

    func execute() throws {
        var options = StoreImporter.Options()
        options.partitions = partitions
        options.skipsBadRows = skipBadRows
        options.replaces = force
        options.threads = threads
        if let extractEnd {
            guard let day = Day(extractEnd) else {
                throw CommandFailure.badUsage("--extract-end is not a date: write it as yyyy-mm-dd.")
            }
            options.extractEnd = day
        }
        let line = ProgressLine(isEnabled: !json)
        defer { line.end() }
        let started = ContinuousClock.now
        do {
            let importer = StoreImporter(options) { line.show($0.label, done: $0.done, total: $0.total) }
            let (manifest, report) = try importer.run(folder: folder, store: store)
            line.end()
            let summary = Summary(manifest, report, seconds: (ContinuousClock.now - started) / .seconds(1))
            print(json ? try Self.text(summary) : summary.sentence(store: store, report: report))
        } catch ImportError.badRows(let report) where json {
            print(try Self.text(report))
            throw ImportError.badRows(report)
        }
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// What an import did.
    private struct Summary: Encodable {
        let people: Int
        let records: Int
        let partitions: Int
        let bytes: Int
        let extractEnd: String
        let tables: [ImportReport.Table]
        let problems: [DataProblem]
        let seconds: Double
        let peakRssBytes: Int
        let softwareVersion: String

        init(_ manifest: StoreManifest, _ report: ImportReport, seconds: Double) {
            people = manifest.partitions.reduce(0) { $0 + $1.people }
            records = manifest.partitions.reduce(0) { $0 + $1.records }
            partitions = manifest.partitions.count
            bytes = manifest.partitions.reduce(0) { $0 + $1.link.bytes + $1.history.bytes }
            extractEnd = manifest.extractEnd
            tables = report.tables
            problems = report.problems
            self.seconds = seconds
            peakRssBytes = ProcessUsage.peakResidentBytes
            softwareVersion = SoftwareVersion.current
        }

        func sentence(store: String, report: ImportReport) -> String {
            let rows = tables.reduce(0) { $0 + $1.rows }
            var lines = [
                "Imported \(people) people (\(rows) rows in \(tables.count) tables) into \(partitions) partitions at "
                    + "\(store), in \(String(format: "%.1f", seconds)) s."
            ]
            for table in tables where table.badRows > 0 {
                lines.append("Left out \(table.badRows) of \(table.rows) rows of \(table.file), which break a rule.")
            }
            lines += problems.prefix(IntakeProblems.shownMax).map { "  \($0)" }
            if problems.count > IntakeProblems.shownMax { lines.append("  … (--json lists more)") }
            return lines.joined(separator: "\n")
        }
    }
}
