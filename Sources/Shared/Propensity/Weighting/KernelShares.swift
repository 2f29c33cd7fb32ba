/// Kernel matching of people who lie in several places: what each adds to the sums at the treated, and the weights that follow.
///
/// The shares of ``KernelMatcher``: a comparison person's share in the set of a treated person is K(distance/bandwidth) over the
/// sum of these of the set. The sums of the sets add up over the places where comparison people are stored.
package struct KernelShares: Sendable {
    private let treated: TreatedScores
    /// For each stratum of the treated, the sum of shares at a score.
    private let shares: [KernelSums]

    /// The weights that follow from the sums of all places.
    ///
    /// - Parameters:
    ///   - treated: The treated in matching order.
    ///   - totals: For each the sum of the kernel over all comparison people; 0 for those without any.
    ///   - kernel: The kernel.
    ///   - bandwidth: Its width on the scale of the scores, above 0.
    package init(_ treated: TreatedScores, totals: [Double], kernel: Kernel, bandwidth: Double) {
        self.treated = treated
        shares = treated.strata.indices.map { stratum in
            let supported = treated.places(ofStratum: stratum).filter { totals[$0] > 0 }
            return KernelSums(
                scores: supported.map { treated.scores[$0] },
                weights: supported.map { 1 / totals[$0] },
                kernel: kernel,
                bandwidth: bandwidth
            )
        }
    }

    /// The weight of each row of a range: of comparison people the sum of their shares, 1 for a treated row.
    ///
    /// Whether a treated person is matched is known by place, not by row.
    ///
    /// - Complexity: O(*n* cells) for *n* rows and the cells of the kernel in reach.
    package func weights(_ rows: ScoredRows, rows range: Range<Int>) -> [Double] {
        range.map { row in
            guard rows.treatment[row] == 0 else { return rows.treatment[row] == 1 ? 1 : 0 }
            guard let stratum = treated.strata.firstIndex(of: rows.strata[row]) else { return 0 }
            return max(0, shares[stratum](at: rows.scores[row]))
        }
    }

    /// The sum of the kernel over some comparison people at each of the treated, by place in matching order.
    ///
    /// - Complexity: O(*n* log *n* + *t* cells) for *n* rows, *t* treated and the cells of the kernel in reach.
    package static func totals(
        _ treated: TreatedScores,
        controls: ScoredRows,
        kernel: Kernel,
        bandwidth: Double
    ) -> [Double] {
        var scores = Array(repeating: [Double](), count: treated.strata.count)
        for row in controls.scores.indices where controls.treatment[row] == 0 {
            if let stratum = treated.strata.firstIndex(of: controls.strata[row]) {
                scores[stratum].append(controls.scores[row])
            }
        }
        return treated.strata.indices.flatMap { stratum -> [Double] in
            let sums = KernelSums(
                scores: scores[stratum].sorted(),
                weights: Array(repeating: 1, count: scores[stratum].count),
                kernel: kernel,
                bandwidth: bandwidth
            )
            return treated.places(ofStratum: stratum).map { max(0, sums(at: treated.scores[$0])) }
        }
    }
}

extension TreatedScores {
    /// The places of a stratum, by its place among ``strata``.
    fileprivate func places(ofStratum stratum: Int) -> Range<Int> { offsets[stratum]..<offsets[stratum + 1] }
}
