import Extracts

/// The levels that one thread met in the category columns, numbered from 1 in order of appearance.
struct LevelLists: Sendable {
    private var lists: [TextMemo] = []
    private var names: [String] = []
    private var listOfColumn: [Int]

    /// Empty lists for the columns of a plan.
    init(_ plan: TablePlan) {
        listOfColumn = []
        for column in plan.columns {
            guard case .level = column.packing else {
                listOfColumn.append(-1)
                continue
            }
            listOfColumn.append(names.count)
            names.append(column.name)
            lists.append(TextMemo())
        }
    }

    /// The number of a level of the column at some position in the plan, or nil when there are too many.
    @inline(__always)
    mutating func number(of level: UnsafeBufferPointer<UInt8>, column: Int) -> UInt16? {
        let index = lists[listOfColumn[column]].index(of: level) { _ in nil }
        return index < Int(UInt16.max) ? UInt16(index + 1) : nil
    }

    /// The levels by column name as UTF-8, in the order of their numbers.
    var levels: [(column: String, levels: [[UInt8]])] {
        zip(names, lists).map { name, list in (name, (0..<list.count).map { list.withValue($0) { Array($0) } }) }
    }
}

/// The levels of a store: every list sorted, and for each thread's numbers their codes.
struct LevelCodes: Sendable {
    /// Levels by code, the empty one first.
    let levels: [String: [String]]

    /// Merges the lists of all tables and threads.
    ///
    /// - Throws: ``ImportError/tooManyLevels(column:)``.
    init(_ parts: [LevelLists]) throws(ImportError) {
        var sets: [String: Set<[UInt8]>] = [:]
        for part in parts {
            for (column, levels) in part.levels {
                sets[column, default: []].formUnion(levels)
            }
        }
        var sorted: [String: [String]] = [:]
        for (column, levels) in sets.sorted(by: { $0.key < $1.key }) {
            if levels.count > Int(UInt16.max) { throw .tooManyLevels(column: column) }
            let ascending = levels.sorted { $0.lexicographicallyPrecedes($1) }
            sorted[column] = [""] + ascending.map { String(decoding: $0, as: UTF8.self) }
        }
        levels = sorted
    }

    /// For each column of a thread's lists, the code of each number; number 0 is code 0.
    func codes(of part: LevelLists) -> [String: [UInt16]] {
        var result: [String: [UInt16]] = [:]
        for (column, names) in part.levels {
            var positions: [[UInt8]: UInt16] = [:]
            for (code, level) in (levels[column] ?? []).enumerated() { positions[Array(level.utf8)] = UInt16(code) }
            result[column] = [0] + names.map { positions[$0] ?? 0 }
        }
        return result
    }
}
