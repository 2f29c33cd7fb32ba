/// The rows of a history table, person after person and in each person's order.
struct PartitionRows {
    /// By what a person's rows ascend, before their content decides.
    struct SortKey {
        var major: UInt64
        var minor: UInt64 = 0
    }

    private struct Item {
        let key: SortKey
        let start: UInt32
    }

    /// Where each person's rows begin; people + 1 values.
    private(set) var offsets: [UInt32] = [0]
    /// Where the rows lie in the packed rows.
    private(set) var starts: [UInt32] = []
    /// Rows that break a rule, in no order.
    private(set) var findings: [PartitionPeople.Finding] = []

    /// Orders the rows of a table.
    ///
    /// - Parameters:
    ///   - rows: The partition's rows of the table.
    ///   - people: The partition's people.
    ///   - isAscending: Decides between rows with equal keys before their content does; nil when keys say all.
    ///   - isRepeat: Whether a row repeats the one before it and must go; nil when rows may repeat.
    ///   - key: By what a row is sorted.
    init(
        _ rows: borrowing PackedRows,
        people: PartitionPeople,
        isAscending: ((borrowing PackedRows, UInt32, UInt32) -> Bool)? = nil,
        isRepeat: ((borrowing PackedRows, UInt32, UInt32) -> Bool)? = nil,
        key: (borrowing PackedRows, UInt32) -> SortKey
    ) {
        var persons = [Int32](repeating: -1, count: rows.starts.count)
        var ends = [Int](repeating: 0, count: people.count + 1)
        for (index, start) in rows.starts.enumerated() {
            switch people.person(key: rows.key(start), check: rows.check(start)) {
            case .person(let person):
                persons[index] = Int32(person)
                ends[person + 1] += 1
            case .leftOut: findings.append(PartitionPeople.Finding(row: rows.row(start), rule: .personLeftOut))
            case .unknown: findings.append(PartitionPeople.Finding(row: rows.row(start), rule: .noSuchPerson))
            }
        }
        for person in 0..<people.count { ends[person + 1] += ends[person] }
        var items = [Item](repeating: Item(key: SortKey(major: 0), start: 0), count: ends[people.count])
        var next = ends
        for (index, start) in rows.starts.enumerated() where persons[index] >= 0 {
            let person = Int(persons[index])
            items[next[person]] = Item(key: key(rows, start), start: start)
            next[person] += 1
        }
        starts.reserveCapacity(items.count)
        offsets.reserveCapacity(people.count + 1)
        items.withUnsafeMutableBufferPointer { items in
            for person in 0..<people.count {
                var own = UnsafeMutableBufferPointer(rebasing: items[ends[person]..<ends[person + 1]])
                if own.count > 1 {
                    own.sort { left, right in
                        if left.key.major != right.key.major { return left.key.major < right.key.major }
                        if left.key.minor != right.key.minor { return left.key.minor < right.key.minor }
                        if let isAscending {
                            if isAscending(rows, left.start, right.start) { return true }
                            if isAscending(rows, right.start, left.start) { return false }
                        }
                        return rows.isAscendingByContent(left.start, right.start)
                    }
                }
                append(own, rows, isRepeat)
            }
        }
    }

    private mutating func append(
        _ items: UnsafeMutableBufferPointer<Item>,
        _ rows: borrowing PackedRows,
        _ isRepeat: ((borrowing PackedRows, UInt32, UInt32) -> Bool)?
    ) {
        let first = starts.count
        for item in items {
            if let isRepeat, starts.count > first, isRepeat(rows, starts[starts.count - 1], item.start) {
                findings.append(PartitionPeople.Finding(row: rows.row(item.start), rule: .repeatedSentence))
            } else {
                starts.append(item.start)
            }
        }
        offsets.append(UInt32(starts.count))
    }
}
