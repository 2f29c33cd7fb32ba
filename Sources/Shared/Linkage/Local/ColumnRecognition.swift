import Tables

/// Finds out what the columns of two files hold, for linkage without settings.
///
/// Columns of the upload template are known by their names, in the usual spellings. Others are judged by their values, on
/// both sides alike; a column that only numbers the rows is never compared.
package enum ColumnRecognition {
    /// A column that both files have, with its raw values.
    package struct Column: Sendable {
        /// The canonical name; see ``canonicalName(_:)``.
        package let name: String
        /// The cohort's values.
        package let cohort: DistinctTexts
        /// The population's values.
        package let pool: DistinctTexts

        /// A column.
        package init(name: String, cohort: DistinctTexts, pool: DistinctTexts) {
            self.name = name
            self.cohort = cohort
            self.pool = pool
        }
    }

    /// What a column was found to hold.
    package enum Finding: Hashable, Sendable {
        /// To be compared as this.
        case compare(FieldRole)
        /// Not to be compared, for this reason.
        case leaveOut(String)
    }

    private static let names: [String: [String]] = [
        "forename": ["forename", "first_name", "firstname", "given_name", "givenname", "forenames"],
        "middle_names": ["middle_names", "middle_name", "middlename", "middlenames"],
        "surname": ["surname", "last_name", "lastname", "family_name", "familyname"],
        "date_of_birth": ["date_of_birth", "dob", "birth_date", "birthdate", "dateofbirth"],
        "sex": ["sex", "gender"],
        "pnc_id": ["pnc_id", "pnc", "pncid", "pnc_number"],
        "prison_number": ["prison_number", "prison_no", "nomis_id", "noms_number", "noms_id"],
    ]

    /// The name under which a column is known: the upload template's where it is a usual spelling of one, else its own in
    /// lower case with underscores.
    package static func canonicalName(_ header: String) -> String {
        let plain = String(header.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
            .split(separator: "_").joined(separator: "_")
        return names.first { $0.value.contains(plain) }?.key ?? plain
    }

    /// What a column holds.
    ///
    /// - Parameters:
    ///   - column: The values of both sides.
    ///   - survey: What is known of the population's whole file, where only a sample of its values is given.
    /// - Returns: What to do with it.
    /// - Complexity: O(*d*) for *d* distinct values.
    package static func judge(_ column: Column, _ survey: ColumnSurvey? = nil) -> Finding {
        let hasNoValue = column.cohort.distinctCount == 1 || column.pool.distinctCount == 1
        if hasNoValue { return .leaveOut("one of the files has no value in it") }
        if let field = LinkSchema.service.fields.first(where: { $0.name == column.name }) {
            return .compare(field.role)
        }
        let cohort = Profile(column.cohort)
        let pool = Profile(column.pool, of: survey?.rowCount)
        if cohort.isRowNumber || pool.isRowNumber { return .leaveOut("it numbers the rows") }
        if cohort.dateShare >= 0.9, pool.dateShare >= 0.9 { return .compare(.date) }
        if cohort.distinctShare >= identifyingShare, pool.distinctShare >= identifyingShare {
            let agreement = survey?.commonShare ?? commonShare(column.cohort, column.pool)
            if agreement < 0.05 { return .leaveOut("it differs in every row and the files have no values in common") }
            if !cohort.hasSpaces, !pool.hasSpaces { return .compare(.identifier) }
        }
        if max(column.cohort.distinctCount, column.pool.distinctCount) <= 51 { return .compare(.category) }
        if cohort.meanLength <= 8, pool.meanLength <= 8, !cohort.hasSpaces, !pool.hasSpaces { return .compare(.code) }
        return .compare(.text)
    }

    /// The share of records with a value of their own from which on a column may identify them.
    private static let identifyingShare = 0.95

    /// Whether a column of the cohort may hold identifiers, so that it matters how many the population has too.
    package static func mayIdentify(_ cohort: DistinctTexts) -> Bool {
        let present = cohort.codes.count { $0 != 0 }
        return Double(cohort.distinctCount - 1) >= identifyingShare * Double(max(present, 1))
    }

    /// The share of the cohort's distinct values that the population has, among the first that are looked at.
    private static func commonShare(_ cohort: DistinctTexts, _ pool: DistinctTexts) -> Double {
        let last = min(cohort.distinctCount, 50_000)
        let common = (1..<last).count { code in cohort.withBytes(ofCode: code) { pool.contains($0) } }
        return Double(common) / Double(max(last - 1, 1))
    }

    /// The values of a column as they are compared; each distinct value is converted once.
    ///
    /// A text that is no date becomes a missing day.
    package static func standardised(_ values: DistinctTexts, name: String, role: FieldRole) -> LinkColumns.Values {
        if role.isDate {
            let days = (0..<values.distinctCount).map { code in
                values.withBytes(ofCode: code) { Day(parsing: $0) ?? .missing }
            }
            return .days(values.codes.map { days[Int($0)] })
        }
        let form = StandardForm(name: name, role: role)
        var standard = DistinctTexts(reservingRows: values.distinctCount)
        var scratch: [UInt8] = []
        for code in 0..<values.distinctCount {
            values.withBytes(ofCode: code) { form.write($0, into: &scratch) }
            scratch.withUnsafeBufferPointer { standard.append($0) }
        }
        let codes = standard.codes
        return .coded(values.codes.map { codes[Int($0)] }, distinct: standard.texts)
    }

    private struct Profile {
        let distinctShare: Double
        let meanLength: Double
        let hasSpaces: Bool
        let dateShare: Double
        /// Whether it counts: whole numbers without gaps, each once.
        let isRowNumber: Bool

        /// Looks at the distinct values, weighted by nothing: a frequent value counts once.
        ///
        /// Of a sample of some rows no
        /// more can be seen of row numbers than that they are different and no larger than the rows are many.
        init(_ values: DistinctTexts, of rowCount: Int? = nil) {
            let distinct = values.distinctCount - 1
            var (length, spaces, dates, numbers) = (0, 0, 0, 0)
            var (low, high) = (Int.max, Int.min)
            for code in 1..<values.distinctCount {
                values.withBytes(ofCode: code) { text in
                    length += text.count
                    spaces += text.contains(0x20) ? 1 : 0
                    dates += Day(parsing: text) == nil ? 0 : 1
                    if text.count < 18, let number = Int(String(decoding: text, as: UTF8.self)) {
                        numbers += 1
                        low = min(low, number)
                        high = max(high, number)
                    }
                }
            }
            let present = values.codes.count { $0 != 0 }
            distinctShare = Double(distinct) / Double(max(present, 1))
            meanLength = Double(length) / Double(distinct)
            hasSpaces = spaces * 20 > distinct
            dateShare = Double(dates) / Double(distinct)
            let isDistinct = present > 1 && distinct == present && numbers == distinct
            isRowNumber = isDistinct && high - low <= max(distinct, rowCount ?? 0) - 1
        }
    }
}

extension ColumnSurvey {
    /// The share of the cohort's values that the file has.
    fileprivate var commonShare: Double { Double(commonCount) / Double(max(soughtCount, 1)) }
}
