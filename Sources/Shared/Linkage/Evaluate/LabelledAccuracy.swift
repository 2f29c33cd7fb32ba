import Statistics

/// Precision and recall of one-to-one links by threshold, from labels.
package struct LabelledAccuracy: Hashable, Sendable {
    /// A share with its interval.
    package struct Share: Hashable, Sendable {
        /// The share, 0 to 1.
        package let value: Double
        /// Wilson's score interval with 95 % coverage (Wilson 1927).
        package let interval: ClosedRange<Double>

        /// A share of a whole, or nil when the whole is empty.
        package init?(_ part: Int, of whole: Int) {
            guard whole > 0 else { return nil }
            let size = Double(whole)
            let share = Double(part) / size
            let z = Normal.quantile(0.975)
            let centre = share + z * z / (2 * size)
            let reach = z * (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
            let scale = 1 + z * z / size
            value = share
            // At 0 and 1 the bound is the share itself; rounding must not move it.
            let lower = part == 0 ? 0 : max(0, (centre - reach) / scale)
            let upper = part == whole ? 1 : min(1, (centre + reach) / scale)
            interval = lower...upper
        }
    }

    /// The links at one threshold.
    package struct Row: Hashable, Sendable {
        /// Links of at least this probability count.
        package let threshold: Double
        /// Right links.
        package let truePositives: Int
        /// Wrong links.
        package let falsePositives: Int
        /// Records whose person is there and not linked to them.
        package let falseNegatives: Int

        /// The counts at a threshold.
        package init(threshold: Double, truePositives: Int, falsePositives: Int, falseNegatives: Int) {
            self.threshold = threshold
            self.truePositives = truePositives
            self.falsePositives = falsePositives
            self.falseNegatives = falseNegatives
        }

        /// Right links among links; nil without links.
        package var precision: Share? { Share(truePositives, of: truePositives + falsePositives) }
        /// Right links among people who are there; nil when nobody is.
        package var recall: Share? { Share(truePositives, of: truePositives + falseNegatives) }
        /// The harmonic mean of precision and recall; 0 when nothing is right.
        package var f1: Double {
            let all = 2 * truePositives + falsePositives + falseNegatives
            return all > 0 ? 2 * Double(truePositives) / Double(all) : 0
        }
    }

    private let judged: JudgedLinks
    /// Right links among the first *i* entries.
    private let rightCounts: [Int]

    /// The figures of some judged links.
    package init(_ judged: JudgedLinks) {
        self.judged = judged
        var counts = [0]
        for entry in judged.entries { counts.append(counts[counts.count - 1] + (entry.isRight ? 1 : 0)) }
        rightCounts = counts
    }

    /// The links at a threshold.
    ///
    /// - Complexity: O(log *n*) for *n* links.
    package func row(at threshold: Double) -> Row {
        var low = 0
        var high = judged.entries.count
        while low < high {
            let middle = (low + high) / 2
            if judged.entries[middle].probability >= threshold { low = middle + 1 } else { high = middle }
        }
        return row(first: low, threshold: threshold)
    }

    /// The threshold with the highest F1, the highest of several; nil without judged links.
    package var best: Row? {
        steps.max { left, right in left.f1 != right.f1 ? left.f1 < right.f1 : left.threshold < right.threshold }
    }

    /// The lowest threshold at which the precision is at least a required one; nil where none is.
    package func lowest(precision required: Double) -> Row? {
        steps.last { ($0.precision?.value ?? 0) >= required }
    }

    /// The links at each probability that occurs, falling.
    private var steps: [Row] {
        let entries = judged.entries
        return entries.indices.compactMap { index in
            let isLast = index + 1 == entries.count || entries[index + 1].probability != entries[index].probability
            return isLast ? row(first: index + 1, threshold: entries[index].probability) : nil
        }
    }

    private func row(first count: Int, threshold: Double) -> Row {
        Row(
            threshold: threshold,
            truePositives: rightCounts[count],
            falsePositives: count - rightCounts[count],
            falseNegatives: max(judged.positiveCount - rightCounts[count], 0)
        )
    }
}
