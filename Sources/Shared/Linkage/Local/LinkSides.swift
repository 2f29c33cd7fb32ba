import Tables

/// A cohort made ready to be linked to a population that is read from a file: the columns that both have, the cohort's
/// values standardised and its records in canonical order.
package struct LinkSides: Sendable {
    /// A column that is not compared, and why.
    package struct LeftOut: Hashable, Sendable {
        /// Its canonical name.
        package let name: String
        /// The reason, as part of a sentence.
        package let reason: String
    }

    /// A column that both sides have.
    package struct Column: Sendable {
        /// The canonical name; see ``ColumnRecognition/canonicalName(_:)``.
        package let name: String
        /// The cohort's values.
        package let cohort: DistinctTexts
        /// What is known of the population's values; nil for a column of the template.
        package let survey: ColumnSurvey?

        /// A column.
        package init(name: String, cohort: DistinctTexts, survey: ColumnSurvey?) {
            self.name = name
            self.cohort = cohort
            self.survey = survey
        }
    }

    /// The compared columns.
    package let schema: LinkSchema
    /// The cohort's records.
    package let cohort: LinkColumns
    /// For each record of the cohort its row in the file, from 0.
    package let cohortRows: [Int]
    /// Columns that both files have and that are not compared.
    package let leftOut: [LeftOut]
    /// A sample of the population's records, where columns had to be judged by their values.
    package let sample: LinkColumns?

    /// Prepares a cohort.
    ///
    /// - Parameters:
    ///   - columns: The columns that both sides have; any order.
    ///   - roles: What columns hold where the caller knows; others are judged. Nil leaves a column out.
    ///   - seed: The key of the canonical order.
    /// - Throws: ``LinkageError`` when nothing is left to compare, or `TableError`.
    package init(columns: [Column], roles: [String: FieldRole?] = [:], seed: UInt64) throws {
        var fields: [LinkSchema.Field] = []
        var compared: [Column] = []
        var leftOut: [LeftOut] = []
        for column in columns.sorted(by: { LinkSchema.rank($0.name) < LinkSchema.rank($1.name) }) {
            switch Self.finding(column, roles) {
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
        schema = try LinkSchema(fields: fields)
        self.leftOut = leftOut
        let values = Self.standardised(compared.map(\.cohort), fields)
        cohortRows = CanonicalOrder.permutation(of: values, seed: seed)
        cohort = try Self.columns(schema, values, cohortRows)
        let samples = compared.compactMap(\.survey?.sample)
        if samples.count == compared.count {
            let values = Self.standardised(samples, fields)
            sample = try Self.columns(schema, values, CanonicalOrder.permutation(of: values, seed: seed))
        } else {
            sample = nil
        }
    }

    private static func finding(_ column: Column, _ roles: [String: FieldRole?]) -> ColumnRecognition.Finding {
        if let given = roles[column.name] {
            return given.map { .compare($0) } ?? .leaveOut("the settings leave it out")
        }
        if column.cohort.distinctCount == 1 { return .leaveOut("the cohort has no value in it") }
        if let field = LinkSchema.service.fields.first(where: { $0.name == column.name }) {
            return .compare(field.role)
        }
        guard let survey = column.survey else { preconditionFailure("a column beyond the template is surveyed") }
        return ColumnRecognition.judge(
            ColumnRecognition.Column(name: column.name, cohort: column.cohort, pool: survey.sample),
            survey
        )
    }

    private static func standardised(_ columns: [DistinctTexts], _ fields: [LinkSchema.Field]) -> [LinkColumns.Values] {
        Tiles.map(count: columns.count) { index in
            ColumnRecognition.standardised(columns[index], name: fields[index].name, role: fields[index].role)
        }
    }

    private static func columns(
        _ schema: LinkSchema,
        _ values: [LinkColumns.Values],
        _ order: [Int]
    ) throws(TableError) -> LinkColumns {
        let table = LinkColumns.table(schema: schema, values: values.map { $0.permuted(order) })
        return try LinkColumns(TableView(table), schema: schema)
    }
}

/// What a reading of the population's file found of one column.
package struct ColumnSurvey: Sendable {
    /// The values of a sample of records, chosen by a hash of the records; all of them in a small file.
    package let sample: DistinctTexts
    /// Records of the whole file.
    package let rowCount: Int
    /// Of the cohort's first distinct values those that the file has.
    package let commonCount: Int
    /// How many of the cohort's distinct values were looked for.
    package let soughtCount: Int

    /// A column's facts.
    package init(sample: DistinctTexts, rowCount: Int, commonCount: Int, soughtCount: Int) {
        self.sample = sample
        self.rowCount = rowCount
        self.commonCount = commonCount
        self.soughtCount = soughtCount
    }
}
