/// The blocking keys of the records of one side, rule by rule; 0 where a record has none.
struct KeyColumns {
    /// By rule, then by record.
    let columns: [[UInt64]]
    /// The number of records.
    let rowCount: Int

    init(_ records: LinkColumns, rules: [BlockingRule], side: KeyPlan.Side) {
        let keys = BlockingKeys(records, rules: rules, side: side)
        rowCount = records.rowCount
        var columns = rules.map { _ in [UInt64](repeating: 0, count: records.rowCount) }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.keyCount + keys.scratchCount) { memory in
            guard let block = memory.baseAddress else { return }
            for start in stride(from: 0, to: records.rowCount, by: BlockingKeys.blockSize) {
                let rows = start..<min(start + BlockingKeys.blockSize, records.rowCount)
                keys.fill(block, rows: rows, scratch: block + keys.keyCount)
                for rule in rules.indices {
                    for (place, row) in rows.enumerated() {
                        columns[rule][row] = block[rule * BlockingKeys.blockSize + place]
                    }
                }
            }
        }
        self.columns = columns
    }
}

/// The blocks of one rule: how many records of each side share a key.
struct KeyBlocks {
    /// A key that both sides have.
    struct Block {
        let cohortRowCount: Int
        let poolRowCount: Int

        var pairCount: Int64 { Int64(cohortRowCount) * Int64(poolRowCount) }
    }

    /// The blocks by falling number of pairs.
    private let blocks: [Block]

    /// Counts blocks.
    ///
    /// - Complexity: O(*n* log *n*) for *n* records.
    init(cohort: [UInt64], pool: [UInt64]) {
        let left = cohort.filter { $0 != 0 }.sorted()
        let right = pool.filter { $0 != 0 }.sorted()
        var blocks: [Block] = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if left[i] < right[j] {
                i += 1
            } else if right[j] < left[i] {
                j += 1
            } else {
                let key = left[i]
                let (firstLeft, firstRight) = (i, j)
                while i < left.count, left[i] == key { i += 1 }
                while j < right.count, right[j] == key { j += 1 }
                blocks.append(Block(cohortRowCount: i - firstLeft, poolRowCount: j - firstRight))
            }
        }
        self.blocks = blocks.sorted {
            ($0.pairCount, $0.cohortRowCount) > ($1.pairCount, $1.cohortRowCount)
        }
    }

    /// Pairs of the blocks with at most so many records of the cohort.
    func pairCount(cohortRowCountMax: Int = .max) -> Int64 {
        blocks.reduce(0) { $0 + ($1.cohortRowCount <= cohortRowCountMax ? $1.pairCount : 0) }
    }

    /// The blocks with the most pairs.
    func largest(_ count: Int) -> ArraySlice<Block> { blocks.prefix(count) }
}

extension KeyTable {
    /// A table of the keys of a column; nil for no records.
    static func make(_ keys: UnsafeMutableBufferPointer<UInt64>, rowCountMax: Int) -> KeyTable? {
        guard let base = keys.baseAddress, !keys.isEmpty else { return nil }
        return make(base, stride: 1, rowCount: keys.count, rowCountMax: rowCountMax).0
    }
}
