/// Kernel matching: everyone is compared with all candidates, the nearer the more.
///
/// Heckman, Ichimura and Todd (1997, doi:10.2307/2971733); psmatch2's `kernel`. A candidate's share in someone's set is
/// K(distance/bandwidth) over the sum of these of the set; its weight is the sum of its shares.
struct KernelMatcher {
    let rows: MatchingRows
    let settings: MatchSettings

    /// The weights; people without a candidate in reach have none.
    ///
    /// - Complexity: O(*n* log *n*) for *n* rows, with a factor for the cells of the kernel.
    func match() -> MatchedRows {
        var matched = MatchedRows(rowCount: rows.scores.count)
        if settings.kernel == .uniform {
            let within = MatchingRows(
                scores: rows.scores,
                isFocal: rows.isFocal,
                strata: rows.strata,
                keys: rows.keys,
                caliper: settings.bandwidth
            )
            matched = MatchedRows(RadiusMatcher(rows: within, listedPairsMax: -1).match(), settings: settings)
            matched.pairCount = 0
            return matched
        }
        var groups: [UInt16: (focal: [Int], candidates: [Int])] = [:]
        for row in rows.scores.indices {
            guard let isFocal = rows.isFocal[row] else { continue }
            if isFocal {
                groups[rows.strata[row], default: ([], [])].focal.append(row)
            } else {
                groups[rows.strata[row], default: ([], [])].candidates.append(row)
            }
        }
        for stratum in groups.keys.sorted() {
            guard let group = groups[stratum], !group.focal.isEmpty, !group.candidates.isEmpty else { continue }
            weigh(RowOrder.byScore(group.focal, rows), RowOrder.byScore(group.candidates, rows), &matched.weights)
        }
        return matched
    }

    private func weigh(_ focal: [Int], _ candidates: [Int], _ weights: inout [Double]) {
        let candidateScores = candidates.map { rows.scores[$0] }
        let focalScores = focal.map { rows.scores[$0] }
        let totals = sums(
            candidateScores,
            Array(repeating: 1, count: candidates.count),
            at: focalScores
        )
        let supported = totals.indices.filter { totals[$0] > 0 }
        for index in supported { weights[focal[index]] = 1 }
        let shares = sums(
            supported.map { focalScores[$0] },
            supported.map { 1 / totals[$0] },
            at: candidateScores
        )
        for (row, share) in zip(candidates, shares) { weights[row] = share }
    }

    private func sums(_ scores: [Double], _ weights: [Double], at targets: [Double]) -> [Double] {
        let sums = KernelSums(
            scores: scores,
            weights: weights,
            kernel: settings.kernel,
            bandwidth: settings.bandwidth
        )
        return TiledRows(rowCount: targets.count, tileRows: 4096).map { range in
            range.map { max(0, sums(at: targets[$0])) }
        }.flatMap(\.self)
    }
}
