/// Candidates by the distance of their coordinates, in a k-d tree (Bentley 1975, doi:10.1145/361002.361007).
///
/// Each node knows the box of its candidates, the range of their scores, and how many are free, so branches that are too
/// far, outside the caliper on the score, or used up are passed over. Equal distances go by the smaller key, then row:
/// which candidate is found depends on no detail of the tree.
struct CovariateTree: CandidateIndex {
    private struct Node {
        var low: Int32
        var high: Int32
        var left: Int32
        var right: Int32
        var parent: Int32
        var free: Int32
        var lowestScore: Double
        var highestScore: Double
    }

    private struct Best {
        var place: Int32
        var distance: Double
    }

    private static let leafSize = 12

    private let rows: MatchingRows
    /// The row of each place, by score.
    private let members: [Int]
    private let dimension: Int
    private let isStrict: Bool
    /// The coordinates of each place.
    private let points: [Double]
    /// Places of candidates in the order of the tree.
    private var order: [Int32]
    private var nodes: [Node] = []
    private var boxes: [Double] = []
    private var leafOf: [Int32]
    private var isOpen: [Bool]

    /// The people of a stratum; those whose row is no chooser can be chosen.
    ///
    /// - Complexity: O(*n* log *n*) expected for *n* candidates.
    init(members: [Int], rows: MatchingRows, space: MahalanobisSpace, isStrict: Bool) {
        self.rows = rows
        self.members = members
        self.isStrict = isStrict
        let dimension = space.dimension
        self.dimension = dimension
        points = members.flatMap { space.coordinates[($0 * dimension)..<(($0 + 1) * dimension)] }
        isOpen = members.map { rows.isFocal[$0] == false }
        order = members.indices.filter { rows.isFocal[members[$0]] == false }.map { Int32($0) }
        leafOf = Array(repeating: -1, count: members.count)
        if !order.isEmpty { _ = build(0, order.count, parent: -1) }
    }

    func isFree(_ place: Int) -> Bool { isOpen[place] }

    mutating func remove(_ place: Int) {
        guard isOpen[place] else { return }
        isOpen[place] = false
        var node = leafOf[place]
        while node >= 0 {
            nodes[Int(node)].free -= 1
            node = nodes[Int(node)].parent
        }
    }

    mutating func nearest(_ place: Int, chosen: ArraySlice<Int32>, continuing: Bool) -> CandidateList.Found? {
        guard !nodes.isEmpty else { return nil }
        var best = Best(place: -1, distance: .infinity)
        search(0, place, chosen, &best)
        guard best.place >= 0 else { return nil }
        return CandidateList.Found(place: Int(best.place), distance: best.distance.squareRoot())
    }

    mutating func nearest(_ place: Int, count: Int) -> [CandidateList.Found] {
        var found: [CandidateList.Found] = []
        var chosen: [Int32] = []
        while found.count < count, let one = nearest(place, chosen: chosen[...], continuing: true) {
            found.append(one)
            chosen.append(Int32(one.place))
        }
        return found
    }

    // MARK: - Search

    private func search(_ index: Int, _ place: Int, _ chosen: ArraySlice<Int32>, _ best: inout Best) {
        let node = nodes[index]
        if node.left < 0 {
            for slot in Int(node.low)..<Int(node.high) { consider(order[slot], place, chosen, &best) }
            return
        }
        let (left, right) = (Int(node.left), Int(node.right))
        let (leftBound, rightBound) = (bound(left, place), bound(right, place))
        let isLeftNearer = leftBound <= rightBound
        if min(leftBound, rightBound) <= best.distance {
            search(isLeftNearer ? left : right, place, chosen, &best)
        }
        // Equal to the best so far may still win by its key; infinity means that nothing there can be chosen.
        let other = max(leftBound, rightBound)
        if other <= best.distance, other < .infinity { search(isLeftNearer ? right : left, place, chosen, &best) }
    }

