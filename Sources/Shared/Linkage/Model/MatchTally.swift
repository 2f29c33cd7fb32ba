/// How many matches there are in all, how many of them blocking finds, and of which levels.
///
/// A rule on columns that agree exactly finds the matches that do so; divided by the probability that a match does, this
/// is the number of matches. Pairs are then weighed by their probability of being one person among *all* pairs.
struct MatchTally {
    /// What a round ends with.
    struct Totals {
        /// Matches in all.
        var matchCount = 0.0
        /// Matches among the pairs that blocking finds.
        var foundCount = 0.0
        /// Pairs of two people that blocking finds, by comparison and level.
        var blockedChance: [[Double]] = []

        /// The share of matches that blocking finds.
        var foundShare: Double { matchCount > 0 ? min(max(foundCount / matchCount, 0.01), 1) : 1 }

        /// What the estimation of u needs to know.
        func known(_ mixture: MixtureEstimation) -> ChanceAgreement.KnownMatches {
            ChanceAgreement.KnownMatches(
                m: mixture.m,
                count: matchCount,
                isEstimated: true,
                chanceFindings: zip(mixture.blocks, mixture.shares).filter { $0.0.isExact && $0.0.agreeing.count <= 2 }
                    .map {
                        ($0.agreeing, $0.rule, (1 - $1) * Double($0.pairCount))
                    },
                blockedChance: blockedChance
            )
        }
    }

    private let random: [VectorCounts.Entry]
    private let vectors: [ComparisonVector]
    private let counts: [Double]
    /// The most matches that there can be.
    private let matchCountMax: Double

    init(random: VectorCounts, blocked: VectorCounts, matchCountMax: Double) {
        self.random = random.entries
        var merged = VectorCounts()
        for entry in blocked.entries { merged.add(entry.vector, rules: 0, count: entry.count) }
        let entries = merged.entries
        vectors = entries.map(\.vector)
        counts = entries.map { Double($0.count) }
        self.matchCountMax = matchCountMax
    }

    /// Counts matches, and sets m of levels that hardly any rule leaves open to what blocking finds of them.
    ///
    /// Swapped names are found by rules that compare one name with the other, and so leave neither open. Their matches
    /// among all pairs found, divided by all matches, are a lower bound of m, reached where blocking finds them all.
    func complete(_ mixture: inout MixtureEstimation, _ chance: ChanceAgreement) -> Totals {
        var totals = Totals()
        totals.matchCount = matchCount(mixture)
        let background = vectors.map { chance.probability($0) }
        let allPairCount = chance.allPairCount
        let odds = totals.matchCount / max(allPairCount - totals.matchCount, 1)
        for _ in 0..<20 {
            var matches = mixture.m.map { $0.map { _ in 0.0 } }
            var others = matches
            totals.foundCount = 0
            for (index, vector) in vectors.enumerated() {
                var ratio = odds / background[index]
                for comparison in mixture.m.indices {
                    let level = vector.level(comparison)
                    if level > 0 { ratio *= mixture.m[comparison][level - 1] }
                }
                let expected = counts[index] * (ratio / (ratio + 1))
                totals.foundCount += expected
                for comparison in mixture.m.indices {
                    let level = vector.level(comparison)
                    guard level > 0 else { continue }
                    matches[comparison][level - 1] += expected
                    others[comparison][level - 1] += counts[index] - expected
                }
            }
            totals.blockedChance = others
            var isComplete = true
            for comparison in mixture.m.indices {
                for level in mixture.m[comparison].indices.dropFirst().dropLast() {
                    let share = matches[comparison][level] / max(totals.matchCount, totals.foundCount, 1)
                    if matches[comparison][level] >= 5, share > 1.2 * mixture.m[comparison][level], share < 0.5 {
                        mixture.complete(comparison: comparison, level: level, to: share)
                        isComplete = false
                    }
                }
            }
            if isComplete { break }
        }
        return totals
    }

    /// Bounds the shares of rules whose columns agree exactly: a cohort whose records are all in the population, each
    /// once, gives no more matches than its records times the probability that a match agrees on the columns.
    func bounded(_ blocks: [TrainingBlock], _ mixture: MixtureEstimation) -> [TrainingBlock] {
        blocks.map { block in
            guard block.isExact, matchCountMax.isFinite else { return block }
            var bounded = block
            bounded.bound(matchCountMax: matchCountMax, agreement: agreement(block, mixture))
            return bounded
        }
    }

    /// The probability that a match has values in a rule's columns and that they agree.
    private func agreement(_ block: TrainingBlock, _ mixture: MixtureEstimation) -> Double {
        let total = random.reduce(0) { $0 + $1.count }
        let present = random.reduce(0) { sum, entry in
            block.agreeing.allSatisfy { entry.vector.level($0) > 0 } ? sum + entry.count : sum
        }
        var probability = Double(present) / Double(max(total, 1))
        for comparison in block.agreeing { probability *= mixture.m[comparison][0] }
        return probability
    }

    /// Matches in all, by the rules whose columns agree exactly in every pair.
    private func matchCount(_ mixture: MixtureEstimation) -> Double {
        var found = 0.0
        var share = 0.0
        for (block, matchShare) in zip(mixture.blocks, mixture.shares) where block.isExact {
            found += matchShare * Double(block.pairCount)
            share += agreement(block, mixture)
        }
        guard share > 0 else {
            return zip(mixture.blocks, mixture.shares).map { $1 * Double($0.pairCount) }.max() ?? 0
        }
        return min(found / share, matchCountMax)
    }
}
