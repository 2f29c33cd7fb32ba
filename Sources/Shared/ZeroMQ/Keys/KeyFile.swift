import Glibc

/// What a key may be used for.
package enum Role: String, Hashable, Sendable, CaseIterable {
    /// Answers workers and users; its public key is what they check.
    case coordinator
    /// Runs tasks.
    case worker
    /// Submits jobs and reads results.
    case user
}

/// Whose key it is.
package struct PeerIdentity: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What the key may be used for.
    package let role: Role
    /// The name its operator gave it; unique in a folder of keys.
    package let name: String

    /// Makes an identity.
    ///
    /// - Parameters:
    ///   - role: What the key may be used for.
    ///   - name: 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.
    /// - Throws: ``KeyError/malformedName``.
    package init(role: Role, name: String) throws(KeyError) {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 64, PeerIdentity.isAlphanumeric(first),
            bytes.allSatisfy({ PeerIdentity.isAlphanumeric($0) || ".-_".utf8.contains($0) })
        else {
            throw .malformedName
        }
        self.role = role
        self.name = name
    }

    /// Reads an identity from the `User-Id` of a message; nil when it is none.
    package init?(userID: String) {
        let parts = userID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let role = Role(rawValue: String(parts[0])),
            let identity = try? PeerIdentity(role: role, name: String(parts[1]))
        else {
            return nil
        }
        self = identity
    }

    /// The `User-Id` of this peer's messages, as `worker:NAME`.
    package var userID: String { "\(role.rawValue):\(name)" }

    /// The same as `userID`.
    package var description: String { userID }

    /// Orders by name, then by role.
    package static func < (left: PeerIdentity, right: PeerIdentity) -> Bool {
        (left.name, left.role.rawValue) < (right.name, right.role.rawValue)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}

/// A public key file: whose key it is, and the key.
///
/// Text, one `field: value` a line; lines that begin with `#` and empty lines say nothing:
/// ```
/// # Justice Data Lab public key, format 1
/// role: worker
/// name: host-a
/// public: <40 characters of Z85>
/// ```
package struct PublicKeyFile: Hashable, Sendable {
    /// Whose key it is.
    package let identity: PeerIdentity
    /// The key.
    package let publicKey: PublicKey

    /// Makes the content of a file.
    package init(identity: PeerIdentity, publicKey: PublicKey) {
        self.identity = identity
        self.publicKey = publicKey
    }

    /// Reads a public key file; a secret key file is refused, since it does not belong where public ones are read.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``KeyError``.
    package init(reading path: String) throws(KeyError) {
        let fields = try KeyFields(parsing: readSmallFile(path, isSecret: false), path: path)
        guard fields.secret == nil else {
            throw .malformedFile(path: path, line: 0, rule: "it holds a secret key where a public one is meant")
        }
        identity = fields.identity
        publicKey = fields.publicKey
    }

    /// Writes the file with mode 0644.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - replaces: Whether a file that is there is replaced.
    /// - Throws: ``KeyError``; `exists` when it is there and must not be replaced.
    package func write(to path: String, replacing replaces: Bool = false) throws(KeyError) {
        let text = "# Justice Data Lab public key, format 1\n" + KeyFields.text(identity, publicKey)
        try writeSmallFile(text, to: path, mode: 0o644, replacing: replaces)
    }
}

/// A secret key file: whose key it is, and both halves of the key.
///
/// As ``PublicKeyFile``, with one line more: `secret: <40 characters of Z85>`.
package struct SecretKeyFile: Sendable {
    /// Whose key it is.
    package let identity: PeerIdentity
    /// Both halves.
    package let keys: CurveKeyPair

    /// Makes the content of a file.
    package init(identity: PeerIdentity, keys: CurveKeyPair) {
        self.identity = identity
        self.keys = keys
    }

    /// Reads a secret key file.
    ///
    /// The file must belong to this user or to root and be readable by its owner only. A file of root and its group
    /// may also be readable by that group: systemd's credentials look so.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``KeyError``; `exposed` when others can read it.
    package init(reading path: String) throws(KeyError) {
        let fields = try KeyFields(parsing: readSmallFile(path, isSecret: true), path: path)
        guard let secret = fields.secret else {
            throw .malformedFile(path: path, line: 0, rule: "it has no line 'secret: …': give the .key file")
        }
        guard let keys = try? CurveKeyPair(secretText: secret) else {
            throw .malformedFile(path: path, line: 0, rule: "its secret is not 40 characters of Z85")
        }
        guard keys.publicKey == fields.publicKey else {
            throw .malformedFile(path: path, line: 0, rule: "its public and secret keys do not belong together")
        }
        identity = fields.identity
        self.keys = keys
    }

    /// The content of the matching public key file.
    package var publicFile: PublicKeyFile {
        PublicKeyFile(identity: identity, publicKey: keys.publicKey)
    }

    /// Writes the file with mode 0600.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - replaces: Whether a file that is there is replaced.
    /// - Throws: ``KeyError``; `exists` when it is there and must not be replaced.
    package func write(to path: String, replacing replaces: Bool = false) throws(KeyError) {
        let text =
            "# Justice Data Lab secret key, format 1: never send this file to anyone\n"
            + KeyFields.text(identity, keys.publicKey) + "secret: \(keys.secretKey.text)\n"
        try writeSmallFile(text, to: path, mode: 0o600, replacing: replaces)
    }
}

/// The fields of either kind of file.
private struct KeyFields {
    let identity: PeerIdentity
    let publicKey: PublicKey
    let secret: String?

    static func text(_ identity: PeerIdentity, _ key: PublicKey) -> String {
        "role: \(identity.role.rawValue)\nname: \(identity.name)\npublic: \(key.text)\n"
    }

    init(parsing text: String, path: String) throws(KeyError) {
        var values: [String: (line: Int, value: String)] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            // At the first colon only: Z85 has colons too, and no blanks.
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, ["role", "name", "public", "secret"].contains(parts[0]) else {
                let rule = "it must begin with 'role:', 'name:', 'public:', 'secret:' or '#'"
                throw .malformedFile(path: path, line: index + 1, rule: rule)
            }
            let field = String(parts[0])
            guard values[field] == nil else {
                throw .malformedFile(path: path, line: index + 1, rule: "the field is there twice")
            }
            let value = parts[1].drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" && $0 != "\r" }
            values[field] = (index + 1, String(value))
        }
        guard let role = values["role"], let name = values["name"], let key = values["public"] else {
            throw .malformedFile(path: path, line: 0, rule: "it needs the lines 'role:', 'name:' and 'public:'")
        }
        guard let knownRole = Role(rawValue: role.value) else {
            throw .malformedFile(path: path, line: role.line, rule: "the role is coordinator, worker or user")
        }
        guard let identity = try? PeerIdentity(role: knownRole, name: name.value) else {
            throw .malformedFile(path: path, line: name.line, rule: KeyError.malformedName.description)
        }
        guard let publicKey = try? PublicKey(text: key.value) else {
            throw .malformedFile(path: path, line: key.line, rule: KeyError.malformedKey.description)
        }
        self.identity = identity
        self.publicKey = publicKey
        secret = values["secret"]?.value
    }
}
