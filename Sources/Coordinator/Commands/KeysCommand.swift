import ArgumentParser
import Foundation
import Tables
import ZeroMQ

/// `jdl keys`: makes, lists and revokes the keys of coordinator, workers and users.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke the keys of coordinator, workers and users.",
        discussion: """
            Only a key in the folder's allow-list can connect to a coordinator. Send a .key file to its owner over a \
            channel you trust and to nobody else; a .pub file is no secret.

            Example:
              jdl keys make coordinator --out keys
              jdl keys make worker host-a --out keys
              jdl keys make user analyst-1 --out keys
              jdl keys revoke host-a --keys keys
            """,
        subcommands: [Make.self, List.self, Revoke.self]
    )
}

/// The folder of keys, the same for every subcommand.
private struct KeyFolder: ParsableArguments {
    @Option(
        name: [.customLong("keys"), .customLong("out")],
        help: ArgumentHelp("The folder of keys.", valueName: "dir")
    )
    var path = "keys"

    var ring: KeyRing { KeyRing(folder: path) }
}

extension KeysCommand {
    /// `jdl keys make`: one new key.
    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; a worker's or user's may connect from then on.",
            discussion: """
                Writes NAME.key (secret, mode 0600), NAME.pub, and for workers and users allowed/NAME.pub, which a \
                running coordinator reads within seconds.

                Example:
                  jdl keys make coordinator --out keys
                  jdl keys make worker host-a --out keys
                """
        )

        @Argument(help: "Whose key it is.")
        var role: Role

        @Argument(help: "The worker's or user's name: letters, digits, dots, hyphens and underscores.")
        var name: String?

        @OptionGroup
        private var folder: KeyFolder

        @Flag(help: "Replace a key of this name; the old one is revoked.")
        var force = false

        @Flag(help: "Print the result as JSON.")
        var json = false

        func validate() throws {
            switch (role, name) {
            case (.coordinator, .some(let name)) where name != KeyRing.coordinatorName:
                throw ValidationError("The coordinator's key has no name of its own: jdl keys make coordinator")
            case (.worker, nil), (.user, nil):
                throw ValidationError("Give the \(role.rawValue) a name: jdl keys make \(role.rawValue) NAME")
            default:
                return
            }
        }

        func run() throws {
            let identity = try PeerIdentity(role: role, name: name ?? KeyRing.coordinatorName)
            let ring = folder.ring
            let file = try ring.make(identity, replacing: force)
            let made = MadeKey(file.publicFile, ring)
            if json {
                try printJSON(made)
                return
            }
            let owner = role == .coordinator ? "the coordinator" : "\(role.rawValue) \(identity.name)"
            print("made the key of \(owner), fingerprint \(made.fingerprint)")
            print("  secret   \(made.secretFile)")
            print("  public   \(made.publicFile)")
            if let allowed = made.allowedFile {
                print("  allowed  \(allowed)")
            }
        }
    }

    /// `jdl keys list`: every key of the folder.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys with their names, roles and fingerprints.",
            discussion: """
                Example:
                  jdl keys list --keys keys
                """
        )

        @OptionGroup
        private var folder: KeyFolder

        @Flag(help: "Print the result as JSON.")
        var json = false

        func run() throws {
            let contents = try folder.ring.read()
            let keys = contents.entries.map { ListedKey($0.file, isRevoked: $0.isRevoked) }
            if json {
                try printJSON(keys)
            } else {
                let rows =
                    [["NAME", "ROLE", "FINGERPRINT", "STATE"]]
                    + keys.map { [$0.name, $0.role, $0.fingerprint, $0.revoked ? "revoked" : "in use"] }
                printTable(rows)
            }
            for problem in contents.problems {
                FileHandle.standardError.write(Data("warning: \(problem)\n".utf8))
            }
        }
    }

    /// `jdl keys revoke`: a key that may not connect any more.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a worker's or user's key out of the allow-list.",
            discussion: """
                A running coordinator reads the list again within seconds, refuses the key from then on and no longer \
                acts on messages of a connection that it still has.

                Example:
                  jdl keys revoke host-a --keys keys
                """
        )

        @Argument(help: "The worker's or user's name.")
        var name: String

        @OptionGroup
        private var folder: KeyFolder

        @Flag(help: "Print the result as JSON.")
        var json = false

        func run() throws {
            let file = try folder.ring.revoke(name)
            if json {
                try printJSON(ListedKey(file, isRevoked: true))
            } else {
                let key = ListedKey(file, isRevoked: true)
                print("revoked the key of \(key.role) \(key.name), fingerprint \(key.fingerprint)")
            }
        }
    }
}

/// A key as `list` and `revoke` print it.
private struct ListedKey: Encodable {
    let name: String
    let role: String
    let fingerprint: String
    let revoked: Bool

    init(_ file: PublicKeyFile, isRevoked: Bool) {
        name = file.identity.name
        role = file.identity.role.rawValue
        fingerprint = file.publicKey.fingerprint
        revoked = isRevoked
    }
}

/// A key as `make` prints it; its secret is only in its file.
private struct MadeKey: Encodable {
    let name: String
    let role: String
    let fingerprint: String
    let publicKey: String
    let secretFile: String
    let publicFile: String
    let allowedFile: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case role
        case fingerprint
        case publicKey = "public_key"
        case secretFile = "secret_file"
        case publicFile = "public_file"
        case allowedFile = "allowed_file"
    }

    init(_ file: PublicKeyFile, _ ring: KeyRing) {
        name = file.identity.name
        role = file.identity.role.rawValue
        fingerprint = file.publicKey.fingerprint
        publicKey = file.publicKey.text
        secretFile = ring.secretPath(name)
        publicFile = ring.publicPath(name)
        allowedFile = file.identity.role == .coordinator ? nil : ring.allowedPath(name)
    }
}

private func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// Prints rows with their columns below each other.
private func printTable(_ rows: [[String]]) {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
        let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
}

extension Role: ExpressibleByArgument {}

extension KeyError: BadInput {}
