import Extracts
import MapReduce
import Outcomes
import Passes
import Propensity

/// Counts when people first reoffended among everyone, those who died within the follow-up included.
///
/// For the headline a death within the follow-up is a loss, so its shares are of people who lived through it. Here death ends
/// somebody's time as a competing event. The score model is the headline's; people are matched anew, since there are more.
enum CompetingDeathStage {
    /// - Returns: The counts; nil when they are not wanted, or nobody has a match.
    /// - Throws: An error of a pass.
    static func run(
        _ request: Request,
        attrition: AttritionResult,
        model: StudyModel,
        horizon: Int,
        executor: any Executor
    ) throws -> TimeToEventCounts? {
        guard request.analyses.competingDeaths else { return nil }
        let plan = attrition.plan.value
        // Whoever died may be lost for a later reason as well.
        let draft = plan.keepingDeaths(adding: attrition.died)
        let findings = try executor.run(IndexEventsPass.self, context: Shared(draft), broadcast: Nothing())
        let kept = Set(findings.filter { $0.loss == nil }.map(\.ordinal))
        let context = Shared(plan.keepingDeaths(adding: attrition.died.filter { kept.contains($0.ordinal) }))
        do {
            let propensity = try PropensityStage.run(
                context,
                settings: request.settings,
                outcomes: [.rate],
                horizon: horizon,
                borrowed: model,
                executor: executor
            )
            return try OutcomesStage.sums(of: propensity.matching, plan: context, executor: executor).summary.times
        } catch PipelineError.noCommonSupport {
            return nil
        }
    }
}
