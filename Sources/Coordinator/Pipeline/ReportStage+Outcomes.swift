import Extracts
import Outcomes
import Passes
import Propensity
import Reports

extension ReportStage {
    /// The groups of an analysis, without the years of its index events.
    static func groups(
        _ propensity: PropensityResult,
        _ outcomes: OutcomesResult,
        settings: AnalysisSettings
    ) -> AnalysisGroups {
        let rate = outcomes.estimates.first { $0.outcome == .rate }
        return AnalysisGroups(
            treatmentPeople: rate?.treated.people ?? 0,
            treatmentReoffenders: rate?.treated.peopleWithOutcome ?? 0,
            comparisonPeople: rate?.comparison.people ?? 0,
            comparisonReoffenders: rate?.comparison.peopleWithOutcome ?? 0,
            comparisonEffectiveSize: rate?.comparison.effectiveSize ?? 0,
            comparisonPool: propensity.survey.controls.count,
            matching: matching(settings.matching),
            caliper: AnalysisGroups.Caliper(
                absolute: propensity.matching.plan.caliper,
                standardDeviations: settings.caliper
            ),
            strata: settings.exactStrata
        )
    }

    private static func matching(_ choice: MatchingChoice) -> AnalysisGroups.Matching {
        switch choice.method {
        case .radius: AnalysisGroups.Matching(method: .radius)
        case .nearest:
            AnalysisGroups.Matching(method: .nearest, ratio: choice.ratio, replacement: choice.replacement)
        case .optimal: AnalysisGroups.Matching(method: .optimal, ratio: choice.ratio)
        case .kernel: AnalysisGroups.Matching(method: .kernel, kernel: choice.kernel.rawValue)
        }
    }

    private static func code(_ outcome: OutcomeDefinition) -> OutcomeResult.Code {
        switch outcome {
        case .rate: .rate
        case .frequency: .frequency
        case .time: .time
        case .firstIndictable: .firstIndictable
        case .firstEitherWay: .firstEitherWay
        case .firstSummary: .firstSummary
        case .frequencyIndictable: .frequencyIndictable
        case .frequencyEitherWay: .frequencyEitherWay
        case .frequencySummary: .frequencySummary
        case .custodyFirst: .custodyFirst
        case .custodialSentences: .custodialSentences
        case .employed: .employed
        case .daysEmployed: .daysEmployed
        case .onBenefit: .onBenefit
        case .daysOnBenefit: .daysOnBenefit
        case .violentRate: .violentRate
        case .violentFrequency: .violentFrequency
        case .violentTime: .violentTime
        }
    }

    /// The allowance for programmes that began after the index date.
    static func delayedStart(_ results: StageResults) -> Sensitivity.DelayedStart {
        let dropped = results.attrition.reasons.count { $0 == .reoffendedBefore }
        guard let delayed = results.delayed else {
            // Nobody waited: then there is nothing to allow for.
            let waiting = results.attrition.events.count { $0.delayDays > 0 }
            return Sensitivity.DelayedStart(dropped: dropped, delayed: waiting)
        }
        return Sensitivity.DelayedStart(
            dropped: dropped,
            delayed: delayed.delayed,
            treatment: group(delayed.rate.treated),
            comparison: group(delayed.rate.comparison),
            difference: delayed.rate.difference.map {
                difference($0, interval: interval(of: delayed.rate, $0), holm: nil)
            }
        )
    }

    /// The time to the first reoffence, with that of everyone alive on the index date if it was asked for.
    static func timeToFirst(_ results: StageResults) -> TimeToFirst? {
        var curves = results.outcomes.summary.times.map {
            timeToFirst($0, months: results.request.settings.followUpMonths)
        }
        curves?.competingDeaths = results.deaths.map { counts in
            TimeToFirst.CompetingDeaths(
                treatment: competingDeaths(counts, .treated),
                comparison: competingDeaths(counts, .comparison),
                logRankPValue: LogRankTest(LogRankSums(counts))?.robustPValue
            )
        }
        return curves
    }

    /// The shares of a group at the end of the follow-up, death competing.
    private static func competingDeaths(
        _ counts: TimeToEventCounts,
        _ group: StudyGroup
    ) -> TimeToFirst.CompetingDeaths.Group {
        func last(_ curve: SurvivalCurve) -> TimeToFirst.Share {
            guard let point = curve.points.last else { return TimeToFirst.Share(estimate: 0, lower: 0, upper: 0) }
            return share(point)
        }
        let free = last(.kaplanMeier(counts, group))
        return TimeToFirst.CompetingDeaths.Group(
            people: counts.peopleCount(group),
            deaths: counts.peopleCount(group, .competing),
            reoffended: last(.incidence(counts, group)),
            died: last(.incidence(counts, group, of: .competing)),
            kaplanMeier: TimeToFirst.Share(
                estimate: 1 - free.estimate,
                lower: 1 - free.upper,
                upper: 1 - free.lower
            )
        )
    }

