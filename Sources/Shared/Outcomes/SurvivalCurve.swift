import Glibc
private import Statistics

/// The share of a group still free of an event, or that had it, by day.
package struct SurvivalCurve: Hashable, Sendable {
    /// One day on which the curve can step.
    package struct Point: Hashable, Sendable {
        /// The day.
        package var day: Int
        /// People at risk at its start.
        package var people: Int
        /// Their weight.
        package var atRisk: Double
        /// The weight of the events of that day.
        package var events: Double
        /// The estimate at the day's end: of survival, or of the share that had the event.
        package var estimate: Double
        /// Its standard error that takes weights as numbers of people (Greenwood 1926); nil for shares of one of several events.
        package var greenwood: Double?
        /// Its standard error with each person as one draw, however large its weight: the infinitesimal jackknife.
        package var robust: Double?
        /// The interval from the robust error on the complementary log–log scale; nil at 0 and 1.
        package var interval: ConfidenceInterval?
    }

    /// The days on which somebody's time ended, ascending.
    package let points: [Point]

    /// The estimate at the end of a day.
    package func estimate(day: Int, from start: Double) -> Double {
        points.last { $0.day <= day }?.estimate ?? start
    }
}

extension SurvivalCurve {
    /// The share free of the event, competing events counted as the end of observation (Kaplan and Meier 1958,
    /// doi:10.1080/01621459.1958.10501452), weights as those of Xie and Liu 2005 (doi:10.1002/sim.2174).
    ///
    /// Where competing events are common this is not the share of people: use ``incidence(_:_:of:confidence:)``.
    package static func kaplanMeier(
        _ counts: TimeToEventCounts,
        _ group: StudyGroup,
        confidence: Double = 0.95
    ) -> SurvivalCurve {
        curve(counts, group, causes: [.event], isIncidence: false, confidence)
    }

    /// The share that had an event by each day, with other events as competing ones (Aalen and Johansen 1978).
    package static func incidence(
        _ counts: TimeToEventCounts,
        _ group: StudyGroup,
        of ending: TimeEnding = .event,
        confidence: Double = 0.95
    ) -> SurvivalCurve {
        precondition(ending != .censored, "the end of observation is no event")
        let causes: [TimeEnding] = ending == .event ? [.event, .competing] : [.competing, .event]
        return curve(counts, group, causes: causes, isIncidence: true, confidence)
    }

    /// A curve of the first cause, all causes taking people out of risk of it.
    ///
    /// The robust variance is Σ w² u², u the derivative of the estimate by a person's weight. It is the same for all whose time
    /// ended on the same day in the same way, so it follows from the counts.
    private static func curve(
        _ counts: TimeToEventCounts,
        _ group: StudyGroup,
        causes: [TimeEnding],
        isIncidence: Bool,
        _ confidence: Double
    ) -> SurvivalCurve {
        let risk = counts.atRisk(group)
        let people = counts.peopleAtRisk(group)
        let first = Array(counts.weights(group, causes[0]))
        let all = first.indices.map { day in
            causes.reduce(0.0) { $0 + counts.weights[counts.index(group, $1, day: day)] }
        }
        // Before day 0 everyone is free of all events.
        var survival = 1.0
        var incidence = 0.0
        var greenwood = 0.0
        var before: [Double] = []
        var points: [Point] = []
        for day in first.indices where risk[day] > 0 {
            before.append(survival)
            let ended = TimeEnding.allCases.contains { counts.people[counts.index(group, $0, day: day)] > 0 }
            incidence += survival * first[day] / risk[day]
            // Rounding must not leave a share of nobody.
            let left = isEmpty(risk[day] - all[day], of: risk[day]) ? 0 : risk[day] - all[day]
            survival *= left / risk[day]
            if all[day] > 0 { greenwood += left > 0 ? all[day] / (risk[day] * left) : .infinity }
            guard ended else { continue }
            let estimate = isIncidence ? incidence : survival
            points.append(
                Point(
                    day: day,
                    people: people[day],
                    atRisk: risk[day],
                    events: first[day],
                    estimate: estimate,
                    greenwood: isIncidence || !greenwood.isFinite ? nil : survival * greenwood.squareRoot()
                )
            )
        }
        let variances = Self.variances(
            counts,
            group,
            Hazards(risk: risk, first: first, all: all, before: before),
            causes: causes,
            isIncidence: isIncidence
        )
        let z = Normal.quantile(0.5 + confidence / 2)
        for place in points.indices {
            let estimate = points[place].estimate
            guard estimate > 0 || isIncidence else { continue }
            let error = max(0, variances[points[place].day]).squareRoot()
            points[place].robust = error
            points[place].interval = interval(estimate, error, z)
        }
        return SurvivalCurve(points: points)
    }

    private struct Hazards {
        let risk: [Double]
        let first: [Double]
        let all: [Double]
        /// Survival just before each day.
        let before: [Double]
    }

    private static func isEmpty(_ left: Double, of whole: Double) -> Bool { left <= 1e-12 * whole }

    /// The robust variance at the end of each day.
    ///
    /// - Complexity: O(*h*²) for *h* days.
    private static func variances(
        _ counts: TimeToEventCounts,
        _ group: StudyGroup,
        _ hazards: Hazards,
        causes: [TimeEnding],
        isIncidence: Bool
    ) -> [Double] {
        var variances = Array(repeating: 0.0, count: counts.horizon + 1)
        for ending in TimeEnding.allCases {
            for ownDay in 0...counts.horizon {
                let place = counts.index(group, ending, day: ownDay)
                guard counts.people[place] > 0 else { continue }
                let squares = counts.weightSquares[place]
                var slope = 0.0
                var total = 0.0
                for day in hazards.before.indices {
                    let risk = hazards.risk[day]
                    let isAtRisk = day <= ownDay
                    func change(_ hazard: Double, _ isOwn: Bool) -> Double {
                        ((isOwn && day == ownDay ? 1 : 0) - (isAtRisk ? hazard : 0)) / risk
                    }
                    let firstHazard = hazards.first[day] / risk
                    let allHazard = hazards.all[day] / risk
                    total +=
                        slope * firstHazard + hazards.before[day] * change(firstHazard, ending == causes[0])
                    slope = slope * (1 - allHazard) - hazards.before[day] * change(allHazard, causes.contains(ending))
                    let derivative = isIncidence ? total : slope
                    variances[day] += squares * derivative * derivative
                }
            }
        }
        return variances
    }

    /// An interval on the scale log(−log S), which keeps it within 0 and 1 (Borgan and Liestøl 1990).
    private static func interval(_ estimate: Double, _ error: Double, _ z: Double) -> ConfidenceInterval? {
        guard estimate > 0, estimate < 1, error > 0 else { return nil }
        let logarithm = log(estimate)
        let reach = z * error / (estimate * abs(logarithm))
        let ends = [exp(logarithm * exp(reach)), exp(logarithm * exp(-reach))]
        return ConfidenceInterval(lower: ends[0], upper: ends[1])
    }
}
