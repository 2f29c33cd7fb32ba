package import Linkage

/// What a linkage report is made from: the engine's own results, and what it knows of the two files.
///
/// The first group is needed; everything with a default is left out of the report when it is not given.
package struct LinkageReportSource {
    /// How the records of a pair can be shown: only for a report that may hold personal data.
    package struct Values {
        /// Names of the columns that are shown.
        package let columns: [String]
        /// The values of a record of the cohort, by its position in the result.
        package let cohort: (Int) -> [String]
        /// The values of the record of a candidate of a record of the cohort.
        package let pool: (_ cohortRow: Int, _ candidate: Candidate) -> [String]

        /// Values by closures that give one text for each column.
        package init(
            columns: [String],
            cohort: @escaping (Int) -> [String],
            pool: @escaping (_ cohortRow: Int, _ candidate: Candidate) -> [String]
        ) {
            self.columns = columns
            self.cohort = cohort
            self.pool = pool
        }
    }

    /// The model with its plan.
    package let model: LinkModel
    /// The links.
    package let result: LinkResult
    /// The scorer that weighed the pairs.
    package let scorer: LinkScorer
    /// The cohort.
    package let cohort: LinkCohort
    /// Thresholds of the grades.
    package let grades: GradeRule
    /// The row of the cohort's file, from 1, of a record of the result.
    package let cohortRow: (Int) -> Int
    /// The row of the population's file, from 1, of a candidate's record.
    package let poolRow: (Candidate) -> Int

    /// The number of rows of the population's file.
    package var poolRowCount: Int?
    /// The weights of all pairs that were scored.
    package var pairWeights: WeightHistogram?
    /// The pairs that the blocking rules find, by vector.
    package var blocked: VectorCounts?
    /// Large blocks and those that were left out, largest first.
    package var blocks: [BlockingAnalysis.Block] = []
    /// Which records of the cohort have values.
    package var cohortCompleteness: Completeness?
    /// Which records of the population have values.
    package var poolCompleteness: Completeness?
    /// The links set against labels.
    package var judged: JudgedLinks?
    /// The clusters of a deduplication.
    package var clusters: LinkageReport.Clusters?
    /// Columns that were not compared, with the reason.
    package var leftOut: [(name: String, reason: String)] = []
    /// Sentences beyond the model's own warnings.
    package var warnings: [String] = []
    /// Settings by name, as they held.
    package var settings: [(name: String, value: String)] = []
    /// Wall-clock seconds by phase, in order.
    package var seconds: [(phase: String, seconds: Double)] = []
    /// The greatest memory of the process, in bytes.
    package var peakBytes: Int?
    /// The version of the software.
    package var softwareVersion: String?
    /// Gives the values of the shown pairs; nil keeps names, dates and identifiers out of the report.
    package var values: Values?

    /// A source with what every report needs.
    package init(
        model: LinkModel,
        result: LinkResult,
        scorer: LinkScorer,
        cohort: LinkCohort,
        grades: GradeRule,
        cohortRow: @escaping (Int) -> Int,
        poolRow: @escaping (Candidate) -> Int
    ) {
        self.model = model
        self.result = result
        self.scorer = scorer
        self.cohort = cohort
        self.grades = grades
        self.cohortRow = cohortRow
        self.poolRow = poolRow
    }
}
