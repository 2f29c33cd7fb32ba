import Extracts
import Tables

/// Whether a list as a whole can be used: enough people, and enough known about them to find them.
struct CohortQuality {
    /// The largest share of rows that may lack a value that linkage needs.
    static let missingShareMax = 0.5

    /// What is wrong with the list as a whole.
    let problems: [DataProblem]

    init(_ cohort: Cohort, file: String, cohortSizeMin: Int) {
        var problems: [DataProblem] = []
        let people = cohort.distinctRows().count
        if people < cohortSizeMin {
            let rule = "has \(people) people after exact duplicates are removed; at least \(cohortSizeMin) are needed"
            problems.append(DataProblem(file: file, rule: rule))
        }
        let lacking: [(column: CohortColumn, rows: Int)] = [
            (.forename, cohort.forenames.count(where: \.isEmpty)),
            (.surname, cohort.surnames.count(where: \.isEmpty)),
            (.dateOfBirth, cohort.datesOfBirth.count(where: \.isMissing)),
        ]
        for (column, rows) in lacking where Double(rows) > Self.missingShareMax * Double(cohort.count) {
            let rule = "is missing in \(rows) of \(cohort.count) rows; the list is too poor to find these people"
            problems.append(DataProblem(file: file, column: column.rawValue, rule: rule))
        }
        let events = zip(
            zip(cohort.indexDates, cohort.convictionDates),
            zip(cohort.interventionStarts, cohort.interventionEnds)
        )
        let undated = events.count { $0.0.isMissing && $0.1.isMissing && $1.0.isMissing && $1.1.isMissing }
        if Double(undated) > Self.missingShareMax * Double(cohort.count) {
            let rule =
                "has no date but that of birth in \(undated) of \(cohort.count) rows; the list is too poor to use"
            problems.append(DataProblem(file: file, rule: rule))
        }
        self.problems = problems
    }
}

extension Cohort {
    /// The rows that are not exact duplicates of an earlier one, from 0, ascending.
    ///
    /// Rows are exact duplicates when all columns of the upload template agree; letter case and spaces around a text do
    /// not matter, subgroup columns do not count.
    ///
    /// - Complexity: O(*n*) for *n* rows.
    package func distinctRows() -> [Int] {
        struct Identity: Hashable {
            let texts: [String]
            let days: [Day]
            let sex: Sex
        }
        var seen: Set<Identity> = []
        return (0..<count).filter { row in
            let identity = Identity(
                texts: [forenames[row], surnames[row], pncIDs[row], prisonNumbers[row]].map { $0.lowercased() },
                days: [
                    datesOfBirth[row], indexDates[row], convictionDates[row], interventionStarts[row],
                    interventionEnds[row],
                ],
                sex: sexes[row]
            )
            return seen.insert(identity).inserted
        }
    }
}
