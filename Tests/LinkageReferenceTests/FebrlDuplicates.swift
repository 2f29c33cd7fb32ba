import Foundation
import Linkage

/// The duplicates of one FEBRL file, as `jdl link --dedupe` finds them without settings.
struct FebrlDuplicates {
    /// The pairs that were scored, the heaviest first: probability, and whether they are one person.
    private let pairs: [(probability: Double, isTrue: Bool)]
    /// How many pairs of records are one person.
    private let trueCount: Int
    /// How far the clusters from a probability of one half on agree with the people.
    let clusters: ClusterAccuracy

    /// Finds the duplicates of a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - left: Columns to leave out; the record's name, which tells the truth, always is.
    /// - Throws: What linkage throws.
    init(_ file: FebrlFile, leavingOut left: Set<String>) throws {
        let columns = file.columns(beside: file, leavingOut: left).map { column in
            LinkRecords.Column(name: column.name, values: column.cohort)
        }
        let records = try LinkRecords(columns: columns, schema: LinkRecords.recognised(columns).schema, seed: 1)
        let plan = try RuleSearch.extended(
            LinkPlan(schema: records.columns.schema),
            cohort: records.columns,
            pool: records.columns
        )
        let linkage = try RecordLinkage(plan: plan, records: records)
        let scored = try linkage.score(linkage.estimate(), values: linkage.countValues())
        let people = Clustering(labels: records.rows.map { UInt32(file.truth[$0]) ?? 0 })
        pairs = scored.pairs.sorted { $0.weight > $1.weight }.map { pair in
            (scored.probability(of: pair), people.labels[Int(pair.left)] == people.labels[Int(pair.right)])
        }
        trueCount = people.sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        clusters = ClusterAccuracy(
            Clustering.components(recordCount: records.count, edges: scored.edges(from: 0.5), threshold: 0.5),
            people: people.labels
        )
    }

    /// F1 over all pairs at the threshold where it is greatest.
    var bestF1: Double {
        var right = 0
        var best = 0.0
        for (index, pair) in pairs.enumerated() {
            right += pair.isTrue ? 1 : 0
            let isLast = index + 1 == pairs.count || pairs[index + 1].probability < pair.probability
            if isLast { best = max(best, 2 * Double(right) / Double(index + 1 + trueCount)) }
        }
        return best
    }

    /// F1 over all pairs whose probability is at least one half; no truth is used to find it.
    var f1AtHalf: Double {
        let kept = pairs.prefix { $0.probability >= 0.5 }
        return 2 * Double(kept.count { $0.isTrue }) / Double(kept.count + trueCount)
    }
}
