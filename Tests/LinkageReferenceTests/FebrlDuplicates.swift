import Foundation
import Linkage
import Statistics

/// The pairs of one FEBRL file that are one person, judged by the linkage engine's model.
///
/// The file is linked to itself; a record with itself and the second of two mirrored pairs are left out. The model comes
/// from two random halves of the file, in which no record meets itself.
struct FebrlDuplicates {
    /// A pair of records by row, the smaller first.
    struct Pair {
        let rows: SIMD2<Int>
        let weight: Double
        let isTrue: Bool
    }

    /// The pairs that were found, the heaviest first.
    let pairs: [Pair]
    /// How many pairs of records are one person.
    let trueCount: Int
    private let rowCount: Int

    /// Judges a file.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - left: Columns to leave out.
    /// - Throws: What linkage throws.
    init(_ file: FebrlFile, leavingOut left: Set<String>) throws {
        let files = try LinkFiles(columns: file.columns(beside: file, leavingOut: left), seed: 1)
        var plan = try RuleSearch.extended(LinkPlan(schema: files.schema), cohort: files.cohort, pool: files.pool)
        plan.candidateCountMax = 16
        let linkage = try LocalLinkage(plan: plan, cohort: files.cohort, pool: files.pool)

        let isFirst = (0..<file.rowCount).map { CounterRandom(seed: 7).bits(at: UInt64($0)) & 1 == 0 }
        let halves = [true, false].map { side in (0..<file.rowCount).filter { isFirst[$0] == side } }
        let roles = Dictionary(uniqueKeysWithValues: files.schema.fields.map { ($0.name, Optional($0.role)) })
        let columns = file.columns(rows: halves[0], beside: file, rows: halves[1], leavingOut: left)
            .filter { roles[$0.name] != nil }
        let training = try LinkFiles(columns: columns, roles: roles, seed: 1)
        var model = try LocalLinkage(plan: plan, cohort: training.cohort, pool: training.pool).estimate()
        model.personCount = file.rowCount

        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let candidates = linkage.candidates(scorer: scorer)
        var found: [SIMD2<Int>: Pair] = [:]
        for row in 0..<file.rowCount {
            for candidate in candidates.candidates(ofRow: row) {
                let (one, other) = (files.cohortRows[row], files.poolRows[Int(candidate.row)])
                if one == other { continue }
                let rows = SIMD2(min(one, other), max(one, other))
                let isTrue = file.truth[one] == file.truth[other]
                let weight = max(candidate.weight, found[rows]?.weight ?? -.infinity)
                found[rows] = Pair(rows: rows, weight: weight, isTrue: isTrue)
            }
        }
        pairs = found.values.sorted { ($1.weight, $0.rows.x, $0.rows.y) < ($0.weight, $1.rows.x, $1.rows.y) }
        let sizes = Dictionary(file.truth.map { ($0, 1) }, uniquingKeysWith: +).values
        trueCount = sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        rowCount = file.rowCount
    }

    /// F1 over all pairs at the threshold where it is greatest.
    var bestF1: Double {
        var right = 0
        var best = 0.0
        for (index, pair) in pairs.enumerated() {
            right += pair.isTrue ? 1 : 0
            let isLast = index + 1 == pairs.count || pairs[index + 1].weight < pair.weight
            let f1 = 2 * Double(right) / Double(index + 1 + trueCount)
            if isLast { best = max(best, f1) }
        }
        return best
    }

    /// F1 over all pairs whose probability is at least one half; no truth is used to find it.
    ///
    /// The share of matches among all pairs of the file is where it agrees with the mean probability of the pairs found.
    var f1AtHalf: Double {
        let total = Double(rowCount) * Double(rowCount - 1) / 2
        let factors = pairs.map { exp2($0.weight) }
        var share = 1 / Double(rowCount)
        for _ in 0..<100 {
            share = factors.reduce(0) { $0 + share * $1 / (share * $1 + 1 - share) } / total
        }
        let kept = pairs.prefix { share * exp2($0.weight) >= 1 - share }
        return 2 * Double(kept.count { $0.isTrue }) / Double(kept.count + trueCount)
    }
}
