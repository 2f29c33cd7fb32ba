import Foundation
import Ingest
import Linkage
import Tables

/// One run of `jdl link`: the cohort is read, the pool streamed past it, a model estimated, pairs scored and assigned.
struct LinkRun {
    /// The two files.
    struct Files {
        let cohort: String
        let pool: String
    }

    /// The seconds of each phase.
    var stopwatch = Stopwatch<LinkSummary.Seconds>()
    /// Memory to stay within; nil for the defaults.
    var memoryByteCount: Int?
    /// Threads; nil for one a processor.
    var threads: Int?
    /// A model that is used as it is.
    var model: LinkModelFile?
    private let files: Files
    private let settings: LinkSettings
    private let progress: ProgressLine

    init(files: Files, settings: LinkSettings, progress: ProgressLine) {
        self.files = files
        self.settings = settings
        self.progress = progress
    }

    /// Links the files.
    ///
    /// - Parameters:
    ///   - decisions: What people decided about pairs of these files, which settles their links.
    ///   - labels: Pairs of which it is known whether they are one person; those that are teach m.
    /// - Returns: The links and all that is known of them.
    /// - Throws: What is wrong with the files, the settings or the model.
    mutating func link(decisions: DecisionLog? = nil, labels: LinkLabels? = nil) throws -> LinkReport {
        progress.show("reading", done: 0, total: 5)
        let input = try LinkInput(cohort: files.cohort, pool: files.pool, settings: settings)
        stopwatch.lap(\.read)
        let plan = try plan(input)
        let cohort = try LinkCohort(plan: plan, columns: input.sides.cohort)
        stopwatch.lap(\.prepare)
        progress.show("scanning", done: 1, total: 5)
        let stream = PoolStream(cohort: cohort, options: try options(input, cohort))
        try input.pool.read(into: stream, threads: threads)
        stopwatch.lap(\.scan)
        progress.show("estimating", done: 2, total: 5)
        let values = stream.values
        let blocked = stream.counts
        var model = try self.model?.model ?? estimate(input, stream, blocked, values, labels)
        stopwatch.lap(\.estimate)
        progress.show("scoring", done: 3, total: 5)
        var scorer = LinkScorer(model: model, cohort: cohort, values: values)
        let weightMin = scorer.weightMin
        if stream.needsSecondReading {
            stream.beginSecondReading(scorer: scorer, weightMin: weightMin)
            try input.pool.read(into: stream, threads: threads)
        }
        var scored = stream.score(scorer, weightMin: weightMin)
        stopwatch.lap(\.score)
        if self.model == nil {
            let options = settings.estimation(of: plan)
            model = try model.refined(by: scored.candidates, scorer: scorer, options: options)
            stopwatch.lap(\.estimate)
            scorer = scorer.scorer(by: model, values: values)
            scored = stream.score(scorer, weightMin: weightMin)
            stopwatch.lap(\.score)
        }
        progress.show("deciding", done: 4, total: 5)
        let result = OneToOne.assign(scored.candidates, scorer: scorer, plan: plan, grades: settings.grades)
        let reviewed = decisions.map { log in
            let people = scored.selection.people
            return ReviewedLinks(result, labels: log.labels, cohortRows: input.sides.cohortRows) { row, candidate in
                people[UInt32(row - 1)] == candidate.person
            }
        }
        stopwatch.lap(\.assign)
        return LinkReport(
            input: input,
            cohort: cohort,
            model: model,
            scorer: scorer,
            values: values,
            blocked: blocked,
            poolCompleteness: stream.completeness,
            scored: scored,
            result: reviewed?.result ?? result,
            outcomes: reviewed?.outcomes,
            unusedDecisionCount: reviewed?.unused.count ?? 0,
            wasReadTwice: stream.needsSecondReading
        )
    }

    private func plan(_ input: LinkInput) throws -> LinkPlan {
        if let model {
            guard model.model.plan.schema == input.sides.schema else {
                throw CommandFailure.badUsage(
                    "The model was estimated for other columns than these files have; leave --model out or give its files."
                )
            }
            return model.model.plan
        }
        return try settings.plan(for: input.sides, poolRowCount: input.pool.scanner.rowCount)
    }

