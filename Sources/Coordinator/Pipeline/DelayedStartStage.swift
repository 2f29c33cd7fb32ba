import Extracts
import MapReduce
package import Outcomes
import Passes

/// The headline with follow-ups that begin with the programme, for both groups (domain rules, section 9, immortal time).
package struct DelayedStartResult: Sendable {
    /// Treated people whose programme began after the index date.
    package let delayed: Int
    /// The rate over follow-ups that begin with the programme.
    package let rate: OutcomeEstimate
}

/// Compares both groups from the day of the programme's start, with the match of the headline.
enum DelayedStartStage {
    /// - Returns: The estimate; nil when it is not wanted or every programme began by the index date.
    static func run(
        _ propensity: PropensityResult,
        attrition: AttritionResult,
        isWanted: Bool,
        executor: any Executor
    ) throws -> DelayedStartResult? {
        var delayOf: [UInt32: Int32] = [:]
        for event in attrition.events { delayOf[event.ordinal] = event.delayDays }
        let delays = propensity.ordinals.map { delayOf[$0] ?? 0 }
        guard isWanted, delays.contains(where: { $0 > 0 }) else { return nil }
        let match = DelayedMatch(
            plan: propensity.matching.plan,
            delays: delays,
            ordinals: propensity.ordinals,
            chosen: choices(propensity)
        )
        let counted = try executor.run(DelayedCountsPass.self, context: attrition.plan, broadcast: match)
        let sums = try executor.run(
            DelayedSumsPass.self,
            context: attrition.plan,
            broadcast: match.with(counts: counted.counts(match))
        )
        return DelayedStartResult(
            delayed: delays.count { $0 > 0 },
            rate: OutcomeEstimator().estimate(.rate, treated: sums.treated, comparison: sums.comparison)
        )
    }

    /// Who was chosen for whom, by place in matching order; nil where everybody within the caliper may count.
    private static func choices(_ propensity: PropensityResult) -> DelayedChoices? {
        guard let chosen = propensity.matching.chosen, let sets = propensity.sets else { return nil }
        var placeOf: [UInt32: Int] = [:]
        for (place, ordinal) in propensity.ordinals.enumerated() { placeOf[ordinal] = place }
        var places = Array(repeating: [Int](), count: chosen.choices.count)
        for pair in sets.pairs {
            if let place = placeOf[propensity.matching.matched[pair.set]] { places[pair.choice].append(place) }
        }
        return DelayedChoices(controls: chosen, places: places)
    }
}
