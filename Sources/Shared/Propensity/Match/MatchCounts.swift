/// How many controls lie within the caliper of each treated person, as differences between neighbouring places.
///
/// A control adds 1 where its range begins and takes 1 away where it ends, so it costs two additions however many treated
/// people it serves. All numbers are whole: the order of addition never matters.
package struct MatchCounts: Equatable, Sendable {
    /// One difference for each place, and one past the end.
    package var differences: [Int64]
    /// The controls that lie within the caliper of somebody.
    package var usedControls: Int

    /// Counts of nothing for some treated people.
    package init(treatedCount: Int) {
        self.init(differences: Array(repeating: 0, count: treatedCount + 1), usedControls: 0)
    }

    /// Counts from their parts, as read from a wire.
    package init(differences: [Int64], usedControls: Int) {
        self.differences = differences
        self.usedControls = usedControls
    }

    /// Counts the controls among some rows.
    package init(_ treated: TreatedScores, controls: ScoredRows, rows: Range<Int>, caliper: Double) {
        var differences = [Int64](repeating: 0, count: treated.count + 1)
        var used = 0
        differences.withUnsafeMutableBufferPointer { differences in
            treated.forEachRange(within: caliper, of: controls, rows: rows) { _, places in
                differences[places.lowerBound] += 1
                differences[places.upperBound] -= 1
                used += 1
            }
        }
        self.init(differences: differences, usedControls: used)
    }

    /// Adds the counts of later rows.
    package mutating func add(_ later: MatchCounts) {
        for place in differences.indices { differences[place] += later.differences[place] }
        usedControls += later.usedControls
    }

    /// Whether these can be counts for some treated people: none of them negative or above the controls counted.
    package func fit(treatedCount: Int) -> Bool {
        guard differences.count == treatedCount + 1 else { return false }
        var running: Int64 = 0
        for difference in differences {
            running += difference
            guard (0...Int64(usedControls)).contains(running) else { return false }
        }
        return running == 0
    }

    /// The number of controls within the caliper at each place.
    package var counts: [Int] {
        var running = 0
        return differences.dropLast().map {
            running += Int($0)
            return running
        }
    }
}

/// The weights of controls in radius matching: each treated person's weight of 1 is shared by the controls in reach.
///
/// A control's weight is the sum of 1/n over the places in its range, from prefix sums of twice the precision of a
/// double, so the difference of two of them is right to the last bits.
package struct RadiusWeights: Sendable {
    /// The controls within the caliper at each place.
    package let counts: [Int]
    private let prefix: [DoubleDouble]

    /// Weights from the counts of all partitions.
    package init(counts: [Int]) {
        self.counts = counts
        var running = DoubleDouble.zero
        var prefix = [running]
        prefix.reserveCapacity(counts.count + 1)
        for count in counts {
            if count > 0 { running = running + .reciprocal(count) }
            prefix.append(running)
        }
        self.prefix = prefix
    }

    /// The weight of a control whose range is `places`.
    package func weight(_ places: Range<Int>) -> Double {
        guard !places.isEmpty else { return 0 }
        return (prefix[places.upperBound] - prefix[places.lowerBound]).value
    }

    /// The treated people with at least one control within the caliper; the others have no common support.
    package var matchedCount: Int { counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }

    /// The weight of each row of a range: of controls by their range, 1 for a treated row, 0 for others.
    ///
    /// Whether a treated person is matched is known by place, not by row: see ``counts``.
    package func weights(
        _ treated: TreatedScores,
        controls: ScoredRows,
        rows: Range<Int>,
        caliper: Double
    ) -> [Double] {
        var weights = rows.map { controls.treatment[$0] == 1 ? 1.0 : 0.0 }
        treated.forEachRange(within: caliper, of: controls, rows: rows) { row, places in
            weights[row - rows.lowerBound] = weight(places)
        }
        return weights
    }
}

/// Sums of an outcome over the controls within the caliper of each treated person, as differences between places.
///
/// Kept to twice the precision of a double, since differences of large running sums would lose the small ones.
package struct MatchedOutcomeSums: Equatable, Sendable {
    /// The differences, rounded to doubles: one for each place, and one past the end.
    package var high: [Double]
    /// What rounding left of each.
    package var low: [Double]

    /// Sums of nothing for some treated people.
    package init(treatedCount: Int) {
        self.init(
            high: Array(repeating: 0, count: treatedCount + 1),
            low: Array(repeating: 0, count: treatedCount + 1)
        )
    }

    /// Sums from their parts, as read from a wire.
    package init(high: [Double], low: [Double]) {
        precondition(high.count == low.count, "each difference has two parts")
        self.high = high
        self.low = low
    }

    /// Sums the outcomes of the controls among some rows; `outcomes` has a value for every row of the partition.
    package init(
        _ treated: TreatedScores,
        controls: ScoredRows,
        outcomes: [Double],
        rows: Range<Int>,
        caliper: Double
    ) {
        self.init(treatedCount: treated.count)
        treated.forEachRange(within: caliper, of: controls, rows: rows) { row, places in
            add(outcomes[row], 0, at: places.lowerBound)
            add(-outcomes[row], 0, at: places.upperBound)
        }
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: MatchedOutcomeSums) {
        for place in high.indices { add(later.high[place], later.low[place], at: place) }
    }

    /// The mean outcome of the controls of each treated person by place; nil where there are none.
    package func means(counts: [Int]) -> [Double?] {
        var running = DoubleDouble.zero
        return counts.indices.map { place in
            running = running + DoubleDouble(high: high[place], low: low[place])
            return counts[place] > 0 ? running.value / Double(counts[place]) : nil
        }
    }

    private mutating func add(_ value: Double, _ rest: Double, at place: Int) {
        let sum = DoubleDouble(high: high[place], low: low[place]) + DoubleDouble(high: value, low: rest)
        high[place] = sum.high
        low[place] = sum.low
    }
}
