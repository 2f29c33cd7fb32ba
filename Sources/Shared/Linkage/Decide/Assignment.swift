/// The choice of a candidate for each record; see ``OneToOne``.
struct Assignment {
    /// The place in the list of each record's candidate, or -1.
    private(set) var chosen: [Int32]

    private let list: CandidateList
    private let people: CandidatePeople
    private let posterior: Posterior
    private var isTaken: [Bool]

    init(_ list: CandidateList, people: CandidatePeople, posterior: Posterior) {
        self.list = list
        self.people = people
        self.posterior = posterior
        chosen = [Int32](repeating: -1, count: list.rowCount)
        isTaken = [Bool](repeating: false, count: people.count)
        for group in connectedGroups() { assign(group) }
        assignTheRest()
    }

    /// The places of a record whose candidates are better than nobody: the first ones, since the best stand first.
    private func edges(ofRow row: Int) -> Range<Int> {
        let places = list.places(ofRow: row)
        var end = places.lowerBound
        while end < places.upperBound, posterior.logOdds(list.kept[end], row: row) > 0 { end += 1 }
        return places.lowerBound..<end
    }

    /// Groups of records that compete for people, by ascending first record.
    private func connectedGroups() -> [[Int]] {
        var parent = Array(0..<list.rowCount)
        func root(_ row: Int) -> Int {
            var row = row
            while parent[row] != row {
                parent[row] = parent[parent[row]]
                row = parent[row]
            }
            return row
        }
        var firstRow = [Int32](repeating: -1, count: people.count)
        for row in 0..<list.rowCount {
            for place in edges(ofRow: row) {
                let person = Int(people.numbers[place])
                if firstRow[person] >= 0 {
                    let (left, right) = (root(row), root(Int(firstRow[person])))
                    parent[max(left, right)] = min(left, right)
                } else {
                    firstRow[person] = Int32(row)
                }
            }
        }
        // A record's group stands where its root, the smallest record of the group, was met first.
        var numbers = [Int32](repeating: -1, count: list.rowCount)
        var groups: [[Int]] = []
        for row in 0..<list.rowCount where !edges(ofRow: row).isEmpty {
            let root = root(row)
            if numbers[root] < 0 {
                numbers[root] = Int32(groups.count)
                groups.append([row])
            } else {
                groups[Int(numbers[root])].append(row)
            }
        }
        return groups
    }

    private mutating func assign(_ group: [Int]) {
        if group.count == 1 {
            take(edges(ofRow: group[0]).lowerBound, row: group[0])
            return
        }
        var ties: [(tie: UInt64, reference: PersonReference, person: Int32)] = []
        var known: Set<Int32> = []
        for place in group.flatMap({ edges(ofRow: $0) }) where known.insert(people.numbers[place]).inserted {
            ties.append((list.kept[place].tie, PersonReference(list.kept[place]), people.numbers[place]))
        }
        ties.sort { ($0.tie, $0.reference) < ($1.tie, $1.reference) }
        let columns = Dictionary(uniqueKeysWithValues: ties.enumerated().map { ($1.person, $0) })
        guard group.count * (ties.count + group.count) <= OneToOne.cellCountMax else {
            takeInOrder(group.flatMap { row in edges(ofRow: row).map { (row, $0) } })
            return
        }
        // One more column a record: to be nobody, at no cost.
        let columnCount = ties.count + group.count
        var costs = [Int64](repeating: Hungarian.forbidden, count: group.count * columnCount)
        for (index, row) in group.enumerated() {
            costs[index * columnCount + ties.count + index] = 0
            for place in edges(ofRow: row) {
                guard let column = columns[people.numbers[place]] else { continue }
                let bits = posterior.logOdds(list.kept[place], row: row)
                costs[index * columnCount + column] = -Int64((bits * 0x1p20).rounded())
            }
        }
        let best = Hungarian.assign(costs: costs, rowCount: group.count, columnCount: columnCount)
        for (index, row) in group.enumerated() where best[index] < ties.count {
            let person = ties[best[index]].person
            if let place = edges(ofRow: row).first(where: { people.numbers[$0] == person }) { take(place, row: row) }
        }
    }

    /// Gives records without a link their best free candidate, the best pair first.
    private mutating func assignTheRest() {
        let rows = chosen.indices.filter { chosen[$0] < 0 }
        takeInOrder(rows.flatMap { row in list.places(ofRow: row).map { (row, $0) } })
    }

    private mutating func takeInOrder(_ pairs: [(row: Int, place: Int)]) {
        let kept = list.kept
        let sorted = pairs.sorted { left, right in
            if kept[left.place].precedes(kept[right.place]) { return true }
            return !kept[right.place].precedes(kept[left.place]) && left.row < right.row
        }
        for pair in sorted where chosen[pair.row] < 0 && !isTaken[Int(people.numbers[pair.place])] {
            take(pair.place, row: pair.row)
        }
    }

    private mutating func take(_ place: Int, row: Int) {
        chosen[row] = Int32(place)
        isTaken[Int(people.numbers[place])] = true
    }
}
