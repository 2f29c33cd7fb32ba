import Dispatch
import Extracts
import Foundation
import Synchronization
import Tables

/// The digests of the input files, computed one after the other beside the import.
final class FileDigests: Sendable {
    private let results: Mutex<[Result<StoreManifest.File, TableError>]> = Mutex([])
    private let group = DispatchGroup()
    private let isGivenUp = Atomic<Bool>(false)

    /// Begins to read the files.
    init(paths: [String]) {
        DispatchQueue.global(qos: .utility).async(group: group) {
            for path in paths {
                let result = self.entry(path)
                self.results.withLock { $0.append(result) }
            }
        }
    }

    /// Waits for all digests, in the order of the paths.
    ///
    /// - Throws: ``TableError/unreadable(path:reason:)``.
    func wait() throws(TableError) -> [StoreManifest.File] {
        group.wait()
        var files: [StoreManifest.File] = []
        for result in results.withLock({ $0 }) { files.append(try result.get()) }
        return files
    }

    /// Ends the reading, as when the import fails; returns once no thread reads any more.
    func giveUp() {
        isGivenUp.store(true, ordering: .relaxed)
        group.wait()
    }

    private func entry(_ path: String) -> Result<StoreManifest.File, TableError> {
        Result { () throws(TableError) in
            let digest = try Digest.ofFile(path: path) { self.isGivenUp.load(ordering: .relaxed) }
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
            return StoreManifest.File(name: CSVScanner.fileName(path), bytes: size, sha256: digest.description)
        }
    }
}