    private func options(_ input: LinkInput, _ cohort: LinkCohort) throws -> PoolStream.Options {
        var options = PoolStream.Options(rowCount: input.pool.scanner.rowCount, personKey: input.pool.personKey)
        guard let memoryByteCount else { return options }
        let needed = PoolStream.byteCount(
            cohort: cohort,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
        )
        guard memoryByteCount > needed else {
            throw CommandFailure.badUsage(
                "This cohort needs \(needed >> 20) MiB of memory; give --memory at least that or fewer --threads."
            )
        }
        options.pairByteCountMax = memoryByteCount - needed
        return options
    }

    private func estimate(
        _ input: LinkInput,
        _ stream: PoolStream,
        _ blocked: VectorCounts,
        _ values: ValueCounts,
        _ labels: LinkLabels?
    ) throws -> LinkModel {
        var options = settings.estimation(of: stream.cohort.plan)
        options.labelledMatches = stream.vectors(of: Self.matches(labels, input))
        return try FellegiSunter.estimate(
            plan: stream.cohort.plan,
            random: input.pool.countRandomPairs(stream, threads: threads),
            blocked: blocked,
            agreements: ExactAgreements(cohort: stream.cohort, values: values),
            cohortRowCount: stream.cohort.rowCount,
            personCount: stream.personCount,
            options: options
        )
    }

    /// The labelled pairs that are one person, as `PoolStream.vectors` takes them.
    private static func matches(_ labels: LinkLabels?, _ input: LinkInput) -> Set<UInt64> {
        guard let labels else { return [] }
        var records = [Int](repeating: 0, count: input.sides.cohortRows.count)
        for (record, row) in input.sides.cohortRows.enumerated() { records[row] = record }
        var matches: Set<UInt64> = []
        for label in labels.labels where label.answer == .yes && records.indices.contains(label.cohortRow - 1) {
            if case .row(let row) = label.target {
                matches.insert(UInt64(records[label.cohortRow - 1]) << 32 | UInt64(row - 1))
            }
        }
        return matches
    }
}

extension LinkSettings {
    /// What the settings say of the estimation of a plan's model.
    func estimation(of plan: LinkPlan) -> FellegiSunter.Options {
        var options = FellegiSunter.Options()
        options.fixed = fixedProbabilities(of: plan)
        options.trustedFields = Set(trusted.map(\.value))
        options.trainsOnTrustedFieldsOnly = learnsFromTrustedOnly
        options.deterministicPrior = prior?.value
        return options
    }

    /// The m and u that the settings give; where they give all of a comparison, scaled to sum to 1.
    func fixedProbabilities(of plan: LinkPlan) -> [FixedProbability] {
        func scale(_ field: String, _ value: (GivenProbability) -> Double?) -> Double {
            let values = given.filter { $0.field == field }.compactMap(value)
            let count = plan.comparisons.first { $0.field == field }?.levels.count
            let sum = values.reduce(0, +)
            return values.count == count && sum > 0 ? 1 / sum : 1
        }
        return given.map { entry in
            FixedProbability(
                field: entry.field,
                level: entry.level,
                m: entry.m.map { $0 * scale(entry.field, \.m) },
                u: entry.u.map { $0 * scale(entry.field, \.u) }
            )
        }
    }
}

extension LinkModelFile {
    /// Reads `model.json`.
    init(path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badUsage("Cannot read the model \(path); check its path.")
        }
        try self.init(json: bytes)
    }
}

extension DecisionLog {
    /// The log that belongs beside the links of a folder: the one given, else the one that the folder has had.
    ///
    /// - Parameters:
    ///   - given: The path of the log that is used, if any.
    ///   - folder: The output folder as it was before.
    /// - Returns: The log's bytes; nil without decisions.
    /// - Throws: A ``CommandFailure`` when both exist and differ: neither may be lost.
    static func kept(_ given: String?, in folder: String) throws -> Data? {
        let former = FileManager.default.contents(atPath: "\(folder)/\(fileName)")
        guard let bytes = given.flatMap({ FileManager.default.contents(atPath: $0) }) else { return former }
        guard former == nil || former == bytes else {
            throw CommandFailure.badUsage(
                "\(folder) has decisions of its own, other than those given; name another folder, so that none are lost."
            )
        }
        return bytes
    }

    /// Reads the decisions about two files.
    init(path: String, deciding files: LinkRun.Files) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.badUsage("Cannot read the decisions \(path); check its path.")
        }
        let digests = try [files.cohort, files.pool].flatMap { try Digest.ofFile(path: $0).bytes }
        try self.init(bytes, inputs: Digest.of(digests).description)
    }
}
