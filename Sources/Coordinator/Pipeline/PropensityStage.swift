import Extracts
import MapReduce
import Outcomes
package import Passes
package import Propensity

/// What the stages `comparison` and `propensity` give: a fitted model and a match.
package struct PropensityResult: Sendable {
    /// What the covariates hold in both groups before matching.
    package let survey: CovariateSurvey
    /// The declared covariates.
    package let covariates: [Covariate]
    /// The fitted model.
    package let model: StudyModel
    /// Whether it was fitted to the people of this analysis.
    package let isOwnModel: Bool
    /// The match: caliper, counts, matched treated people.
    package let matching: Matching
    /// Comparison people within the caliper of a treated person, by number within the request; every treated person.
    package let controlCounts: [(ordinal: UInt32, controls: Int)]
    /// Numbers of the treated people within the request, by place in matching order.
    package let ordinals: [UInt32]
    /// Who is with whom, if comparison people were chosen one by one.
    let sets: ChosenSets?

    /// The fit of the model.
    package var fit: PropensityFit { model.fit }
}

/// Who is compared with the treated people of a match.
private struct ComparisonPeople {
    /// How many each treated person has, by place in matching order.
    let counts: [Int]
    /// Who they are, if they were chosen one by one.
    var chosen: ChosenControls?
    /// Who is with whom, then.
    var sets: ChosenSets?
    /// How their shares fall with distance, if they do.
    var kernel: KernelWeights?
}

extension Kernel {
    /// The engine's kernel of a request's.
    fileprivate init(_ choice: MatchingChoice.Kernel) {
        switch choice {
        case .epan: self = .epan
        case .gaussian: self = .gaussian
        }
    }
}

/// Fits the propensity model by distributed Newton steps and matches within a caliper.
enum PropensityStage {
    /// Bins of the distributions compared for balance, and of the overlap plot.
    private static let balanceBins = 512
    private static let overlapBins = 40

    /// Compares the people of a plan.
    ///
    /// - Parameters:
    ///   - plan: Who is compared, and by which covariates.
    ///   - settings: Thresholds.
    ///   - outcomes: What is measured of the match.
    ///   - horizon: The last day of the counts of time to the first reoffence, nil without them.
    ///   - borrowed: A model to use in place of one fitted to these people; its covariates are those of the plan.
    ///   - executor: Where passes run.
    /// - Returns: The model and the match.
    /// - Throws: ``PipelineError``, ``PropensityError`` or an error of a pass.
    static func run(
        _ plan: Shared<AnalysisPlan>,
        settings: AnalysisSettings,
        outcomes: [OutcomeDefinition],
        horizon: Int? = nil,
        borrowed: StudyModel? = nil,
        executor: any Executor
    ) throws -> PropensityResult {
        executor.enter(stage: "comparison")
        let covariates = HistoryCovariate.declarations(plan.value)
        let survey = try executor.run(SurveyPass.self, context: plan, broadcast: Nothing())
        guard survey.controls.count > 0 else { throw PipelineError.emptyPool(years: plan.value.pool?.years ?? []) }

        executor.enter(stage: "propensity")
        let model =
            try borrowed ?? ScoreModelStage.run(plan, settings: settings, survey: survey, executor: executor)
        let scores = try executor.run(ScoresPass.self, context: plan, broadcast: model.scores)
        let caliper = settings.caliper * scores.moments.deviation(.pooled)
        let matchPlan = MatchPlan(
            model: model.scores,
            treated: TreatedScores(
                scores: scores.treated.map(\.score),
                strata: scores.treated.map(\.stratum),
                ties: scores.treated.map(\.tie)
            ),
            caliper: caliper
        )
        let found = try comparisonPeople(
            scores.treated,
            matchPlan,
            settings: settings,
            plan: plan,
            executor: executor
        )
        let controlCounts = zip(matchPlan.treated.order, found.counts)
            .map { (ordinal: scores.treated[$0].ordinal, controls: $1) }.sorted { $0.ordinal < $1.ordinal }
        let matched = controlCounts.filter { $0.controls > 0 }.map(\.ordinal)
        guard !matched.isEmpty else { throw PipelineError.noCommonSupport(caliper: settings.caliper) }
        let edges = histogramEdges(scores.moments)
        let matching = Matching(
            plan: matchPlan,
            counts: found.counts,
            chosen: found.chosen,
            kernel: found.kernel,
            matched: matched,
            balance: BalanceSpecification(
                covariates: covariates,
                survey: survey,
                scores: scores.moments,
                binCountMax: balanceBins
            ),
            outcomes: outcomes,
            horizon: horizon,
            histogram: (edges.lowest, edges.highest, overlapBins)
        )
        return PropensityResult(
            survey: survey,
            covariates: covariates,
            model: model,
            isOwnModel: borrowed == nil,
            matching: matching,
            controlCounts: controlCounts,
            ordinals: matchPlan.treated.order.map { scores.treated[$0].ordinal },
            sets: found.sets
        )
    }

    /// The comparison people by the method of a request.
    private static func comparisonPeople(
        _ treated: [TreatedScore],
        _ match: MatchPlan,
        settings: AnalysisSettings,
        plan: Shared<AnalysisPlan>,
        executor: any Executor
    ) throws -> ComparisonPeople {
        switch settings.matching.method {
        case .radius:
            return ComparisonPeople(
                counts: try executor.run(MatchCountsPass.self, context: plan, broadcast: match).counts
            )
        case .nearest, .optimal:
            let nearest = try NearestMatch(treated, match, settings: settings, plan: plan, executor: executor)
            return ComparisonPeople(counts: nearest.counts, chosen: nearest.chosen, sets: nearest.sets)
        case .kernel:
            let kernel = Kernel(settings.matching.kernel)
            let reach = MatchPlan(model: match.model, treated: match.treated, caliper: kernel.reach * match.caliper)
            let counts = try executor.run(MatchCountsPass.self, context: plan, broadcast: reach).counts
            let totals = try executor.run(
                KernelTotalsPass.self,
                context: plan,
                broadcast: KernelPlan(plan: match, kernel: kernel)
            ).totals
            return ComparisonPeople(
                // Somebody at the very rim of the kernel has no share.
                counts: zip(counts, totals).map { $1 > 0 ? max($0, 1) : 0 },
                kernel: KernelWeights(kernel: kernel, totals: totals)
            )
        }
    }

    /// The range of scores to show, a little wider than the scores themselves.
    private static func histogramEdges(_ moments: ScoreMoments) -> (lowest: Double, highest: Double) {
        let lowest = min(moments.treated.lowest, moments.controls.lowest)
        let highest = max(moments.treated.highest, moments.controls.highest)
        return highest > lowest ? (lowest, highest + (highest - lowest) * 1e-9) : (lowest - 0.5, lowest + 0.5)
    }
}
