import Foundation
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
        /// The cohort's values, one a row.
        package let cohort: [String]
        /// The population's values.
        package let pool: [String]

        /// A column.
        package init(name: String, cohort: [String], pool: [String]) {
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
    /// - Complexity: O(*n* log *n*) for *n* rows.
    package static func judge(_ column: Column) -> Finding {
        if let field = LinkSchema.service.fields.first(where: { $0.name == column.name }) {
            let isEmpty = [column.cohort, column.pool].contains { $0.allSatisfy(\.isEmpty) }
            return isEmpty ? .leaveOut("one of the files has no value in it") : .compare(field.role)
        }
        let cohort = Profile(column.cohort)
        let pool = Profile(column.pool)
        if cohort.valueCount == 0 || pool.valueCount == 0 { return .leaveOut("one of the files has no value in it") }
        if cohort.isRowNumber || pool.isRowNumber { return .leaveOut("it numbers the rows") }
        if cohort.dateShare >= 0.9, pool.dateShare >= 0.9 { return .compare(.date) }
        if cohort.distinctShare >= 0.95, pool.distinctShare >= 0.95 {
            let agreement = Double(cohort.distinct.intersection(pool.distinct).count) / Double(cohort.distinct.count)
            if agreement < 0.05 { return .leaveOut("it differs in every row and the files have no values in common") }
            if !cohort.hasSpaces, !pool.hasSpaces { return .compare(.identifier) }
        }
        if max(cohort.distinct.count, pool.distinct.count) <= 50 { return .compare(.category) }
        if cohort.meanLength <= 8, pool.meanLength <= 8, !cohort.hasSpaces, !pool.hasSpaces { return .compare(.code) }
        return .compare(.text)
    }

    /// The values of a column as they are compared.
    ///
    /// A text that is no date becomes a missing day.
    package static func standardised(_ values: [String], name: String, role: FieldRole) -> LinkColumns.Values {
        if role.isDate {
            return .days(values.map { Day($0.trimmingCharacters(in: .whitespaces)) ?? .missing })
        }
        if name == "pnc_id" { return .texts(values.map { Standardise.pncID($0) }) }
        return .texts(values.map { Standardise.value($0, role: role) })
    }

    private struct Profile {
        let valueCount: Int
        let distinct: Set<String>
        let meanLength: Double
        let hasSpaces: Bool
        let dateShare: Double

        init(_ values: [String]) {
            let present = values.filter { !$0.isEmpty }
            valueCount = present.count
            distinct = Set(present)
            meanLength = Double(present.reduce(0) { $0 + $1.utf8.count }) / Double(max(present.count, 1))
            hasSpaces = present.count { $0.contains(" ") } * 20 > present.count
            dateShare = Double(present.count { Day($0) != nil }) / Double(max(present.count, 1))
        }

        var distinctShare: Double { Double(distinct.count) / Double(max(valueCount, 1)) }

        /// Whether it counts: whole numbers without gaps, each once.
        var isRowNumber: Bool {
            guard distinct.count == valueCount, valueCount > 1 else { return false }
            let numbers = distinct.compactMap { Int($0) }
            guard numbers.count == valueCount, let low = numbers.min(), let high = numbers.max() else { return false }
            return high - low == valueCount - 1
        }
    }
}
