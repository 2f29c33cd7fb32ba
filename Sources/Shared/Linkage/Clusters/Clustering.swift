import Statistics

/// Records divided into clusters, each held for one person.
///
/// Clusters are numbered from 0 in the order of their smallest record, so equal divisions are equal values.
package struct Clustering: Hashable, Sendable {
    /// The cluster of each record.
    package let labels: [UInt32]
    /// The number of clusters, those of one record among them.
    package let clusterCount: Int

    /// The division that some labels mean; equal labels are one cluster.
    package init(labels raw: some Sequence<UInt32>) {
        var numbers: [UInt32: UInt32] = [:]
        labels = raw.map { label in
            let number = numbers[label] ?? UInt32(numbers.count)
            numbers[label] = number
            return number
        }
        clusterCount = numbers.count
    }

    private init(_ sets: inout UnionFind, count: Int) {
        var numbers = [UInt32](repeating: .max, count: count)
        var labels = [UInt32](repeating: 0, count: count)
        var next: UInt32 = 0
        for record in 0..<count {
            let root = Int(sets.root(UInt32(record)))
            if numbers[root] == .max {
                numbers[root] = next
                next += 1
            }
            labels[record] = numbers[root]
        }
        self.labels = labels
        clusterCount = Int(next)
    }

    // MARK: Making clusters

    /// The connected components of the edges with at least a probability.
    ///
    /// - Parameters:
    ///   - recordCount: The records; edges name those below.
    ///   - edges: The edges, in any order.
    ///   - threshold: The least probability of an edge that counts.
    /// - Returns: The same whatever the order of the edges.
    /// - Complexity: O((*n* + *e*) · α(*n*)).
    package static func components(recordCount: Int, edges: [LinkEdge], threshold: Double) -> Clustering {
        var sets = UnionFind(count: recordCount)
        for edge in edges where edge.probability >= threshold { sets.join(edge.left, edge.right) }
        return Clustering(&sets, count: recordCount)
    }

    /// The connected components at several thresholds; a higher one only divides clusters of a lower one.
    ///
    /// - Parameters:
    ///   - recordCount: The records.
    ///   - edges: The edges, in any order.
    ///   - thresholds: The thresholds, in any order.
    /// - Returns: A clustering for each threshold, in their order.
    /// - Complexity: O(*e* log *e* + *t* · *n*) for *t* thresholds: the edges are passed once, the strongest first.
    package static func hierarchy(recordCount: Int, edges: [LinkEdge], thresholds: [Double]) -> [Clustering] {
        let descending = edges.sorted { $0.probability > $1.probability }
        var result = [Clustering?](repeating: nil, count: thresholds.count)
        var sets = UnionFind(count: recordCount)
        var next = 0
        for index in thresholds.indices.sorted(by: { thresholds[$0] > thresholds[$1] }) {
            while next < descending.count, descending[next].probability >= thresholds[index] {
                sets.join(descending[next].left, descending[next].right)
                next += 1
            }
            result[index] = Clustering(&sets, count: recordCount)
        }
        return result.compactMap { $0 }
    }

    /// Clusters with at most one record of each source: the best links first.
    ///
    /// Edges are taken by descending weight, ties by a keyed hash of both records; an edge whose clusters have a source in
    /// common is passed over. With two sources this is greedy one-to-one linkage.
    ///
    /// - Parameters:
    ///   - recordCount: The records.
    ///   - edges: The edges, in any order.
    ///   - threshold: The least probability of an edge that counts.
    ///   - sources: The source of each record, below 64.
    ///   - seed: The key of the order of ties.
    /// - Returns: The clusters.
    /// - Complexity: O(*e* log *e*).
    package static func bestLinks(
        recordCount: Int,
        edges: [LinkEdge],
        threshold: Double,
        sources: [UInt8],
        seed: UInt64
    ) -> Clustering {
        precondition(sources.count == recordCount && sources.allSatisfy { $0 < 64 }, "a source for each record")
        let ties = KeyedHash(key: seed)
        let ordered = edges.filter { $0.probability >= threshold }
            .map { (edge: $0, tie: ties.hash(UInt64($0.left), UInt64($0.right))) }
            .sorted { first, second in
                if first.edge.weight != second.edge.weight { return first.edge.weight > second.edge.weight }
                return (first.tie, first.edge.left, first.edge.right)
                    < (second.tie, second.edge.left, second.edge.right)
            }
        var sets = UnionFind(count: recordCount)
        var masks = sources.map { UInt64(1) << UInt64($0) }
        for (edge, _) in ordered {
            let (left, right) = (sets.root(edge.left), sets.root(edge.right))
            guard left != right, masks[Int(left)] & masks[Int(right)] == 0 else { continue }
            let both = masks[Int(left)] | masks[Int(right)]
            masks[Int(sets.join(left, right))] = both
        }
        return Clustering(&sets, count: recordCount)
    }

    // MARK: Reading clusters

    /// The records of each cluster, ascending.
    package var members: [[UInt32]] {
        var result = [[UInt32]](repeating: [], count: clusterCount)
        for (record, label) in labels.enumerated() { result[Int(label)].append(UInt32(record)) }
        return result
    }

    /// The number of records of each cluster.
    package var sizes: [Int] {
        var result = [Int](repeating: 0, count: clusterCount)
        for label in labels { result[Int(label)] += 1 }
        return result
    }

    /// The same clusters over records in another order: record *i* moves to `positions[i]`.
    package func moved(to positions: [Int]) -> Clustering {
        var labels = [UInt32](repeating: 0, count: positions.count)
        for (record, position) in positions.enumerated() { labels[position] = self.labels[record] }
        return Clustering(labels: labels)
    }
}
