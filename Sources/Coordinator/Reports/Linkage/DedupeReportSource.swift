package import Linkage

/// What a linkage report of pairs and clusters is made from: one file without its duplicates, or two files many to many.
///
/// The first group is needed; everything with a default is left out of the report when it is not given.
package struct DedupeReportSource {
    /// The model with its plan.
    package let model: LinkModel
    /// The pairs that were scored.
    package let pairs: ScoredPairs
    /// The scorer that weighed them.
    package let scorer: LinkScorer
    /// The number of records.
    package let recordCount: Int
    /// The clusters.
    package let clusters: Clustering
    /// How each cluster of several records hangs together.
    package let metrics: [ClusterMetrics]
    /// The probability from which pairs were joined.
    package let threshold: Double
    /// How a record is named in the report, by its position: the row of its file, from 1.
    package let row: (Int) -> Int

    /// The pairs that the blocking rules find, by vector.
    package var blocked: VectorCounts?
    /// Large blocks and those that were left out, largest first.
    package var blocks: [BlockingAnalysis.Block] = []
    /// Which records have values.
    package var completeness: Completeness?
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
    /// Names of the columns and the values of a record, to show the records of pairs; nil keeps personal data out.
    package var values: (columns: [String], record: (Int) -> [String])?

    /// A source with what every report needs.
    package init(
        model: LinkModel,
        pairs: ScoredPairs,
        scorer: LinkScorer,
        recordCount: Int,
        clusters: Clustering,
        metrics: [ClusterMetrics],
        threshold: Double,
        row: @escaping (Int) -> Int
    ) {
        self.model = model
        self.pairs = pairs
        self.scorer = scorer
        self.recordCount = recordCount
        self.clusters = clusters
        self.metrics = metrics
        self.threshold = threshold
        self.row = row
    }
}
