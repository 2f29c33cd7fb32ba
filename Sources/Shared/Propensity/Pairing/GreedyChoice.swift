/// Those who choose in one stratum.
struct ChoosingPeople {
    /// The row of each place of the stratum.
    let rows: [Int]
    /// Their places, in the order in which they choose.
    let places: [Int]
    /// How many candidates each row chooses at most; nil for `ratio`.
    let counts: [Int]?
    /// How many everyone chooses at most.
    let ratio: Int

    /// How many candidates the person at a place chooses at most.
    func count(_ place: Int) -> Int { counts.map { $0[rows[place]] } ?? ratio }

    /// The most that anyone chooses.
    var countMax: Int { places.reduce(0) { max($0, count($1)) } }
}

/// Greedy choice of the nearest candidates of one stratum.
struct GreedyChoice<Index: CandidateIndex> {
    private let people: ChoosingPeople
    private var candidates: Index
    private let reuseLimit: Int
    private let countMax: Int
    /// What each place has chosen so far, `countMax` entries a place.
    private var chosen: [Int32]
    private var chosenCount: [Int32]
    private var uses: [Int32]

    /// The choices made so far.
    private(set) var choices: [NearestMatcher.Choice] = []

    /// Nothing chosen yet.
    init(people: ChoosingPeople, candidates: Index, reuseLimit: Int) {
        self.people = people
        self.candidates = candidates
        self.reuseLimit = reuseLimit
        countMax = reuseLimit == .max ? 0 : people.countMax
        chosen = Array(repeating: 0, count: people.rows.count * countMax)
        chosenCount = Array(repeating: 0, count: people.rows.count)
        uses = Array(repeating: 0, count: people.rows.count)
    }

    /// Those who have chosen nobody.
    var placesWithoutChoice: [Int] { people.places.filter { chosenCount[$0] == 0 } }

    /// Everyone chooses from all.
    mutating func withReplacement() {
        choices.reserveCapacity(people.places.count * people.ratio)
        for place in people.places {
            for found in candidates.nearest(place, count: people.count(place)) {
                choices.append(choice(place, found))
                chosenCount[place] += 1
            }
        }
    }

    /// Everyone chooses once before anyone chooses again.
    mutating func inRounds() {
        var choosing = people.places
        for round in 0..<countMax {
            var remaining: [Int] = []
            remaining.reserveCapacity(choosing.count)
            for place in choosing where people.count(place) > round {
                guard let found = candidates.nearest(place, chosen: history(place), continuing: true) else { continue }
                take(place, found)
                remaining.append(place)
            }
            choosing = remaining
        }
    }

    /// The closest pair of all, again and again, in rounds.
    ///
    /// Distances to what is left only grow, so an entry whose candidate is gone is looked up again when it is reached.
    mutating func closestFirst() {
        var choosing = people.places
        for round in 0..<countMax {
            var queue = BinaryHeap<PossiblePair>()
            for place in choosing where people.count(place) > round { enqueue(place, &queue) }
            choosing = []
            while let entry = queue.pop() {
                guard candidates.isFree(entry.candidate) else {
                    enqueue(entry.place, &queue)
                    continue
                }
                take(entry.place, CandidateList.Found(place: entry.candidate, distance: entry.distance))
                choosing.append(entry.place)
            }
        }
    }

    private mutating func enqueue(_ place: Int, _ queue: inout BinaryHeap<PossiblePair>) {
        guard let found = candidates.nearest(place, chosen: history(place), continuing: false) else { return }
        queue.push(PossiblePair(distance: found.distance, place: place, candidate: found.place))
    }

    private func history(_ place: Int) -> ArraySlice<Int32> {
        chosen[(place * countMax)..<(place * countMax + Int(chosenCount[place]))]
    }

    private mutating func take(_ place: Int, _ found: CandidateList.Found) {
        chosen[place * countMax + Int(chosenCount[place])] = Int32(found.place)
        chosenCount[place] += 1
        uses[found.place] += 1
        if Int(uses[found.place]) >= reuseLimit { candidates.remove(found.place) }
        choices.append(choice(place, found))
    }

    private func choice(_ place: Int, _ found: CandidateList.Found) -> NearestMatcher.Choice {
        NearestMatcher.Choice(focal: people.rows[place], chosen: people.rows[found.place], distance: found.distance)
    }
}

/// A possible pair: the nearest first, equal distances by place.
private struct PossiblePair: HeapEntry {
    let distance: Double
    let place: Int
    let candidate: Int

    func precedes(_ other: PossiblePair) -> Bool {
        distance != other.distance ? distance < other.distance : place < other.place
    }
}
