package import Extracts
package import MapReduce
import Outcomes
import Passes
import Propensity
package import Reports
import Tables

/// One request with its cohort, as the pipeline gets it.
package struct Job: Sendable {
    /// The request.
    package let request: Request
    /// The list of people.
    package let cohort: Cohort
    /// A name that follows from the contents: the same request and list, the same name.
    package let identifier: String
    /// The files that were handed in.
    package let inputs: [Manifest.Input]

    /// A job from what was handed in.
    ///
    /// - Parameters:
    ///   - request: The request as read.
    ///   - cohort: The list as read.
    ///   - requestBytes: The request file.
    ///   - cohortBytes: The cohort file.
    package init(request: Request, cohort: Cohort, requestBytes: [UInt8], cohortBytes: [UInt8]) {
        self.request = request
        self.cohort = cohort
        let digests = [Digest.of(requestBytes), Digest.of(cohortBytes)]
        identifier = String(Digest.of(digests.flatMap(\.bytes)).description.prefix(12))
        inputs = [
            Manifest.Input(file: "request.yaml", sha256: digests[0].description, rows: 1),
            Manifest.Input(file: "cohort.csv", sha256: digests[1].description, rows: cohort.count),
        ]
    }
}

/// What a job gives.
package struct JobResult: Sendable {
    /// The report's contents; its JSON is results.json.
    package let report: ReportModel
    /// One link for each distinct row of the submission.
    package let links: [CohortLink]
    /// Names of the compared fields and their levels, for links.csv.
    package let linkage: LinkageResult
    /// For each treated person the comparison people in reach.
    package let controlCounts: [(ordinal: UInt32, controls: Int)]
    /// Keyed hash over all matching weights.
    package let weightsHash: UInt64
    /// Seconds by stage.
    package let timings: [Manifest.Timing]
}

