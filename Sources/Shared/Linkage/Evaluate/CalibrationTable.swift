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
        /// How many are right.
        package let rightCount: Int
        /// The mean of their probabilities.
        package let meanProbability: Double

        /// The share that is right; nil for an empty bin.
        package var observed: LabelledAccuracy.Share? { LabelledAccuracy.Share(rightCount, of: count) }

        /// How many binomial standard errors, at the mean probability, the observed share lies above the mean; nil where
        /// the bin is empty or the mean leaves no room.
        package var deviation: Double? {
            let variance = meanProbability * (1 - meanProbability)
            guard count > 0, variance > 0 else { return nil }
            return (Double(rightCount) / Double(count) - meanProbability) / (variance / Double(count)).squareRoot()
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
        var rights = counts
        var sums = [Double](repeating: 0, count: binCount)
        for entry in judged.entries {
            let bin = min(max(Int(entry.probability * Double(binCount)), 0), binCount - 1)
            counts[bin] += 1
            rights[bin] += entry.isRight ? 1 : 0
            sums[bin] += entry.probability
        }
        bins = (0..<binCount).map { bin in
            Bin(
                lower: Double(bin) / Double(binCount),
                upper: Double(bin + 1) / Double(binCount),
                count: counts[bin],
                rightCount: rights[bin],
                meanProbability: counts[bin] > 0 ? sums[bin] / Double(counts[bin]) : 0
            )
        }
    }
}
