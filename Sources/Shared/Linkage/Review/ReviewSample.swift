import Statistics

/// A random sample of pairs, stratified by match weight, for labels that stand for all pairs.
package struct ReviewSample: Hashable, Sendable {
    /// A pair that was drawn.
    package struct Draw: Hashable, Sendable {
        /// The pair's position in the list that was drawn from.
        package let index: Int
        /// How it was drawn.
        package let sampling: ReviewDecision.Sampling
    }

    /// The strata's width in bits, unless the sample is too small for so many.
    package static let width = 5.0
    /// Weights beyond these are in the first and the last stratum; the widest stratum has all.
    private static let bounds = -30.0...60.0

    /// The pairs in the order in which they are shown, which is random: the first part of it is a sample, too.
    package let draws: [Draw]

    /// Draws a sample: about the same number from each stratum, in each the pairs with the smallest keyed hashes.
    ///
    /// The same pairs, count and seed give the same sample. Strata are widened until each has two draws.
    ///
    /// - Parameters:
    ///   - pairs: What is drawn from.
    ///   - count: How many are drawn; all of them if there are no more.
    ///   - seed: The seed.
    package init(of pairs: [ReviewPair], count: Int, seed: UInt64) {
        let hash = KeyedHash(key: seed)
        let places = pairs.map { hash.hash(UInt64($0.rows.cohort), UInt64($0.rows.pool)) }
        let strata = Self.strata(pairs, count: count)
        var left = min(max(count, 0), pairs.count)
        var draws: [Draw] = []
        // Small strata first: what they cannot give is shared by the others.
        let order = strata.indices.sorted { (strata[$0].members.count, $0) < (strata[$1].members.count, $1) }
        for (position, number) in order.enumerated() {
            let stratum = strata[number]
            let share = min(stratum.members.count, left / (strata.count - position))
            left -= share
            let chosen = stratum.members.sorted { (places[$0], $0) < (places[$1], $1) }.prefix(share)
            let weight = Double(stratum.members.count) / Double(max(share, 1))
            let sampling = ReviewDecision.Sampling(seed: seed, stratum: stratum.name, weight: weight)
            draws += chosen.map { Draw(index: $0, sampling: sampling) }
        }
        self.draws = draws.sorted { (places[$0.index], $0.index) < (places[$1.index], $1.index) }
    }

    private struct Stratum {
        let name: String
        let members: [Int]
    }

    private static func strata(_ pairs: [ReviewPair], count: Int) -> [Stratum] {
        var width = width
        while true {
            let numbers = pairs.map { pair in
                Int(
                    ((min(max(pair.weight, bounds.lowerBound), bounds.upperBound) - bounds.lowerBound) / width).rounded(
                        .down
                    )
                )
            }
            let members = Dictionary(grouping: pairs.indices) { numbers[$0] }
            if members.count <= max(count / 2, 1) || width > 200 {
                return members.sorted { $0.key < $1.key }.map { number, members in
                    let low = Int(bounds.lowerBound + Double(number) * width)
                    return Stratum(name: "\(low) to \(low + Int(width))", members: members)
                }
            }
            width *= 2
        }
    }
}
