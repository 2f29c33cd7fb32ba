import Foundation
import Linkage
import Messages
import Reports
import Tables

/// What `jdl link --dedupe` and `jdl link --many` do: the pairs of one file, or between two, that are one person, and the
/// clusters that they form.
enum Dedupe {
    /// What may be chosen beside the settings file.
    struct Options {
        /// The probabilities at which clusters are formed; the first gives the column `cluster`.
        var thresholds = [0.5]
        /// Pairs of a lower probability are not written.
        var pairProbabilityMin = 0.01
        /// Clusters with a lower density are divided by average linkage.
        var densityMin: Double?
        /// Whether a cluster has at most one row of each file: one to one, the best links first.
        var isOneToOne = false
        /// A column that says which rows are one person, to measure accuracy; it is not compared.
        var labels: String?
        /// Whether `linkage-report.html` is written.
        var writesReport = true

        /// The defaults.
        init() {}

        func validate(fileCount: Int) throws {
            guard !thresholds.isEmpty, thresholds.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
                throw CommandFailure.badUsage("A threshold of clusters is a probability above 0 and at most 1.")
            }
            guard Set(thresholds).count == thresholds.count else {
                throw CommandFailure.badUsage("A threshold of clusters stands twice; name each once.")
            }
            guard pairProbabilityMin > 0, pairProbabilityMin <= 1 else {
                throw CommandFailure.badUsage("The least probability of a pair is above 0 and at most 1.")
            }
            guard densityMin.map({ $0 > 0 && $0 <= 1 }) ?? true else {
                throw CommandFailure.badUsage("The density below which clusters are divided is above 0 and at most 1.")
            }
            guard fileCount == 2 || !isOneToOne else {
                throw CommandFailure.badUsage("One to one needs two files; one file has only rows to be joined.")
            }
        }
    }

    /// Finds duplicates and writes `pairs.csv`, `clusters.csv`, `model.json`, `summary.json` and the report.
    ///
    /// - Parameters:
    ///   - files: One path: pairs within it. Two paths: pairs between both, many to many.
    ///   - settings: Columns, comparisons, rules, seed.
    ///   - options: Thresholds and what else concerns clusters.
    ///   - folder: Is written to and put into place.
    ///   - progress: Shows the phases.
    /// - Returns: The facts of the run.
    /// - Throws: ``CommandFailure``, `CSVError`, `LinkageError` or `OutputError`.
    @discardableResult
    static func run(
        files: [String],
        settings: LinkSettings,
        options: Options = Options(),
        folder: OutputFolder,
        progress: ProgressLine
    ) throws -> DedupeSummary {
        precondition((1...2).contains(files.count), "one file or two")
        try options.validate(fileCount: files.count)
        guard settings.prior == nil else {
            throw CommandFailure.badUsage(
                "The settings have a prior, which says how many of a cohort are there; leave it out with --dedupe and --many."
            )
        }
        var watch = Stopwatch<DedupeSummary.Seconds>()
        progress.show("reading", done: 0, total: 4)
        let input = try DedupeInput(files, settings: settings, labels: options.labels)
        watch.lap(\.read)
        progress.show("estimating", done: 1, total: 4)
        let linkage = try RecordLinkage(plan: settings.plan(for: input.records), records: input.records)
        let model = try linkage.estimate(options: settings.estimation(of: linkage.plan))
        watch.lap(\.estimate)
        progress.show("scoring", done: 2, total: 4)
        let values = linkage.countValues()
        let scored = linkage.score(model, values: values)
        watch.lap(\.score)
        progress.show("clustering", done: 3, total: 4)
        let levels = levels(input, scored, options, seed: settings.seed)
        watch.lap(\.cluster)
        let report = DedupeReport(input: input, plan: linkage.plan, scored: scored, levels: levels)
        try folder.write(report.pairs(from: options.pairProbabilityMin), to: "pairs.csv")
        try folder.write(report.clusters(), to: "clusters.csv")
        try folder.write(linkage.modelFile(model, values: values).json(), to: "model.json")
        watch.lap(\.write)
        let summary = DedupeSummary(
            report,
            model: model,
            cutBlocks: linkage.cutBlocks,
            files: files,
            options: options,
            seconds: watch.finished()
        )
        if options.writesReport {
            var source = DedupeReportSource(
                model: model,
                pairs: scored,
                scorer: linkage.scorer(model, values: values),
                recordCount: input.records.count,
                clusters: levels[0].clusters,
                metrics: levels[0].metrics,
                threshold: levels[0].threshold,
                row: { input.place(ofRow: input.records.rows[$0]).row }
            )
            source.leftOut = input.leftOut.map { ($0.name, $0.reason) }
            source.softwareVersion = SoftwareVersion.current
            try folder.write(text: LinkageReportHTML.text(LinkageReport(source)), to: "linkage-report.html")
        }
        try folder.write(text: summary.json(), to: "summary.json")
        try folder.commit()
        progress.end()
        return summary
    }

    /// The clusters at each threshold, over the rows of the files.
    private static func levels(
        _ input: DedupeInput,
        _ scored: ScoredPairs,
        _ options: Options,
        seed: UInt64
    ) -> [DedupeLevel] {
        let records = input.records
        let edges = scored.edges(from: min(options.thresholds.min() ?? 1, options.pairProbabilityMin))
        let rowEdges = edges.map { edge in
            LinkEdge(
                records.rows[Int(edge.left)],
                records.rows[Int(edge.right)],
                weight: edge.weight,
                probability: edge.probability
            )
        }
        let sources = options.isOneToOne ? records.sources : nil
        let whole: [Clustering] =
            if let sources {
                options.thresholds.map { threshold in
                    Clustering.bestLinks(
                        recordCount: records.count,
                        edges: edges,
                        threshold: threshold,
                        sources: sources,
                        seed: seed
                    )
                }
            } else {
                Clustering.hierarchy(recordCount: records.count, edges: edges, thresholds: options.thresholds)
            }
        return zip(options.thresholds, whole).map { threshold, clusters in
            var (clusters, dividedCount) = (clusters, 0)
            if let densityMin = options.densityMin {
                (clusters, dividedCount) = clusters.dividingChains(
                    edges: edges,
                    threshold: threshold,
                    densityMin: densityMin
                )
            }
            let moved = clusters.moved(to: records.rows)
            return DedupeLevel(
                threshold: threshold,
                clusters: moved,
                dividedCount: dividedCount,
                metrics: ClusterMetrics.all(moved, edges: rowEdges, threshold: threshold),
                accuracy: input.people.map { ClusterAccuracy(moved, people: $0) }
            )
        }
    }
}

/// The clusters at one threshold.
struct DedupeLevel {
    let threshold: Double
    /// Over the rows of all files, in their order.
    let clusters: Clustering
    /// Clusters that were divided for their density.
    let dividedCount: Int
    /// Of each cluster of several rows.
    let metrics: [ClusterMetrics]
    let accuracy: ClusterAccuracy?
}
