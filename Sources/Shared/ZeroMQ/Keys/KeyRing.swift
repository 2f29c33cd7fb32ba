import Glibc

/// A folder of keys, as `jdl keys` writes it and a coordinator reads it.
///
/// ```
/// coordinator.key  coordinator.pub    the coordinator's own; .pub goes to every worker and user
/// NAME.key  NAME.pub                  a worker's or user's; .key goes to its owner and nowhere else
/// allowed/NAME.pub                    who may connect: nobody else can
/// revoked/NAME.FINGERPRINT.pub        who could once; stays refused even if allowed again by mistake
/// ```
/// The coordinator needs only `coordinator.key`, `allowed` and `revoked`.
package struct KeyRing: Hashable, Sendable {
    /// The name that only the coordinator's key has.
    package static let coordinatorName = "coordinator"
    /// The most keys in one folder.
    package static let keyCountMax = 10_000

    /// The folder.
    package let folder: String

    /// Makes a key ring of a folder, which need not be there yet.
    package init(folder: String) {
        // A trailing slash would make the folder its own parent.
        let end = folder.lastIndex { $0 != "/" }
        self.folder = end.map { String(folder[...$0]) } ?? folder
    }

    /// Where a name's secret key is.
    package func secretPath(_ name: String) -> String { "\(folder)/\(name).key" }

    /// Where a name's public key is.
    package func publicPath(_ name: String) -> String { "\(folder)/\(name).pub" }

    /// Where the public key of a name that may connect is.
    package func allowedPath(_ name: String) -> String { "\(allowedFolder)/\(name).pub" }

    private var allowedFolder: String { "\(folder)/allowed" }
    private var revokedFolder: String { "\(folder)/revoked" }

    /// Makes a key and writes its files; a worker's or user's is allowed from then on.
    ///
    /// - Parameters:
    ///   - identity: Whose key it is; the coordinator's is named `coordinator`, and nobody else's.
    ///   - replaces: Whether a key of this name is replaced; the old one is then revoked.
    /// - Returns: The files' content.
    /// - Throws: ``KeyError``; `exists` when there is a key of this name that must not be replaced.
    package func make(_ identity: PeerIdentity, replacing replaces: Bool = false) throws(KeyError) -> SecretKeyFile {
        let name = identity.name
        guard (identity.role == .coordinator) == (name == KeyRing.coordinatorName) else { throw .reservedName }
        let allowed = identity.role == .coordinator ? nil : allowedPath(name)
        for path in [secretPath(name), publicPath(name)] + (allowed.map { [$0] } ?? []) where !replaces {
            guard access(path, F_OK) != 0 else { throw .exists(path: path) }
        }
        for parent in parentFolders {
            try makeFolder(parent, mode: 0o755)
        }
        try makeFolder(folder, mode: 0o700)
        try makeFolder(allowedFolder, mode: 0o755)
        let file = SecretKeyFile(identity: identity, keys: try CurveKeyPair.generate())
        if let allowed, access(allowed, F_OK) == 0 {
            try revoke(name)
        }
        try file.write(to: secretPath(name), replacing: replaces)
        try file.publicFile.write(to: publicPath(name), replacing: replaces)
        // Last, so that a key is allowed only once its owner can have it.
        if let allowed {
            try file.publicFile.write(to: allowed)
        }
        return file
    }

    /// Takes a key out of the allow-list for good.
    ///
    /// Only one rename: a coordinator that reads the folder meanwhile sees the key allowed or revoked, never neither.
    ///
    /// - Parameter name: A worker's or user's name.
    /// - Returns: What was revoked.
    /// - Throws: ``KeyError``; `notAllowed` when there is no such key.
    @discardableResult
    package func revoke(_ name: String) throws(KeyError) -> PublicKeyFile {
        // The name is checked before it becomes part of a path.
        _ = try PeerIdentity(role: .worker, name: name)
        let path = allowedPath(name)
        guard access(path, F_OK) == 0 else { throw .notAllowed(name: name, folder: allowedFolder) }
        let file = try PublicKeyFile(reading: path)
        try makeFolder(revokedFolder, mode: 0o755)
        let revokedPath = "\(revokedFolder)/\(name).\(file.publicKey.fingerprint).pub"
        guard rename(path, revokedPath) == 0 else { throw .unwritable(path: revokedPath, code: errno) }
        return file
    }

    /// Reads who may connect.
    ///
    /// A file that is no key is left out and reported, so that a broken file neither lets anyone in nor keeps a
    /// revocation from taking effect.
    ///
    /// - Returns: The list, and what was left out.
    /// - Throws: ``KeyError`` when the folder cannot be read, or others could add keys to it.
    package func allowList() throws(KeyError) -> LoadedAllowList {
        let contents = try read()
        var list = AllowList()
        for entry in contents.entries where entry.isRevoked {
            list.revoke(entry.file.publicKey)
        }
        for entry in contents.entries where !entry.isRevoked {
            list.allow(entry.file.publicKey, as: entry.file.identity)
        }
        return LoadedAllowList(allowList: list, problems: contents.problems)
    }

    /// Reads every key of the folder, in the order of their names.
    ///
    /// - Returns: The keys, the coordinator's among them, and what could not be read.
    /// - Throws: ``KeyError`` when the folder cannot be read.
    package func read() throws(KeyError) -> KeyRingContents {
        var contents = KeyRingContents()
        let own = publicPath(KeyRing.coordinatorName)
        if access(own, F_OK) == 0 {
            contents.add(own, isRevoked: false) { $0.role == .coordinator }
        }
        for file in try publicFileNames(allowedFolder, mayBeMissing: false) {
            contents.add("\(allowedFolder)/\(file)", isRevoked: false) {
                $0.role != .coordinator && file == "\($0.name).pub"
            }
        }
        for file in try publicFileNames(revokedFolder, mayBeMissing: true) {
            contents.add("\(revokedFolder)/\(file)", isRevoked: true) { _ in true }
        }
        contents.entries.sort { ($0.file.identity, $0.fileName) < ($1.file.identity, $1.fileName) }
        return contents
    }

    /// What tells that the allow-list has changed, without reading a key.
    func stamp() throws(KeyError) -> [FileStamp] {
        var stamps: [FileStamp] = []
        for folder in [allowedFolder, revokedFolder] {
            for file in try publicFileNames(folder, mayBeMissing: folder == revokedFolder) {
                guard let stamp = FileStamp("\(folder)/\(file)") else { continue }
                stamps.append(stamp)
            }
        }
        return stamps
    }

    /// The folders above this one, outermost first.
    private var parentFolders: [String] {
        folder.indices.dropFirst().filter { folder[$0] == "/" }.map { String(folder[..<$0]) }
    }

    private func makeFolder(_ path: String, mode: mode_t) throws(KeyError) {
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .unwritable(path: path, code: errno) }
    }

    private func publicFileNames(_ path: String, mayBeMissing: Bool) throws(KeyError) -> [String] {
        guard let directory = opendir(path) else {
            if mayBeMissing, errno == ENOENT { return [] }
            throw .unreadable(path: path, code: errno)
        }
        defer { closedir(directory) }
        var status = stat()
        guard fstat(dirfd(directory), &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard status.st_mode & 0o022 == 0 else { throw .writableByOthers(path: path) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".pub"), !name.hasPrefix(".") else { continue }
            guard names.count < KeyRing.keyCountMax else {
                throw .malformedFile(path: path, line: 0, rule: "it has more than \(KeyRing.keyCountMax) keys")
            }
            names.append(name)
        }
        return names.sorted()
    }
}

