/// The unrestricted Damerau–Levenshtein distance of two texts in UTF-8, counted in Unicode scalars: the fewest insertions,
/// deletions, substitutions and exchanges of neighbours, where what was exchanged may be edited again.
///
/// The dynamic programme of Lowrance and Wagner (1975, Journal of the ACM 22:177) on what is left between the common
/// beginning and the common end. Levenshtein's distance, found bit-parallel, settles the pairs at most one edit apart: an
/// exchange saves at most half of the edits.
package struct DamerauLevenshtein: ~Copyable {
    private let levenshtein = EditDistance()
    /// The last row in which each byte value stood; all zero between calls.
    private let lastRows: UnsafeMutablePointer<Int32>
    /// Room for the cells of texts up to ``shortMax`` bytes.
    private let cells: UnsafeMutablePointer<Int32>

    private static let shortMax = 64

    /// A comparer with its own scratch memory; one a thread.
    package init() {
        lastRows = .allocate(capacity: 256)
        lastRows.initialize(repeating: 0, count: 256)
        cells = .allocate(capacity: (Self.shortMax + 1) * (Self.shortMax + 1))
        cells.initialize(repeating: 0, count: (Self.shortMax + 1) * (Self.shortMax + 1))
    }

    deinit {
        lastRows.deallocate()
        cells.deallocate()
    }

    /// The distance between two texts.
    ///
    /// - Complexity: O(*a* · *b*) for texts of *a* and *b* scalars; O(*a* + *b*) where they are at most one edit apart.
    package borrowing func distance(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        if CodePoints.areBytes(left), CodePoints.areBytes(right) { return ofBytes(left, right) }
        return CodePoints.compare(left, right) { left, right in
            ofBytes(left, right)
        } scalars: { left, right in
            Self.byDefinition(left, right)
        }
    }

    private borrowing func ofBytes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let (left, right) = Self.trimmed(left, right)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        guard left.count <= Self.shortMax, right.count <= Self.shortMax else { return Self.byDefinition(left, right) }
        let upper = levenshtein.ofBytes(left, right, swapsCount: false)
        if upper <= 1 { return upper }
        let width = right.count + 1
        for column in 0...right.count { cells[column] = Int32(column) }
        for row in 1...left.count {
            let symbol = left[row - 1]
            let current = cells + row * width
            let above = current - width
            current[0] = Int32(row)
            var lastColumn = 0
            for column in 1...right.count {
                let other = right[column - 1]
                var best = min(above[column], current[column - 1]) + 1
                best = min(best, above[column - 1] + (symbol == other ? 0 : 1))
                let lastRow = Int(lastRows[Int(other)])
                if lastRow > 0, lastColumn > 0 {
                    let between = row - lastRow + column - lastColumn - 1
                    best = min(best, cells[(lastRow - 1) * width + lastColumn - 1] + Int32(between))
                }
                if symbol == other { lastColumn = column }
                current[column] = best
            }
            lastRows[Int(symbol)] = Int32(row)
        }
        for byte in left { lastRows[Int(byte)] = 0 }
        return Int(cells[left.count * width + right.count])
    }

    /// Two texts without their common beginning and end, which no shortest sequence of edits touches.
    private static func trimmed(
        _ left: UnsafeBufferPointer<UInt8>,
        _ right: UnsafeBufferPointer<UInt8>
    ) -> (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) {
        let shorter = min(left.count, right.count)
        var start = 0
        while start < shorter, left[start] == right[start] { start += 1 }
        var end = 0
        while end < shorter - start, left[left.count - 1 - end] == right[right.count - 1 - end] { end += 1 }
        return (
            UnsafeBufferPointer(rebasing: left[start..<left.count - end]),
            UnsafeBufferPointer(rebasing: right[start..<right.count - end])
        )
    }

    /// The distance by the definition; any length.
    package static func textbook(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let left = CodePoints.decode(left)
        let right = CodePoints.decode(right)
        return left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { byDefinition(left, $0) } }
    }

    /// The distance of sequences of any symbols, by the dynamic programme.
    static func byDefinition<Symbol: Hashable>(
        _ left: UnsafeBufferPointer<Symbol>,
        _ right: UnsafeBufferPointer<Symbol>
    ) -> Int {
        var rows = [Array(0...right.count)]
        var lastRows: [Symbol: Int] = [:]
        for (row, symbol) in left.enumerated() {
            var current = [row + 1]
            var lastColumn: Int?
            for (column, other) in right.enumerated() {
                var best = min(rows[row][column + 1], current[column]) + 1
                best = min(best, rows[row][column] + (symbol == other ? 0 : 1))
                if let lastRow = lastRows[other], let lastColumn {
                    best = min(best, rows[lastRow][lastColumn] + row - lastRow + column - lastColumn - 1)
                }
                if symbol == other { lastColumn = column }
                current.append(best)
            }
            lastRows[symbol] = row
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}
