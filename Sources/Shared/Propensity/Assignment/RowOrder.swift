/// The order of rows by score, in which all matching on scores works.
enum RowOrder {
    private struct Entry {
        /// The score's bits, turned so that they ascend with it.
        let score: UInt64
        let key: UInt64
        let row: Int32
        let group: UInt8

        @inline(__always)
        static func precedes(_ one: Entry, _ other: Entry) -> Bool {
            if one.score != other.score { return one.score < other.score }
            if one.group != other.group { return one.group < other.group }
            return one.key != other.key ? one.key < other.key : one.row < other.row
        }
    }

    /// Rows by score, then key, then number.
    ///
    /// - Parameters:
    ///   - members: The rows.
    ///   - rows: Their scores and keys.
    ///   - focalFirst: Whether of equal scores those who choose come first.
    /// - Returns: The rows in order.
    /// - Complexity: O(*n* log *n*) for *n* rows, on two cores.
    static func byScore(_ members: [Int], _ rows: MatchingRows, focalFirst: Bool = false) -> [Int] {
        let half = max((members.count + 1) / 2, 4096)
        let parts = TiledRows(rowCount: members.count, tileRows: half).map { range in
            var entries = range.map { index in
                let row = members[index]
                // Adding 0 makes −0 the same as 0.
                let bits = (rows.scores[row] + 0).bitPattern
                return Entry(
                    score: bits >> 63 == 1 ? ~bits : bits | 1 << 63,
                    key: rows.keys[row],
                    row: Int32(row),
                    group: focalFirst && rows.isFocal[row] == true ? 0 : 1
                )
            }
            entries.sort(by: Entry.precedes)
            return entries
        }
        guard let first = parts.first else { return [] }
        guard parts.count == 2 else { return first.map { Int($0.row) } }
        let second = parts[1]
        var merged: [Int] = []
        merged.reserveCapacity(members.count)
        var (left, right) = (0, 0)
        while left < first.count || right < second.count {
            if right == second.count || (left < first.count && Entry.precedes(first[left], second[right])) {
                merged.append(Int(first[left].row))
                left += 1
            } else {
                merged.append(Int(second[right].row))
                right += 1
            }
        }
        return merged
    }
}
