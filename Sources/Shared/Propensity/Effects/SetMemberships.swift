/// Which rows are in which matched sets, and with what share of their weight.
///
/// A row is in one set when nobody is used twice, and in several when controls are reused; its shares add up to 1.
package struct SetMemberships: Equatable, Sendable {
    /// The row of each member.
    package private(set) var rows: [Int32] = []
    /// The set of each member, from 0.
    package private(set) var sets: [Int32] = []
    /// The share of the row's weight that it has in this set.
    package private(set) var shares: [Double] = []
    /// The number of sets.
    package private(set) var setCount = 0
    /// Whether some row is in more than one set.
    package private(set) var isOverlapping = false
    /// Whether the rows that choose are treated; without pairs of no meaning.
    package private(set) var ownersAreTreated = true

    /// Sets that no row shares with another set.
    ///
    /// - Parameter setOfRow: The set of each row, −1 for none. Numbers may be any, but not negative.
    package init(setOfRow: [Int32]) {
        var numbers: [Int32: Int32] = [:]
        for (row, set) in setOfRow.enumerated() where set >= 0 {
            let number = numbers[set] ?? Int32(numbers.count)
            numbers[set] = number
            rows.append(Int32(row))
            sets.append(number)
            shares.append(1)
        }
        setCount = numbers.count
    }

    /// The sets of matched pairs: one for each row of the group that chooses, with all that it chose.
    ///
    /// - Parameters:
    ///   - pairs: The pairs.
    ///   - rowCount: The rows of the data.
    package init(_ pairs: [MatchPair], rowCount: Int) {
        ownersAreTreated = Self.ownersAreTreated(pairs, rowCount: rowCount)
        var weights = Array(repeating: 0.0, count: rowCount)
        var setOfOwner = Array(repeating: Int32(-1), count: rowCount)
        var uses = Array(repeating: Int32(0), count: rowCount)
        for pair in pairs {
            let chosen = ownersAreTreated ? pair.control : pair.treated
            weights[chosen] += pair.weight
            uses[chosen] += 1
            if uses[chosen] > 1 { isOverlapping = true }
        }
        for pair in pairs {
            let owner = ownersAreTreated ? pair.treated : pair.control
            let chosen = ownersAreTreated ? pair.control : pair.treated
            if setOfOwner[owner] < 0 {
                setOfOwner[owner] = Int32(setCount)
                append(owner, set: Int32(setCount), share: 1)
                setCount += 1
            }
            append(chosen, set: setOfOwner[owner], share: pair.weight / weights[chosen])
        }
    }

    private mutating func append(_ row: Int, set: Int32, share: Double) {
        rows.append(Int32(row))
        sets.append(set)
        shares.append(share)
    }

    /// Sets are named by the side whose shares add up to 1 for everyone; by the treated when both sides' do.
    private static func ownersAreTreated(_ pairs: [MatchPair], rowCount: Int) -> Bool {
        var shares = Array(repeating: 0.0, count: rowCount)
        for pair in pairs { shares[pair.treated] += pair.weight }
        return pairs.allSatisfy { abs(shares[$0.treated] - 1) < 1e-9 }
    }
}
