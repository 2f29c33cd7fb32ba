package import Tables

/// The compared columns of one side: the cohort, or one partition of the population.
///
/// Texts are dictionary-coded with code 0 for a missing value; dates are days. The values lie in a table, so the columns
/// of a cohort can be sent as they are. The pointers in it are into that table, which is held and never written, so it may
/// cross threads.
package struct LinkColumns: @unchecked Sendable {
    /// The values of a column when a table is made from arrays.
    package enum Values: Sendable {
        /// Standardised texts; the empty text is a missing value.
        case texts([String])
        /// The same as a code a row, and the distinct texts, the empty one first.
        case coded([UInt32], distinct: [String])
        /// Days; `Day.missing` is a missing value.
        case days([Day])
    }

    /// One column.
    enum Field: Sendable {
        case text(CodedText)
        case days(DayColumn)
    }

    /// Which columns these are.
    package let schema: LinkSchema
    /// The number of records.
    package let rowCount: Int
    /// The number of people; equal to `rowCount` where no record is an alias.
    package let personCount: Int
    let fields: [Field]
    private let persons: Column<UInt32>?
    private let personBase: UnsafePointer<UInt32>?

    /// The columns of a schema in a table.
    ///
    /// The table may have a column `person` (`UInt32`, ascending, starting at 0, without gaps) that gives the person of a
    /// record; a person's records then lie together. Without it every record is a person.
    ///
    /// - Throws: `TableError` if a column is absent, of another type or of another length.
    package init(_ view: TableView, schema: LinkSchema) throws(TableError) {
        self.schema = schema
        var fields: [Field] = []
        var length: Int?
        for field in schema.fields {
            let count: Int
            if field.role.isDate {
                let days = DayColumn(try view.column(field.name))
                count = days.count
                fields.append(.days(days))
            } else {
                let text = try CodedText(field, in: view)
                count = text.count
                fields.append(.text(text))
            }
            guard length == nil || length == count else {
                throw .damaged(what: "column \(field.name) has another length")
            }
            length = count
        }
        self.fields = fields
        let rowCount = length ?? 0
        self.rowCount = rowCount
        if view.has("person") {
            let persons: Column<UInt32> = try view.column("person")
            guard persons.count == rowCount, persons.isEmpty || persons[0] == 0,
                zip(persons, persons.dropFirst()).allSatisfy({ $1 == $0 || $1 == $0 + 1 })
            else { throw .damaged(what: "the records of a person do not lie together") }
            personCount = persons.isEmpty ? 0 : Int(persons[persons.count - 1]) + 1
            self.persons = persons
            personBase = persons.pointer
        } else {
            personCount = self.rowCount
            persons = nil
            personBase = nil
        }
    }

    /// The table of some arrays, one for each column of the schema and of equal length.
    ///
    /// - Parameters:
    ///   - schema: The columns.
    ///   - values: Their values, in the schema's order.
    ///   - persons: The person of each record, ascending from 0, or nil when each record is a person.
    /// - Returns: A table that ``init(_:schema:)`` reads.
    package static func table(schema: LinkSchema, values: [Values], persons: [UInt32]? = nil) -> Blob {
        precondition(values.count == schema.fields.count, "one array for each column of the schema")
        var builder = TableBuilder()
        for (field, column) in zip(schema.fields, values) {
            switch column {
            case .texts(let texts): builder.add(field.name, texts: texts)
            case .coded(let codes, let distinct): builder.add(field.name, codes: codes, distinct: distinct)
            case .days(let days): builder.add(field.name, days)
            }
        }
        if let persons { builder.add("person", persons) }
        return builder.build()
    }

    /// The person of a record.
    @inline(__always)
    package func person(ofRow row: Int) -> Int {
        personBase.map { Int($0[row]) } ?? row
    }

    /// The records of a run of people.
    ///
    /// - Complexity: O(log *n*) for *n* records.
    package func rows(ofPersons range: Range<Int>) -> Range<Int> {
        guard persons != nil else { return range }
        return firstRow(ofPerson: range.lowerBound)..<firstRow(ofPerson: range.upperBound)
    }

    private func firstRow(ofPerson person: Int) -> Int {
        var low = 0
        var high = rowCount
        while low < high {
            let middle = (low + high) / 2
            if self.person(ofRow: middle) < person { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The text of a record, empty when missing or when the column holds dates.
    package func text(field: Int, row: Int) -> String {
        guard case .text(let column) = fields[field] else { return "" }
        return String(decoding: column.bytes(ofCode: Int(column.codes[row])), as: UTF8.self)
    }

    /// The day of a record, missing when the column holds texts.
    package func day(field: Int, row: Int) -> Day {
        guard case .days(let column) = fields[field] else { return .missing }
        return column[row]
    }
}
