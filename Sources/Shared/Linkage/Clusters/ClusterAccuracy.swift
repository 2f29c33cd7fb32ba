/// How far clusters agree with known people.
package struct ClusterAccuracy: Hashable, Sendable {
    /// A precision and a recall.
    package struct Rates: Hashable, Sendable {
        /// The share of what was joined that belongs together; 1 where nothing was joined.
        package let precision: Double
        /// The share of what belongs together that was joined; 1 where nothing does.
        package let recall: Double

        /// The harmonic mean of both.
        package var f1: Double {
            precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
        }
    }

    /// Over pairs of records: large clusters count by the square of their size.
    package let pairwise: Rates
    /// Over records, B-cubed (Bagga and Baldwin 1998): each record counts once.
    package let bCubed: Rates

    /// Compares clusters with labels.
    ///
    /// - Parameters:
    ///   - clusters: The clusters.
    ///   - people: The true person of each record; equal numbers are one person.
    /// - Complexity: O(*n*).
    package init(_ clusters: Clustering, people: [UInt32]) {
        precondition(clusters.labels.count == people.count && !people.isEmpty, "a person for each record")
        let truth = Clustering(labels: people)
        var cells: [UInt64: Int] = [:]
        for (label, person) in zip(clusters.labels, truth.labels) {
            cells[UInt64(label) << 32 | UInt64(person), default: 0] += 1
        }
        let (sizes, wanted) = (clusters.sizes, truth.sizes)
        func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }
        let right = cells.values.reduce(0) { $0 + pairs($1) }
        let joined = sizes.reduce(0) { $0 + pairs($1) }
        let together = wanted.reduce(0) { $0 + pairs($1) }
        pairwise = Rates(
            precision: joined == 0 ? 1 : Double(right) / Double(joined),
            recall: together == 0 ? 1 : Double(right) / Double(together)
        )
        var (precision, recall) = (0.0, 0.0)
        for (cell, count) in cells.sorted(by: { $0.key < $1.key }) {
            precision += Double(count * count) / Double(sizes[Int(cell >> 32)])
            recall += Double(count * count) / Double(wanted[Int(cell & 0xffff_ffff)])
        }
        bCubed = Rates(precision: precision / Double(people.count), recall: recall / Double(people.count))
    }
}
