import Linkage
import Statistics
import Testing

@Suite("Optimal assignment")
struct HungarianTests {
    /// The smallest sum over all ways to give each row a column.
    private func best(_ costs: [Int64], _ rows: Int, _ columns: Int, _ used: Set<Int> = [], row: Int = 0) -> Int64 {
        if row == rows { return 0 }
        return (0..<columns).filter { !used.contains($0) }
            .map { costs[row * columns + $0] + best(costs, rows, columns, used.union([$0]), row: row + 1) }
            .min() ?? 0
    }

    @Test("the assignment costs as little as the best of all", arguments: 0..<40)
    func exhaustive(seed: Int) {
        let random = CounterRandom(seed: UInt64(seed))
        let rows = 1 + random.below(4, at: 0)
        let columns = rows + random.below(3, at: 1)
        let costs = (0..<rows * columns).map { Int64(random.below(9, at: UInt64($0 + 2))) - 4 }
        let assigned = Hungarian.assign(costs: costs, rowCount: rows, columnCount: columns)
        #expect(Set(assigned).count == rows)
        let sum = assigned.enumerated().reduce(Int64(0)) { $0 + costs[$1.offset * columns + $1.element] }
        #expect(sum == best(costs, rows, columns), "seed \(seed)")
    }
}
