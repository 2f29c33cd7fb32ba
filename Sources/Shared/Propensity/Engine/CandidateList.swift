/// The people of one stratum in order of score, with the candidates that can still be chosen.
///
/// Chosen candidates are skipped by links that are shortened as they are followed (a disjoint-set forest), so the next
/// free candidate on either side costs almost constant time.
struct CandidateList {
    /// How equal distances are decided.
    enum TieRule {
        /// The fewest places away in score order, below before above: MatchIt's alternating scan.
        case steps
        /// The lower score, then the row that comes first: psmatch2 on data in their order.
        case lowerScore
        /// The smaller tie key: by a keyed hash of the person, whatever the order of rows.
        case key
    }

    /// A candidate and its distance.
    struct Found {
        let place: Int
        let distance: Double
    }

    /// A person's search, from the nearest candidate outwards.
    struct Search {
        fileprivate let place: Int
        fileprivate let low: Int
        fileprivate let high: Int
        fileprivate var left: Int
        fileprivate var leftInGroup: Int?
        fileprivate var right: Int

        /// A search from a person's place.
        ///
        /// - Parameters:
        ///   - place: The person who chooses.
        ///   - low: The lowest place that this person was matched to before, or the person's own.
        ///   - high: The highest such place.
        init(place: Int, low: Int, high: Int) {
            self.place = place
            self.low = low
            self.high = high
            left = low - 1
            right = high + 1
        }
    }

    /// The rows, ordered by score, then key.
    let rows: [Int]
    /// Their scores.
    let scores: [Double]
    let keys: [UInt64]
    private let groupStart: [Int32]
    let rule: TieRule
    private var below: [Int32]
    private var above: [Int32]

    /// The people of a stratum in order; `isCandidate` tells by row who can be chosen.
    init(rows: [Int], scores: [Double], keys: [UInt64], rule: TieRule, isCandidate: (Int) -> Bool) {
        self.rows = rows
        self.scores = scores
        self.keys = keys
        self.rule = rule
        let count = rows.count
        var groups = [Int32](repeating: 0, count: count)
        // Entry i + 1 of `below` is about place i: entry 0 is the end of the chain.
        var before = [Int32](repeating: 0, count: count + 1)
        var after = [Int32](repeating: Int32(count), count: count + 1)
        for place in 0..<count {
            groups[place] = place > 0 && scores[place] == scores[place - 1] ? groups[place - 1] : Int32(place)
            let isFree = isCandidate(rows[place])
            before[place + 1] = Int32(isFree ? place + 1 : place)
            after[place] = Int32(isFree ? place : place + 1)
        }
        groupStart = groups
        below = before
        above = after
    }

    /// Removes a candidate that has been chosen.
    mutating func remove(_ place: Int) {
        below[place + 1] = Int32(place)
        above[place] = Int32(place + 1)
    }

    /// Whether the candidate at a place can be chosen.
    func isFree(_ place: Int) -> Bool { above[place] == Int32(place) }

    /// The next candidate of a search, by distance and the tie rule; nil at the end.
    mutating func next(_ search: inout Search) -> Found? {
        let left = leftCandidate(&search)
        let right = nextFree(search.right)
        let own = scores[search.place]
        // The same subtraction as everywhere: the absolute difference of two scores.
        let leftDistance = left.map { abs(own - scores[$0]) }
        let rightDistance = right < rows.count ? abs(own - scores[right]) : nil
        switch (leftDistance, rightDistance) {
        case (nil, nil): return nil
        case (let distance?, nil): return take(left: left, distance, &search)
        case (nil, let distance?):
            search.right = right + 1
            return Found(place: right, distance: distance)
        case (let nearer?, let farther?):
            if nearer < farther || (nearer == farther && leftWins(left ?? 0, right, search)) {
                return take(left: left, nearer, &search)
            }
            search.right = right + 1
            return Found(place: right, distance: farther)
        }
    }

    private func leftWins(_ left: Int, _ right: Int, _ search: Search) -> Bool {
        switch rule {
        case .steps: search.low - left <= right - search.high
        case .lowerScore: true
        case .key: keys[left] != keys[right] ? keys[left] < keys[right] : rows[left] < rows[right]
        }
    }

    private mutating func leftCandidate(_ search: inout Search) -> Int? {
        if let place = search.leftInGroup { return place }
        let nearest = lastFree(search.left)
        guard nearest >= 0 else { return nil }
        if rule == .steps { return nearest }
        // Of candidates with one score, the first in key order.
        let first = nextFree(Int(groupStart[nearest]))
        search.left = nearest
        search.leftInGroup = first
        return first
    }

    private mutating func take(left: Int?, _ distance: Double, _ search: inout Search) -> Found? {
        guard let left else { return nil }
        if rule == .steps {
            search.left = left - 1
        } else {
            let following = nextFree(left + 1)
            if following <= search.left {
                search.leftInGroup = following
            } else {
                search.left = Int(groupStart[left]) - 1
                search.leftInGroup = nil
            }
        }
        return Found(place: left, distance: distance)
    }

    /// The last free candidate at or below a place, or −1.
    private mutating func lastFree(_ place: Int) -> Int {
        var entry = Int32(place + 1)
        while below[Int(entry)] != entry {
            below[Int(entry)] = below[Int(below[Int(entry)])]
            entry = below[Int(entry)]
        }
        return Int(entry) - 1
    }

    /// The first free candidate at or above a place, or the number of places.
    private mutating func nextFree(_ place: Int) -> Int {
        var entry = Int32(min(place, rows.count))
        while above[Int(entry)] != entry {
            above[Int(entry)] = above[Int(above[Int(entry)])]
            entry = above[Int(entry)]
        }
        return Int(entry)
    }
}
