package import Extracts
import Foundation
package import Tables

/// Opens a partition store and maps its partitions.
package struct StoreReader: Sendable {
    /// The store's folder.
    package let path: String
    /// What was imported and where it lies.
    package let manifest: StoreManifest

    /// Opens a store: its layout, and that every partition's files are there in full size.
    ///
    /// - Parameter path: The store's folder.
    /// - Throws: ``StoreError``.
    package init(path: String) throws(StoreError) {
        let file = (path as NSString).appendingPathComponent(StoreManifest.fileName)
        guard let data = FileManager.default.contents(atPath: file) else { throw .noStore(path: path) }
        struct Layout: Decodable { let layout: Int }
        guard let layout = (try? JSONDecoder().decode(Layout.self, from: data))?.layout else {
            throw .damaged(path: path, what: StoreManifest.fileName)
        }
        guard layout == StoreManifest.currentLayout else { throw .layout(path: path, found: layout) }
        guard let manifest = try? JSONDecoder().decode(StoreManifest.self, from: data),
            Day(manifest.extractEnd) != nil, !manifest.partitions.isEmpty
        else { throw .damaged(path: path, what: StoreManifest.fileName) }
        for entry in manifest.partitions.flatMap({ [$0.link, $0.history] }) {
            let name = (path as NSString).appendingPathComponent(entry.name)
            let size = (try? FileManager.default.attributesOfItem(atPath: name))?[.size] as? Int
            guard size == entry.bytes, !entry.name.contains("/") else { throw .damaged(path: path, what: entry.name) }
        }
        self.path = path
        self.manifest = manifest
    }

    /// The number of partitions.
    package var partitionCount: Int { manifest.partitions.count }

    /// The number of people.
    package var people: Int { manifest.partitions.reduce(0) { $0 + $1.people } }

    /// The last day that the extracts cover.
    package var extractEnd: Day { Day(manifest.extractEnd) ?? .missing }

    /// The levels of a category column by code; only the empty one for a column that is not there.
    package func levels(_ column: String) -> [String] { manifest.levels[column] ?? [""] }

    /// The identifiers of a partition's people, mapped.
    ///
    /// - Throws: ``StoreError/damaged(path:what:)``.
    package func link(_ partition: Int) throws(StoreError) -> Blob {
        try map(manifest.partitions[partition].link)
    }

    /// The histories of a partition's people, mapped.
    ///
    /// - Throws: ``StoreError/damaged(path:what:)``.
    package func history(_ partition: Int) throws(StoreError) -> Blob {
        try map(manifest.partitions[partition].history)
    }

    /// Compares every file with its digest in the manifest, which reads all of the store.
    ///
    /// - Throws: ``StoreError/damaged(path:what:)`` for the first file that differs.
    package func verify() throws(StoreError) {
        for entry in manifest.partitions.flatMap({ [$0.link, $0.history] }) {
            let blob = try map(entry)
            let found = withExtendedLifetime(blob) { Digest.of(blob.bytes) }
            guard found == Digest(hexadecimal: entry.sha256) else { throw .damaged(path: path, what: entry.name) }
        }
    }

    private func map(_ entry: StoreManifest.File) throws(StoreError) -> Blob {
        let name = (path as NSString).appendingPathComponent(entry.name)
        guard let blob = try? Blob.map(path: name), blob.count == entry.bytes else {
            throw .damaged(path: path, what: entry.name)
        }
        return blob
    }
}

/// A store that cannot be opened.
package enum StoreError: BadInput, Hashable {
    /// The folder has no manifest.
    case noStore(path: String)
    /// The store was written by another version.
    case layout(path: String, found: Int)
    /// A file is missing, cut short or changed.
    case damaged(path: String, what: String)

    package var description: String {
        switch self {
        case .noStore(let path):
            "There is no store at \(path): make one with jdl import."
        case .layout(let path, let found):
            "The store at \(path) has layout \(found), this version reads \(StoreManifest.currentLayout): import again."
        case .damaged(let path, let what):
            "The store at \(path) is damaged (\(what)): import the extract again."
        }
    }
}
