import Foundation
import Outcomes
import Pipeline
import Reports

/// A forecast as `jdl forecast` prints it.
struct ForecastSummary: Encodable {
    /// How a cohort would shrink.
    struct Cohort: Encodable {
        let submitted: Int
        let linked: Int
        let analysed: Int
        let comparisonPeople: Int
        let largestDifferenceAfterMatching: Double?
    }

    /// What would be seen of one true effect.
    struct Effect: Encodable {
        /// Treated minus comparison; below 0 is a reduction.
        let effect: Double
        /// The reduction as a share of the baseline.
        let relativeReduction: Double
        /// The chance that it is found significant.
        let power: Double
        /// People analysed with whom that chance is 80 %.
        let peopleNeeded: Int?
    }

    /// One outcome.
    struct Outcome: Encodable {
        let outcome: String
        let treatedPeople: Int
        let effectiveComparison: Double
        let baseline: Double
        let intervalHalfWidth: Double
        let detectableReduction: Double?
        let detectableIncrease: Double?
        let effects: [Effect]

        init(_ definition: OutcomeDefinition, _ forecast: EffectForecast) {
            outcome = definition.word
            treatedPeople = forecast.groups.treated
            effectiveComparison = forecast.groups.comparison
            baseline = forecast.groups.baseline
            intervalHalfWidth = forecast.intervalHalfWidth
            detectableReduction = forecast.detectableReduction
            detectableIncrease = forecast.detectableIncrease
            effects = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5].map { relative in
                let effect = -relative * forecast.groups.baseline
                return Effect(
                    effect: effect,
                    relativeReduction: relative,
                    power: forecast.power(effect: effect),
                    peopleNeeded: forecast.peopleNeeded(effect: effect)
                )
            }
        }
    }

    /// Nil for a calculation without a request.
    let cohort: Cohort?
    let confidence: Double
    let power: Double
    let outcomes: [Outcome]

    /// The forecast of a request.
    init(_ study: StudyForecast) {
        cohort = Cohort(
            submitted: study.submitted,
            linked: study.linked,
            analysed: study.analysed,
            comparisonPeople: study.comparisonPeople,
            largestDifferenceAfterMatching: study.largestDifference
        )
        confidence = OutcomeSettings().confidence
        power = OutcomeSettings().power
        outcomes = study.outcomes.map { Outcome($0.outcome, $0.forecast) }
    }

    /// The calculation for a rate.
    init(_ groups: EffectForecast.Groups) {
        cohort = nil
        confidence = OutcomeSettings().confidence
        power = OutcomeSettings().power
        outcomes = [Outcome(.rate, EffectForecast(groups, kind: .share))]
    }

    /// The forecast in lines for people.
    var text: String {
        var lines: [String] = []
        if let cohort {
            lines.append(
                "\(NumberText.count(cohort.submitted)) people submitted, \(NumberText.count(cohort.linked)) linked with "
                    + "confidence, \(NumberText.count(cohort.analysed)) would be analysed beside "
                    + "\(NumberText.count(cohort.comparisonPeople, "comparison person", "comparison people"))."
            )
            if let difference = cohort.largestDifferenceAfterMatching {
                lines.append(
                    "Largest standardised difference of a covariate after matching: "
                        + "\(NumberText.percent(difference, places: 1))."
                )
            }
        }
        for outcome in outcomes { lines += outcome.lines }
        lines.append("No outcome of a treated person was looked at.")
        return lines.joined(separator: "\n")
    }
}

extension ForecastSummary.Outcome {
    private var isShare: Bool { outcome == OutcomeDefinition.rate.word }

    private func value(_ number: Double) -> String {
        isShare ? NumberText.percent(number, places: 1) : NumberText.fixed(number, 2)
    }

    private func change(_ number: Double) -> String {
        isShare ? "\(NumberText.fixed(number * 100, 1)) points" : NumberText.fixed(number, 2)
    }

    fileprivate var lines: [String] {
        let name = isShare ? "Reoffending rate" : "Reoffences a person"
        var lines = [
            "\(name): \(value(baseline)) expected without an effect; the 95 % interval would reach "
                + "\(change(intervalHalfWidth)) to either side."
        ]
        switch detectableReduction {
        case let reduction?: lines.append("  80 % chance to show a reduction of \(change(reduction)) or more.")
        case nil: lines.append("  No reduction, however large, could be shown with a chance of 80 %.")
        }
        lines.append("  true reduction          chance to show it   people needed for 80 %")
        for effect in effects {
            let reduction =
                "\(change(-effect.effect)) (\(NumberText.percent(effect.relativeReduction)))"
                .padding(toLength: 24, withPad: " ", startingAt: 0)
            let chance = NumberText.percent(effect.power).padding(toLength: 20, withPad: " ", startingAt: 0)
            lines.append(
                "  \(reduction)\(chance)\(effect.peopleNeeded.map { NumberText.count($0) } ?? "more than there are")"
            )
        }
        return lines
    }
}
