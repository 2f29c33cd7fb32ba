import Foundation
import Synthesis
import Tables

/// A synthetic population in a folder that is removed with this object, and its tables as texts by column.
final class SynthesisFixture {
    /// The folder.
    let folder: String
    /// The truth that the run returned.
    let truth: SynthesisTruth

    /// Makes a population.
    init(
        people: Int = 2_000,
        cohort: Int = 200,
        seed: UInt64 = 1,
        settings: SynthesisSettings = SynthesisSettings(),
        threads: Int = 2
    ) throws {
        folder = NSTemporaryDirectory() + "synthesis-\(UUID().uuidString)"
        truth = try Synthesis.generate(
            people: people,
            cohort: cohort,
            seed: seed,
            settings: settings,
            into: folder,
            threads: threads
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The bytes of every file, by name.
    func bytes() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        }
        return files
    }

    /// A table.
    func table(_ name: String) throws -> CSVTable {
        try CSVTable(path: folder + "/" + name + ".csv")
    }
}

/// A comma-separated file without quotes.
struct CSVTable {
    /// The header.
    let columns: [String]
    /// The fields of each row.
    let rows: [[String]]

    /// Reads a file.
    init(path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
        let fields = lines.map { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { String(Substring($0)) }
        }
        columns = fields[0]
        rows = Array(fields.dropFirst())
    }

    /// The values of one column.
    func column(_ name: String) -> [String] {
        guard let index = columns.firstIndex(of: name) else { return [] }
        return rows.map { $0[index] }
    }

    /// The dates of one column, missing where empty.
    func days(_ name: String) -> [Day] { column(name).map { Day($0) ?? .missing } }
}
