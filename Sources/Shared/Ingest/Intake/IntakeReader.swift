package import Extracts
package import Tables

/// Reads a provider's list by the rules of intake (domain rules, section 3), and lists every problem at once.
package struct IntakeReader: Sendable {
    /// The last day that a date may name: today, or the end of the extract for a synthetic one.
    private let latest: Day
    /// Fewest people after exact duplicates are removed.
    private let cohortSizeMin: Int
    /// Subgroup columns to keep; any other column that is not of the template is left unread.
    private let subgroups: [String]

    /// A reader.
    ///
    /// - Parameters:
    ///   - latest: The last day that a date may name.
    ///   - cohortSizeMin: Fewest people after exact duplicates are removed.
    ///   - subgroups: Columns of the file to keep for sub-analyses, as the request names them.
    package init(latest: Day, cohortSizeMin: Int, subgroups: [String] = []) {
        self.latest = latest
        self.cohortSizeMin = cohortSizeMin
        self.subgroups = subgroups
    }

    /// Reads a cohort file.
    ///
    /// - Parameter path: The file.
    /// - Returns: All rows, exact duplicates among them.
    /// - Throws: ``CSVError``, ``IntakeProblems``.
    package func read(path: String) throws -> Cohort {
        try read(CSVDocument(path: path))
    }

    /// Reads a cohort from a document.
    ///
    /// - Parameter document: The file's contents.
    /// - Returns: All rows, exact duplicates among them.
    /// - Throws: ``IntakeProblems``.
    package func read(_ document: CSVDocument) throws -> Cohort {
        var problems: [DataProblem] = []
        let columns = CohortHeader(document, subgroups: subgroups, problems: &problems)
        guard problems.isEmpty else { throw IntakeProblems(problems) }
        problems += document.faults.map {
            DataProblem(file: document.fileName, row: $0.row, rule: $0.fault.description)
        }
        var rows = CohortRows(document: document, columns: columns, latest: latest)
        let cohort = rows.read()
        let quality = CohortQuality(cohort, file: document.fileName, cohortSizeMin: cohortSizeMin)
        problems = quality.problems + (problems + rows.problems).sorted { ($0.row ?? 0) < ($1.row ?? 0) }
        guard problems.isEmpty else { throw IntakeProblems(problems) }
        return cohort
    }
}

/// Which column of a file holds what.
struct CohortHeader {
    /// The file's columns by meaning.
    private(set) var columns: [CohortColumn: CSVColumn] = [:]
    /// Subgroup columns, in the order of the file.
    private(set) var subgroups: [CSVColumn] = []

    init(_ document: CSVDocument, subgroups wanted: [String], problems: inout [DataProblem]) {
        let file = document.fileName
        var positions: [CohortColumn: Int] = [:]
        for (index, column) in document.columns.enumerated() {
            guard let meaning = CohortColumn(header: column.name) else { continue }
            if let first = positions[meaning] {
                let rule = "is given twice, in columns \(first + 1) and \(index + 1)"
                problems.append(DataProblem(file: file, column: meaning.rawValue, rule: rule))
            }
            positions[meaning] = index
            columns[meaning] = column
        }
        for column in CohortColumn.mandatory where columns[column] == nil {
            problems.append(DataProblem(file: file, column: column.rawValue, rule: "is a mandatory column and missing"))
        }
        if CohortColumn.datesOfEvent.allSatisfy({ columns[$0] == nil }) {
            let names = CohortColumn.datesOfEvent.map(\.rawValue).joined(separator: ", ")
            problems.append(DataProblem(file: file, rule: "has none of the columns \(names); one is needed"))
        }
        let names = wanted.map(CohortColumn.normalised)
        for (name, normalised) in zip(wanted, names)
        where !document.columns.contains(where: { CohortColumn.normalised($0.name) == normalised }) {
            problems.append(DataProblem(file: file, column: name, rule: "is asked for in sub_analyses and missing"))
        }
        subgroups = document.columns.filter { names.contains(CohortColumn.normalised($0.name)) }
    }
}
