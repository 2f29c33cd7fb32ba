import Extracts
import Tables

/// The people of a partition in canonical order, found from the rows of `persons`.
struct PartitionPeople {
    /// A broken rule found among the rows of a partition.
    struct Finding {
        let row: UInt32
        let rule: CellRule
    }

    /// What is known of a person named by another table.
    enum Lookup: Equatable {
        case person(Int)
        /// Rows of the person were bad, so that none is left.
        case leftOut
        case unknown
    }

    /// The primary row of each person.
    private(set) var primaries: [UInt32] = []
    /// The rows of all people: each one's primary row, then its aliases by content.
    private(set) var records: [UInt32] = []
    /// The person of each of ``records``.
    private(set) var recordPersons: [UInt32] = []
    /// Rows that break a rule, in no order.
    private(set) var findings: [Finding] = []

    /// Keys and checks: of the people first, then of those left out.
    private var keys: [UInt64] = []
    private var checks: [UInt32] = []
    /// Open addressing over ``keys``: index + 1, or 0.
    private var table: [UInt32] = []

    init(_ rows: borrowing PackedRows, plan: TablePlan) {
        let isAlias = plan.offset("is_alias")
        var order = rows.starts
        order.sort { left, right in
            let (leftKey, rightKey) = (rows.key(left), rows.key(right))
            if leftKey != rightKey { return leftKey < rightKey }
            let ids = Bytes.compare(rows.text(left, 0), rows.text(right, 0))
            if ids != 0 { return ids < 0 }
            let (first, second) = (
                rows.value(left, isAlias, as: UInt8.self), rows.value(right, isAlias, as: UInt8.self)
            )
            return first == second ? rows.isAscendingByContent(left, right) : first < second
        }
        var leftOut: [UInt32] = []
        var low = 0
        while low < order.count {
            var high = low + 1
            while high < order.count, rows.key(order[high]) == rows.key(order[low]),
                Bytes.isEqual(rows.text(order[high], 0), rows.text(order[low], 0))
            { high += 1 }
            if !addPerson(order[low..<high], rows, isAlias: isAlias) { leftOut.append(order[low]) }
            low = high
        }
        for start in primaries + leftOut {
            keys.append(rows.key(start))
            checks.append(rows.check(start))
        }
        makeTable()
    }

    /// The number of people.
    var count: Int { primaries.count }

    /// The keys of the people, ascending.
    var personKeys: [UInt64] { Array(keys[..<count]) }

    /// The person with a key and check.
    @inline(__always)
    func person(key: UInt64, check: UInt32) -> Lookup {
        var place = slot(key)
        while table[place] != 0 {
            let index = Int(table[place]) - 1
            if keys[index] == key, checks[index] == check { return index < count ? .person(index) : .leftOut }
            place = (place + 1) & (table.count - 1)
        }
        return .unknown
    }

    /// Adds the person of some rows; false when there is no good primary row.
    private mutating func addPerson(
        _ group: ArraySlice<UInt32>,
        _ rows: borrowing PackedRows,
        isAlias: Int
    ) -> Bool {
        var primary: UInt32?
        var aliases: [UInt32] = []
        var hasBad = false
        for start in group {
            if rows.isBad(start) {
                hasBad = true
            } else if rows.value(start, isAlias, as: UInt8.self) != 0 {
                aliases.append(start)
            } else if primary == nil {
                primary = start
            } else {
                findings.append(Finding(row: rows.row(start), rule: .secondPrimaryRow))
            }
        }
        guard let primary else {
            let rule: CellRule = hasBad ? .personLeftOut : .noPrimaryRow
            for start in aliases { findings.append(Finding(row: rows.row(start), rule: rule)) }
            return false
        }
        for start in [primary] + aliases {
            records.append(start)
            recordPersons.append(UInt32(primaries.count))
        }
        primaries.append(primary)
        return true
    }

    @inline(__always)
    private func slot(_ key: UInt64) -> Int {
        // The keys of a partition agree in their remainder, so the upper bits choose the slot.
        Int(truncatingIfNeeded: key >> 24) & (table.count - 1)
    }

    private mutating func makeTable() {
        var size = 16
        while size < keys.count * 2 { size *= 2 }
        table = [UInt32](repeating: 0, count: size)
        for index in keys.indices {
            var place = slot(keys[index])
            while table[place] != 0 { place = (place + 1) & (size - 1) }
            table[place] = UInt32(index + 1)
        }
    }
}
