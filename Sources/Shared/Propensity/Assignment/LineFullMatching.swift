/// Optimal full matching on a line.
///
/// An optimal full matching is an edge cover of least total distance: its sets are stars, one person of one group with
/// one or more of the other (Rosenbaum 1991, doi:10.1111/j.2517-6161.1991.tb01848.x; Hansen 2004,
/// doi:10.1198/016214504000000647). A cover costs Σ m(u) less Σ (m(u) + m(v) − d(u, v)) over some disjoint pairs, with
/// m(u) the distance of u to the nearest of the other group; on a line only pairs across the gap between two adjacent
/// runs of one group each can gain, of these the people next to the gap first, and gains of one gap shrink pair by pair.
/// So the choice is one number of pairs a gap, and adjacent gaps compete for the people of the run between them: a
/// dynamic program over the gaps whose length is the number of people.
struct LineFullMatching {
    /// A pair of places that share a set.
    struct Edge {
        let one: Int
        let other: Int
        let distance: Double
    }

    /// A run of people of one group whose scores nobody of the other group has, or a block of equal scores of both.
    private struct Run {
        let places: Range<Int>
        let isMixed: Bool
    }

    private let scores: [Double]
    private let isFirst: [Bool]
    private let caliper: Double
    private var runs: [Run] = []
    private var below: [Double]
    private var above: [Double]

    /// People of one stratum in order of score.
    ///
    /// - Parameters:
    ///   - scores: Ascending; people with one score by group, then key.
    ///   - isFirst: Who is of the first group.
    ///   - caliper: The largest distance; infinity for none.
    init(scores: [Double], isFirst: [Bool], caliper: Double) {
        self.scores = scores
        self.isFirst = isFirst
        self.caliper = caliper
        below = Array(repeating: .infinity, count: scores.count)
        above = below
        makeRuns()
        measure()
    }

    /// The edges of an optimal cover; people with nobody within the caliper are in none.
    ///
    /// - Complexity: O(*n*) for *n* places.
    func edges() -> [Edge] {
        var isMatched = Array(repeating: false, count: scores.count)
        var found: [Edge] = []
        func add(_ one: Int, _ other: Int) {
            isMatched[one] = true
            isMatched[other] = true
            found.append(Edge(one: one, other: other, distance: abs(scores[one] - scores[other])))
        }
        for run in runs where run.isMixed {
            let (first, second) = members(run.places)
            let (few, many) = first.count <= second.count ? (first, second) : (second, first)
            for (index, place) in many.enumerated() { add(place, few[index % few.count]) }
        }
        for (gap, count) in pairCounts().enumerated() where count > 0 {
            let (left, right) = (runs[gap].places, runs[gap + 1].places)
            // The farthest of one side with the nearest of the other keeps every pair within the caliper.
            for index in 0..<count { add(left.upperBound - count + index, right.lowerBound + index) }
        }
        attach(isMatched) { add($0, $1) }
        return Self.stars(found, count: scores.count)
    }

    // MARK: - Runs

    private mutating func makeRuns() {
        var start = 0
        while start < scores.count {
            var end = start
            while end < scores.count, scores[end] == scores[start] { end += 1 }
            let isMixed = (start..<end).contains { isFirst[$0] != isFirst[start] }
            if !isMixed, let last = runs.last, !last.isMixed, isFirst[last.places.lowerBound] == isFirst[start] {
                runs[runs.count - 1] = Run(places: last.places.lowerBound..<end, isMixed: false)
            } else {
                runs.append(Run(places: start..<end, isMixed: isMixed))
            }
            start = end
        }
    }

    /// Whether somebody of the other group is within the caliper of a place.
    private func isNear(_ place: Int) -> Bool {
        let least = min(below[place], above[place])
        return least <= caliper && least < .infinity
    }

    /// The distance of everyone to the nearest of the other group on either side.
    private mutating func measure() {
        for (index, run) in runs.enumerated() where !run.isMixed {
            for place in run.places {
                if index > 0 {
                    below[place] = scores[place] - scores[runs[index - 1].places.upperBound - 1]
                }
                if index + 1 < runs.count { above[place] = scores[runs[index + 1].places.lowerBound] - scores[place] }
            }
        }
    }

    private func members(_ places: Range<Int>) -> (first: [Int], second: [Int]) {
        (places.filter { isFirst[$0] }, places.filter { !isFirst[$0] })
    }

