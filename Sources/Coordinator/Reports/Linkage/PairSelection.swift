import Foundation
import Linkage

/// Chooses the pairs that a report takes apart: some of each grade, those nearest to a threshold, and odd ones.
struct PairSelection {
    private let source: LinkageReportSource
    private let links: [Link]

    init(_ source: LinkageReportSource) {
        self.source = source
        // By falling weight; equal ones by row of the file, so that the order of the input does not matter.
        links = source.result.links.filter { $0.candidate != nil }.sorted { left, right in
            let (a, b) = (left.candidate?.weight ?? 0, right.candidate?.weight ?? 0)
            return a != b ? a > b : source.cohortRow(left.cohortRow) < source.cohortRow(right.cohortRow)
        }
    }

    /// The pairs by falling weight, each cohort record once, with the first reason that applies.
    var pairs: [LinkageReport.Pair] {
        var reasons: [Int: String] = [:]
        for (link, reason) in near + ofGrades + odd where reasons[link.cohortRow] == nil {
            reasons[link.cohortRow] = reason
        }
        return links.compactMap { link in reasons[link.cohortRow].flatMap { pair(link, reason: $0) } }
    }

    private typealias Choice = (link: Link, reason: String)

    /// The highest, the middle and the lowest of each grade.
    private var ofGrades: [Choice] {
        LinkGrade.allCases.flatMap { grade -> [Choice] in
            let all = links.filter { $0.grade == grade }
            guard let first = all.first, let last = all.last else { return [] }
            let name = grade == .none ? "not linked" : grade.rawValue
            return [
                (first, "the highest match weight of the grade \(name)"),
                (all[all.count / 2], "the middle match weight of the grade \(name)"),
                (last, "the lowest match weight of the grade \(name)"),
            ]
        }
    }

    /// The nearest pair on either side of each threshold.
    private var near: [Choice] {
        let thresholds = [
            ("confident", source.grades.confidentProbability), ("suspect", source.grades.suspectProbability),
        ]
        return thresholds.flatMap { name, threshold -> [Choice] in
            let above = links.filter { $0.probability >= threshold }.min { $0.probability < $1.probability }
            let below = links.filter { $0.probability < threshold }.max { $0.probability < $1.probability }
            return [
                above.map { ($0, "the nearest above the \(name) threshold") },
                below.map { ($0, "the nearest below the \(name) threshold") },
            ].compactMap(\.self)
        }
    }

    /// Pairs that need a second look whatever their weight.
    private var odd: [Choice] {
        [
            links.first { $0.evidence?.identifierContradictsRest ?? false }
                .map { ($0, "an identifier agrees while name and date of birth do not") },
            links.first { !$0.rivals.isEmpty }.map { ($0, "another record of the cohort fits the same person") },
            links.first { $0.lost != nil }.map { ($0, "a better candidate went to another record") },
        ].compactMap(\.self)
    }

    private func pair(_ link: Link, reason: String) -> LinkageReport.Pair? {
        guard let candidate = link.candidate else { return nil }
        let rules = source.model.plan.rules
        let rule = Int(candidate.rule)
        return LinkageReport.Pair(
            cohortRow: source.cohortRow(link.cohortRow),
            poolRow: source.poolRow(candidate),
            reason: reason,
            grade: link.grade,
            probability: link.probability,
            weight: candidate.weight,
            terms: LinkageReport.Term.named(source.scorer.explanation(candidate.vector, cohortRow: link.cohortRow)),
            rule: rules.indices.contains(rule) ? "\(rules[rule])" : "",
            values: source.values.map { values in
                let cohort = values.cohort(link.cohortRow)
                let pool = values.pool(link.cohortRow, candidate)
                return values.columns.indices.map { column in
                    LinkageReport.ValueRow(
                        column: values.columns[column],
                        cohort: cohort.indices.contains(column) ? cohort[column] : "",
                        pool: pool.indices.contains(column) ? pool[column] : ""
                    )
                }
            }
        )
    }
}
