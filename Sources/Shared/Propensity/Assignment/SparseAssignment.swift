/// The assignment of least cost of slots to columns on a sparse graph, in which a slot may stay empty at a price.
///
/// Successive shortest augmenting paths with dual prices (Jonker and Volgenant 1987, doi:10.1007/BF02278710, on sparse
/// rows), each found by Dijkstra's algorithm with a heap. Equal paths go by the smaller column, so the result depends on
/// the order of slots and columns alone.
struct SparseAssignment {
    /// The edges, row after row: where each row begins, then columns and costs.
    struct Edges {
        var starts: [Int] = [0]
        var columns: [Int32] = []
        var costs: [Double] = []

        /// Ends the edges of a row.
        mutating func endRow() { starts.append(columns.count) }
    }

    private let edges: Edges
    private let rowOf: [Int]
    private let emptyCost: Double
    private let columnCount: Int
    private var slotPrice: [Double]
    private var columnPrice: [Double]
    private var slotOf: [Int32]
    /// The column of each slot, −1 when it is empty.
    private(set) var columnOf: [Int32]

    private var distance: [Double]
    private var previous: [Int32]
    private var touched: [Int] = []
    private var isDone: [Bool]

    /// Solves an assignment.
    ///
    /// - Parameters:
    ///   - edges: The edges of each row.
    ///   - slots: The row of each slot; slots of one row have the same edges.
    ///   - columnCount: The number of columns; each holds one slot.
    ///   - emptyCost: The price of an empty slot.
    /// - Complexity: O(*s* · *e* log *e*) at worst for *s* slots and *e* edges; near the size of the neighbourhoods when
    ///   columns are many.
    init(_ edges: Edges, slots: [Int], columnCount: Int, emptyCost: Double) {
        self.edges = edges
        rowOf = slots
        self.emptyCost = emptyCost
        self.columnCount = columnCount
        slotPrice = Array(repeating: 0, count: slots.count)
        // The columns after the real ones stand for the empty slots, one for each.
        let nodes = columnCount + slots.count
        columnPrice = Array(repeating: 0, count: nodes)
        slotOf = Array(repeating: -1, count: nodes)
        columnOf = Array(repeating: -1, count: slots.count)
        distance = Array(repeating: .infinity, count: nodes)
        previous = Array(repeating: -1, count: nodes)
        isDone = Array(repeating: false, count: nodes)
        for slot in slots.indices { augment(slot) }
        for slot in slots.indices where Int(columnOf[slot]) >= columnCount { columnOf[slot] = -1 }
    }

    private mutating func augment(_ start: Int) {
        slotPrice[start] = leastReducedCost(start)
        var heap = BinaryHeap<ReachedColumn>()
        relax(start, 0, &heap)
        var end = -1
        var reached = 0.0
        var done: [Int] = []
        while let entry = heap.pop() {
            let (length, column) = (entry.length, entry.column)
            if isDone[column] || length > distance[column] { continue }
            isDone[column] = true
            done.append(column)
            guard slotOf[column] >= 0 else {
                end = column
                reached = length
                break
            }
            relax(Int(slotOf[column]), length, &heap)
        }
        precondition(end >= 0, "a slot can always stay empty")
        for column in done where column != end {
            let gain = reached - distance[column]
            columnPrice[column] -= gain
            slotPrice[Int(slotOf[column])] += gain
        }
        slotPrice[start] += reached
        var column = end
        while true {
            let slot = Int(previous[column])
            let next = Int(columnOf[slot])
            columnOf[slot] = Int32(column)
            slotOf[column] = Int32(slot)
            if slot == start { break }
            column = next
        }
        for node in touched {
            distance[node] = .infinity
            isDone[node] = false
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func leastReducedCost(_ slot: Int) -> Double {
        let row = rowOf[slot]
        var least = emptyCost - columnPrice[columnCount + slot]
        for edge in edges.starts[row]..<edges.starts[row + 1] {
            least = min(least, edges.costs[edge] - columnPrice[Int(edges.columns[edge])])
        }
        return least
    }

    private mutating func relax(_ slot: Int, _ length: Double, _ heap: inout BinaryHeap<ReachedColumn>) {
        let row = rowOf[slot]
        let price = slotPrice[slot]
        for edge in edges.starts[row]..<edges.starts[row + 1] {
            let column = Int(edges.columns[edge])
            reach(column, from: slot, length + max(0, edges.costs[edge] - price - columnPrice[column]), &heap)
        }
        let empty = columnCount + slot
        reach(empty, from: slot, length + max(0, emptyCost - price - columnPrice[empty]), &heap)
    }

    private mutating func reach(
        _ column: Int,
        from slot: Int,
        _ length: Double,
        _ heap: inout BinaryHeap<ReachedColumn>
    ) {
        guard length < distance[column], !isDone[column] else { return }
        if distance[column] == .infinity { touched.append(column) }
        distance[column] = length
        previous[column] = Int32(slot)
        heap.push(ReachedColumn(length: length, column: column))
    }
}

/// A column that a path reaches: the nearest first, of equally near ones that with the lower number.
private struct ReachedColumn: HeapEntry {
    let length: Double
    let column: Int

    func precedes(_ other: ReachedColumn) -> Bool {
        length != other.length ? length < other.length : column < other.column
    }
}
