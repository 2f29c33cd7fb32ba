import Tables

/// How many records of one side have a value in each compared column.
///
/// An accumulator: batches of records are added as they pass, parts are merged.
package struct Completeness: Hashable, Sendable {
    /// One column.
    package struct Column: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// Records that have a value.
        package fileprivate(set) var presentCount: Int64
        /// Records in all.
        package fileprivate(set) var rowCount: Int64

        /// The share of records with a value, 0 to 1; 0 without records.
        package var share: Double { rowCount > 0 ? Double(presentCount) / Double(rowCount) : 0 }
    }

    /// The columns in the schema's order.
    package private(set) var columns: [Column]

    /// No records yet.
    package init(schema: LinkSchema) {
        columns = schema.fields.map { Column(name: $0.name, presentCount: 0, rowCount: 0) }
    }

    /// Adds records of which the caller has counted the values.
    ///
    /// - Parameters:
    ///   - column: The column's position in the schema.
    ///   - presentCount: Records that have a value.
    ///   - rowCount: Records in all, at least `presentCount`.
    package mutating func add(column: Int, presentCount: Int, rowCount: Int) {
        precondition((0...rowCount).contains(presentCount), "more values than records")
        columns[column].presentCount += Int64(presentCount)
        columns[column].rowCount += Int64(rowCount)
    }

    /// Adds all records of some columns.
    package mutating func add(_ batch: LinkColumns) {
        precondition(batch.schema.fields.map(\.name) == columns.map(\.name), "columns of another schema")
        for column in columns.indices {
            let present = (0..<batch.rowCount).count { batch.hasValue(field: column, row: $0) }
            add(column: column, presentCount: present, rowCount: batch.rowCount)
        }
    }

    /// Adds the records of another part.
    package mutating func merge(_ other: Completeness) {
        precondition(columns.map(\.name) == other.columns.map(\.name), "completeness of other columns")
        for column in columns.indices {
            columns[column].presentCount += other.columns[column].presentCount
            columns[column].rowCount += other.columns[column].rowCount
        }
    }
}

extension LinkColumns {
    /// Whether a record has a value in a column.
    package func hasValue(field: Int, row: Int) -> Bool {
        switch fields[field] {
        case .text(let text): text.codes[row] != 0
        case .days(let days): !days[row].isMissing
        }
    }
}
