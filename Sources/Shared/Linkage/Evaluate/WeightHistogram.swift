/// How many pairs have a match weight in each whole bit.
///
/// Whole numbers in bins of one bit, so that the histogram of any division of the pairs, merged in any order, is the same.
package struct WeightHistogram: Hashable, Sendable {
    /// A run of weights and what lies in it.
    package struct Bin: Hashable, Sendable {
        /// The lowest weight of the bin, in bits; the bin ends before the next whole number.
        package let lower: Int
        /// The number of pairs.
        package let count: Int64
    }

    /// The lowest bin holds all weights below this plus one, in bits.
    package static let lowerBound = -128
    /// The highest bin ends here; it holds all higher weights too.
    package static let upperBound = 128

    private var counts = [Int64](repeating: 0, count: upperBound - lowerBound)

    /// No pairs.
    package init() {}

    /// Counts pairs of a match weight; one that is not a number is not counted.
    @inline(__always)
    package mutating func add(_ weight: Double, count: Int64 = 1) {
        guard !weight.isNaN else { return }
        let bounded = min(max(weight, Double(Self.lowerBound)), Double(Self.upperBound - 1))
        counts[Int(bounded.rounded(.down)) - Self.lowerBound] += count
    }

    /// Adds the pairs of another part.
    package mutating func merge(_ other: WeightHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// The number of pairs.
    package var pairCount: Int64 { counts.reduce(0, +) }

    /// The bins from the first to the last that holds a pair, empty ones between them included.
    package var bins: [Bin] {
        guard let first = counts.firstIndex(where: { $0 != 0 }), let last = counts.lastIndex(where: { $0 != 0 })
        else { return [] }
        return (first...last).map { Bin(lower: $0 + Self.lowerBound, count: counts[$0]) }
    }

    /// The pairs in the bin that starts at a weight.
    package func count(lower: Int) -> Int64 {
        counts.indices.contains(lower - Self.lowerBound) ? counts[lower - Self.lowerBound] : 0
    }
}

extension WeightHistogram {
    /// The weights of counted pairs, from their levels alone, before term frequencies.
    package init(_ counts: VectorCounts, model: LinkModel) {
        self.init()
        for (vector, count) in counts.byFrequency { add(model.levelWeight(vector), count: count) }
    }
}
