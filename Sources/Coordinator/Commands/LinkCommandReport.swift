import Foundation
import Linkage

/// The results of `jdl link` and the files that hold them.
struct LinkReport {
    let files: LinkFiles
    let linkage: LocalLinkage
    let estimated: LinkModel
    let result: LinkResult
    private let values: ValueCounts

    /// The results of a run.
    init(files: LinkFiles, linkage: LocalLinkage, model: LinkModel, values: ValueCounts, result: LinkResult) {
        self.files = files
        self.linkage = linkage
        estimated = model
        self.values = values
        self.result = result
    }

    /// `links.csv`: a line for each row of the cohort, in the file's order; rows are numbered from 1.
    func links() -> [UInt8] {
        let plan = linkage.cohort.plan
        let people = files.poolPeople
        var header = ["cohort_row", "pool_row"] + (people == nil ? [] : ["pnc_id"])
        header += ["match_weight", "match_probability", "grade", "rule", "same_person_as"]
        header += plan.comparisons.map { "level_" + $0.field }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        for link in result.links.sorted(by: { files.cohortRows[$0.cohortRow] < files.cohortRows[$1.cohortRow] }) {
            var fields = ["\(files.cohortRows[link.cohortRow] + 1)"]
            if let candidate = link.candidate {
                let row = files.poolRows[Int(candidate.row)]
                fields.append("\(row + 1)")
                if let people { fields.append(people.text(ofCode: Int(people.codes[row]))) }
                fields += ["\(candidate.weight)", "\(link.probability)", link.grade.rawValue]
                fields.append("\(plan.rules[Int(candidate.rule)])")
            } else {
                fields += (people == nil ? [""] : ["", ""]) + ["", "0", link.grade.rawValue, ""]
            }
            fields.append(link.rivals.map { files.cohortRows[$0] + 1 }.sorted().map(String.init).joined(separator: " "))
            fields += link.evidence.map { $0.levels.map { $0?.description ?? "" } } ?? plan.comparisons.map { _ in "" }
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                if field.utf8.contains(UInt8(ascii: ",")) {
                    bytes.append(contentsOf: "\"\(field)\"".utf8)
                } else {
                    bytes.append(contentsOf: field.utf8)
                }
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// `model.json`: the model, which `LinkModel` reads again, and the term frequencies that were used.
    func model() throws -> Data {
        struct File: Encodable {
            let model: LinkModel
            let termFrequencies: [String: [String: Double]]

            enum CodingKeys: String, CodingKey {
                case termFrequencies = "term_frequencies"
            }

            func encode(to encoder: any Encoder) throws {
                try model.encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(termFrequencies, forKey: .termFrequencies)
            }
        }
        var frequencies: [String: [String: Double]] = [:]
        for (position, comparison) in linkage.cohort.plan.comparisons.enumerated() where comparison.termFrequency {
            frequencies[comparison.field] = values.frequencies(comparison: position, of: linkage.cohort)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(File(model: estimated, termFrequencies: frequencies))
    }
}
