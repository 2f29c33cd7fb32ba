import Extracts
import Ingest
import Linkage
import MapReduce
import Outcomes
import Passes
import Pipeline
import Propensity
import Reports
import Statistics
import Synchronization
import Tables

/// Remembers the matches whose outcomes were measured while a study runs in this process.
final class RecordingExecutor: Executor {
    private let local: LocalExecutor
    private let recorded = Mutex<[(plan: Shared<AnalysisPlan>, matching: Matching)]>([])

    init(source: StorePartitions) {
        local = LocalExecutor(source: source)
    }

    /// The matches in their order, the headline's first.
    var matches: [(plan: Shared<AnalysisPlan>, matching: Matching)] { recorded.withLock { $0 } }

    func enter(stage: String) { local.enter(stage: stage) }

    func run<P: Pass>(_ pass: P.Type, context: Shared<P.Context>, broadcast: P.Broadcast) throws -> P.Result {
        if P.name == OutcomesPass.name, let plan = context as? Shared<AnalysisPlan>,
            let matching = broadcast as? Matching
        {
            recorded.withLock { $0.append((plan, matching)) }
        }
        return try local.run(pass, context: context, broadcast: broadcast)
    }
}

/// A study run over partitions, and its people put together in one table as `jdl match` would read them.
struct PooledStudy {
    let report: ReportModel
    let matching: Matching
    let covariates: [Covariate]
    let frame: CovariateFrame
    let outcomes: [FollowUpOutcome]
    let keys: [UInt64]
    let references: [PersonReference]
    let scores: [Double]
    let indexDates: [Day]

    /// - Parameters:
    ///   - study: The study.
    ///   - match: Which of its matches, the headline's by default.
    /// - Throws: What the study throws.
    init(_ study: StudyFixture, match: Int = 0) throws {
        let source = try StorePartitions(study.store)
        let executor = RecordingExecutor(source: source)
        report = try Pipeline(store: study.store.manifest, executor: executor).run(study.job).report
        let (plan, matching) = executor.matches[match]
        self.matching = matching
        covariates = HistoryCovariate.declarations(plan.value)
        var cohorts: [TileCohort] = []
        var keys: [UInt64] = []
        var references: [PersonReference] = []
        for partition in source.partitions {
            let view = try PartitionView(
                partition,
                blobs: [.history: source.blob(partition: partition.number, part: .history)],
                context: plan.digest,
                cache: DerivedCache(byteCountMax: 0)
            )
            let column: Column<UInt64> = try view.table(.history).column(HistoryColumnName.personKey)
            for tile in Tile.tiles(people: view.people) {
                let cohort = try TileCohort.of(tile, view, plan.value)
                keys += cohort.people.map { column[Int($0)] }
                references += cohort.people.map { PersonReference(partition: partition.number, person: Int($0)) }
                cohorts.append(cohort)
            }
        }
        self.keys = keys
        self.references = references
        outcomes = cohorts.flatMap(\.outcomes)
        indexDates = cohorts.flatMap(\.indexDates)
        frame = Self.joined(cohorts.map(\.frame))
        let model = matching.plan.model
        scores = LinearPredictor(specification: model.specification, coefficients: model.coefficients ?? [])
            .scores(model.recipe?.frame(frame) ?? frame, rows: 0..<frame.rowCount)
    }

    private static func joined(_ frames: [CovariateFrame]) -> CovariateFrame {
        let columns = frames[0].columns.indices.map { index -> CovariateFrame.Column in
            var codes: [UInt16] = []
            var numbers: [Float] = []
            for frame in frames {
                switch frame.columns[index] {
                case .codes(let values): codes += values.map { $0 == 255 ? 65_535 : UInt16($0) }
                case .wideCodes(let values): codes += values
                case .singles(let values): numbers += values
                case .doubles: preconditionFailure("histories give single precision")
                }
            }
            return codes.isEmpty ? .singles(numbers) : .wideCodes(codes)
        }
        return CovariateFrame(
            columns: columns,
            treatment: frames.flatMap(\.treatment),
            strata: frames.flatMap(\.strata)
        )
    }

    /// The values of an outcome; NaN for people whom it is not taken of.
    func values(_ outcome: OutcomeDefinition) -> [Double] { outcomes.map { outcome.value(of: $0) ?? .nan } }

    /// The weights that the engine gives by a method, with the study's own scores.
    func weights(isStratified: Bool = true, _ edit: (inout MatchSettings) -> Void) throws -> [Double] {
        try match(isStratified: isStratified, edit).weights
    }

    /// The match that the engine makes by a method, with the study's own scores.
    func match(isStratified: Bool = true, _ edit: (inout MatchSettings) -> Void) throws -> MatchResult {
        var settings = MatchSettings()
        edit(&settings)
        let frame = CovariateFrame(
            columns: [],
            treatment: frame.treatment,
            strata: isStratified ? frame.strata : nil
        )
        let input = MatchInput(frame: frame, covariates: [], keys: keys, scores: scores)
        return try MatchEngine(settings: settings).match(input, model: nil)
    }

    /// The design of the covariates as the service's checks have it.
    func specification() throws -> DesignSpecification {
        try DesignSpecification(
            covariates: covariates,
            survey: CovariateSurvey(frame, covariates: covariates, rows: 0..<frame.rowCount),
            settings: DesignSpecification.Settings(levelFloor: AnalysisSettings().levelCountMin)
        )
    }
}
