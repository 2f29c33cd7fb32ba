import Foundation
import Messages
import Tables

/// The results of a job, as they are handed to users.
struct ResultFolder {
    /// The most files of one job.
    private static let fileCountMax = 2_000

    /// The folder.
    let path: String

    /// The files, by name.
    func files() -> [ResultFile] {
        guard let walk = FileManager.default.enumerator(atPath: path) else { return [] }
        var files: [ResultFile] = []
        while let name = walk.nextObject() as? String, files.count < Self.fileCountMax {
            guard isServed(name), let digest = try? Digest.ofFile(path: "\(path)/\(name)"),
                let blob = try? Blob.map(path: "\(path)/\(name)")
            else { continue }
            files.append(ResultFile(name: name, byteCount: blob.count, digest: digest))
        }
        return files.sorted { $0.name < $1.name }
    }

    /// One file's bytes; nil when there is no such file.
    func open(_ name: String) -> Blob? {
        guard isServed(name) else { return nil }
        return try? Blob.map(path: "\(path)/\(name)")
    }

    /// Whether a name stays within the folder and is an ordinary file, not a link out of it.
    private func isServed(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return false }
        var folder = path
        for (index, part) in parts.enumerated() {
            folder += "/\(part)"
            var status = stat()
            guard lstat(folder, &status) == 0 else { return false }
            let kind = status.st_mode & S_IFMT
            guard kind == (index == parts.count - 1 ? S_IFREG : S_IFDIR) else { return false }
        }
        return true
    }
}
