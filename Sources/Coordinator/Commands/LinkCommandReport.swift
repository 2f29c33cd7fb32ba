import Foundation
import Ingest
import Linkage

/// The results of `jdl link` and the files that hold them.
struct LinkReport {
    let sides: LinkSides
    let pool: PoolFile
    let cohort: LinkCohort
    let estimated: LinkModel
    let result: LinkResult
    /// Pairs of a record of the cohort and a record of the pool that were scored.
    let pairCount: Int
    private let values: ValueCounts
    private let selection: PairSelection

    /// The results of a run.
    init(
        sides: LinkSides,
        pool: PoolFile,
        cohort: LinkCohort,
        model: LinkModel,
        values: ValueCounts,
        scored: PoolStream.Scored,
        result: LinkResult
    ) {
        self.sides = sides
        self.pool = pool
        self.cohort = cohort
        estimated = model
        self.values = values
        selection = scored.selection
        pairCount = scored.pairCount
        self.result = result
    }

    /// `links.csv`: a line for each row of the cohort, in the file's order; rows are numbered from 1.
    func links() -> [UInt8] {
        let plan = cohort.plan
        let people = personTexts()
        let rules = plan.rules.map { Self.field("\($0)") }
        let levels = plan.comparisons.map { [[]] + $0.levels.map { Self.field($0.description) } }
        var header = ["cohort_row", "pool_row"] + (people == nil ? [] : ["pnc_id"])
        header += ["match_weight", "match_probability", "grade", "rule", "same_person_as"]
        header += plan.comparisons.map { "level_" + $0.field }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        bytes.reserveCapacity(result.links.count * 160)
        func append(_ text: String) {
            bytes.append(UInt8(ascii: ","))
            bytes.append(contentsOf: text.utf8)
        }
        for link in inFileOrder() {
            bytes.append(contentsOf: "\(sides.cohortRows[link.cohortRow] + 1)".utf8)
            if let candidate = link.candidate {
                append("\(candidate.row + 1)")
                if let people { append(people[candidate.row] ?? "") }
                append("\(candidate.weight)")
                append("\(link.probability)")
                append(link.grade.rawValue)
                bytes.append(UInt8(ascii: ","))
                bytes.append(contentsOf: rules[Int(candidate.rule)])
            } else {
                append(people == nil ? ",,0,\(link.grade.rawValue)," : ",,,0,\(link.grade.rawValue),")
            }
            append(link.rivals.map { sides.cohortRows[$0] + 1 }.sorted().map(String.init).joined(separator: " "))
            for position in plan.comparisons.indices {
                bytes.append(UInt8(ascii: ","))
                if let candidate = link.candidate {
                    bytes.append(contentsOf: levels[position][candidate.vector.level(position)])
                }
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The links by row of the cohort's file.
    private func inFileOrder() -> [Link] {
        var order = [Int](repeating: 0, count: sides.cohortRows.count)
        for (row, fileRow) in sides.cohortRows.enumerated() { order[fileRow] = row }
        return order.map { result.links[$0] }
    }

    /// The PNC identifiers of the linked records by their number, where the pool has them.
    private func personTexts() -> [UInt32: String]? {
        let rows = Set(result.links.compactMap { $0.candidate?.row }).sorted()
        guard let texts = pool.pncIDs(at: selection.offsets(ofRows: rows)) else { return nil }
        return Dictionary(uniqueKeysWithValues: zip(rows, texts))
    }

    private static func field(_ text: String) -> [UInt8] {
        Array((text.contains(",") ? "\"\(text)\"" : text).utf8)
    }

    /// `model.json`: the model, which `LinkModel` reads again, and the term frequencies that were used.
    func model() throws -> Data {
        try LinkModelFile(model: estimated, cohort: cohort, values: values, presentShare: result.presentShare).json()
    }
}
