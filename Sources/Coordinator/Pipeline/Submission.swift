package import Extracts
import Ingest
import Linkage
import Tables

/// A provider's list after intake: exact duplicates told apart, identifiers still in it.
///
/// The only part of a job that holds identifiers. Linkage reads it and nothing after linkage does.
package struct Submission: Sendable {
    /// The list as submitted.
    package let cohort: Cohort
    /// Data rows (from 0) that are no exact duplicates of earlier ones, ascending.
    package let uniqueRows: [Int]

    /// Finds the exact duplicates of a list.
    package init(_ cohort: Cohort) {
        self.cohort = cohort
        uniqueRows = cohort.distinctRows()
    }

    /// Rows that repeat an earlier row in every column.
    package var duplicateCount: Int { cohort.count - uniqueRows.count }

    /// The dates that a row gives.
    package func dates(row: Int) -> InterventionDates {
        InterventionDates(
            index: cohort.indexDates[row],
            conviction: cohort.convictionDates[row],
            start: cohort.interventionStarts[row],
            end: cohort.interventionEnds[row]
        )
    }
}

extension Submission {
    /// The link table of the distinct rows: standardised identifiers.
    func linkTable(schema: LinkSchema) -> Blob {
        func texts(_ column: [String], _ standardise: (String) -> String) -> LinkColumns.Values {
            .texts(uniqueRows.map { standardise(column[$0]) })
        }
        let values = schema.fields.map { field -> LinkColumns.Values in
            switch field.name {
            case LinkColumnName.forename: texts(cohort.forenames) { Self.firstName($0) }
            case LinkColumnName.middleNames: texts(cohort.forenames) { Self.furtherNames($0) }
            case LinkColumnName.surname: texts(cohort.surnames, Standardise.name)
            case LinkColumnName.dateOfBirth: .days(uniqueRows.map { cohort.datesOfBirth[$0] })
            case LinkColumnName.sex: .texts(uniqueRows.map { Standardise.sex(cohort.sexes[$0].word) })
            case LinkColumnName.pncID: texts(cohort.pncIDs, Standardise.pncID)
            default: texts(cohort.prisonNumbers, Standardise.identifier)
            }
        }
        return LinkColumns.table(schema: schema, values: values)
    }

    /// The upload template has one column for all given names; the first word is the forename.
    private static func firstName(_ text: String) -> String {
        Standardise.name(text).split(separator: " ").first.map(String.init) ?? ""
    }

    private static func furtherNames(_ text: String) -> String {
        Standardise.name(text).split(separator: " ").dropFirst().joined(separator: " ")
    }
}
