import Extracts
import MapReduce
import Outcomes
import Passes
import Propensity

/// Makes the analyses beside the headline, each with a plan, a match and outcomes of its own.
struct AnalysesStage {
    let request: Request
    let submission: Submission
    let store: StoreFacts
    let attrition: AttritionResult
    let headline: PropensityResult
    let outcomes: [OutcomeDefinition]
    let executor: any Executor

    /// One analysis to be made: its kind, who belongs to it, and its plan.
    private struct Draft {
        let kind: AnalysisKind
        var people: Int
        var losses: [LossCount] = []
        var plan: AnalysisPlan
        /// Whether the headline's model fits the plan's covariates.
        var canBorrow = true
    }

    private var settings: AnalysisSettings { request.settings }
    private var plan: AnalysisPlan { attrition.plan.value }

    /// Every analysis that the request asks for, in a fixed order: follow-ups, sub-analyses, regions, OASys runs.
    func run() throws -> [FurtherAnalysis] {
        var analyses: [FurtherAnalysis] = []
        for months in request.analyses.followUpMonths where months != settings.followUpMonths {
            analyses.append(try make(followUp(months)))
        }
        for column in Self.distinct(request.subAnalyses) { analyses += try subgroups(column).map(make) }
        analyses += try regions().map(make)
        if request.analyses.assessments, !store.assessmentItems.isEmpty {
            analyses.append(try make(assessed(withItems: false)))
            analyses.append(try make(assessed(withItems: true)))
        }
        return FurtherAnalysis.adjusted(analyses)
    }

    /// Refuses what cannot be asked of a store, before anything is run.
    static func check(_ request: Request, store: StoreFacts) throws(PipelineError) {
        for name in request.analyses.regions
        where name != AnalysisChoice.everyRegion && regionCode(name, store) == nil {
            throw .unknownRegion(name: name, known: Array(store.levels.region.dropFirst()))
        }
    }

    private static func regionCode(_ name: String, _ store: StoreFacts) -> UInt16? {
        store.levels.region.firstIndex { !$0.isEmpty && $0.lowercased() == name.lowercased() }.map { UInt16($0) }
    }

    /// Each value once, in the order of the first of them.
    private static func distinct<T: Hashable>(_ values: [T]) -> [T] {
        var seen: Set<T> = []
        return values.filter { seen.insert($0).inserted }
    }

    // MARK: - Who belongs to each

    /// The same people over another follow-up, as far as the extracts hold it.
    private func followUp(_ months: Int) throws -> Draft {
        let rule = plan.rule.with(followUpMonths: months)
        let longer = plan.restricted(rule: rule) { _ in true }
        let findings = try executor.run(IndexEventsPass.self, context: Shared(longer), broadcast: Nothing())
        var lost: Set<UInt32> = []
        for finding in findings where finding.loss != nil { lost.insert(finding.ordinal) }
        return Draft(
            kind: .followUp(months: months),
            people: plan.treated.count,
            losses: AttritionStage.counts(findings.map(\.loss)).filter { $0.count > 0 },
            plan: plan.restricted(rule: rule) { !lost.contains($0.ordinal) }
        )
    }

    /// One analysis a value of a column, ascending by value; people without a value are in none of them.
    private func subgroups(_ column: String) -> [Draft] {
        guard let values = submission.subgroup(column) else { return [] }
        let present = Set(plan.treated.map { values[Int($0.ordinal)] }).filter { !$0.isEmpty }
        return present.sorted().map { value in
            draft(.subgroup(column: column, value: value)) { values[Int($0.ordinal)] == value }
        }
    }

    private func regions() -> [Draft] {
        var regionOf: [UInt32: UInt16] = [:]
        for event in attrition.events { regionOf[event.ordinal] = event.region }
        let asked = request.analyses.regions
        let codes =
            asked.contains(AnalysisChoice.everyRegion)
            ? Set(attrition.events.map(\.region)).filter { $0 != 0 }.sorted()
            : Self.distinct(asked.compactMap { Self.regionCode($0, store) })
        return codes.map { code in
            let pool = plan.pool.map { PoolRule(years: $0.years, disposals: $0.disposals, regions: [code]) }
            return draft(.region(name: store.levels.region[Int(code)]), pool: pool) { regionOf[$0.ordinal] == code }
        }
    }

    private func assessed(withItems: Bool) -> Draft {
        let assessed = Set(attrition.events.filter(\.isAssessed).map(\.ordinal))
        let pool = plan.pool.map {
            PoolRule(years: $0.years, disposals: $0.disposals, regions: $0.regions, needsAssessment: true)
        }
        let covariates = CovariateChoice(
            controlsForRegion: settings.controlForRegion,
            assessmentItems: withItems ? store.assessmentItems : []
        )
        var draft = draft(.assessed(withItems: withItems), pool: pool, covariates: covariates) {
            assessed.contains($0.ordinal)
        }
        draft.canBorrow = !withItems
        return draft
    }

    private func draft(
        _ kind: AnalysisKind,
        pool: PoolRule? = nil,
        covariates: CovariateChoice? = nil,
        _ isKept: (TreatedPerson) -> Bool
    ) -> Draft {
        let restricted = plan.restricted(pool: pool, covariates: covariates, to: isKept)
        return Draft(kind: kind, people: restricted.treated.count, plan: restricted)
    }

    // MARK: - Making one

    private func make(_ draft: Draft) throws -> FurtherAnalysis {
        var analysis = FurtherAnalysis(
            kind: draft.kind,
            followUpMonths: draft.plan.rule.followUp.followUpMonths,
            people: draft.people,
            losses: draft.losses,
            result: .tooFewPeople
        )
        let size = draft.plan.treated.count
        let rest = plan.treated.count - size
        guard size >= settings.subAnalysisSizeMin, rest == 0 || rest >= settings.subAnalysisSizeMin else {
            return analysis
        }
        let context = Shared(draft.plan)
        do {
            let propensity = try PropensityStage.run(
                context,
                settings: settings,
                outcomes: outcomes,
                borrowed: draft.canBorrow && size < settings.subAnalysisFitMin ? headline.model : nil,
                executor: executor
            )
            let outcomes = try OutcomesStage.run(
                propensity,
                settings: settings,
                plan: context,
                executor: executor
            )
            var isControlled = draft.plan.covariates.controlsForRegion
            if case .region = draft.kind { isControlled = true }
            analysis.result = .made(
                FurtherAnalysis.Comparison(
                    propensity: propensity,
                    outcomes: outcomes,
                    isControlledForRegion: isControlled
                )
            )
        } catch let error as PipelineError {
            analysis.result = .failed(reason: error.description)
        } catch let error as PropensityError {
            analysis.result = .failed(reason: error.description)
        }
        return analysis
    }
}

extension Submission {
    /// The values of a subgroup column by row, without spaces around them; nil when the list has no such column.
    func subgroup(_ name: String) -> [String]? {
        let wanted = Self.normalised(name)
        guard let column = cohort.subgroups.first(where: { Self.normalised($0.name) == wanted }) else { return nil }
        return column.values.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    /// A header as intake compares it: letter case and what stands between words do not matter.
    private static func normalised(_ header: String) -> String {
        header.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    }
}
