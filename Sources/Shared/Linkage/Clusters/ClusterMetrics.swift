/// How a cluster hangs together.
package struct ClusterMetrics: Hashable, Sendable {
    /// The cluster's number.
    package let cluster: Int
    /// Its records.
    package let recordCount: Int
    /// Its edges.
    package let edgeCount: Int
    /// The share of possible edges that are there.
    package let density: Double
    /// Edges whose removal would divide the cluster: those on which a wrong join may rest.
    package let bridgeCount: Int
    /// Freeman's degree centralisation: 1 for a star, 0 where all records have the same number of edges; 0 below three
    /// records.
    package let centralisation: Double
    /// The lowest probability among its edges.
    package let probabilityMin: Double

    /// The metrics of every cluster of at least two records.
    ///
    /// - Parameters:
    ///   - clusters: The clusters.
    ///   - edges: The edges, in any order; those between clusters are passed over.
    ///   - threshold: The least probability of an edge that counts.
    /// - Returns: One entry a cluster, by number.
    /// - Complexity: O(*n* + *e*).
    package static func all(_ clusters: Clustering, edges: [LinkEdge], threshold: Double) -> [ClusterMetrics] {
        let kept = edges.filter { edge in
            edge.probability >= threshold && clusters.labels[Int(edge.left)] == clusters.labels[Int(edge.right)]
        }
        let graph = Adjacency(nodeCount: clusters.labels.count, edges: kept.map { ($0.left, $0.right) })
        let isBridge = Bridges.find(graph, edgeCount: kept.count)
        var edgeCounts = [Int](repeating: 0, count: clusters.clusterCount)
        var bridgeCounts = edgeCounts
        var lowest = [Double](repeating: 1, count: clusters.clusterCount)
        for (index, edge) in kept.enumerated() {
            let cluster = Int(clusters.labels[Int(edge.left)])
            edgeCounts[cluster] += 1
            bridgeCounts[cluster] += isBridge[index] ? 1 : 0
            lowest[cluster] = min(lowest[cluster], edge.probability)
        }
        var greatest = [Int](repeating: 0, count: clusters.clusterCount)
        for (record, label) in clusters.labels.enumerated() {
            greatest[Int(label)] = max(greatest[Int(label)], graph.starts[record + 1] - graph.starts[record])
        }
        let sizes = clusters.sizes
        return (0..<clusters.clusterCount).filter { sizes[$0] > 1 }.map { cluster in
            let size = sizes[cluster]
            let differences = size * greatest[cluster] - 2 * edgeCounts[cluster]
            return ClusterMetrics(
                cluster: cluster,
                recordCount: size,
                edgeCount: edgeCounts[cluster],
                density: Double(2 * edgeCounts[cluster]) / (Double(size) * Double(size - 1)),
                bridgeCount: bridgeCounts[cluster],
                centralisation: size < 3 ? 0 : Double(differences) / (Double(size - 1) * Double(size - 2)),
                probabilityMin: lowest[cluster]
            )
        }
    }
}

/// Finds bridges by depth-first search with low points (Tarjan 1974), without recursion.
enum Bridges {
    /// For each edge whether it is a bridge; no pair of nodes has two edges.
    ///
    /// - Complexity: O(*n* + *e*).
    static func find(_ graph: Adjacency, edgeCount: Int) -> [Bool] {
        let nodeCount = graph.starts.count - 1
        var isBridge = [Bool](repeating: false, count: edgeCount)
        var order = [Int](repeating: -1, count: nodeCount)
        var low = order
        var next = graph.starts
        var time = 0
        var path: [(node: Int, edge: Int)] = []
        for start in 0..<nodeCount where order[start] < 0 && graph.starts[start] < graph.starts[start + 1] {
            path.append((start, -1))
            order[start] = time
            low[start] = time
            time += 1
            while let (node, edge) = path.last {
                if next[node] == graph.starts[node + 1] {
                    path.removeLast()
                    guard let parent = path.last?.node else { continue }
                    low[parent] = min(low[parent], low[node])
                    if low[node] > order[parent] { isBridge[edge] = true }
                    continue
                }
                let place = next[node]
                next[node] += 1
                let neighbour = Int(graph.neighbours[place])
                if graph.edges[place] == edge { continue }
                if order[neighbour] >= 0 {
                    low[node] = min(low[node], order[neighbour])
                } else {
                    order[neighbour] = time
                    low[neighbour] = time
                    time += 1
                    path.append((neighbour, graph.edges[place]))
                }
            }
        }
        return isBridge
    }
}
