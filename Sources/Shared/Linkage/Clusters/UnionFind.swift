/// Disjoint sets of the numbers below a count: union by size, path halving (Tarjan and van Leeuwen 1984).
struct UnionFind {
    private var parents: [UInt32]
    private var sizes: [UInt32]

    /// Each number alone.
    init(count: Int) {
        parents = (0..<UInt32(count)).map { $0 }
        sizes = [UInt32](repeating: 1, count: count)
    }

    /// The number that stands for the set of another.
    mutating func root(_ number: UInt32) -> UInt32 {
        var current = number
        while parents[Int(current)] != current {
            parents[Int(current)] = parents[Int(parents[Int(current)])]
            current = parents[Int(current)]
        }
        return current
    }

    /// Makes one set of two; the root of the result.
    @discardableResult
    mutating func join(_ first: UInt32, _ second: UInt32) -> UInt32 {
        var (large, small) = (root(first), root(second))
        if large == small { return large }
        if sizes[Int(large)] < sizes[Int(small)] { swap(&large, &small) }
        parents[Int(small)] = large
        sizes[Int(large)] += sizes[Int(small)]
        return large
    }
}
