import Foundation
import Ingest
import Linkage
import Messages

/// The facts of a run of `jdl link`, as `summary.json` has them.
struct LinkSummary: Encodable {
    /// Wall-clock seconds by phase.
    struct Seconds: Encodable, PhaseSeconds {
        var read = 0.0
        var prepare = 0.0
        var scan = 0.0
        var estimate = 0.0
        var score = 0.0
        var assign = 0.0
        var write = 0.0
        var report = 0.0
        var total = 0.0

        /// The phases in order, for a report.
        var lines: [(phase: String, seconds: Double)] {
            [
                ("read", read), ("prepare", prepare), ("scan", scan), ("estimate", estimate), ("score", score),
                ("assign", assign), ("write", write), ("total", total),
            ]
        }
    }

    /// Row counts.
    struct Rows: Encodable {
        let cohort: Int
        let pool: Int
    }

    /// The files that were linked, so that a review finds them.
    struct Inputs: Encodable {
        /// A file.
        struct File: Encodable {
            let path: String
            let bytes: Int

            init(_ path: String) {
                self.path = URL(fileURLWithPath: path).standardizedFileURL.path
                bytes = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
            }
        }

        let cohort: File
        let pool: File
    }

    /// What people's decisions did.
    struct Decisions: Encodable {
        let accepted: Int
        let rejected: Int
        /// Decisions about pairs that are not linked now.
        let unused: Int
    }

    /// Links by grade.
    struct Links: Encodable {
        let confident: Int
        let suspect: Int
        let none: Int
    }

    /// A blocking rule and what it found.
    struct Rule: Encodable {
        let rule: String
        let pairs: Int64
        let matchShare: Double

        init(_ training: LinkModel.RuleTraining) {
            rule = "\(training.rule)"
            pairs = training.pairCount
            matchShare = training.matchShare
        }
    }

    /// A block that was left out.
    struct CutBlock: Encodable {
        let rule: String
        let cohortRows: Int
    }

    /// A column and what it was taken for, or why it was not compared.
    struct Column: Encodable {
        let name: String
        let role: String?
        let leftOut: String?

        /// The compared columns, then the others.
        static func all(_ schema: LinkSchema, leftOut: [LinkSides.LeftOut]) -> [Column] {
            schema.fields.map { Column(name: $0.name, role: $0.role.rawValue, leftOut: nil) }
                + leftOut.map { Column(name: $0.name, role: nil, leftOut: $0.reason) }
        }
    }

    /// The settings that held, defaults among them.
    struct Settings: Encodable {
        let cohort: String
        let pool: String
        let confident: Double
        let suspect: Double
        let candidates: Int
        let randomPairs: Int
        let blockRowsMax: Int
        let seed: UInt64
        let comparisons: [String: [String]]

        /// The settings by name, for a report.
        var lines: [(name: String, value: String)] {
            [
                ("cohort", cohort), ("pool", pool), ("confident", "\(confident)"), ("suspect", "\(suspect)"),
                ("candidates", "\(candidates)"), ("random_pairs", "\(randomPairs)"),
                ("block_rows_max", "\(blockRowsMax)"), ("seed", "\(seed)"),
            ]
        }
    }

    var seconds: Seconds
    /// Thresholds of the grades.
    let grades: GradeRule
    let peakResidentBytes: Int
    let inputs: Inputs
    let rows: Rows
    /// Pairs of a row of the cohort and a row of the pool that were scored.
    let pairsScored: Int64
    let links: Links
    /// Nil where no decisions were given.
    let decisions: Decisions?
    let presentShare: Double
    /// Whether memory did not hold all pairs, so that the pool was read again.
    let wasReadTwice: Bool
    let columns: [Column]
    let rules: [Rule]
    let cutBlocks: [CutBlock]
    let isConverged: Bool
    let iterations: Int
    let settings: Settings
    let warnings: [String]
    let softwareVersion: String

    private enum CodingKeys: String, CodingKey {
        case seconds, inputs, rows, pairsScored, links, presentShare, columns, rules, cutBlocks, isConverged, iterations
        case settings, warnings, softwareVersion, decisions, wasReadTwice
        case peakResidentBytes = "peak_rss_bytes"
    }

    /// The facts of a run.
    init(_ report: LinkReport, files: LinkRun.Files, grades: GradeRule, seconds: Seconds) {
        self.grades = grades
        let plan = report.cohort.plan
        let training = report.model.training
        self.seconds = seconds
        peakResidentBytes = ProcessUsage.peakResidentBytes
        inputs = Inputs(cohort: Inputs.File(files.cohort), pool: Inputs.File(files.pool))
        rows = Rows(cohort: report.cohort.rowCount, pool: report.input.pool.scanner.rowCount)
        pairsScored = report.scored.weights.pairCount
        links = Links(
            confident: report.result.count(.confident),
            suspect: report.result.count(.suspect),
            none: report.result.count(.none)
        )
        decisions = report.outcomes.map { outcomes in
            Decisions(
                accepted: outcomes.count { $0 == .accepted },
                rejected: outcomes.count { $0 == .rejected },
                unused: report.unusedDecisionCount
            )
        }
        presentShare = report.result.presentShare
        wasReadTwice = report.wasReadTwice
        columns = Column.all(report.input.sides.schema, leftOut: report.input.sides.leftOut)
        rules = training.rules.map { Rule($0) }
        cutBlocks = report.cohort.cutBlocks.map { CutBlock(rule: "\($0.rule)", cohortRows: $0.rowCount) }
        isConverged = training.isConverged
        iterations = training.logLikelihoods.count
        settings = Settings(
            cohort: URL(fileURLWithPath: files.cohort).lastPathComponent,
            pool: URL(fileURLWithPath: files.pool).lastPathComponent,
            confident: grades.confidentProbability,
            suspect: grades.suspectProbability,
            candidates: plan.candidateCountMax,
            randomPairs: plan.randomPairCount,
            blockRowsMax: plan.blockRowCountMax,
            seed: plan.seed,
            comparisons: plan.levelsByField
        )
        warnings =
            training.warnings
            + cutBlocks.map {
                "\($0.cohortRows) rows of the cohort share one value of the rule \($0.rule); it was left out there."
            }
            + Self.warnings(ofUnused: report.unusedDecisionCount)
        softwareVersion = SoftwareVersion.current
    }

    private static func warnings(ofUnused count: Int) -> [String] {
        count == 0 ? [] : ["\(count) decisions are about pairs that are not linked now; they changed nothing."]
    }

    /// The summary as JSON with sorted keys.
    func json() throws -> String { try SummaryJSON.text(self) }

    /// The summary in a few lines for people.
    var text: String {
        let compared = columns.filter { $0.role != nil }.map(\.name).joined(separator: ", ")
        return [
            "linked \(links.confident) of \(rows.cohort) rows confidently, \(links.suspect) suspect, \(links.none) none; "
                + "pool of \(rows.pool) rows, \(pairsScored) pairs scored",
            "compared: \(compared)",
            "\(String(format: "%.4g", seconds.total)) s, \(peakResidentBytes / 1_048_576) MiB",
        ].joined(separator: "\n")
    }
}

extension LinkPlan {
    /// The levels of each comparison as settings name them.
    var levelsByField: [String: [String]] {
        Dictionary(uniqueKeysWithValues: comparisons.map { ($0.field, $0.levels.map(\.description)) })
    }
}