/// The domain flow from a submission to a draft report, stage by stage.
///
/// Ordinary code over an ``Executor``: it runs the same in one process and on a cluster, and a coordinator that restarts
/// runs it again and finds its finished passes in the journal.
package struct Pipeline: Sendable {
    let store: StoreManifest
    let executor: any Executor

    /// A pipeline over a store.
    package init(store: StoreManifest, executor: any Executor) {
        self.store = store
        self.executor = executor
    }

    /// What is measured of every analysis: outcomes 1 to 11, and those that the request asks for and the store holds.
    private static func outcomes(_ request: Request, store: StoreFacts) -> [OutcomeDefinition] {
        OutcomeDefinition.allCases.filter { outcome in
            switch outcome.family {
            case .headline, .detail: true
            case .experimental: request.analyses.employment && store.holdsEmployment
            case .violent: request.analyses.violent
            }
        }
    }

    /// Links the rows of a submission and applies the filters.
    ///
    /// - Parameters:
    ///   - submission: The list.
    ///   - request: The request that it came with.
    ///   - ended: Called with a stage's name at its end.
    /// - Returns: The links, and who is analysed.
    /// - Throws: An error of one of the two stages.
    func linkedAndFiltered(
        _ submission: Submission,
        of request: Request,
        ended: (String) -> Void = { _ in }
    ) throws -> (linkage: LinkageResult, attrition: AttritionResult) {
        let linkage = try LinkageStage.run(
            submission,
            settings: request.settings,
            personCount: store.partitions.reduce(0) { $0 + $1.people },
            executor: executor
        )
        ended("linkage")
        let attrition = try AttritionStage.run(
            linkage.links,
            submission: submission,
            request: request,
            store: try StoreFacts(store),
            executor: executor
        )
        ended("attrition")
        return (linkage, attrition)
    }

    /// The analysis of everybody who is analysed.
    private func headline(
        _ request: Request,
        attrition: AttritionResult,
        outcomes measured: [OutcomeDefinition],
        ended: (String) -> Void
    ) throws -> Headline {
        // No month has more days, so nobody's follow-up is longer.
        let horizon = 31 * request.settings.followUpMonths
        let propensity = try PropensityStage.run(
            attrition.plan,
            settings: request.settings,
            outcomes: measured,
            horizon: horizon,
            executor: executor
        )
        let accuracy = try ScoreModelStage.accuracy(of: propensity, plan: attrition.plan, executor: executor)
        ended("propensity")
        let outcomes = try OutcomesStage.run(
            propensity,
            settings: request.settings,
            plan: attrition.plan,
            executor: executor
        )
        let diagnostics = try DiagnosticStage.run(propensity, outcomes, overrides: request.overrides)
        let delayed = try DelayedStartStage.run(
            propensity,
            attrition: attrition,
            isWanted: request.analyses.delayedStart,
            executor: executor
        )
        let deaths = try CompetingDeathStage.run(
            request,
            attrition: attrition,
            model: propensity.model,
            horizon: horizon,
            executor: executor
        )
        ended("outcomes")
        return Headline(
            propensity: propensity,
            accuracy: accuracy,
            outcomes: outcomes,
            diagnostics: diagnostics,
            delayed: delayed,
            deaths: deaths
        )
    }

    /// Runs every stage.
    ///
    /// - Throws: ``PipelineError``, ``ExecutionError`` or an error of a stage.
    package func run(_ job: Job) throws -> JobResult {
        var clock = StageClock()
        let facts = try StoreFacts(store)
        try AnalysesStage.check(job.request, store: facts)
        try DiagnosticStage.check(job.request)
        let measured = Self.outcomes(job.request, store: facts)

        executor.enter(stage: "intake")
        let submission = Submission(job.cohort)
        clock.end("intake")
        let (linkage, attrition) = try linkedAndFiltered(submission, of: job.request) { clock.end($0) }
        let headline = try headline(job.request, attrition: attrition, outcomes: measured) { clock.end($0) }
        let checks = try ChecksStage(
            choice: job.request.analyses,
            settings: job.request.settings,
            propensity: headline.propensity,
            outcomes: headline.outcomes,
            plan: attrition.plan,
            executor: executor
        ).run()
        clock.end("checks")
        let further = try AnalysesStage(
            request: job.request,
            submission: submission,
            store: facts,
            attrition: attrition,
            headline: headline.propensity,
            outcomes: measured,
            executor: executor
        ).run()
        clock.end("analyses")
        executor.enter(stage: "report")
        let report = ReportStage.model(
            StageResults(
                request: job.request,
                identifier: job.identifier,
                submission: submission,
                linkage: linkage,
                attrition: attrition,
                store: facts,
                propensity: headline.propensity,
                accuracy: headline.accuracy,
                outcomes: headline.outcomes,
                checks: checks,
                diagnostics: headline.diagnostics,
                delayed: headline.delayed,
                deaths: headline.deaths,
                further: further
            )
        )
        try report.validate()
        clock.end("report")
        return JobResult(
            report: report,
            links: linkage.links,
            linkage: linkage,
            controlCounts: headline.propensity.controlCounts,
            weightsHash: headline.outcomes.summary.weightsHash,
            timings: clock.timings
        )
    }
}

/// What the analysis of everybody gives.
private struct Headline {
    let propensity: PropensityResult
    let accuracy: ScoreAccuracy?
    let outcomes: OutcomesResult
    let diagnostics: [DiagnosticFinding]
    let delayed: DelayedStartResult?
    let deaths: TimeToEventCounts?
}

/// Measures how long stages take; for the manifest only.
private struct StageClock {
    private let clock = ContinuousClock()
    private var start = ContinuousClock.now
    private(set) var timings: [Manifest.Timing] = []

    mutating func end(_ stage: String) {
        let now = clock.now
        let seconds = Double((now - start).components.seconds) + Double((now - start).components.attoseconds) * 1e-18
        timings.append(Manifest.Timing(stage: stage, seconds: seconds))
        start = now
    }
}
