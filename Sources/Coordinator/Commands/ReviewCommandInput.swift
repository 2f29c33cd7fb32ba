import Foundation
import Ingest
import Linkage
import Tables

/// A folder that `jdl link` wrote, as `jdl review` needs it.
struct ReviewFolder {
    /// Where it is.
    let path: String
    /// The links that have somebody on the other side, in the order of the cohort's rows.
    let pairs: [ReviewPair]
    /// The model and what its levels weigh.
    let weights: ReviewWeights
    /// What `summary.json` says.
    let summary: Summary

    /// The part of `summary.json` that is needed.
    struct Summary: Decodable {
        struct Rows: Decodable {
            let cohort: Int
            let pool: Int
        }

        struct Inputs: Decodable {
            let cohort: File
            let pool: File
        }

        struct File: Decodable {
            let path: String
            let bytes: Int
        }

        let rows: Rows
        let inputs: Inputs?
    }

    /// Reads links, model and summary.
    init(path: String) throws {
        self.path = path
        func bytes(_ name: String) throws -> Data {
            guard let found = FileManager.default.contents(atPath: "\(path)/\(name)") else {
                throw CommandFailure.badUsage("\(path) has no \(name); name a folder that jdl link wrote.")
            }
            return found
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let summary = try? decoder.decode(Summary.self, from: bytes("summary.json")) else {
            throw CommandFailure.badUsage("\(path)/summary.json is not what jdl link writes; link again.")
        }
        self.summary = summary
        weights = try ReviewWeights(json: bytes("model.json"))
        pairs = try Self.pairs(CSVDocument(path: "\(path)/links.csv"), fields: weights.model.comparisons.map(\.field))
    }

    /// The path of a file of the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    private static func pairs(_ links: CSVDocument, fields: [String]) throws -> [ReviewPair] {
        let cohortRows = try links.values(of: "cohort_row")
        let poolRows = try links.values(of: "pool_row")
        let weights = try links.values(of: "match_weight")
        let probabilities = try links.values(of: "match_probability")
        let grades = try links.values(of: "grade")
        let rules = try links.values(of: "rule")
        let rivals = try links.values(of: "same_person_as")
        let levels = try fields.map { try links.values(of: "level_\($0)") }
        var pairs: [ReviewPair] = []
        for row in 0..<links.rowCount where !poolRows.isBlank(row: row) {
            guard let cohort = Int(cohortRows[row]), let pool = Int(poolRows[row]), cohort >= 1, pool >= 1,
                let weight = weights.number(row: row), let probability = probabilities.number(row: row),
                let grade = LinkGrade(rawValue: grades[row])
            else {
                throw CommandFailure.badUsage("Row \(row + 1) of links.csv is not what jdl link writes; link again.")
            }
            pairs.append(
                ReviewPair(
                    rows: ReviewPair.Rows(cohort: cohort, pool: pool),
                    weight: weight,
                    probability: probability,
                    grade: grade,
                    rule: rules[row],
                    rivals: rivals[row].split(separator: " ").compactMap { Int($0) },
                    levels: levels.map { Level($0[row]) }
                )
            )
        }
        return pairs
    }
}

/// The two files that were linked.
struct ReviewFiles {
    /// The names of columns that were not compared, by file, in its order.
    struct OtherColumns {
        let cohort: [String]
        let pool: [String]
    }

    /// The digest of both files, as decisions have it.
    let inputs: String
    /// The columns that were not compared.
    let otherColumns: OtherColumns
    private let cohort: CSVScanner
    private let pool: CSVScanner

    /// Finds the files and confirms that they are those that were linked.
    init(folder: ReviewFolder, cohort: String?, pool: String?) throws {
        let known = folder.summary.inputs
        let cohortPath = try Self.path(cohort, known?.cohort, "cohort")
        let poolPath = try Self.path(pool, known?.pool, "pool")
        self.cohort = try Self.scanner(cohortPath, known?.cohort, rows: folder.summary.rows.cohort)
        self.pool = try Self.scanner(poolPath, known?.pool, rows: folder.summary.rows.pool)
        let digests = try [cohortPath, poolPath].flatMap { try Digest.ofFile(path: $0).bytes }
        inputs = Digest.of(digests).description
        let compared = Set(folder.weights.model.comparisons.map(\.field))
        func others(_ scanner: CSVScanner) -> [String] {
            scanner.columns.map { ColumnRecognition.canonicalName($0) }.filter { !compared.contains($0) }
        }
        otherColumns = OtherColumns(cohort: others(self.cohort), pool: others(self.pool))
    }

    private static func path(_ given: String?, _ known: ReviewFolder.Summary.File?, _ option: String) throws -> String {
        guard let path = given ?? known?.path else {
            throw CommandFailure.badUsage("The folder does not say where the \(option) is; add --\(option) FILE.")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure.badUsage("There is no file \(path); say where the \(option) is with --\(option) FILE.")
        }
        return path
    }

    private static func scanner(_ path: String, _ known: ReviewFolder.Summary.File?, rows: Int) throws -> CSVScanner {
        let scanner = try CSVScanner(path: path)
        guard scanner.rowCount == rows, known.map({ $0.bytes == scanner.contents.count }) ?? true else {
            throw CommandFailure.badUsage(
                "\(scanner.fileName) is not the file that was linked: its size is another; name that file, or link again."
            )
        }
        return scanner
    }

    /// Some rows of the cohort, by row.
    func cohortRecords(_ rows: Set<Int>) throws -> [Int: ReviewRecord] { try Self.records(cohort, rows) }

    /// Some rows of the pool, by row.
    func poolRecords(_ rows: Set<Int>) throws -> [Int: ReviewRecord] { try Self.records(pool, rows) }

    /// Reads some rows; chunks without any are not touched.
    private static func records(_ scanner: CSVScanner, _ rows: Set<Int>) throws -> [Int: ReviewRecord] {
        let wanted = rows.sorted()
        let names = scanner.columns.map { ColumnRecognition.canonicalName($0) }
        let parts = try scanner.mapChunks { _, chunk, reader in
            var found: [(Int, ReviewRecord)] = []
            var next = lowerBound(wanted, chunk.firstRow)
            while next < wanted.count, wanted[next] < chunk.firstRow + chunk.rowCount, reader.next() {
                guard reader.rowNumber == wanted[next] else { continue }
                var record: ReviewRecord = [:]
                for (column, name) in names.enumerated() where record[name] == nil {
                    record[name] = String(decoding: reader[column], as: UTF8.self)
                }
                found.append((reader.rowNumber, record))
                next += 1
            }
            return found
        }
        return Dictionary(parts.joined().map { ($0.0, $0.1) }) { first, _ in first }
    }

    /// The position of the first element that is not below a value.
    private static func lowerBound(_ sorted: [Int], _ value: Int) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
