import Foundation
import Ingest
import Linkage
import Reports
import Tables

extension LinkReport {
    /// The links set against labels.
    ///
    /// - Throws: `LinkageError` when a label names a row that a file does not have.
    func judged(by labels: LinkLabels) throws -> JudgedLinks {
        let people = scored.selection.people
        var peopleByPNC: [String: UInt32] = [:]
        let pncIDs = pncIDs() ?? []
        for link in result.links where !pncIDs.isEmpty {
            if let candidate = link.candidate { peopleByPNC[pncIDs[link.cohortRow]] = candidate.person }
        }
        let rowCount = input.pool.scanner.rowCount
        return try JudgedLinks(result, labels: labels, cohortRows: input.sides.cohortRows) { target in
            switch target {
            case .row(let row):
                guard row <= rowCount else { return nil }
                // A record that is in no pair is nobody's candidate; its own number stands for its person.
                return PersonReference(partition: 0, person: Int(people[UInt32(row - 1)] ?? UInt32(row - 1)))
            case .person(let text):
                return peopleByPNC[Standardise.pncID(text)].map { PersonReference(partition: 0, person: Int($0)) }
            case .nobody: return nil
            }
        }
    }

    /// What the linkage report is made from.
    ///
    /// - Parameters:
    ///   - judged: The links set against labels, if there are any.
    ///   - summary: The facts of the run.
    ///   - showsValues: Whether the values of the shown pairs may stand in the report.
    /// - Returns: Everything the report can show.
    func source(judged: JudgedLinks?, summary: LinkSummary, showsValues: Bool) -> LinkageReportSource {
        var source = LinkageReportSource(
            model: model,
            result: result,
            scorer: scorer,
            cohort: cohort,
            grades: summary.grades,
            cohortRow: { input.sides.cohortRows[$0] + 1 },
            poolRow: { Int($0.row) + 1 }
        )
        source.poolRowCount = input.pool.scanner.rowCount
        source.pairWeights = scored.weights
        source.blocked = blocked
        source.blocks = cohort.cutBlocks.map {
            BlockingAnalysis.Block(rule: "\($0.rule)", cohortRowCount: $0.rowCount, poolRowCount: nil, isCut: true)
        }
        var completeness = Completeness(schema: cohort.plan.schema)
        completeness.add(cohort.columns)
        source.cohortCompleteness = completeness
        source.poolCompleteness = poolCompleteness
        source.judged = judged
        source.leftOut = input.sides.leftOut.map { ($0.name, $0.reason) }
        source.settings = summary.settings.lines
        source.seconds = summary.seconds.lines
        source.peakBytes = summary.peakResidentBytes
        source.softwareVersion = summary.softwareVersion
        if showsValues { source.values = shownValues() }
        return source
    }

    /// The values of records as they are written in the files.
    private func shownValues() -> LinkageReportSource.Values {
        let fields = cohort.plan.schema.fields
        return LinkageReportSource.Values(
            columns: fields.map(\.name),
            cohort: { row in
                fields.enumerated().map { index, field in
                    guard field.role.isDate else { return cohort.columns.text(field: index, row: row) }
                    let day = cohort.columns.day(field: index, row: row)
                    return day.isMissing ? "" : "\(day)"
                }
            },
            pool: { cohortRow, candidate in
                input.pool.texts(at: scored.selection.offset(ofRow: candidate.row, cohortRow: cohortRow))
            }
        )
    }
}

extension LinkLabels {
    /// Reads labels from a CSV file.
    init(path: String) throws {
        let document = try CSVDocument(path: path)
        try self.init(
            cohortRows: document.column(named: "cohort_row"),
            poolRows: document.has("pool_row") ? document.column(named: "pool_row") : nil,
            poolPeople: document.has("pool_id") ? document.column(named: "pool_id") : nil,
            answers: document.column(named: "match")
        )
    }
}
