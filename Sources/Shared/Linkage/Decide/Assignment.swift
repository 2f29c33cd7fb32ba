/// The choice of a candidate for each record; see ``OneToOne``.
struct Assignment {
    /// The chosen candidate of each record, or nil.
    private(set) var chosen: [Candidate?]

    private let list: CandidateList
    private let posterior: Posterior
    private var taken: Set<PersonReference> = []

    init(_ list: CandidateList, posterior: Posterior) {
        self.list = list
        self.posterior = posterior
        chosen = [Candidate?](repeating: nil, count: list.rowCount)
        for group in connectedGroups() { assign(group) }
        assignTheRest()
    }

    private func edges(ofRow row: Int) -> [Candidate] {
        list.candidates(ofRow: row).filter { posterior.logOdds($0) > 0 }
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
        var firstRow: [PersonReference: Int] = [:]
        var hasEdge = [Bool](repeating: false, count: list.rowCount)
        for row in 0..<list.rowCount {
            for candidate in edges(ofRow: row) {
                hasEdge[row] = true
                let person = PersonReference(candidate)
                if let other = firstRow[person] {
                    let (left, right) = (root(row), root(other))
                    parent[max(left, right)] = min(left, right)
                } else {
                    firstRow[person] = row
                }
            }
        }
        var groups: [Int: [Int]] = [:]
        for row in 0..<list.rowCount where hasEdge[row] { groups[root(row), default: []].append(row) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func assign(_ group: [Int]) {
        if group.count == 1 {
            take(edges(ofRow: group[0])[0], row: group[0])
            return
        }
        var people: [PersonReference: Int] = [:]
        var ties: [(UInt64, PersonReference)] = []
        for candidate in group.flatMap({ edges(ofRow: $0) }) {
            let person = PersonReference(candidate)
            if people.updateValue(0, forKey: person) == nil { ties.append((candidate.tie, person)) }
        }
        ties.sort { $0 < $1 }
        for (index, tie) in ties.enumerated() { people[tie.1] = index }
        guard group.count * (people.count + group.count) <= OneToOne.cellCountMax else {
            assignGreedily(group)
            return
        }
        // One more column a record: to be nobody, at no cost.
        let columnCount = people.count + group.count
        var costs = [Int64](repeating: Hungarian.forbidden, count: group.count * columnCount)
        for (index, row) in group.enumerated() {
            costs[index * columnCount + people.count + index] = 0
            for candidate in edges(ofRow: row) {
                guard let column = people[PersonReference(candidate)] else { continue }
                costs[index * columnCount + column] = -Int64((posterior.logOdds(candidate) * 0x1p20).rounded())
            }
        }
        let columns = Hungarian.assign(costs: costs, rowCount: group.count, columnCount: columnCount)
        for (index, row) in group.enumerated() where columns[index] < people.count {
            let person = ties[columns[index]].1
            if let candidate = edges(ofRow: row).first(where: { PersonReference($0) == person }) {
                take(candidate, row: row)
            }
        }
    }

    private mutating func assignGreedily(_ rows: [Int]) {
        let pairs = rows.flatMap { row in edges(ofRow: row).map { (row: row, candidate: $0) } }
        takeInOrder(pairs)
    }

    /// Gives records without a link their best free candidate, the best pair first.
    private mutating func assignTheRest() {
        let rows = chosen.indices.filter { chosen[$0] == nil }
        takeInOrder(rows.flatMap { row in list.candidates(ofRow: row).map { (row: row, candidate: $0) } })
    }

    private mutating func takeInOrder(_ pairs: [(row: Int, candidate: Candidate)]) {
        let sorted = pairs.sorted { left, right in
            if left.candidate.precedes(right.candidate) { return true }
            return !right.candidate.precedes(left.candidate) && left.row < right.row
        }
        for pair in sorted where chosen[pair.row] == nil && !taken.contains(PersonReference(pair.candidate)) {
            take(pair.candidate, row: pair.row)
        }
    }

    private mutating func take(_ candidate: Candidate, row: Int) {
        chosen[row] = candidate
        taken.insert(PersonReference(candidate))
    }
}
