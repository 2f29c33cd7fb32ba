/// What the four groups of ``BalanceSums/Role`` weigh in all, worked out once for all columns.
struct GroupTotals: Sendable {
    private let counts: [Int]
    private let weights: [Double]
    private let squares: [Double]

    /// The totals of all rows.
    init(_ members: ExactDistribution.Members) {
        self.init(members) { _ in true }
    }

    /// The totals of some rows.
    init(_ members: ExactDistribution.Members, where isCounted: (Int) -> Bool) {
        var counts = [0, 0, 0, 0]
        var sums = (0.0, 0.0)
        var squares = (0.0, 0.0)
        for row in members.treatment.indices where isCounted(row) {
            let weight = members.weights[row]
            let isTreated = members.treatment[row] == 1
            counts[isTreated ? 0 : 1] += 1
            guard weight > 0 else { continue }
            counts[isTreated ? 2 : 3] += 1
            if isTreated {
                sums.0 += weight
                squares.0 += weight * weight
            } else {
                sums.1 += weight
                squares.1 += weight * weight
            }
        }
        self.counts = counts
        weights = [Double(counts[0]), Double(counts[1]), sums.0, sums.1]
        self.squares = [Double(counts[0]), Double(counts[1]), squares.0, squares.1]
    }

    /// The sums of a number: its distribution in every group, and moments that follow from it.
    ///
    /// - Parameters:
    ///   - distribution: The number's distribution.
    ///   - centre: What is subtracted from values before they are summed.
    ///   - present: The totals of the rows with a value.
    /// - Returns: Sums of this one column.
    func sums(_ distribution: ExactDistribution, centre: Double, present: GroupTotals) -> BalanceSums {
        let count = distribution.values.count
        return BalanceSums(
            groups: (0..<4).map { role in
                var moments = [present.weights[role], present.squares[role], 0.0, 0.0]
                let values = [Double](unsafeUninitializedCapacity: 4 + count) { target, filled in
                    distribution.masses.withUnsafeBufferPointer { masses in
                        distribution.values.withUnsafeBufferPointer { values in
                            for place in 0..<count {
                                let mass = masses[4 &* place &+ role]
                                let distance = values[place] - centre
                                moments[2] += mass * distance
                                moments[3] += mass * distance * distance
                                target[4 &+ place] = mass
                            }
                        }
                    }
                    for place in 0..<4 { target[place] = moments[place] }
                    filled = 4 + count
                }
                return group(role, values)
            }
        )
    }

    /// The sums of levels.
    func sums(levels: [[Double]]) -> BalanceSums {
        BalanceSums(groups: levels.enumerated().map { group($0, $1) })
    }

    private func group(_ role: Int, _ values: [Double]) -> BalanceSums.Group {
        BalanceSums.Group(count: counts[role], weight: weights[role], weightSquares: squares[role], values: [values])
    }
}
