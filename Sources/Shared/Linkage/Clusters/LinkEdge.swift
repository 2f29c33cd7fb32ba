/// Two records that may be one person: an edge of the graph that clusters are made of.
package struct LinkEdge: Hashable, Sendable, BitwiseCopyable {
    /// The smaller record.
    package let left: UInt32
    /// The larger record.
    package let right: UInt32
    /// The match weight: log2 of the Bayes factor.
    package let weight: Double
    /// The probability that both are one person.
    package let probability: Double

    /// An edge between two different records, in either order.
    package init(_ first: Int, _ second: Int, weight: Double, probability: Double) {
        precondition(first != second, "a record is no link to itself")
        left = UInt32(min(first, second))
        right = UInt32(max(first, second))
        self.weight = weight
        self.probability = probability
    }
}

/// The edges of a graph by node: for each node its neighbours and the positions of the edges.
struct Adjacency {
    /// Where each node's entries begin; one more than there are nodes.
    let starts: [Int]
    /// The neighbours, by node and then in the order of the edges.
    let neighbours: [UInt32]
    /// The edge of each entry.
    let edges: [Int]

    /// The graph of some edges.
    ///
    /// - Complexity: O(*n* + *e*).
    init(nodeCount: Int, edges list: [(left: UInt32, right: UInt32)]) {
        var starts = [Int](repeating: 0, count: nodeCount + 1)
        for edge in list {
            starts[Int(edge.left) + 1] += 1
            starts[Int(edge.right) + 1] += 1
        }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var next = starts
        var neighbours = [UInt32](repeating: 0, count: 2 * list.count)
        var edges = [Int](repeating: 0, count: 2 * list.count)
        for (index, edge) in list.enumerated() {
            for (from, to) in [(edge.left, edge.right), (edge.right, edge.left)] {
                let place = next[Int(from)]
                next[Int(from)] += 1
                neighbours[place] = to
                edges[place] = index
            }
        }
        self.starts = starts
        self.neighbours = neighbours
        self.edges = edges
    }
}