    /// A lower bound of the squared distance from a place to what a node can offer; infinity for nothing.
    private func bound(_ index: Int, _ place: Int) -> Double {
        let node = nodes[index]
        let score = rows.scores[members[place]]
        guard node.free > 0, node.lowestScore - score <= rows.caliper, score - node.highestScore <= rows.caliper else {
            return .infinity
        }
        var sum = 0.0
        for axis in 0..<dimension {
            let value = points[place * dimension + axis]
            let low = boxes[(2 * index) * dimension + axis]
            let high = boxes[(2 * index + 1) * dimension + axis]
            let outside = value < low ? low - value : value > high ? value - high : 0
            sum += outside * outside
        }
        return sum
    }

    private func consider(_ candidate: Int32, _ place: Int, _ chosen: ArraySlice<Int32>, _ best: inout Best) {
        let other = Int(candidate)
        guard isOpen[other] else { return }
        var sum = 0.0
        for axis in 0..<dimension {
            let difference = points[place * dimension + axis] - points[other * dimension + axis]
            sum += difference * difference
        }
        guard sum <= best.distance else { return }
        let (row, otherRow) = (members[place], members[other])
        let apart = abs(rows.scores[row] - rows.scores[otherRow])
        guard isStrict ? apart < rows.caliper : apart <= rows.caliper else { return }
        if sum == best.distance, best.place >= 0 {
            let bestRow = members[Int(best.place)]
            let (key, bestKey) = (rows.keys[otherRow], rows.keys[bestRow])
            guard key != bestKey ? key < bestKey : otherRow < bestRow else { return }
        }
        guard !chosen.contains(candidate) else { return }
        guard rows.conditions.restrictsNothing || rows.conditions.allow(row, otherRow) else { return }
        best = Best(place: candidate, distance: sum)
    }

    // MARK: - Building

    private mutating func build(_ low: Int, _ high: Int, parent: Int32) -> Int32 {
        let index = nodes.count
        var node = Node(
            low: Int32(low),
            high: Int32(high),
            left: -1,
            right: -1,
            parent: parent,
            free: Int32(high - low),
            lowestScore: .infinity,
            highestScore: -.infinity
        )
        var lows = Array(repeating: Double.infinity, count: dimension)
        var highs = Array(repeating: -Double.infinity, count: dimension)
        for slot in low..<high {
            let place = Int(order[slot])
            let score = rows.scores[members[place]]
            node.lowestScore = min(node.lowestScore, score)
            node.highestScore = max(node.highestScore, score)
            for axis in 0..<dimension {
                lows[axis] = min(lows[axis], points[place * dimension + axis])
                highs[axis] = max(highs[axis], points[place * dimension + axis])
            }
        }
        nodes.append(node)
        boxes.append(contentsOf: lows)
        boxes.append(contentsOf: highs)
        let widths = zip(lows, highs).map { $1 - $0 }
        let axis = widths.indices.max { widths[$0] < widths[$1] } ?? 0
        guard high - low > Self.leafSize, widths[axis] > 0 else {
            for slot in low..<high { leafOf[Int(order[slot])] = Int32(index) }
            return Int32(index)
        }
        let middle = (low + high) / 2
        partition(low, high, around: middle, axis: axis)
        let left = build(low, middle, parent: Int32(index))
        let right = build(middle, high, parent: Int32(index))
        nodes[index].left = left
        nodes[index].right = right
        return Int32(index)
    }

    /// Puts the places with the smallest coordinates before `middle` (Hoare 1961, doi:10.1145/366622.366647).
    private mutating func partition(_ first: Int, _ end: Int, around middle: Int, axis: Int) {
        let (dimension, points) = (dimension, points)
        order.withUnsafeMutableBufferPointer { order in
            func value(_ slot: Int) -> Double { points[Int(order[slot]) * dimension + axis] }
            var (low, high) = (first, end - 1)
            while low < high {
                let pivot = value((low + high) / 2)
                var (left, right) = (low, high)
                while left <= right {
                    while value(left) < pivot { left += 1 }
                    while pivot < value(right) { right -= 1 }
                    if left <= right {
                        order.swapAt(left, right)
                        left += 1
                        right -= 1
                    }
                }
                if middle <= right {
                    high = right
                } else if middle >= left {
                    low = left
                } else {
                    return
                }
            }
        }
    }
}
