import Foundation

/// A pair of records with its evidence.
package struct ScoredPair: Hashable, Sendable, BitwiseCopyable {
    /// The first record: the smaller within one file, the one of the first file between two.
    package let left: UInt32
    /// The second record.
    package let right: UInt32
    /// The match weight: log2 of the Bayes factor.
    package let weight: Double
    /// The level of each comparison.
    package let vector: ComparisonVector
    /// The first blocking rule that finds the pair.
    package let rule: UInt8
}

/// The pairs that may be one person, and how probable that is before the evidence.
///
/// The prior is a share of all pairs, found or not: the share λ that maximises Π (λ B + 1 − λ) over the pairs, with the
/// Bayes factors B of those that a rule finds and B = 0 for the others (EM). A pair's probability is
/// λ B / (λ B + 1 − λ).
package struct ScoredPairs: Sendable {
    /// The pairs whose weight reaches the floor, by record.
    package let pairs: [ScoredPair]
    /// The pairs that the rules find.
    package let foundCount: Int64
    /// The share λ of all pairs that are one person.
    package let matchShare: Double
    /// All pairs, found or not.
    package let possibleCount: Double
    private let logOdds: Double

    init(pairs: [ScoredPair], histogram: WeightSteps, possibleCount: Double) {
        self.pairs = pairs
        foundCount = histogram.pairCount
        self.possibleCount = possibleCount
        matchShare = histogram.matchShare(of: possibleCount)
        logOdds = log2(matchShare / (1 - matchShare))
    }

    /// The expected number of pairs that are one person.
    package var expectedMatches: Double { matchShare * possibleCount }

    /// The probability that a pair is one person.
    package func probability(of pair: ScoredPair) -> Double {
        1 / (1 + exp2(-(pair.weight + logOdds)))
    }

    /// The pairs of at least a probability, as edges of a graph of the records.
    package func edges(from probability: Double) -> [LinkEdge] {
        pairs.compactMap { pair in
            let value = self.probability(of: pair)
            guard value >= probability else { return nil }
            return LinkEdge(Int(pair.left), Int(pair.right), weight: pair.weight, probability: value)
        }
    }
}

/// How many pairs have which weight, in steps of 1/32 bit.
///
/// Whole numbers, so the sum does not depend on how the pairs were divided.
struct WeightSteps: Sendable {
    private static let lowest = -64
    private static let highest = 128
    private static let stepsPerBit = 32
    private var counts = [Int64](repeating: 0, count: (highest - lowest) * stepsPerBit)

    /// The number of pairs.
    var pairCount: Int64 { counts.reduce(0, +) }

    /// Counts a pair; weights beyond either end count at the end.
    @inline(__always)
    mutating func add(_ weight: Double, count: Int64 = 1) {
        let bounded = min(max(weight, Double(Self.lowest)), Double(Self.highest) - 0.01)
        counts[Int((bounded - Double(Self.lowest)) * Double(Self.stepsPerBit))] += count
    }

    /// Adds another part.
    mutating func merge(_ other: WeightSteps) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The share of matches among all possible pairs: EM from one match in a thousand found pairs; half a match is added.
    func matchShare(of possibleCount: Double) -> Double {
        let bins = counts.indices.filter { counts[$0] > 0 }.map { index in
            let weight = (Double(index) + 0.5) / Double(Self.stepsPerBit) + Double(Self.lowest)
            return (factor: exp2(weight), count: Double(counts[index]))
        }
        var share = min(max(Double(pairCount) * 0.001, 0.5) / (possibleCount + 1), 0.5)
        for _ in 0..<2_000 {
            var expected = 0.5
            for bin in bins { expected += bin.count * (share * bin.factor / (share * bin.factor + 1 - share)) }
            let next = min(expected / (possibleCount + 1), 0.999_999)
            let change = abs(next - share) / share
            share = next
            if change < 1e-9 { break }
        }
        return share
    }
}
