/// How a person's time under observation ended.
package enum TimeEnding: Int, CaseIterable, Sendable {
    /// The event that is studied.
    case event = 0
    /// An event after which the one studied cannot happen, such as death.
    case competing = 1
    /// The end of observation.
    case censored = 2
}

/// People by group, by the day on which their time ended, and by how it ended: all that curves and tests of time need.
///
/// Sums only, so tiles and partitions add up. Days count from the index date, which is day 0; who is observed beyond the horizon
/// counts as censored on its last day.
package struct TimeToEventCounts: Hashable, Sendable {
    /// The last day.
    package let horizon: Int
    /// People; that of a group, ending and day lies at ``index(_:_:day:)``.
    package private(set) var people: [Int]
    /// Their weights.
    package private(set) var weights: [Double]
    /// Their squared weights.
    package private(set) var weightSquares: [Double]

    /// The counts of nobody.
    package init(horizon: Int) {
        precondition(horizon > 0, "there is at least one day")
        self.horizon = horizon
        people = Array(repeating: 0, count: 6 * (horizon + 1))
        weights = Array(repeating: 0, count: people.count)
        weightSquares = weights
    }

    /// Counts from their stored parts, or nil when their number does not fit.
    package init?(horizon: Int, people: [Int], weights: [Double], weightSquares: [Double]) {
        guard horizon > 0, horizon < 1 << 32 else { return nil }
        let count = 6 * (horizon + 1)
        guard people.count == count, weights.count == count, weightSquares.count == count else { return nil }
        self.horizon = horizon
        self.people = people
        self.weights = weights
        self.weightSquares = weightSquares
    }

    /// Where a group, an ending and a day lie.
    package func index(_ group: StudyGroup, _ ending: TimeEnding, day: Int) -> Int {
        (group.rawValue * 3 + ending.rawValue) * (horizon + 1) + day
    }

    /// Adds one person; a weight of zero adds nothing.
    ///
    /// - Parameters:
    ///   - day: The day on which the time ended, at least 0.
    ///   - ending: How it ended.
    ///   - weight: Finite, not negative.
    ///   - group: The person's group.
    package mutating func add(day: Int, ending: TimeEnding, weight: Double, group: StudyGroup) {
        precondition(day >= 0 && weight >= 0 && weight.isFinite, "days and weights are not negative")
        guard weight > 0 else { return }
        let place = index(group, day > horizon ? .censored : ending, day: min(day, horizon))
        people[place] += 1
        weights[place] += weight
        weightSquares[place] += weight * weight
    }

    /// Adds the counts of later people; the horizon must be the same.
    package mutating func add(_ later: TimeToEventCounts) {
        precondition(horizon == later.horizon, "counts of different horizons do not add")
        for place in people.indices {
            people[place] += later.people[place]
            weights[place] += later.weights[place]
            weightSquares[place] += later.weightSquares[place]
        }
    }

    /// The people of a group, all of them or those whose time ended in one way.
    package func peopleCount(_ group: StudyGroup, _ ending: TimeEnding? = nil) -> Int {
        (ending.map { [$0] } ?? TimeEnding.allCases).reduce(0) { sum, ending in
            sum + people[index(group, ending, day: 0)...index(group, ending, day: horizon)].reduce(0, +)
        }
    }

    /// The weight that ended on each day in some way, from day 0.
    func weights(_ group: StudyGroup, _ ending: TimeEnding) -> ArraySlice<Double> {
        weights[index(group, ending, day: 0)...index(group, ending, day: horizon)]
    }

    /// The weight at risk on each day: of everyone whose time had not ended before it.
    func atRisk(_ group: StudyGroup) -> [Double] {
        var risk = Array(repeating: 0.0, count: horizon + 1)
        var left = 0.0
        for day in (0...horizon).reversed() {
            for ending in TimeEnding.allCases { left += weights[index(group, ending, day: day)] }
            risk[day] = left
        }
        return risk
    }

    /// People at risk on each day.
    func peopleAtRisk(_ group: StudyGroup) -> [Int] {
        var risk = Array(repeating: 0, count: horizon + 1)
        var left = 0
        for day in (0...horizon).reversed() {
            for ending in TimeEnding.allCases { left += people[index(group, ending, day: day)] }
            risk[day] = left
        }
        return risk
    }
}
