/// Precision and recall of one-to-one links by threshold, expected from the links' own probabilities, without labels.
///
/// With p_i the probabilities of the links at or above a threshold, Σ p_i of them are expected to be right; the people who
/// are there to be found are the estimated present share of the cohort. As good as the probabilities are calibrated.
package struct ExpectedAccuracy: Hashable, Sendable {
    /// The links at one threshold.
    package struct Row: Hashable, Sendable {
        /// Links of at least this probability count.
        package let threshold: Double
        /// The links.
        package let linkCount: Int
        /// How many are expected to be right.
        package let rightCount: Double
        /// How many people of the cohort are expected to be in the population.
        package let presentCount: Double

        /// The expectation at a threshold.
        package init(threshold: Double, linkCount: Int, rightCount: Double, presentCount: Double) {
            self.threshold = threshold
            self.linkCount = linkCount
            self.rightCount = rightCount
            self.presentCount = presentCount
        }

        /// The expected share of links that are right; nil without links.
        package var precision: Double? { linkCount > 0 ? min(rightCount / Double(linkCount), 1) : nil }
        /// The expected share of the people there who are found; nil when nobody is expected there.
        package var recall: Double? { presentCount > 0 ? min(rightCount / presentCount, 1) : nil }
        /// The harmonic mean of both; nil where one is missing.
        package var f1: Double? {
            guard let precision, let recall, precision + recall > 0 else { return nil }
            return 2 * precision * recall / (precision + recall)
        }
    }

    /// Probabilities of the links, falling.
    private let probabilities: [Double]
    /// The sum of the first *i* probabilities.
    private let sums: [Double]
    private let presentCount: Double

    /// The expectation of some links.
    package init(_ result: LinkResult) {
        self.init(
            probabilities: result.links.filter { $0.candidate != nil }.map(\.probability),
            presentCount: result.presentShare * Double(result.links.count)
        )
    }

    /// The expectation from probabilities of links and the expected number of people there.
    package init(probabilities: [Double], presentCount: Double) {
        self.probabilities = probabilities.sorted(by: >)
        var sums = [0.0]
        for probability in self.probabilities { sums.append(sums[sums.count - 1] + probability) }
        self.sums = sums
        self.presentCount = presentCount
    }

    /// The expectation at a threshold.
    ///
    /// - Complexity: O(log *n*) for *n* links.
    package func row(at threshold: Double) -> Row {
        var low = 0
        var high = probabilities.count
        while low < high {
            let middle = (low + high) / 2
            if probabilities[middle] >= threshold { low = middle + 1 } else { high = middle }
        }
        return Row(threshold: threshold, linkCount: low, rightCount: sums[low], presentCount: presentCount)
    }
}
