import Linkage

/// Writes the lines of `links.csv`.
struct LinkLines: Sendable {
    private let cohortRows: [Int]
    /// The PNC identifier of each record of the cohort; nil where the pool has no such column.
    private let pncIDs: [String]?
    /// For each record of the cohort what a person decided; nil without a review.
    private let outcomes: [ReviewedLinks.Outcome?]?
    private let rules: [[UInt8]]
    /// For each comparison the names of its levels; the first is that of a missing value.
    private let levels: [[[UInt8]]]
    /// The first line.
    let header: [UInt8]

    /// A writer.
    init(
        plan: LinkPlan,
        cohortRows: [Int],
        pncIDs: [String]?,
        outcomes: [ReviewedLinks.Outcome?]?
    ) {
        self.outcomes = outcomes
        self.cohortRows = cohortRows
        self.pncIDs = pncIDs
        rules = plan.rules.map { Self.field("\($0)") }
        levels = plan.comparisons.map { [[]] + $0.levels.map { Self.field($0.description) } }
        var names = ["cohort_row", "pool_row"] + (pncIDs == nil ? [] : ["pnc_id"])
        names += ["match_weight", "match_probability", "grade", "rule", "same_person_as"]
        names += plan.comparisons.map { "level_" + $0.field } + (outcomes == nil ? [] : ["decision"])
        header = Array((names.joined(separator: ",") + "\n").utf8)
    }

    /// The lines of some links.
    func bytes(of links: ArraySlice<Link>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(links.count * 160)
        for link in links { append(link, to: &bytes) }
        return bytes
    }

    private func append(_ link: Link, to bytes: inout [UInt8]) {
        let comma = UInt8(ascii: ",")
        bytes.append(contentsOf: "\(cohortRows[link.cohortRow] + 1)".utf8)
        if let candidate = link.candidate {
            bytes.append(comma)
            bytes.append(contentsOf: "\(candidate.row + 1)".utf8)
            if let pncIDs {
                bytes.append(comma)
                bytes.append(contentsOf: pncIDs[link.cohortRow].utf8)
            }
            bytes.append(comma)
            bytes.append(contentsOf: "\(candidate.weight)".utf8)
            bytes.append(comma)
            bytes.append(contentsOf: "\(link.probability)".utf8)
            bytes.append(comma)
            bytes.append(contentsOf: link.grade.rawValue.utf8)
            bytes.append(comma)
            bytes.append(contentsOf: rules[Int(candidate.rule)])
        } else {
            bytes.append(contentsOf: (pncIDs == nil ? ",,,0," : ",,,,0,").utf8)
            bytes.append(contentsOf: link.grade.rawValue.utf8)
            bytes.append(comma)
        }
        bytes.append(comma)
        let rivals = link.rivals.isEmpty ? [] : link.rivals.map { cohortRows[$0] + 1 }.sorted()
        bytes.append(contentsOf: rivals.map(String.init).joined(separator: " ").utf8)
        for position in levels.indices {
            bytes.append(comma)
            if let candidate = link.candidate {
                bytes.append(contentsOf: levels[position][candidate.vector.level(position)])
            }
        }
        if let outcomes {
            bytes.append(comma)
            bytes.append(contentsOf: (outcomes[link.cohortRow]?.rawValue ?? "").utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func field(_ text: String) -> [UInt8] {
        Array((text.contains(",") ? "\"\(text)\"" : text).utf8)
    }
}
