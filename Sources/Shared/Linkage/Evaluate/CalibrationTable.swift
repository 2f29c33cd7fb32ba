/// Whether probabilities mean what they say: judged links in bins of probability, and how many of them are right.
package struct CalibrationTable: Hashable, Sendable {
    /// The links of one bin.
    package struct Bin: Hashable, Sendable {
        /// From this probability on; the last bin includes 1.
        package let lower: Double
        /// Below this probability.
        package let upper: Double
        /// Judged links in it.
        package let count: Int
        /// The weight of their labels; their number where each stands for one.
        package let weight: Double
        /// The weight of the right ones.
        package let rightWeight: Double
        /// The effective number of labels, (Σ w)² / Σ w².
        package let size: Double
        /// The mean of their probabilities, weighted.
        package let meanProbability: Double

        /// The share that is right; nil for an empty bin.
        package var observed: LabelledAccuracy.Share? {
            LabelledAccuracy.Share(rightWeight, of: weight, size: size)
        }

        /// How many binomial standard errors, at the mean probability, the observed share lies above the mean; nil where
        /// the bin is empty or the mean leaves no room.
        package var deviation: Double? {
            let variance = meanProbability * (1 - meanProbability)
            guard size > 0, variance > 0 else { return nil }
            return (rightWeight / weight - meanProbability) / (variance / size).squareRoot()
        }
    }

    /// The bins in ascending order, empty ones included.
    package let bins: [Bin]

    /// The bins of some judged links.
    ///
    /// - Parameters:
    ///   - judged: The links.
    ///   - binCount: How many bins of equal width; at least 1.
    package init(_ judged: JudgedLinks, binCount: Int = 10) {
        precondition(binCount >= 1, "at least one bin")
        var counts = [Int](repeating: 0, count: binCount)
        var weights = [Double](repeating: 0, count: binCount)
        var (rights, squares, sums) = (weights, weights, weights)
        for entry in judged.entries {
            let bin = min(max(Int(entry.probability * Double(binCount)), 0), binCount - 1)
            counts[bin] += 1
            weights[bin] += entry.weight
            squares[bin] += entry.weight * entry.weight
            rights[bin] += entry.isRight ? entry.weight : 0
            sums[bin] += entry.weight * entry.probability
        }
        bins = (0..<binCount).map { bin in
            Bin(
                lower: Double(bin) / Double(binCount),
                upper: Double(bin + 1) / Double(binCount),
                count: counts[bin],
                weight: weights[bin],
                rightWeight: rights[bin],
                size: squares[bin] > 0 ? weights[bin] * weights[bin] / squares[bin] : 0,
                meanProbability: weights[bin] > 0 ? sums[bin] / weights[bin] : 0
            )
        }
    }
}
