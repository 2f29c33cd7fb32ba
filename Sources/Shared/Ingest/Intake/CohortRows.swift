import Extracts
import Tables

/// Reads the rows of a cohort file and notes what is wrong with each.
struct CohortRows {
    /// People under this age cannot have been sentenced: the age of criminal responsibility in England and Wales.
    private static let ageMin = 10

    private let document: CSVDocument
    private let columns: CohortHeader
    private let latest: Day
    /// What is wrong, row by row.
    private(set) var problems: [DataProblem] = []

    init(document: CSVDocument, columns: CohortHeader, latest: Day) {
        self.document = document
        self.columns = columns
        self.latest = latest
    }

    /// Reads all rows; those at the end of the file that hold nothing, as spreadsheets leave them, are no rows.
    mutating func read() -> Cohort {
        var cohort = Cohort()
        let count = usedRowCount
        for row in 0..<count {
            cohort.forenames.append(text(.forename, row))
            cohort.surnames.append(text(.surname, row))
            cohort.pncIDs.append(text(.pncID, row))
            cohort.prisonNumbers.append(text(.prisonNumber, row))
            cohort.sexes.append(sex(row))
            let birth = day(.dateOfBirth, row)
            let start = day(.interventionStart, row)
            let end = day(.interventionEnd, row)
            cohort.datesOfBirth.append(birth)
            cohort.indexDates.append(day(.indexDate, row))
            cohort.convictionDates.append(day(.convictionDate, row))
            cohort.interventionStarts.append(start)
            cohort.interventionEnds.append(end)
            if !start.isMissing, !end.isMissing, end < start {
                note(row, .interventionEnd, "is before intervention_start")
            }
            let events = [cohort.indexDates[row], cohort.convictionDates[row], start, end]
            checkAge(row, birth: birth, event: events.filter { !$0.isMissing }.min() ?? latest)
        }
        cohort.subgroups = columns.subgroups.map { column in
            (column.name, (0..<count).map { Self.trimmed(column, $0) })
        }
        return cohort
    }

    private var usedRowCount: Int {
        var count = document.rowCount
        while count > 0, document.columns.allSatisfy({ $0.isBlank(row: count - 1) }) { count -= 1 }
        return count
    }

    private mutating func note(_ row: Int, _ column: CohortColumn, _ rule: String) {
        problems.append(DataProblem(file: document.fileName, row: row + 1, column: column.rawValue, rule: rule))
    }

    private static func trimmed(_ column: CSVColumn, _ row: Int) -> String {
        column.withBytes(row: row) { String(decoding: DecimalText.trimmed($0), as: UTF8.self) }
    }

    private func text(_ column: CohortColumn, _ row: Int) -> String {
        columns.columns[column].map { Self.trimmed($0, row) } ?? ""
    }

    private mutating func sex(_ row: Int) -> Sex {
        guard let sex = Sex(anyWord: text(.gender, row)) else {
            note(row, .gender, "is not a known word for a gender (female, male, or empty)")
            return .notRecorded
        }
        return sex
    }

    private mutating func day(_ column: CohortColumn, _ row: Int) -> Day {
        guard let values = columns.columns[column], !values.isBlank(row: row) else { return .missing }
        guard let day = values.day(row: row) else {
            note(row, column, "is not a date (dd/mm/yyyy or yyyy-mm-dd)")
            return .missing
        }
        if day > latest { note(row, column, "is in the future") }
        return day
    }

    private mutating func checkAge(_ row: Int, birth: Day, event: Day) {
        if birth.isMissing || birth > latest { return }
        if birth.wholeYears(to: event) < Self.ageMin {
            note(row, .dateOfBirth, "makes the person younger than \(Self.ageMin) at the first date of the row")
        }
    }
}
