import Foundation
import Testing

/// A synthetic population, its store, and the results of one request in one process; made once for all tests.
struct Population: Sendable {
    /// Files that are the same bytes however a request was run.
    static let resultFiles = ["results.json", "links.csv", "weights.csv", "linkage-model.json", "report.html"]

    /// The population of the tests that run.
    @TaskLocal static var shared: Population?

    /// The extracts, `cohort.csv` and `request.yaml`.
    let data: String
    /// The partition store.
    let store: String
    /// What `jdl run` wrote.
    let results: [String: Data]

    /// The population of the tests that run.
    ///
    /// - Throws: ``TestFailure`` outside the suite.
    static func current() throws -> Population {
        guard let shared else { throw TestFailure("the suite has made no population") }
        return shared
    }

    /// Makes the population with the programs under test.
    init(in folder: String) throws {
        data = folder + "/data"
        store = folder + "/store"
        try succeed(
            Programs.jdl,
            ["synth", "--people", "40000", "--cohort", "600", "--seed", "7", "--out", data]
        )
        try succeed(Programs.jdl, ["import", data, "--store", store])
        let out = folder + "/alone"
        try succeed(
            Programs.jdl,
            ["run", data + "/request.yaml", "--store", store, "--out", out],
            within: .seconds(90)
        )
        results = try Self.results(in: out)
    }

    /// The request as synthesised.
    var request: String { data + "/request.yaml" }

    /// The result files of a folder.
    static func results(in folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in resultFiles { files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")) }
        return files
    }

    /// Records an issue for each file that is not the same bytes as in one process.
    func expectSame(_ others: [String: Data], sourceLocation: SourceLocation = #_sourceLocation) {
        for name in Self.resultFiles {
            let isSame = others[name] == results[name]
            #expect(isSame, "\(name) has other bytes", sourceLocation: sourceLocation)
        }
    }

    /// The provider's list: header and rows, with their fields.
    ///
    /// No field of a synthetic list holds a comma.
    func cohort() throws -> [[String]] {
        try String(contentsOfFile: data + "/cohort.csv", encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        }
    }

    /// Writes a list and a request for it.
    ///
    /// - Parameters:
    ///   - cohort: The list.
    ///   - folder: Where to write.
    ///   - lines: Lines of the request in place of those with the same key.
    /// - Returns: The request's path.
    /// - Throws: What writing throws.
    func writeRequest(_ cohort: Data, in folder: TemporaryFolder, lines: [String: String] = [:]) throws -> String {
        try cohort.write(to: URL(fileURLWithPath: folder("cohort.csv")))
        let request = try String(contentsOfFile: request, encoding: .utf8)
        let changed = request.split(separator: "\n").map { line -> String in
            let key = line.prefix { $0 != ":" }
            return lines[String(key)].map { "\(key): \($0)" } ?? String(line)
        }
        return try folder.write(changed.joined(separator: "\n") + "\n", to: "request.yaml")
    }
}

/// Makes the population before the first test and removes it after the last.
struct PopulationTrait: SuiteTrait, TestScoping {
    @concurrent
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let population = try Population(in: folder.path)
        try await Population.$shared.withValue(population) { try await function() }
        withExtendedLifetime(folder) {}
    }
}

/// The programs as processes, one test after the other.
@Suite(.serialized, PopulationTrait())
enum EndToEnd {}

/// A list as CSV.
func csv(_ rows: [[String]], separator: String = ",", lineEnd: String = "\n") -> String {
    rows.map { $0.joined(separator: separator) + lineEnd }.joined()
}
