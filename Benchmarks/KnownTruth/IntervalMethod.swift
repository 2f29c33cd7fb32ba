package import Outcomes
private import Propensity
private import Statistics

/// Which interval of a difference is held against the truth.
package enum IntervalMethod: String, CaseIterable, Hashable, Sendable {
    /// The service's; see ``VarianceMethod/independentSamples``.
    case independentSamples = "independent_samples"
    /// See ``VarianceMethod/linearised``.
    case linearised
    /// Newcombe's score interval, of shares only.
    case score
    /// Welch's test as if every use of a comparison person were another person: the weights are counted as people.
    case naiveWelch = "naive_welch"
    /// psmatch2's standard error; of nearest neighbours only.
    case psmatch2
    /// Clustered by matched set and by person; of nearest neighbours only.
    case matchedSetsAndPeople = "matched_sets_and_people"
    /// Abadie and Imbens (2006); of nearest neighbours only.
    case abadieImbens = "abadie_imbens"
}

/// An interval and what it was made from.
package struct StudyInterval: Sendable {
    /// The interval.
    package let interval: ConfidenceInterval
    /// The standard error that it was made from; of the score interval, half its width in normal quantiles.
    package let standardError: Double
}

extension OutcomeEstimate {
    /// The service's intervals of this estimate.
    var intervals: [IntervalMethod: StudyInterval] {
        var intervals: [IntervalMethod: StudyInterval] = [:]
        intervals[.independentSamples] = difference.map {
            StudyInterval(interval: $0.interval, standardError: $0.standardError)
        }
        intervals[.linearised] = robust.map { StudyInterval(interval: $0.interval, standardError: $0.standardError) }
        intervals[.score] = scoreInterval.map {
            StudyInterval(interval: $0, standardError: ($0.upper - $0.lower) / (2 * Normal.quantile(0.975)))
        }
        return intervals
    }
}

extension MatchedEffect {
    /// The intervals by the standard errors that are defined for pairs.
    var intervals: [IntervalMethod: StudyInterval] {
        let kinds: [(IntervalMethod, ErrorKind)] = [
            (.psmatch2, .psmatch2), (.matchedSetsAndPeople, .matchedSetsAndPeople), (.abadieImbens, .abadieImbens),
        ]
        var intervals: [IntervalMethod: StudyInterval] = [:]
        for (method, kind) in kinds {
            intervals[method] = inference(kind).map {
                StudyInterval(
                    interval: ConfidenceInterval(lower: $0.interval.lowerBound, upper: $0.interval.upperBound),
                    standardError: $0.standardError
                )
            }
        }
        return intervals
    }
}

/// Welch's interval with weights taken for numbers of people, which is what a *t* test of a matched file with repeated
/// rows does.
struct NaiveWelch {
    /// The interval; nil when a group has one person or no spread.
    let interval: StudyInterval?

    init(outcome: [Double], treatment: [UInt8], weights: [Double]) {
        var count = [0.0, 0.0]
        var sum = [0.0, 0.0]
        for row in outcome.indices {
            count[Int(treatment[row])] += weights[row]
            sum[Int(treatment[row])] += weights[row] * outcome[row]
        }
        var squares = [0.0, 0.0]
        for row in outcome.indices {
            let deviation = outcome[row] - sum[Int(treatment[row])] / count[Int(treatment[row])]
            squares[Int(treatment[row])] += weights[row] * deviation * deviation
        }
        guard count.allSatisfy({ $0 > 1 }) else {
            interval = nil
            return
        }
        let variances = [0, 1].map { squares[$0] / (count[$0] - 1) / count[$0] }
        let variance = variances[0] + variances[1]
        guard variance > 0 else {
            interval = nil
            return
        }
        let freedom =
            variance * variance
            / [0, 1].reduce(0) { $0 + variances[$1] * variances[$1] / (count[$1] - 1) }
        let difference = sum[1] / count[1] - sum[0] / count[0]
        let reach = StudentT(degreesOfFreedom: freedom).quantile(0.975) * variance.squareRoot()
        interval = StudyInterval(
            interval: ConfidenceInterval(lower: difference - reach, upper: difference + reach),
            standardError: variance.squareRoot()
        )
    }
}
