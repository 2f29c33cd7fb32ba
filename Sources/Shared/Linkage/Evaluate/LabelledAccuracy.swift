import Statistics

/// Precision and recall of one-to-one links by threshold, from labels.
///
/// Labels may stand for several pairs each; then all counts are sums of weights, and intervals go by the effective number
/// of labels, (Σ w)² / Σ w² (Kish 1965).
package struct LabelledAccuracy: Hashable, Sendable {
    /// A share with its interval.
    package struct Share: Hashable, Sendable {
        /// The share, 0 to 1.
        package let value: Double
        /// Wilson's score interval with 95 % coverage (Wilson 1927).
        package let interval: ClosedRange<Double>

        /// A share of a whole, or nil when the whole is empty.
        package init?(_ part: Int, of whole: Int) {
            self.init(Double(part), of: Double(whole), size: Double(whole))
        }

        /// A share of a weighted whole, or nil when the whole is empty.
        ///
        /// - Parameters:
        ///   - part: The weight of the part.
        ///   - whole: The weight of the whole, at least that of the part.
        ///   - size: The effective number of labels behind the whole.
        package init?(_ part: Double, of whole: Double, size: Double) {
            guard whole > 0, size > 0 else { return nil }
            let share = min(max(part / whole, 0), 1)
            let z = Normal.quantile(0.975)
            let centre = share + z * z / (2 * size)
            let reach = z * (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
            let scale = 1 + z * z / size
            value = share
            // At 0 and 1 the bound is the share itself; rounding must not move it.
            let lower = share == 0 ? 0 : max(0, (centre - reach) / scale)
            let upper = share == 1 ? 1 : min(1, (centre + reach) / scale)
            interval = min(lower, upper)...upper
        }
    }

    /// The links at one threshold.
    package struct Row: Hashable, Sendable {
        /// Links of at least this probability count.
        package let threshold: Double
        /// Right links, by weight of their labels.
        package let truePositives: Double
        /// Wrong links, by weight.
        package let falsePositives: Double
        /// Records whose person is there and not linked to them, by weight.
        package let falseNegatives: Double
        /// The effective number of labels behind the links.
        package let linkSize: Double
        /// The effective number of labels behind the people who are there.
        package let positiveSize: Double

        /// The counts at a threshold, each label standing for one pair.
        package init(threshold: Double, truePositives: Int, falsePositives: Int, falseNegatives: Int) {
            self.init(
                threshold: threshold,
                truePositives: Double(truePositives),
                falsePositives: Double(falsePositives),
                falseNegatives: Double(falseNegatives),
                linkSize: Double(truePositives + falsePositives),
                positiveSize: Double(truePositives + falseNegatives)
            )
        }

        init(
            threshold: Double,
            truePositives: Double,
            falsePositives: Double,
            falseNegatives: Double,
            linkSize: Double,
            positiveSize: Double
        ) {
            self.threshold = threshold
            self.truePositives = truePositives
            self.falsePositives = falsePositives
            self.falseNegatives = falseNegatives
            self.linkSize = linkSize
            self.positiveSize = positiveSize
        }

        /// Right links among links; nil without links.
        package var precision: Share? {
            Share(truePositives, of: truePositives + falsePositives, size: linkSize)
        }
        /// Right links among people who are there; nil when nobody is.
        package var recall: Share? {
            Share(truePositives, of: truePositives + falseNegatives, size: positiveSize)
        }
        /// The harmonic mean of precision and recall; 0 when nothing is right.
        package var f1: Double {
            let all = 2 * truePositives + falsePositives + falseNegatives
            return all > 0 ? 2 * truePositives / all : 0
        }
    }

    /// Weights and their squares, summed.
    private struct Sums: Hashable, Sendable {
        var weight = 0.0
        private var squares = 0.0

        /// The effective number of labels.
        var size: Double { squares > 0 ? weight * weight / squares : 0 }

        mutating func add(_ weight: Double) {
            self.weight += weight
            squares += weight * weight
        }
    }

    private let entries: [JudgedLinks.Entry]
    /// Sums over the first *i* entries: all of them, and the right ones.
    private let links: [Sums]
    private let rights: [Sums]
    private let positives: Sums

    /// The figures of some judged links.
    package init(_ judged: JudgedLinks) {
        entries = judged.entries
        var (all, right, there) = (Sums(), Sums(), Sums())
        var (links, rights) = ([all], [right])
        for entry in judged.entries {
            all.add(entry.weight)
            if entry.isRight { right.add(entry.weight) }
            links.append(all)
            rights.append(right)
        }
        for weight in judged.positives { there.add(weight) }
        self.links = links
        self.rights = rights
        positives = there
    }

    /// The links at a threshold.
    ///
    /// - Complexity: O(log *n*) for *n* links.
    package func row(at threshold: Double) -> Row {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].probability >= threshold { low = middle + 1 } else { high = middle }
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
        entries.indices.compactMap { index in
            let isLast = index + 1 == entries.count || entries[index + 1].probability != entries[index].probability
            return isLast ? row(first: index + 1, threshold: entries[index].probability) : nil
        }
    }

    private func row(first count: Int, threshold: Double) -> Row {
        let right = rights[count].weight
        return Row(
            threshold: threshold,
            truePositives: right,
            falsePositives: links[count].weight - right,
            falseNegatives: max(positives.weight - right, 0),
            linkSize: links[count].size,
            positiveSize: positives.size
        )
    }
}
