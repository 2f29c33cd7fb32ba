/// What a heap orders: one of two different entries comes first.
protocol HeapEntry {
    /// Whether this entry comes before another; a strict order.
    func precedes(_ other: Self) -> Bool
}

/// A binary heap: the entry that precedes all others is taken first.
///
/// - Complexity: O(log *n*) for each entry that is put in or taken out.
struct BinaryHeap<Entry: HeapEntry> {
    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0, entries[child].precedes(entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Entry? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].precedes(entries[least]) { least = child }
            }
            guard least != parent else { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
