import Foundation

/// What each blocking rule finds: pairs, pairs that no earlier rule finds, and how many matches are expected among them.
///
/// Rests on counts of vectors by set of rules, so it costs nothing beside the estimation and does not depend on how the
/// pairs were divided.
package struct BlockingAnalysis: Hashable, Sendable {
    /// One rule.
    package struct Row: Hashable, Sendable {
        /// The rule as it is written in settings.
        package let rule: String
        /// Pairs of records that it finds.
        package fileprivate(set) var pairCount: Int64 = 0
        /// Pairs that no earlier rule finds.
        package fileprivate(set) var addedPairCount: Int64 = 0
        /// Pairs that this and the earlier rules find.
        package fileprivate(set) var cumulativePairCount: Int64 = 0
        /// Pairs that no other rule finds.
        package fileprivate(set) var onlyPairCount: Int64 = 0
        /// Matches expected among its pairs, by the model.
        package fileprivate(set) var matchCount = 0.0
        /// Matches expected among the pairs that no earlier rule finds.
        package fileprivate(set) var addedMatchCount = 0.0
        /// Matches expected among the pairs that no other rule finds: what would be lost without the rule.
        package fileprivate(set) var onlyMatchCount = 0.0
    }

    /// A large block of a rule: so many records share one key.
    package struct Block: Hashable, Sendable {
        /// The rule as it is written in settings.
        package let rule: String
        /// Records of the cohort.
        package let cohortRowCount: Int
        /// Records of the population, where they were counted.
        package let poolRowCount: Int?
        /// Whether it was too large and was left out of its rule.
        package let isCut: Bool

        /// A block.
        package init(rule: String, cohortRowCount: Int, poolRowCount: Int?, isCut: Bool) {
            self.rule = rule
            self.cohortRowCount = cohortRowCount
            self.poolRowCount = poolRowCount
            self.isCut = isCut
        }
    }

    /// The rules in order of precedence.
    package let rows: [Row]

    /// Analyses the pairs that were counted for the estimation.
    ///
    /// - Parameters:
    ///   - counts: Pairs by vector and by the set of rules that find them.
    ///   - model: The model that was estimated from them.
    ///   - evenWeight: The match weight at which a pair without rivals has a probability of one half, in bits.
    /// - Complexity: O(*v* · *r*) for *v* vectors and *r* rules.
    package init(_ counts: VectorCounts, model: LinkModel, evenWeight: Double) {
        var rows = model.plan.rules.map { Row(rule: "\($0)") }
        for entry in counts.entries where entry.rules != 0 {
            let matches = Double(entry.count) / (1 + exp2(evenWeight - model.levelWeight(entry.vector)))
            let first = entry.rules.trailingZeroBitCount
            for rule in rows.indices where entry.rules >> UInt64(rule) & 1 == 1 {
                rows[rule].pairCount += entry.count
                rows[rule].matchCount += matches
                if rule == first {
                    rows[rule].addedPairCount += entry.count
                    rows[rule].addedMatchCount += matches
                }
                if entry.rules == 1 << UInt64(rule) {
                    rows[rule].onlyPairCount += entry.count
                    rows[rule].onlyMatchCount += matches
                }
            }
        }
        var sum: Int64 = 0
        for rule in rows.indices {
            sum += rows[rule].addedPairCount
            rows[rule].cumulativePairCount = sum
        }
        self.rows = rows
    }
}

extension LinkModel {
    /// The match weight of a vector from its levels alone, before term frequencies, in bits.
    package func levelWeight(_ vector: ComparisonVector) -> Double {
        var sum = 0.0
        for (position, comparison) in comparisons.enumerated() {
            let level = vector.level(position)
            if level > 0, level <= comparison.levels.count { sum += comparison.levels[level - 1].weight }
        }
        return sum - log2(joint.factor(vector))
    }

    /// The probability that a pair with a match weight is one person, were it the record's only candidate.
    ///
    /// - Parameters:
    ///   - weight: The match weight in bits.
    ///   - presentShare: The estimated share π of the cohort that is in the population, in (0, 1).
    /// - Returns: π B / N over π B / N + 1 − π, with B = 2^weight and N people.
    package func pairProbability(weight: Double, presentShare: Double) -> Double {
        1 / (1 + exp2(matchWeight(probability: 0.5, presentShare: presentShare) - weight))
    }

    /// The match weight at which a record's only candidate has a probability; the inverse of
    /// ``pairProbability(weight:presentShare:)``.
    package func matchWeight(probability: Double, presentShare: Double) -> Double {
        let share = min(max(presentShare, 1e-9), 1 - 1e-9)
        return log2(probability / (1 - probability)) + log2(Double(personCount)) - log2(share / (1 - share))
    }
}

extension VectorCounts {
    /// The vectors whatever rules find them, by falling number of pairs, then by vector.
    package var byFrequency: [(vector: ComparisonVector, count: Int64)] {
        var merged = VectorCounts()
        for entry in entries { merged.add(entry.vector, rules: 0, count: entry.count) }
        return merged.entries.map { ($0.vector, $0.count) }.sorted { left, right in
            left.count != right.count ? left.count > right.count : left.vector < right.vector
        }
    }
}