/// The keys of a folder.
package struct KeyRingContents: Sendable {
    /// One key.
    package struct Entry: Hashable, Sendable {
        /// Whose key it is, and the key.
        package let file: PublicKeyFile
        /// Whether it is refused.
        package let isRevoked: Bool
        /// The file's name within its folder.
        let fileName: String
    }

    /// The keys, in the order of their names.
    package fileprivate(set) var entries: [Entry] = []
    /// What could not be read, one for each file.
    package fileprivate(set) var problems: [KeyError] = []

    /// Reads one file; `fits` says whether such an identity belongs there.
    fileprivate mutating func add(_ path: String, isRevoked: Bool, _ fits: (PeerIdentity) -> Bool) {
        do throws(KeyError) {
            let file = try PublicKeyFile(reading: path)
            guard fits(file.identity) else {
                let rule = "its role or name does not belong in a file of this name"
                throw .malformedFile(path: path, line: 0, rule: rule)
            }
            if let other = entries.first(where: { $0.file.publicKey == file.publicKey && $0.isRevoked == isRevoked }) {
                throw .duplicate(path: path, other: other.fileName)
            }
            let fileName = path.split(separator: "/").last.map { String($0) } ?? path
            entries.append(Entry(file: file, isRevoked: isRevoked, fileName: fileName))
        } catch {
            problems.append(error)
        }
    }
}

/// An allow-list as read from a folder.
package struct LoadedAllowList: Sendable {
    /// Who may connect.
    package let allowList: AllowList
    /// The files that were left out, and why.
    package let problems: [KeyError]
}
