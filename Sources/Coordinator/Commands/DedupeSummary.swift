import Foundation
import Linkage
import Messages

/// The facts of a run of `jdl link --dedupe` or `--many`, as `summary.json` has them.
struct DedupeSummary: Encodable {
    /// Wall-clock seconds by phase.
    struct Seconds: Encodable, PhaseSeconds {
        var read = 0.0
        var estimate = 0.0
        var score = 0.0
        var cluster = 0.0
        var write = 0.0
        var total = 0.0
    }

    /// Pairs of rows.
    struct Pairs: Encodable {
        /// All that there are.
        let possible: Double
        /// Those that a rule finds.
        let scored: Int64
        /// The expected number that is one person.
        let expectedMatches: Double
        /// The prior: that share of all pairs.
        let matchShare: Double
    }

    /// A precision, a recall and their harmonic mean.
    struct Rates: Encodable {
        let precision: Double
        let recall: Double
        let f1: Double

        init(_ rates: ClusterAccuracy.Rates) {
            (precision, recall, f1) = (rates.precision, rates.recall, rates.f1)
        }
    }

    /// A row; the file only where there are two.
    struct Row: Encodable {
        let file: Int?
        let row: Int
    }

    /// One of the largest clusters.
    struct Cluster: Encodable {
        let cluster: Int
        let size: Int
        let edges: Int
        let density: Double
        let bridges: Int
        let centralisation: Double
        let probabilityMin: Double
        /// The first rows of it.
        let rows: [Row]
    }

    /// How many clusters have a size.
    struct Size: Encodable {
        let size: Int
        let clusters: Int
    }

    /// The clusters at one threshold.
    struct Level: Encodable {
        let threshold: Double
        let clusters: Int
        let clustersOfSeveral: Int
        let rowsInThem: Int
        let divided: Int
        let bridges: Int
        let sizes: [Size]
        let largest: [Cluster]
        let pairwise: Rates?
        let bCubed: Rates?
    }

    /// The settings that held, defaults among them.
    struct Settings: Encodable {
        let files: [String]
        let thresholds: [Double]
        let pairProbabilityMin: Double
        let densityMin: Double?
        let oneToOne: Bool
        let randomPairs: Int
        let blockRowsMax: Int
        let seed: UInt64
        let comparisons: [String: [String]]
    }

    private static let largestCount = 20
    private static let rowsListedMax = 50

    let seconds: Seconds
    let peakResidentBytes: Int
    let rows: [Int]
    let pairs: Pairs
    let levels: [Level]
    let columns: [LinkSummary.Column]
    let rules: [LinkSummary.Rule]
    let cutBlocks: [CutBlock]
    let isConverged: Bool
    let iterations: Int
    let settings: Settings
    let warnings: [String]
    let softwareVersion: String

    /// A block that was left out.
    struct CutBlock: Encodable {
        let rule: String
        let rows: Int
    }

    private enum CodingKeys: String, CodingKey {
        case seconds, rows, pairs, levels, columns, rules, cutBlocks, isConverged, iterations, settings, warnings
        case softwareVersion
        case peakResidentBytes = "peak_rss_bytes"
    }

    /// The facts of a run.
    init(
        _ report: DedupeReport,
        model: LinkModel,
        cutBlocks: [(rule: BlockingRule, rowCount: Int)],
        files: [String],
        options: Dedupe.Options,
        seconds: Seconds
    ) {
        self.seconds = seconds
        peakResidentBytes = ProcessUsage.peakResidentBytes
        rows = report.input.rowCounts
        pairs = Pairs(
            possible: report.scored.possibleCount,
            scored: report.scored.foundCount,
            expectedMatches: report.scored.expectedMatches,
            matchShare: report.scored.matchShare
        )
        levels = report.levels.map { Self.level($0, report.input) }
        let plan = report.plan
        columns = LinkSummary.Column.all(plan.schema, leftOut: report.input.leftOut)
        rules = model.training.rules.map { LinkSummary.Rule($0) }
        self.cutBlocks = cutBlocks.map { CutBlock(rule: "\($0.rule)", rows: $0.rowCount) }
        isConverged = model.training.isConverged
        iterations = model.training.logLikelihoods.count
        settings = Settings(
            files: files.map { URL(fileURLWithPath: $0).lastPathComponent },
            thresholds: options.thresholds,
            pairProbabilityMin: options.pairProbabilityMin,
            densityMin: options.densityMin,
            oneToOne: options.isOneToOne,
            randomPairs: plan.randomPairCount,
            blockRowsMax: plan.blockRowCountMax,
            seed: plan.seed,
            comparisons: plan.levelsByField
        )
        warnings =
            model.training.warnings
            + self.cutBlocks.map { "\($0.rows) rows share one value of the rule \($0.rule); it was left out there." }
        softwareVersion = SoftwareVersion.current
    }

    private static func level(_ level: DedupeLevel, _ input: DedupeInput) -> Level {
        let members = level.clusters.members
        var counts: [Int: Int] = [:]
        for records in members { counts[records.count, default: 0] += 1 }
        let largest = level.metrics.sorted { ($1.recordCount, $0.cluster) < ($0.recordCount, $1.cluster) }
            .prefix(largestCount)
        return Level(
            threshold: level.threshold,
            clusters: level.clusters.clusterCount,
            clustersOfSeveral: level.metrics.count,
            rowsInThem: level.metrics.reduce(0) { $0 + $1.recordCount },
            divided: level.dividedCount,
            bridges: level.metrics.reduce(0) { $0 + $1.bridgeCount },
            sizes: counts.sorted { $0.key < $1.key }.map { Size(size: $0.key, clusters: $0.value) },
            largest: largest.map { metrics in
                Cluster(
                    cluster: metrics.cluster + 1,
                    size: metrics.recordCount,
                    edges: metrics.edgeCount,
                    density: metrics.density,
                    bridges: metrics.bridgeCount,
                    centralisation: metrics.centralisation,
                    probabilityMin: metrics.probabilityMin,
                    rows: members[metrics.cluster].prefix(rowsListedMax).map { row in
                        let place = input.place(ofRow: Int(row))
                        return Row(file: input.rowCounts.count == 1 ? nil : place.file, row: place.row)
                    }
                )
            },
            pairwise: level.accuracy.map { Rates($0.pairwise) },
            bCubed: level.accuracy.map { Rates($0.bCubed) }
        )
    }

    /// The summary as JSON with sorted keys.
    func json() throws -> String { try SummaryJSON.text(self) }

    /// The summary in a few lines for people.
    var text: String {
        var lines: [String] = []
        for level in levels {
            let share = String(format: "%g", level.threshold)
            var line =
                "from p = \(share): \(level.rowsInThem) of \(rows.reduce(0, +)) rows in \(level.clustersOfSeveral)"
            line += " clusters of several; the largest has \(level.sizes.last?.size ?? 0)"
            if let rates = level.pairwise {
                line += String(format: "; pairwise F1 %.4f (precision %.4f, ", rates.f1, rates.precision)
                line += String(format: "recall %.4f)", rates.recall)
            }
            lines.append(line)
        }
        let compared = columns.filter { $0.role != nil }.map(\.name).joined(separator: ", ")
        let expected = String(format: "%.1f", pairs.expectedMatches)
        return
            (lines + [
                "\(pairs.scored) pairs scored, \(expected) expected to be one person; compared: \(compared)",
                "\(String(format: "%.4g", seconds.total)) s, \(peakResidentBytes / 1_048_576) MiB",
            ]).joined(separator: "\n")
    }
}
