/// Divides a component that hangs together by chains: average-linkage clustering of its records.
///
/// The two clusters with the greatest mean probability over all pairs of their records are joined, as long as that mean
/// reaches a bound; a pair without an edge counts as 0 (unweighted average linkage, Sokal and Michener 1958; compared for
/// duplicate detection by Hassanzadeh et al. 2009). Probabilities are whole multiples of 2^-32, so that sums do not
/// depend on order.
struct AverageLinkage {
    private struct Proposal {
        let mean: Double
        let first: UInt32
        let second: UInt32
        let stamps: (UInt32, UInt32)
        /// The smallest records of both, the smaller first: the order of ties.
        let tie: (UInt32, UInt32)

        func precedes(_ other: Proposal) -> Bool {
            mean != other.mean ? mean > other.mean : tie < other.tie
        }
    }

    /// Sums of scaled probabilities to each neighbouring cluster.
    private var sums: [[UInt32: UInt64]]
    private var sizes: [UInt64]
    private var smallest: [UInt32]
    private var stamps: [UInt32]
    private var heap: [Proposal] = []
    private let bound: Double

    /// Divides the records below a count.
    ///
    /// - Parameters:
    ///   - recordCount: The records of the component.
    ///   - edges: Its edges.
    ///   - bound: The least mean probability at which two clusters are joined.
    /// - Returns: A label for each record.
    /// - Complexity: O(*e* + *j* · *d* log *e*) for *j* joins of clusters with *d* neighbours.
    static func labels(
        recordCount: Int,
        edges: [(left: UInt32, right: UInt32, probability: Double)],
        bound: Double
    ) -> [UInt32] {
        var state = AverageLinkage(recordCount: recordCount, edges: edges, bound: bound)
        return state.run(recordCount: recordCount)
    }

    private init(recordCount: Int, edges: [(left: UInt32, right: UInt32, probability: Double)], bound: Double) {
        sums = [[UInt32: UInt64]](repeating: [:], count: recordCount)
        sizes = [UInt64](repeating: 1, count: recordCount)
        smallest = (0..<UInt32(recordCount)).map { $0 }
        stamps = [UInt32](repeating: 0, count: recordCount)
        self.bound = bound
        for edge in edges {
            let scaled = UInt64((edge.probability * 0x1p32).rounded())
            sums[Int(edge.left)][edge.right] = scaled
            sums[Int(edge.right)][edge.left] = scaled
        }
        for edge in edges { propose(edge.left, edge.right) }
    }

    private mutating func run(recordCount: Int) -> [UInt32] {
        var sets = UnionFind(count: recordCount)
        while let best = popBest() {
            guard stamps[Int(best.first)] == best.stamps.0, stamps[Int(best.second)] == best.stamps.1 else { continue }
            sets.join(best.first, best.second)
            merge(best.first, best.second)
        }
        return (0..<UInt32(recordCount)).map { sets.root($0) }
    }

    /// Joins two clusters under the number of the one with more neighbours.
    private mutating func merge(_ first: UInt32, _ second: UInt32) {
        let isFirstLarger = sums[Int(first)].count >= sums[Int(second)].count
        let (kept, gone) = isFirstLarger ? (first, second) : (second, first)
        let moved = sums[Int(gone)]
        sums[Int(gone)] = [:]
        sums[Int(kept)][gone] = nil
        for (neighbour, sum) in moved where neighbour != kept {
            sums[Int(neighbour)][gone] = nil
            sums[Int(neighbour)][kept, default: 0] += sum
            sums[Int(kept)][neighbour, default: 0] += sum
        }
        sizes[Int(kept)] += sizes[Int(gone)]
        smallest[Int(kept)] = min(smallest[Int(kept)], smallest[Int(gone)])
        stamps[Int(kept)] += 1
        stamps[Int(gone)] += 1
        for neighbour in Array(sums[Int(kept)].keys) { propose(kept, neighbour) }
    }

    // MARK: The heap

    /// Adds a pair of clusters where their mean reaches the bound; the order of proposals does not matter, for no two of
    /// one state are equal.
    private mutating func propose(_ first: UInt32, _ second: UInt32) {
        guard let sum = sums[Int(first)][second] else { return }
        let mean = Double(sum) * 0x1p-32 / Double(sizes[Int(first)] * sizes[Int(second)])
        guard mean >= bound else { return }
        let (low, high) = (smallest[Int(first)], smallest[Int(second)])
        heap.append(
            Proposal(
                mean: mean,
                first: first,
                second: second,
                stamps: (stamps[Int(first)], stamps[Int(second)]),
                tie: (min(low, high), max(low, high))
            )
        )
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func popBest() -> Proposal? {
        guard let best = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return best }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return best }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[parent]) else { return best }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}

extension Clustering {
    /// Divides clusters whose density is low by average linkage.
    ///
    /// One wrong link suffices to chain two people together; a cluster that lacks most of its possible edges is where that
    /// shows. Clusters of fewer than three records stay.
    ///
    /// - Parameters:
    ///   - edges: The edges, in any order.
    ///   - threshold: The least probability of an edge that counts towards density; weaker ones count in the means.
    ///   - densityMin: Clusters with a lower density are divided.
    ///   - bound: The least mean probability at which parts are joined again.
    /// - Returns: The clusters, and how many were divided.
    package func dividingChains(
        edges: [LinkEdge],
        threshold: Double,
        densityMin: Double,
        bound: Double = 0.5
    ) -> (clusters: Clustering, dividedCount: Int) {
        let sizes = sizes
        var counts = [Int](repeating: 0, count: clusterCount)
        for edge in edges where edge.probability >= threshold && labels[Int(edge.left)] == labels[Int(edge.right)] {
            counts[Int(labels[Int(edge.left)])] += 1
        }
        let isSparse = (0..<clusterCount).map { cluster in
            sizes[cluster] > 2
                && Double(2 * counts[cluster]) < densityMin * Double(sizes[cluster]) * Double(sizes[cluster] - 1)
        }
        guard isSparse.contains(true) else { return (self, 0) }
        var local = [UInt32](repeating: 0, count: labels.count)
        var next = [UInt32](repeating: 0, count: clusterCount)
        for (record, label) in labels.enumerated() {
            local[record] = next[Int(label)]
            next[Int(label)] += 1
        }
        var inside: [UInt32: [(left: UInt32, right: UInt32, probability: Double)]] = [:]
        for edge in edges
        where labels[Int(edge.left)] == labels[Int(edge.right)] && isSparse[Int(labels[Int(edge.left)])] {
            inside[labels[Int(edge.left)], default: []]
                .append((local[Int(edge.left)], local[Int(edge.right)], edge.probability))
        }
        var parts: [UInt32: [UInt32]] = [:]
        for (cluster, edges) in inside {
            parts[cluster] = AverageLinkage.labels(recordCount: sizes[Int(cluster)], edges: edges, bound: bound)
        }
        // A cluster and a part of it as one number: parts are numbered by records, so this cannot collide.
        var codes: [UInt64: UInt32] = [:]
        let divided = labels.indices.map { record -> UInt32 in
            let part = parts[labels[record]]?[Int(local[record])] ?? 0
            let code = UInt64(labels[record]) << 32 | UInt64(part)
            let label = codes[code] ?? UInt32(codes.count)
            codes[code] = label
            return label
        }
        let result = Clustering(labels: divided)
        let dividedCount = parts.values.count { Set($0).count > 1 }
        return (result, dividedCount)
    }
}
