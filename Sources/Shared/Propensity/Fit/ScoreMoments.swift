/// The spread of the linear predictor by group, from which a caliper in standard deviations is made.
package struct ScoreMoments: Equatable, Sendable {
    /// Which standard deviation a caliper is a multiple of.
    package enum Spread: String, Sendable {
        /// The root of the mean of the two groups' variances (Austin 2011; the service's own).
        case pooled
        /// That of all rows together (MatchIt's).
        case all
    }

    /// The treated.
    package var treated: Moments
    /// The controls.
    package var controls: Moments

    /// Moments from their parts, as read from a wire.
    package init(treated: Moments = Moments(), controls: Moments = Moments()) {
        self.treated = treated
        self.controls = controls
    }

    /// The moments of some rows' scores.
    package init(scores: [Double], treatment: some Sequence<UInt8>) {
        treated = Moments(zip(scores, treatment).lazy.filter { $0.1 == 1 }.map(\.0))
        controls = Moments(zip(scores, treatment).lazy.filter { $0.1 != 1 }.map(\.0))
    }

    /// Merges the moments of later rows.
    package mutating func add(_ later: ScoreMoments) {
        treated.add(later.treated)
        controls.add(later.controls)
    }

    /// A standard deviation of the score.
    package func deviation(_ spread: Spread) -> Double {
        switch spread {
        case .pooled: return (0.5 * (treated.variance + controls.variance)).squareRoot()
        case .all:
            var all = treated
            all.add(controls)
            return all.variance.squareRoot()
        }
    }
}

/// Counts of scores in equal bins, by group, to show their overlap.
package struct ScoreHistogram: Equatable, Sendable {
    /// The lower edge of the first bin; lower scores count in it too.
    package let lowest: Double
    /// The width of a bin; positive.
    package let width: Double
    /// The treated in each bin.
    package var treated: [Double]
    /// The unmatched controls in each bin.
    package var pool: [Double]
    /// The weights of matched controls in each bin.
    package var matched: [Double]

    /// An empty histogram from `lowest` to `highest`; scores outside count in the first and the last bin.
    package init(lowest: Double, highest: Double, binCount: Int) {
        precondition(highest > lowest && binCount > 0, "a histogram needs a range and at least one bin")
        self.init(
            lowest: lowest,
            width: (highest - lowest) / Double(binCount),
            treated: Array(repeating: 0, count: binCount),
            pool: Array(repeating: 0, count: binCount),
            matched: Array(repeating: 0, count: binCount)
        )
    }

    /// A histogram from its parts, as read from a wire.
    package init(lowest: Double, width: Double, treated: [Double], pool: [Double], matched: [Double]) {
        precondition(treated.count == pool.count && pool.count == matched.count, "all groups have the same bins")
        self.lowest = lowest
        self.width = width
        self.treated = treated
        self.pool = pool
        self.matched = matched
    }

    /// Counts one person; `weight` is the matching weight of a control and is not used for the treated.
    package mutating func count(score: Double, isTreated: Bool, weight: Double) {
        let place = ((score - lowest) / width).rounded(.down)
        let bin = Int(max(0, min(place, Double(treated.count - 1))))
        if isTreated {
            treated[bin] += 1
        } else {
            pool[bin] += 1
            matched[bin] += weight
        }
    }

    /// Whether another histogram has the same bins, so that the two add.
    package func hasBins(of other: ScoreHistogram) -> Bool {
        lowest == other.lowest && width == other.width && treated.count == other.treated.count
    }

    /// Adds the counts of later rows; the bins must be the same.
    package mutating func add(_ later: ScoreHistogram) {
        precondition(hasBins(of: later), "histograms with other bins cannot be added")
        for bin in treated.indices {
            treated[bin] += later.treated[bin]
            pool[bin] += later.pool[bin]
            matched[bin] += later.matched[bin]
        }
    }
}
