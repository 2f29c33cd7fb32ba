import Foundation
import Linkage

/// Writes the answers of `jdl lookup`: one JSON object a line.
///
/// Rows are numbered from 1.
struct LookupWriter {
    private struct Match: Encodable {
        let row: Int
        let matchWeight: Double
        let matchProbability: Double
        let grade: LinkGrade
        let rule: String
        let levels: [String: String]
        let values: [String: String]?
    }

    private struct Line: Encodable {
        let record: Int
        let matches: [Match]
        let absentProbability: Double
        let pairs: Int
        let rulesLeftOut: [String]?
        let microseconds: Double?
    }

    private let plan: LinkPlan
    private let rules: [String]
    private let input: LookupPool?
    private let encoder = JSONEncoder()

    /// A writer; with a pool, its values are shown.
    init(_ plan: LinkPlan, input: LookupPool?) {
        self.plan = plan
        self.input = input
        rules = plan.rules.map { "\($0)" }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
    }

    /// The line of an answer, with its end.
    mutating func line(_ answer: LookupAnswer, number: Int, microseconds: Double?) throws -> Data {
        let matches = answer.matches.map { match in
            var levels: [String: String] = [:]
            for (comparison, level) in zip(plan.comparisons, match.levels) {
                if let level { levels[comparison.field] = level.description }
            }
            return Match(
                row: match.row + 1,
                matchWeight: match.candidate.weight,
                matchProbability: match.probability,
                grade: match.grade,
                rule: rules[Int(match.candidate.rule)],
                levels: levels,
                values: input?.values(ofRow: match.row)
            )
        }
        let line = Line(
            record: number,
            matches: matches,
            absentProbability: answer.absentProbability,
            pairs: answer.pairCount,
            rulesLeftOut: answer.cutRules.isEmpty ? nil : answer.cutRules.map { rules[$0] },
            microseconds: microseconds.map { ($0 * 10).rounded() / 10 }
        )
        return try encoder.encode(line) + Data("\n".utf8)
    }
}
