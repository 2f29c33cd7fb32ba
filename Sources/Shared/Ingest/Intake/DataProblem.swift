/// Something that is wrong with a file that was handed in: where, and which rule it breaks, never what stands there.
package struct DataProblem: Hashable, Sendable, Codable {
    /// The file's name without its folder.
    package let file: String
    /// The data row, from 1; nil when the whole file or a whole column is meant.
    package let row: Int?
    /// The column's or the key's name in the schema; nil when the whole row is meant.
    package let column: String?
    /// The rule that is broken, as a predicate: "is not a date".
    package let rule: String

    /// A problem.
    package init(file: String, row: Int? = nil, column: String? = nil, rule: String) {
        self.file = file
        self.row = row
        self.column = column
        self.rule = rule
    }
}

extension DataProblem: CustomStringConvertible {
    /// One line: "cohort.csv, row 12, date_of_birth: is not a date".
    package var description: String {
        var place = file
        if let row { place += ", row \(row)" }
        if let column { place += ", \(column)" }
        return "\(place): \(rule)"
    }
}
