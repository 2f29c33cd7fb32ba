import Dispatch
import Synchronization
import Tables

/// Two files made ready to be linked: the columns that they share, standardised, and the records in canonical order.
package struct LinkFiles: Sendable {
    /// A column that is not compared, and why.
    package struct LeftOut: Hashable, Sendable {
        /// Its canonical name.
        package let name: String
        /// The reason, as part of a sentence.
        package let reason: String
    }

    /// The compared columns.
    package let schema: LinkSchema
    /// The cohort's records.
    package let cohort: LinkColumns
    /// The population's records.
    package let pool: LinkColumns
    /// For each record of the cohort its row in the file, from 0.
    package let cohortRows: [Int]
    /// For each record of the population its row in the file, from 0.
    package let poolRows: [Int]
    /// What tells the people of the population apart, by row of the file; nil when each row is a person.
    package let poolPeople: DistinctTexts?
    /// Columns that both files have and that are not compared.
    package let leftOut: [LeftOut]

    /// Prepares two files.
    ///
    /// - Parameters:
    ///   - columns: The columns that both files have; any order.
    ///   - poolPeople: A text that tells the people of the population apart, one a row, where its file has one: rows of one
    ///     person are aliases, and only the best counts.
    ///   - roles: What columns hold where the caller knows; others are judged. Nil leaves a column out.
    ///   - seed: The key of the canonical order.
    /// - Throws: ``LinkageError`` when nothing is left to compare, or `TableError`.
    package init(
        columns: [ColumnRecognition.Column],
        poolPeople: DistinctTexts? = nil,
        roles: [String: FieldRole?] = [:],
        seed: UInt64
    ) throws {
        let columns = columns.sorted { Self.rank($0.name) < Self.rank($1.name) }
        var fields: [LinkSchema.Field] = []
        var compared: [ColumnRecognition.Column] = []
        var leftOut: [LeftOut] = []
        for column in columns {
            let finding: ColumnRecognition.Finding
            if let given = roles[column.name] {
                finding = given.map { .compare($0) } ?? .leaveOut("the settings leave it out")
            } else {
                finding = ColumnRecognition.judge(column)
            }
            switch finding {
            case .compare(let role):
                fields.append(LinkSchema.Field(name: column.name, role: role))
                compared.append(column)
            case .leaveOut(let reason): leftOut.append(LeftOut(name: column.name, reason: reason))
            }
        }
        guard !fields.isEmpty else {
            throw LinkageError.unusable(
                "The two files have no column in common that could be compared; name them alike."
            )
        }
        let schema = try LinkSchema(fields: fields)
        let values = Self.standardised(compared, fields)
        let cohortOrder = CanonicalOrder.permutation(of: values.map(\.cohort), seed: seed)
        cohort = try Self.columns(schema, values.map { $0.cohort.permuted(cohortOrder) }, persons: nil)
        if let poolPeople {
            let (order, persons) = CanonicalOrder.permutation(of: values.map(\.pool), people: poolPeople, seed: seed)
            pool = try Self.columns(schema, values.map { $0.pool.permuted(order) }, persons: persons)
            poolRows = order
        } else {
            poolRows = CanonicalOrder.permutation(of: values.map(\.pool), seed: seed)
            pool = try Self.columns(schema, values.map { [poolRows] in $0.pool.permuted(poolRows) }, persons: nil)
        }
        self.schema = schema
        self.leftOut = leftOut
        self.poolPeople = poolPeople
        cohortRows = cohortOrder
    }

    /// The template's columns in the template's order, then others by name.
    static func rank(_ name: String) -> (Int, String) {
        (LinkSchema.service.index(of: name) ?? LinkSchema.service.fields.count, name)
    }

    private struct Pair: Sendable {
        let cohort: LinkColumns.Values
        let pool: LinkColumns.Values
    }

    private static func standardised(_ columns: [ColumnRecognition.Column], _ fields: [LinkSchema.Field]) -> [Pair] {
        let slots = Mutex([Pair?](repeating: nil, count: columns.count))
        DispatchQueue.concurrentPerform(iterations: columns.count) { index in
            let (name, role) = (fields[index].name, fields[index].role)
            let pair = Pair(
                cohort: ColumnRecognition.standardised(columns[index].cohort, name: name, role: role),
                pool: ColumnRecognition.standardised(columns[index].pool, name: name, role: role)
            )
            slots.withLock { $0[index] = pair }
        }
        return slots.withLock { $0.compactMap { $0 } }
    }

    private static func columns(
        _ schema: LinkSchema,
        _ values: [LinkColumns.Values],
        persons: [UInt32]?
    ) throws(TableError) -> LinkColumns {
        let table = LinkColumns.table(schema: schema, values: values, persons: persons)
        return try LinkColumns(TableView(table), schema: schema)
    }
}
