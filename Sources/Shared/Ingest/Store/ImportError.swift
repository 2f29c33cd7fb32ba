import Extracts
import Tables

/// An extract that cannot be imported.
package enum ImportError: BadInput, Hashable {
    /// The folder is not there or not readable.
    case noFolder(path: String)
    /// Files or columns are missing, or files cannot be read as tables.
    case unusable([DataProblem])
    /// Rows break rules, and leaving them out was not asked for.
    case badRows(ImportReport)
    /// Neither `extract.yaml` nor an argument says when the extract ends.
    case noExtractEnd(folder: String)
    /// A category has more levels than codes.
    case tooManyLevels(column: String)
    /// A table has more rows than row numbers.
    case tooManyRows(file: String)
    /// The number of partitions is out of range.
    case partitionCount(Int)

    package var description: String {
        switch self {
        case .noFolder(let path):
            return "There is no extract folder at \(path)."
        case .unusable(let problems):
            let lines = problems.prefix(IntakeProblems.shownMax).map { "  \($0)" }
            let rest = problems.count > lines.count ? ["  … and \(problems.count - lines.count) more"] : []
            return (["The extract cannot be imported; supply what is missing."] + lines + rest).joined(separator: "\n")
        case .badRows(let report):
            return report.refusal
        case .noExtractEnd(let folder):
            return "\(folder)/extract.yaml does not say extract_end: yyyy-mm-dd; add it, or pass --extract-end."
        case .tooManyLevels(let column):
            return "The column \(column) has more than 65535 different values; it holds no category, check the extract."
        case .tooManyRows(let file):
            return "\(file) has more than 4294967295 rows; split the extract."
        case .partitionCount(let count):
            return "\(count) partitions are not possible; choose from 1 to \(StoreImporter.partitionCountMax)."
        }
    }
}

/// What an import read, and what was wrong with it.
package struct ImportReport: Hashable, Sendable, Codable {
    /// One table.
    package struct Table: Hashable, Sendable, Codable {
        /// The file's name.
        package let file: String
        /// Data rows.
        package let rows: Int
        /// Rows that break a rule.
        package let badRows: Int
    }

    /// The tables that were there, in the order of import.
    package let tables: [Table]
    /// What is wrong, by table and row: the first ``problemsMax`` of all.
    package let problems: [DataProblem]

    /// How many problems are listed; the numbers of bad rows are always exact.
    package static let problemsMax = 10_000

    /// Bad rows in all tables.
    package var badRows: Int { tables.reduce(0) { $0 + $1.badRows } }

    /// The message of a refusal: the numbers, the first twenty problems, what to do.
    var refusal: String {
        let counts = tables.filter { $0.badRows > 0 }.map { "\($0.badRows) of \($0.rows) in \($0.file)" }
        var lines = [
            "The extract has bad rows (\(counts.joined(separator: ", "))); correct them, or leave them out with "
                + "--skip-bad-rows."
        ]
        lines += problems.prefix(IntakeProblems.shownMax).map { "  \($0)" }
        if problems.count > IntakeProblems.shownMax { lines.append("  … (--json lists more)") }
        return lines.joined(separator: "\n")
    }
}