    // MARK: - Pairs across gaps

    /// What the first pairs across a gap gain, for each number of pairs from none.
    private func gains(_ gap: Int) -> [Double] {
        let (left, right) = (runs[gap], runs[gap + 1])
        guard !left.isMixed, !right.isMixed else { return [0] }
        var gains = [0.0]
        while gains.count <= min(left.places.count, right.places.count) {
            let count = gains.count
            let (one, other) = (left.places.upperBound - count, right.places.lowerBound + count - 1)
            let nearest = min(below[one], above[one]) + min(below[other], above[other])
            // The distances of this many pairs differ from those of one fewer by both new places' to the gap, and the gap.
            let inner = scores[right.places.lowerBound] - scores[left.places.upperBound - 1]
            let added = above[one] + below[other] - inner
            guard above[one] <= caliper, below[other] <= caliper, nearest - added > 0, fits(gap, count) else { break }
            gains.append(gains[count - 1] + (nearest - added))
        }
        return gains
    }

    /// Whether this many pairs across a gap are all within the caliper.
    private func fits(_ gap: Int, _ count: Int) -> Bool {
        guard caliper < .infinity else { return true }
        let (left, right) = (runs[gap].places, runs[gap + 1].places)
        return (0..<count).allSatisfy {
            scores[right.lowerBound + $0] - scores[left.upperBound - count + $0] <= caliper
        }
    }

    /// The number of pairs across each gap that gains the most in all.
    private func pairCounts() -> [Int] {
        guard runs.count > 1 else { return [] }
        // For each gap: the best number up to each number of pairs, and what is gained up to there.
        var best: [[Int]] = []
        var values: [Double] = [0]
        for gap in 0..<(runs.count - 1) {
            let size = runs[gap].places.count
            let gained = gains(gap).enumerated().map { count, gain in
                gain + values[min(max(size - count, 0), values.count - 1)]
            }
            var leading: [Int] = []
            var prefix: [Double] = []
            for (count, value) in gained.enumerated() {
                if let last = prefix.last, last >= value {
                    leading.append(leading[count - 1])
                    prefix.append(last)
                } else {
                    leading.append(count)
                    prefix.append(value)
                }
            }
            best.append(leading)
            values = prefix
        }
        var counts = Array(repeating: 0, count: runs.count - 1)
        var limit = Int.max
        for gap in counts.indices.reversed() {
            counts[gap] = best[gap][min(limit, best[gap].count - 1)]
            limit = runs[gap].places.count - counts[gap]
        }
        return counts
    }

    // MARK: - The others

    /// Joins everyone who is in no pair to the nearest of the other group; those of one score take turns.
    private func attach(_ isMatched: [Bool], _ add: (Int, Int) -> Void) {
        var turns = Array(repeating: 0, count: scores.count)
        for (index, run) in runs.enumerated() where !run.isMixed {
            for place in run.places where !isMatched[place] && isNear(place) {
                let isBelow = below[place] <= above[place]
                let edge = isBelow ? runs[index - 1].places.upperBound - 1 : runs[index + 1].places.lowerBound
                let block = equals(edge, in: runs[isBelow ? index - 1 : index + 1].places)
                let others = block.filter { isFirst[$0] != isFirst[place] }
                add(place, others[turns[block.lowerBound] % others.count])
                turns[block.lowerBound] += 1
            }
        }
    }

    /// The places of a run with the score of one at its edge.
    private func equals(_ edge: Int, in places: Range<Int>) -> Range<Int> {
        var (low, high) = (edge, edge)
        while low > places.lowerBound, scores[low - 1] == scores[edge] { low -= 1 }
        while high + 1 < places.upperBound, scores[high + 1] == scores[edge] { high += 1 }
        return low..<(high + 1)
    }

    /// The edges without those whose both ends are in others: what is left are stars.
    static func stars(_ edges: [Edge], count: Int) -> [Edge] {
        var degrees = Array(repeating: 0, count: count)
        for edge in edges {
            degrees[edge.one] += 1
            degrees[edge.other] += 1
        }
        return edges.filter { edge in
            guard degrees[edge.one] > 1, degrees[edge.other] > 1 else { return true }
            degrees[edge.one] -= 1
            degrees[edge.other] -= 1
            return false
        }
    }
}
