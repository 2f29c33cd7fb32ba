import Ingest
import Linkage

/// One run of `jdl link`: the cohort is read, the pool streamed past it, a model estimated, pairs scored and assigned.
struct LinkRun {
    /// The seconds of each phase.
    var stopwatch = LinkStopwatch()
    private let progress: ProgressLine

    init(progress: ProgressLine) {
        self.progress = progress
    }

    /// Links two files.
    mutating func link(cohort path: String, pool poolPath: String, settings: LinkSettings) throws -> LinkReport {
        progress.show("reading", done: 0, total: 5)
        let input = try LinkInput(cohort: path, pool: poolPath, settings: settings)
        stopwatch.lap(\.read)
        let poolRowCount = input.pool.scanner.rowCount
        let plan = try settings.plan(for: input.sides, poolRowCount: poolRowCount)
        let cohort = try LinkCohort(plan: plan, columns: input.sides.cohort)
        stopwatch.lap(\.prepare)
        progress.show("scanning", done: 1, total: 5)
        let stream = PoolStream(
            cohort: cohort,
            options: PoolStream.Options(rowCount: poolRowCount, personKey: input.pool.personKey)
        )
        try input.pool.read(into: stream)
        stopwatch.lap(\.scan)
        progress.show("estimating", done: 2, total: 5)
        let values = stream.values
        let personCount = stream.personCount
        let model = try FellegiSunter.estimate(
            plan: plan,
            random: stream.countRandomPairs(input.pool.batch(of: stream.sample, cohort: cohort)),
            blocked: stream.counts,
            cohortRowCount: cohort.rowCount,
            personCount: personCount
        )
        stopwatch.lap(\.estimate)
        progress.show("scoring", done: 3, total: 5)
        let scorer = LinkScorer(model: model, cohort: cohort, values: values)
        let weightMin = PoolStream.weightMin(personCount: personCount)
        if stream.needsSecondReading {
            stream.beginSecondReading(scorer: scorer, weightMin: weightMin)
            try input.pool.read(into: stream)
        }
        let scored = stream.score(scorer, weightMin: weightMin)
        stopwatch.lap(\.score)
        progress.show("deciding", done: 4, total: 5)
        let result = OneToOne.assign(scored.candidates, scorer: scorer, plan: plan, grades: settings.grades)
        stopwatch.lap(\.assign)
        return LinkReport(
            sides: input.sides,
            pool: input.pool,
            cohort: cohort,
            model: model,
            values: values,
            scored: scored,
            result: result
        )
    }
}
