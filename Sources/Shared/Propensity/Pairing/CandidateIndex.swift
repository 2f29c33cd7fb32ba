/// The candidates of one stratum, asked for the nearest one that may still be chosen.
protocol CandidateIndex {
    /// The nearest free candidate of someone who chooses.
    ///
    /// - Parameters:
    ///   - place: The place of the person who chooses.
    ///   - chosen: The places that this person has chosen before.
    ///   - continuing: Whether the search goes on from the places chosen before, where the tie rule tells apart.
    /// - Returns: The nearest within the caliper that meets the conditions; nil for none.
    mutating func nearest(_ place: Int, chosen: ArraySlice<Int32>, continuing: Bool) -> CandidateList.Found?

    /// The nearest free candidates of someone who chooses, nearest first, at most `count`.
    mutating func nearest(_ place: Int, count: Int) -> [CandidateList.Found]

    /// Removes a candidate that can be chosen no more.
    mutating func remove(_ place: Int)

    /// Whether the candidate at a place can be chosen.
    func isFree(_ place: Int) -> Bool
}

/// Candidates by the difference of their scores.
struct ScoreCandidates: CandidateIndex {
    private var list: CandidateList
    private let conditions: PairConditions
    private let caliper: Double
    private let isStrict: Bool

    init(_ list: CandidateList, rows: MatchingRows, isStrict: Bool) {
        self.list = list
        conditions = rows.conditions
        caliper = rows.caliper
        self.isStrict = isStrict
    }

    mutating func nearest(_ place: Int, chosen: ArraySlice<Int32>, continuing: Bool) -> CandidateList.Found? {
        var (low, high) = (place, place)
        // Elsewhere those chosen before are gone or passed over, and those tied with them are still to be found.
        if continuing, list.rule == .steps {
            for other in chosen { (low, high) = (min(low, Int(other)), max(high, Int(other))) }
        }
        var search = CandidateList.Search(place: place, low: low, high: high)
        return next(place, &search, chosen)
    }

    mutating func nearest(_ place: Int, count: Int) -> [CandidateList.Found] {
        var search = CandidateList.Search(place: place, low: place, high: place)
        var found: [CandidateList.Found] = []
        while found.count < count, let one = next(place, &search, []) { found.append(one) }
        return found
    }

    private mutating func next(
        _ place: Int,
        _ search: inout CandidateList.Search,
        _ chosen: ArraySlice<Int32>
    ) -> CandidateList.Found? {
        while let found = list.next(&search) {
            guard isStrict ? found.distance < caliper : found.distance <= caliper else { return nil }
            if chosen.contains(Int32(found.place)) { continue }
            if conditions.restrictsNothing || conditions.allow(list.rows[place], list.rows[found.place]) {
                return found
            }
        }
        return nil
    }

    mutating func remove(_ place: Int) { list.remove(place) }

    func isFree(_ place: Int) -> Bool { list.isFree(place) }
}
