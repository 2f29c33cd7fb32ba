/// A row with those of the other group that were chosen for it, and the share of each.
struct ChosenSet: Sendable {
    /// The row that chose.
    let focal: Int
    /// The rows it chose, with shares that add up to 1.
    var chosen: [(row: Int, share: Double)]

    /// The sets of the pairs that one group chose, in the order of their first pairs.
    static func sets(_ pairs: [MatchPair], ownersAreTreated: Bool, rowCount: Int) -> [ChosenSet] {
        var places = Array(repeating: -1, count: rowCount)
        var sets: [ChosenSet] = []
        for pair in pairs {
            let (owner, other) = ownersAreTreated ? (pair.treated, pair.control) : (pair.control, pair.treated)
            if places[owner] < 0 {
                places[owner] = sets.count
                sets.append(ChosenSet(focal: owner, chosen: []))
            }
            sets[places[owner]].chosen.append((other, pair.weight))
        }
        return sets
    }

    /// The sets of pairs that one group chose, or each; nil without pairs, or when somebody in them has no outcome.
    static func sets(pairs: [MatchPair]?, mutualPairs: MutualPairs?, outcome: [Double]) -> [ChosenSet]? {
        let listed = (pairs ?? []) + (mutualPairs.map { $0.byTreated + $0.byControls } ?? [])
        guard !listed.isEmpty, !listed.contains(where: { outcome[$0.treated].isNaN || outcome[$0.control].isNaN })
        else {
            return nil
        }
        let rowCount = outcome.count
        if let pairs {
            let ownersAreTreated = SetMemberships(pairs, rowCount: rowCount).ownersAreTreated
            return sets(pairs, ownersAreTreated: ownersAreTreated, rowCount: rowCount)
        }
        return mutualPairs.map {
            sets($0.byTreated, ownersAreTreated: true, rowCount: rowCount)
                + sets($0.byControls, ownersAreTreated: false, rowCount: rowCount)
        }
    }

    /// The row's outcome less that of those it chose.
    func difference(_ outcome: [Double]) -> Double {
        chosen.reduce(outcome[focal]) { $0 - $1.share * outcome[$1.row] }
    }
}

/// The pairs of matching both groups to each other, for the effect on everybody.
package struct MutualPairs: Equatable, Sendable {
    /// The pairs that the treated chose.
    package let byTreated: [MatchPair]
    /// The pairs that the controls chose.
    package let byControls: [MatchPair]

    /// Pairs from both sides; the shares of those that a row chose add up to 1.
    package init(byTreated: [MatchPair], byControls: [MatchPair]) {
        self.byTreated = byTreated
        self.byControls = byControls
    }
}

/// How often rows were chosen.
struct ChosenShares {
    /// The sum of the shares of each row.
    private(set) var sums: [Double]
    /// The sum of their squares.
    private(set) var squares: [Double]
    /// Whether a row chose others itself.
    private(set) var isFocal: [Bool]

    /// The shares in some sets of rows of the data.
    init(_ sets: [ChosenSet], rowCount: Int) {
        sums = Array(repeating: 0, count: rowCount)
        squares = sums
        isFocal = Array(repeating: false, count: rowCount)
        for set in sets {
            isFocal[set.focal] = true
            for (row, share) in set.chosen {
                sums[row] += share
                squares[row] += share * share
            }
        }
    }

    /// By what the variance of a row's outcome counts in that of the mean difference, beyond the differences' own spread.
    ///
    /// The square of all that the row stands for, less what its own difference and those of its sets show already.
    func varianceFactor(_ row: Int) -> Double {
        let own = isFocal[row] ? 1.0 : 0
        return max(0, (own + sums[row]) * (own + sums[row]) - own - squares[row])
    }
}
