import Tables

/// A CSV file that cannot be used at all; rows with faults are reported one by one instead (``CSVFault``).
package enum CSVError: BadInput, Hashable {
    /// The file could not be opened or mapped.
    case unreadable(path: String, reason: String)
    /// The file has no header line.
    case empty(file: String)
    /// The file is in UTF-16, as "Unicode text" exports are.
    case utf16(file: String)
    /// Two columns have the same name; they are given by position, from 1.
    case repeatedColumn(file: String, first: Int, second: Int)
    /// A column that the reader needs is not there.
    case noColumn(file: String, column: String)
    /// One column holds more text than a document can.
    case tooLarge(file: String)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "Cannot read \(path): \(reason)."
        case .empty(let file): "\(file) is empty: its first line must name the columns."
        case .utf16(let file): "\(file) is in UTF-16: save it again as CSV UTF-8."
        case .repeatedColumn(let file, let first, let second):
            "Columns \(first) and \(second) of \(file) have the same name: rename or remove one of them."
        case .noColumn(let file, let column): "\(file) has no column named \(column)."
        case .tooLarge(let file): "\(file) has a column of more than 4 GiB: split the file."
        }
    }
}

/// What is wrong with the shape of one row; its fields are still given, as far as they could be told apart.
package enum CSVFault: Hashable, Sendable, CustomStringConvertible {
    /// The row has more or fewer fields than the header.
    case fieldCount(found: Int, expected: Int)
    /// A quoted field has no closing quotation mark.
    case openQuote
    /// Something stands between a closing quotation mark and the next separator.
    case textAfterQuote

    package var description: String {
        switch self {
        case .fieldCount(let found, let expected): "has \(found) fields where the header has \(expected)"
        case .openQuote: "has a quotation mark that is not closed"
        case .textAfterQuote: "has text after a closing quotation mark"
        }
    }
}
