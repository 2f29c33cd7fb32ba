private import CZeroMQ

/// Something wrong with a key, a key file or a folder of keys; the user can put it right.
package enum KeyError: Error, Hashable, CustomStringConvertible {
    /// The text is not a key: 40 characters of Z85.
    case malformedKey
    /// libzmq could not make a key pair; the error number.
    case notGenerated(code: Int32)
    /// The name is not 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.
    case malformedName
    /// The file could not be read; the error number.
    case unreadable(path: String, code: Int32)
    /// The file could not be written; the error number.
    case unwritable(path: String, code: Int32)
    /// A secret key that somebody else on this host can read; its permission bits.
    case exposed(path: String, mode: UInt32)
    /// A file or folder of public keys that others can write, so that they could let anyone in.
    case writableByOthers(path: String)
    /// The name `coordinator` is for the coordinator's key, and that key has no other name.
    case reservedName
    /// The file is not a key file; the line, counted from 1, or 0 for the whole file, and the rule that it breaks.
    case malformedFile(path: String, line: Int, rule: String)
    /// The file is there already.
    case exists(path: String)
    /// No key of this name is in the folder's allow-list.
    case notAllowed(name: String, folder: String)
    /// Another key file of the folder has the same key.
    case duplicate(path: String, other: String)

    /// One sentence: what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .malformedKey:
            "a key is 40 characters of Z85 text: copy it whole, from the .pub file"
        case .notGenerated(let code):
            "no key pair could be made: \(reason(code))"
        case .malformedName:
            "a key's name has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit"
        case .unreadable(let path, let code):
            "the key file \(path) could not be read: \(reason(code))"
        case .unwritable(let path, let code):
            "the key file \(path) could not be written: \(reason(code))"
        case .exposed(let path, let mode):
            "the secret key \(path) has mode 0\(String(mode, radix: 8)), so others on this host can read it: "
                + "make a new key if others use this host, else run chmod 600"
        case .writableByOthers(let path):
            "\(path) can be written by others, who could let anyone in: run chmod go-w"
        case .reservedName:
            "the name coordinator is for the coordinator's key alone: give workers and users other names"
        case .malformedFile(let path, 0, let rule):
            "\(path) is not a key file: \(rule)"
        case .malformedFile(let path, let line, let rule):
            "line \(line) of the key file \(path) is wrong: \(rule)"
        case .exists(let path):
            "\(path) exists already: choose another name, or replace it with --force"
        case .notAllowed(let name, let folder):
            "no key named \(name) is allowed in \(folder): see jdl keys list"
        case .duplicate(let path, let other):
            "\(path) has the same key as \(other): remove one of them"
        }
    }

    private func reason(_ code: Int32) -> String {
        String(cString: zmq_strerror(code))
    }
}
