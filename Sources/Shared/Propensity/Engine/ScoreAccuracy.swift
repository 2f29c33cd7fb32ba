/// The scores of the treated in ascending order, with what the treated before each weigh.
package struct TreatedRanks: Equatable, Sendable {
    /// The scores, ascending.
    package let scores: [Double]
    private let before: [Double]

    /// Ranks of the treated, each of whom weighs 1; nil when the scores do not ascend.
    package init?(ascending scores: [Double]) {
        guard !scores.contains(where: \.isNaN), zip(scores, scores.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return nil
        }
        self.scores = scores
        before = (0...scores.count).map { Double($0) }
    }

    /// Ranks of the treated among some rows.
    init(_ scores: [Double], treatment: [UInt8], weights: [Double]?) {
        let order = scores.indices.filter { treatment[$0] == 1 }.sorted { scores[$0] < scores[$1] }
        self.scores = order.map { scores[$0] }
        var before = [0.0]
        before.reserveCapacity(order.count + 1)
        for row in order { before.append(before[before.count - 1] + (weights.map { $0[row] } ?? 1)) }
        self.before = before
    }

    /// What all weigh.
    fileprivate var total: Double { before[before.count - 1] }

    /// The weight of the treated above a score and half that of those at it.
    fileprivate func above(_ score: Double) -> Double {
        let below = scores.prefixCount { $0 < score }
        let upTo = scores.prefixCount { $0 <= score }
        return total - before[upTo] + 0.5 * (before[upTo] - before[below])
    }
}

/// Sums over rows that say how well a score tells the groups apart and how far its probabilities are off.
///
/// Without case weights the count of pairs is exact, so its sums are the same in any order.
package struct ScoreAccuracy: Equatable, Sendable {
    /// The weight of each group: controls, treated.
    package private(set) var weights = [0.0, 0.0]
    /// The weighted sum of each group's probabilities.
    package private(set) var probabilities = [0.0, 0.0]
    /// The weighted sum of squared differences between group and probability.
    package private(set) var squares = 0.0
    /// The weight of pairs of a control and a treated row with a higher score; half of it where the scores are equal.
    package private(set) var won = 0.0

    /// The sums over no rows.
    package init() {}

    /// Sums from their parts, as read from a wire; groups are controls, then treated.
    package init(weights: (Double, Double), probabilities: (Double, Double), squares: Double, won: Double) {
        self.weights = [weights.0, weights.1]
        self.probabilities = [probabilities.0, probabilities.1]
        self.squares = squares
        self.won = won
    }

    /// The sums over a range of rows.
    ///
    /// - Parameters:
    ///   - scores: The linear predictor of each row.
    ///   - link: The link function.
    ///   - treatment: 1 for treated, 0 for control.
    ///   - caseWeights: Case weights; nil for 1.
    ///   - rows: The range.
    ///   - ranks: The treated of all rows.
    /// - Complexity: O(*n* log *t*) for *n* rows and *t* treated.
    package init(
        _ scores: [Double],
        link: ScoreLink,
        treatment: [UInt8],
        weights caseWeights: [Double]? = nil,
        rows: Range<Int>,
        ranks: TreatedRanks
    ) {
        for row in rows {
            let weight = caseWeights.map { $0[row] } ?? 1
            let group = Int(treatment[row])
            let probability = link.probability(scores[row])
            let miss = Double(group) - probability
            weights[group] += weight
            probabilities[group] += weight * probability
            squares += weight * miss * miss
            if group == 0 { won += weight * ranks.above(scores[row]) }
        }
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: ScoreAccuracy) {
        for group in 0...1 {
            weights[group] += later.weights[group]
            probabilities[group] += later.probabilities[group]
        }
        squares += later.squares
        won += later.won
    }

    /// The area under the receiver operating characteristic: P(s₁ > s₀) + ½ P(s₁ = s₀) (Hanley and McNeil 1982).
    package var areaUnderCurve: Double { won / (weights[1] * weights[0]) }

    /// The mean squared difference between group and probability (Brier 1950).
    package var brierScore: Double { squares / (weights[0] + weights[1]) }

    /// The difference of the groups' mean probabilities (Tjur 2009, doi:10.1198/tast.2009.08210).
    package var tjur: Double { probabilities[1] / weights[1] - probabilities[0] / weights[0] }
}

extension [Double] {
    /// How many of some ascending numbers come before the first that fails.
    @inline(__always)
    func prefixCount(where precedes: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if precedes(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
