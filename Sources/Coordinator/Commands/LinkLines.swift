import Linkage

/// Writes the lines of `links.csv`.
struct LinkLines: Sendable {
    private let cohortRows: [Int]
    /// The PNC identifier of each record of the cohort; nil where the pool has no such column.
    private let pncIDs: [String]?
    /// For each record of the cohort what a person decided; nil without a review.
    private let outcomes: [ReviewedLinks.Outcome?]?
    /// The names of the rules, then for each comparison those of its levels, of which the first is that of a missing value.
    private let names: [[UInt8]]
    /// Where the names of each comparison's levels begin.
    private let levelStarts: [Int]
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
        var names = plan.rules.map { Self.field("\($0)") }
        var levelStarts: [Int] = []
        for comparison in plan.comparisons {
            levelStarts.append(names.count)
            names += [[]] + comparison.levels.map { Self.field($0.description) }
        }
        self.names = names
        self.levelStarts = levelStarts
        var columns = ["cohort_row", "pool_row"] + (pncIDs == nil ? [] : ["pnc_id"])
        columns += ["match_weight", "match_probability", "grade", "rule", "same_person_as"]
        columns += plan.comparisons.map { "level_" + $0.field } + (outcomes == nil ? [] : ["decision"])
        header = Array((columns.joined(separator: ",") + "\n").utf8)
    }

    /// The lines of some links.
    ///
    /// - Parameters:
    ///   - rows: Their places among all links.
    ///   - links: All links.
    /// - Returns: A line for each, in the order of the places.
    func bytes(of rows: ArraySlice<Int>, in links: [Link]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 160)
        // A copy for this thread, since threads that count references to the same names would wait for each other.
        let names = names.map { $0.map(\.self) }
        links.withUnsafeBufferPointer { links in
            guard let base = links.baseAddress else { return }
            for row in rows { append(base + row, names, to: &bytes) }
        }
        return bytes
    }

    private func append(_ link: UnsafePointer<Link>, _ names: [[UInt8]], to bytes: inout [UInt8]) {
        let comma = UInt8(ascii: ",")
        let cohortRow = link.pointee.cohortRow
        let candidate = link.pointee.candidate
        Self.append(cohortRows[cohortRow] + 1, to: &bytes)
        bytes.append(comma)
        if let candidate {
            Self.append(Int(candidate.row) + 1, to: &bytes)
            if let pncIDs {
                bytes.append(comma)
                bytes.append(contentsOf: pncIDs[cohortRow].utf8)
            }
            bytes.append(comma)
            bytes.append(contentsOf: "\(candidate.weight)".utf8)
            bytes.append(comma)
            bytes.append(contentsOf: "\(link.pointee.probability)".utf8)
            bytes.append(comma)
            bytes.append(contentsOf: link.pointee.grade.rawValue.utf8)
            bytes.append(comma)
            bytes.append(contentsOf: names[Int(candidate.rule)])
        } else {
            bytes.append(contentsOf: (pncIDs == nil ? ",,0," : ",,,0,").utf8)
            bytes.append(contentsOf: link.pointee.grade.rawValue.utf8)
            bytes.append(comma)
        }
        bytes.append(comma)
        if !link.pointee.rivals.isEmpty {
            let rivals = link.pointee.rivals.map { cohortRows[$0] + 1 }.sorted()
            bytes.append(contentsOf: rivals.map(String.init).joined(separator: " ").utf8)
        }
        for position in levelStarts.indices {
            bytes.append(comma)
            guard let candidate else { continue }
            bytes.append(contentsOf: names[levelStarts[position] + candidate.vector.level(position)])
        }
        if let outcomes {
            bytes.append(comma)
            bytes.append(contentsOf: (outcomes[cohortRow]?.rawValue ?? "").utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Appends the digits of a number that is not negative.
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private static func field(_ text: String) -> [UInt8] {
        Array((text.contains(",") ? "\"\(text)\"" : text).utf8)
    }
}
