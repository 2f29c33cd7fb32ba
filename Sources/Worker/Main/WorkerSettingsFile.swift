import Foundation
import Tables
import Yams

/// A worker's settings file, as cluster/worker.yaml shows.
struct WorkerSettingsFile {
    private static let names: Set<String> = ["coordinator", "key", "coordinator_key", "slots", "memory"]

    private var fields: [String: String] = [:]
    private var path = ""

    /// Reads a file; none gives no settings.
    ///
    /// - Throws: `WorkerFailure` with every problem of the file.
    static func read(path: String?) throws -> WorkerSettingsFile {
        var file = WorkerSettingsFile()
        guard let path else { return file }
        file.path = path
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw WorkerFailure(status: 2, sentence: "The settings file \(path) cannot be read.")
        }
        guard let loaded = try? Yams.load(yaml: text) as? [String: Any] else {
            throw WorkerFailure(
                status: 2,
                sentence: "\(path) is not a list of 'name: value'; see cluster/worker.yaml."
            )
        }
        var problems: [String] = []
        for (name, value) in loaded.sorted(by: { $0.key < $1.key }) {
            guard names.contains(name), value is String || value is Int else {
                problems.append("\(path): \(name) is no setting, or not a text or number; see cluster/worker.yaml.")
                continue
            }
            file.fields[name] = "\(value)"
        }
        if let slots = file.fields["slots"], Int(slots) == nil {
            problems.append("\(path): slots is not a whole number.")
        }
        guard problems.isEmpty else { throw WorkerFailure(status: 2, sentence: problems.joined(separator: "\n")) }
        return file
    }

    /// Where the coordinator listens.
    var coordinator: String? { fields["coordinator"] }
    /// The worker's key.
    var key: String? { fields["key"] }
    /// The coordinator's public key.
    var coordinatorKey: String? { fields["coordinator_key"] }
    /// Tasks to run at once.
    var slots: Int? { fields["slots"].flatMap { Int($0) } }

    /// Memory for partitions and what is derived from them.
    ///
    /// - Throws: `WorkerFailure` when it is not a number of bytes.
    func memoryByteCount() throws -> ByteCount? {
        guard let text = fields["memory"] else { return nil }
        guard let count = ByteCount(text) else {
            throw WorkerFailure(status: 2, sentence: "\(path): memory is not a size such as 8GiB.")
        }
        return count
    }
}
