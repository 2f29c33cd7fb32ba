import Linkage

/// The results of `jdl link --dedupe` and `--many`, and the files that hold them.
///
/// Rows are numbered from 1.
struct DedupeReport {
    let input: DedupeInput
    let plan: LinkPlan
    let scored: ScoredPairs
    let levels: [DedupeLevel]

    /// `pairs.csv`: a line for each pair of at least a probability, by row.
    func pairs(from probabilityMin: Double) -> [UInt8] {
        var header = ["row_a", "row_b", "match_weight", "match_probability", "rule"]
        header += plan.comparisons.map { "level_" + $0.field }
        let rules = plan.rules.map { Self.field("\($0)") }
        let words = plan.comparisons.map { [""] + $0.levels.map { Self.field($0.description) } }
        let rows = input.records.rows
        let isOneFile = input.rowCounts.count == 1
        let lines = scored.pairs.compactMap { pair -> (left: Int, right: Int, pair: ScoredPair, probability: Double)? in
            let probability = scored.probability(of: pair)
            guard probability >= probabilityMin else { return nil }
            let (left, right) = (rows[Int(pair.left)], rows[Int(pair.right)])
            return isOneFile
                ? (min(left, right), max(left, right), pair, probability) : (left, right, pair, probability)
        }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        bytes.reserveCapacity(lines.count * 128)
        for line in lines {
            let (left, right) = (input.place(ofRow: line.left).row, input.place(ofRow: line.right).row)
            let rule = rules[Int(line.pair.rule)]
            bytes.append(contentsOf: "\(left),\(right),\(line.pair.weight),\(line.probability),\(rule)".utf8)
            for (position, words) in words.enumerated() {
                bytes.append(UInt8(ascii: ","))
                let level = line.pair.vector.level(position)
                bytes.append(contentsOf: words[level < words.count ? level : 0].utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// `clusters.csv`: a line for each row with its cluster at each threshold; clusters are numbered from 1 by their
    /// first row.
    func clusters() -> [UInt8] {
        let isOneFile = input.rowCounts.count == 1
        var header = isOneFile ? ["row"] : ["file", "row"]
        for (index, level) in levels.enumerated() {
            header.append(index == 0 ? "cluster" : "cluster_\(level.threshold)")
        }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        for row in 0..<input.records.count {
            let place = input.place(ofRow: row)
            bytes.append(contentsOf: (isOneFile ? "\(place.row)" : "\(place.file),\(place.row)").utf8)
            for level in levels { bytes.append(contentsOf: ",\(level.clusters.labels[row] + 1)".utf8) }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private static func field(_ text: String) -> String {
        text.contains(",") ? "\"\(text)\"" : text
    }
}
