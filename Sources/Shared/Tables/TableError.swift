/// A failure to read or write a table.
package enum TableError: BadInput, Hashable {
    /// A file could not be opened or mapped.
    case unreadable(path: String, reason: String)
    /// A file could not be written.
    case unwritable(path: String, reason: String)
    /// Bytes that should be a table are not, or are damaged.
    case damaged(what: String)
    /// A column that the reader needs is not in the table, or has another type.
    case noColumn(name: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "Cannot read \(path): \(reason)."
        case .unwritable(let path, let reason): "Cannot write \(path): \(reason)."
        case .damaged(let what): "The table is damaged (\(what)); import the extract again."
        case .noColumn(let name):
            "The table has no column \(name) of the expected type; it was written by another version, import it again."
        }
    }
}