    private static func share(_ point: SurvivalCurve.Point) -> TimeToFirst.Share {
        TimeToFirst.Share(
            estimate: point.estimate,
            lower: point.interval?.lower ?? point.estimate,
            upper: point.interval?.upper ?? point.estimate
        )
    }

    /// The share that had reoffended, week by week, and the log-rank test over the whole follow-up.
    static func timeToFirst(_ counts: TimeToEventCounts, months: Int) -> TimeToFirst {
        let last = months * 365 / 12
        let days = Array(stride(from: 7, to: last, by: 7)) + [last]
        func shares(_ group: StudyGroup) -> [TimeToFirst.Share] {
            let points = SurvivalCurve.incidence(counts, group).points
            return days.map { day in
                guard let point = points.last(where: { $0.day <= day }) else {
                    return TimeToFirst.Share(estimate: 0, lower: 0, upper: 0)
                }
                return share(point)
            }
        }
        return TimeToFirst(
            days: days,
            treatment: shares(.treated),
            comparison: shares(.comparison),
            logRankPValue: LogRankTest(LogRankSums(counts))?.robustPValue
        )
    }

    /// An outcome for the report; without figures where nothing could be tested.
    static func outcome(_ estimate: OutcomeEstimate, checks: [EffectCheck] = []) -> OutcomeResult {
        let code = code(estimate.outcome)
        guard let treated = group(estimate.treated), let comparison = group(estimate.comparison),
            let difference = estimate.difference
        else { return OutcomeResult(notMeasurable: code, withOutcome: estimate.treated.peopleWithOutcome) }
        let robust = estimate.method == .linearised ? nil : estimate.robust
        return OutcomeResult(
            code: code,
            withOutcome: estimate.treated.peopleWithOutcome,
            figures: OutcomeResult.Figures(
                treatment: treated,
                comparison: comparison,
                difference: self.difference(
                    difference,
                    interval: interval(of: estimate, difference),
                    holm: estimate.holmPValue
                ),
                standardErrorKind: errorKind(estimate.method),
                peopleNeeded: estimate.peopleNeededWithPower,
                robust: robust.map { self.difference($0, interval: $0.interval, holm: nil) },
                robustMethod: robust == nil ? nil : "linearised variance of the weighted difference",
                paired: estimate.paired.map { pairs($0.pairs) },
                checks: checks.isEmpty ? nil : checks
            )
        )
    }

    private static func errorKind(_ method: VarianceMethod) -> StandardErrorKind {
        switch method {
        case .independentSamples: .independentSamples
        case .linearised: .linearised
        case .matchedSets: .matchedSets
        case .abadieImbens: .abadieImbens
        }
    }

    private static func pairs(_ pairs: MatchedPairs) -> OutcomeResult.Pairs {
        OutcomeResult.Pairs(
            pairs: pairs.pairs,
            treatmentOnly: pairs.treatedOnly,
            comparisonOnly: pairs.comparisonOnly,
            mcNemarPValue: pairs.mcNemar?.pValue,
            mcNemarExactPValue: pairs.mcNemar?.exactPValue
        )
    }

    /// How large a hidden bias the rate's pairs bear; nil without pairs of one and one, or where none differs.
    static func hiddenBias(_ rate: OutcomeEstimate?) -> Sensitivity.HiddenBias? {
        guard let pairs = rate?.paired?.pairs, let bound = pairs.rosenbaumBound(gamma: 1) else { return nil }
        return Sensitivity.HiddenBias(pValueWithoutBias: bound.upper, gamma: pairs.criticalGamma())
    }

    static func group(_ estimate: GroupEstimate) -> OutcomeResult.GroupEstimate? {
        guard let value = estimate.estimate, let error = estimate.standardError, let interval = estimate.interval else {
            return nil
        }
        return OutcomeResult.GroupEstimate(
            people: estimate.people,
            effectiveSize: estimate.effectiveSize,
            estimate: value,
            standardError: error,
            lower: interval.lower,
            upper: interval.upper
        )
    }

    /// The interval to show: of a rate with few reoffenders the score interval, since the normal one is then too narrow.
    ///
    /// Measured in docs/methods/outcomes.md: with about 5 reoffenders the normal interval covers 92.5 %, the score
    /// interval 94.1 %. The verdict asks for both p and the interval shown, so it gets no easier.
    static func interval(
        of estimate: OutcomeEstimate,
        _ difference: DifferenceEstimate
    ) -> ConfidenceInterval {
        guard let score = estimate.scoreInterval,
            estimate.treated.peopleWithOutcome < ReportRules.standard.treatmentReoffendersMin
        else { return difference.interval }
        return score
    }

    static func difference(
        _ estimate: DifferenceEstimate,
        interval: ConfidenceInterval,
        holm: Double?
    ) -> EstimatedDifference {
        EstimatedDifference(
            estimate: estimate.estimate,
            standardError: estimate.standardError,
            lower: interval.lower,
            upper: interval.upper,
            pValue: estimate.pValue,
            holmPValue: holm
        )
    }
}
