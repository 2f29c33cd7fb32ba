import Tables

/// The records of one file, or of several put together, standardised and in canonical order.
package struct LinkRecords: Sendable {
    /// A column of the records with its raw values, for those who know what it holds.
    package struct Column: Sendable {
        /// Its canonical name.
        package let name: String
        /// Its values, one a row.
        package let values: DistinctTexts

        /// A column.
        package init(name: String, values: DistinctTexts) {
            self.name = name
            self.values = values
        }
    }

    /// The compared columns.
    package let columns: LinkColumns
    /// For each record its row among all rows, from 0.
    package let rows: [Int]
    /// The file of each record, from 0; nil when there is one file.
    package let sources: [UInt8]?

    /// The number of records.
    package var count: Int { rows.count }

    /// Standardises rows and puts them into canonical order.
    ///
    /// - Parameters:
    ///   - columns: One for each column of the schema, in any order.
    ///   - schema: The compared columns.
    ///   - people: What tells people apart, one a row, where rows of one person are to lie together.
    ///   - sources: The file of each row where there are several.
    ///   - seed: The key of the canonical order.
    /// - Throws: ``LinkageError/noField(name:place:)`` when a column is missing, or `TableError`.
    package init(
        columns: [Column],
        schema: LinkSchema,
        people: DistinctTexts? = nil,
        sources: [UInt8]? = nil,
        seed: UInt64
    ) throws {
        let values = try Self.standardised(columns, schema)
        var persons: [UInt32]?
        let order: [Int]
        if let people {
            let ordered = CanonicalOrder.permutation(of: values, people: people, seed: seed)
            (order, persons) = (ordered.order, ordered.persons)
        } else {
            order = CanonicalOrder.permutation(of: values, seed: seed)
        }
        let table = LinkColumns.table(schema: schema, values: values.map { $0.permuted(order) }, persons: persons)
        self.columns = try LinkColumns(TableView(table), schema: schema)
        self.sources = sources.map { sources in order.map { sources[$0] } }
        rows = order
    }

    /// Finds out what the columns of one file hold, or those that two files have.
    ///
    /// Within one file a column in which every row has another value says nothing of who is whom: it numbers the rows and is
    /// left out, unless the upload template knows it by name.
    ///
    /// - Parameters:
    ///   - columns: The columns: those of the first file, and for two files those of the second by the same names.
    ///   - second: The second file's columns, or nil.
    ///   - roles: What columns hold where the caller knows; nil leaves a column out.
    /// - Returns: The compared columns, the template's first, then others by name; and those left out.
    /// - Throws: ``LinkageError/unusable(_:)`` when nothing is left to compare.
    package static func recognised(
        _ columns: [Column],
        second: [Column]? = nil,
        roles: [String: FieldRole?] = [:]
    ) throws(LinkageError) -> (schema: LinkSchema, leftOut: [LinkSides.LeftOut]) {
        let known = LinkSchema.service
        var fields: [LinkSchema.Field] = []
        var leftOut: [LinkSides.LeftOut] = []
        for column in columns.sorted(by: { LinkSchema.rank($0.name) < LinkSchema.rank($1.name) }) {
            guard let other = second.map({ $0.first { $0.name == column.name } }) ?? column else { continue }
            let finding: ColumnRecognition.Finding
            if let given = roles[column.name] {
                finding = given.map { .compare($0) } ?? .leaveOut("the settings leave it out")
            } else if second == nil, known.index(of: column.name) == nil, column.values.namesEveryRow {
                finding = .leaveOut("every row has another value in it")
            } else {
                finding = ColumnRecognition.judge(
                    ColumnRecognition.Column(name: column.name, cohort: column.values, pool: other.values)
                )
            }
            switch finding {
            case .compare(let role): fields.append(LinkSchema.Field(name: column.name, role: role))
            case .leaveOut(let reason): leftOut.append(LinkSides.LeftOut(name: column.name, reason: reason))
            }
        }
        guard !fields.isEmpty else {
            throw .unusable("No column of the input could be compared; see docs/methods/linkage.md for what is.")
        }
        return (try LinkSchema(fields: fields), leftOut)
    }

    private static func standardised(_ columns: [Column], _ schema: LinkSchema) throws -> [LinkColumns.Values] {
        let ordered = try schema.fields.map { field in
            guard let column = columns.first(where: { $0.name == field.name }) else {
                throw LinkageError.noField(name: field.name, place: "The linkage model")
            }
            return column
        }
        return Tiles.map(count: ordered.count) { index in
            let field = schema.fields[index]
            return ColumnRecognition.standardised(ordered[index].values, name: field.name, role: field.role)
        }
    }
}

extension DistinctTexts {
    /// Whether every row has a value and no two have the same.
    fileprivate var namesEveryRow: Bool { count > 1 && distinctCount - 1 == count }
}
