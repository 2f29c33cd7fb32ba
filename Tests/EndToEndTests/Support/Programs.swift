import Foundation

/// Where the programs under test are.
///
/// The folder that the environment variable `JDL_PROGRAMS` names, else the folder of the test bundle, else the build folder of
/// the sources.
enum Programs {
    /// The analysts' and operators' program.
    static let jdl = "jdl"
    /// The worker's program.
    static let worker = "jdl-worker"

    /// The path of a program.
    ///
    /// - Throws: ``TestFailure`` when it was not built.
    static func path(_ name: String) throws -> String {
        let manager = FileManager.default
        for folder in folders where manager.isExecutableFile(atPath: "\(folder)/\(name)") { return "\(folder)/\(name)" }
        throw TestFailure("\(name) is in none of \(folders); build it, or set JDL_PROGRAMS to its folder")
    }

    private static let folders: [String] = {
        if let named = ProcessInfo.processInfo.environment["JDL_PROGRAMS"] { return [named] }
        var folders: [String] = []
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        for path in [CommandLine.arguments.first, own].compactMap(\.self) {
            folders.append(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        }
        var parent = URL(fileURLWithPath: #filePath)
        while parent.path != "/" {
            parent.deleteLastPathComponent()
            folders.append(parent.path + "/.build/release")
            folders.append(parent.path + "/.build/debug")
        }
        return folders
    }()
}

/// What a test cannot go on after.
struct TestFailure: Error, CustomStringConvertible {
    /// What went wrong.
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Waiting for something that happens in another process.
enum Waiting {
    /// Between two looks, in microseconds.
    private static let interval: UInt32 = 10_000

    /// Looks until there is something, or until the time is over.
    ///
    /// - Parameters:
    ///   - what: What is waited for, as the failure names it.
    ///   - limit: How long.
    ///   - look: What is looked for; nil while it is not there.
    /// - Returns: What was found.
    /// - Throws: ``TestFailure`` when the time is over.
    static func wait<Found>(
        for what: @autoclosure () -> String,
        within limit: Duration = .seconds(90),
        _ look: () throws -> Found?
    ) throws -> Found {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while true {
            if let found = try look() { return found }
            guard ContinuousClock.now < deadline else { throw TestFailure("\(limit) were not enough for \(what())") }
            usleep(interval)
        }
    }
}

/// A temporary folder that goes with its owner.
final class TemporaryFolder {
    /// Where it is.
    let path: String

    /// Makes a folder.
    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("jdl-e2e-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in the folder.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a text file.
    ///
    /// - Returns: Its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
        return self(name)
    }

    /// Names of everything in the folder, hidden things too, ascending.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

/// The text of a file; empty when there is none.
func text(of path: String) -> String {
    (try? Data(contentsOf: URL(fileURLWithPath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
