/// The pairs of one stratum that are within the caliper on the score and meet the conditions, with their distances.
struct AllowedPairs {
    /// The row of each place, by score.
    let members: [Int]
    private let rows: MatchingRows
    private let candidates: [Int]
    private let candidateScores: [Double]

    /// The people of a stratum, ascending by score.
    init(members: [Int], rows: MatchingRows) {
        self.members = members
        self.rows = rows
        candidates = members.indices.filter { rows.isFocal[members[$0]] == false }
        candidateScores = candidates.map { rows.scores[members[$0]] }
    }

    /// The places of those who choose.
    var focal: [Int] { members.indices.filter { rows.isFocal[members[$0]] == true } }

    /// Whether a place has any allowed candidate.
    func hasAny(_ place: Int) -> Bool {
        window(place).contains { index in
            rows.conditions.restrictsNothing || rows.conditions.allow(members[place], members[candidates[index]])
        }
    }

    /// How many pairs are within the caliper, whether or not they meet the conditions.
    func countWithinCaliper() -> Int { focal.reduce(0) { $0 + window($1).count } }

    /// Hands each allowed candidate of a place, by score, to a closure.
    func forEach(_ place: Int, _ body: (_ candidate: Int, _ distance: Double) -> Void) {
        let row = members[place]
        for index in window(place) {
            let other = members[candidates[index]]
            guard rows.conditions.restrictsNothing || rows.conditions.allow(row, other) else { continue }
            body(candidates[index], distance(row, other))
        }
    }

    /// The distance of two rows.
    func distance(_ row: Int, _ other: Int) -> Double {
        guard let space = rows.space else { return abs(rows.scores[row] - rows.scores[other]) }
        var sum = 0.0
        for axis in 0..<space.dimension {
            let difference =
                space.coordinates[row * space.dimension + axis] - space.coordinates[other * space.dimension + axis]
            sum += difference * difference
        }
        return sum.squareRoot()
    }

    /// The candidates within the caliper of a place: |s − s′| ≤ caliper itself.
    private func window(_ place: Int) -> Range<Int> {
        let score = rows.scores[members[place]]
        var (low, high) = (0, candidates.count)
        while low < high {
            let middle = (low + high) / 2
            if candidateScores[middle] - score < -rows.caliper { low = middle + 1 } else { high = middle }
        }
        let first = low
        high = candidates.count
        while low < high {
            let middle = (low + high) / 2
            if candidateScores[middle] - score <= rows.caliper { low = middle + 1 } else { high = middle }
        }
        return first..<low
    }
}

extension MatchingRows {
    /// The rows that take part by stratum, strata ascending, each by score, then group, then key.
    func sortedStrata() -> [[Int]] {
        var byStratum: [UInt16: [Int]] = [:]
        for row in scores.indices where isFocal[row] != nil { byStratum[strata[row], default: []].append(row) }
        return byStratum.keys.sorted().map { RowOrder.byScore(byStratum[$0] ?? [], self, focalFirst: true) }
    }
}
