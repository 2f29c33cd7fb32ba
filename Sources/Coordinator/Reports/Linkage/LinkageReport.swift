package import Linkage

/// What a linkage report shows: plain values, no name, date of birth or identifier unless a pair has ``Pair/values``.
package struct LinkageReport: Sendable {
    /// One level of a comparison.
    package struct LevelRow: Hashable, Sendable {
        /// The compared column.
        package let field: String
        /// The level as it is written in settings.
        package let level: String
        /// P(level | one person).
        package let m: Double
        /// P(level | two people).
        package let u: Double
        /// log2(m / u), in bits.
        package let weight: Double
        /// Whether a rare value weighs more and a common one less at this level.
        package let hasTermFrequency: Bool
    }

    /// Pairs with the same level in every comparison.
    package struct VectorRow: Sendable {
        /// For each comparison the level, or nil where a value is missing.
        package let levels: [String?]
        /// How many pairs have them.
        package let pairCount: Int64
        /// The match weight before term frequencies, in bits.
        package let weight: Double
        /// The probability of such a pair as a record's only candidate.
        package let probability: Double
        /// A pair among the best candidates, by rows of the files from 1.
        package let example: (cohort: Int, pool: Int)?
    }

    /// One value of the two records of a pair.
    package struct ValueRow: Hashable, Sendable {
        /// The column.
        package let column: String
        /// The cohort's value.
        package let cohort: String
        /// The population's value.
        package let pool: String
    }

    /// One term of a match weight.
    package struct Term: Hashable, Sendable {
        /// What it stands for.
        package let label: String
        /// What it adds, in bits.
        package let bits: Double
        /// Whether it is a comparison with a missing value, which adds nothing.
        package let isMissing: Bool

        /// The terms of a pair, named.
        ///
        /// - Parameter terms: As the scorer explains them: a level for each comparison first, corrections after them.
        /// - Returns: The same terms in the same order.
        static func named(_ terms: [WeightTerm]) -> [Term] {
            terms.map { term in
                let field = LinkageText.words(term.field)
                let what =
                    switch term.kind {
                    case .level: term.level.map { LinkageText.words("\($0)") } ?? "missing"
                    case .dependence(let other): "goes with \(LinkageText.words(terms[other].field))"
                    case .frequencyClass: "how common the value is"
                    case .frequency: "term frequency"
                    }
                return Term(
                    label: "\(field): \(what)",
                    bits: term.bits,
                    isMissing: term.kind == .level && term.level == nil
                )
            }
        }
    }

    /// One pair and what its match weight is made of.
    package struct Pair: Sendable {
        /// The row of the cohort's file, from 1.
        package let cohortRow: Int
        /// The row of the population's file, from 1.
        package let poolRow: Int
        /// Why it is shown.
        package let reason: String
        /// Its grade.
        package let grade: LinkGrade
        /// Its probability.
        package let probability: Double
        /// Its match weight, the sum of the terms in their order.
        package let weight: Double
        /// The terms.
        package let terms: [Term]
        /// The first blocking rule that finds it.
        package let rule: String
        /// The two records; nil in a report without personal data.
        package let values: [ValueRow]?
    }

    /// The clusters of a deduplication.
    package struct Clusters: Hashable, Sendable {
        /// A cluster of two or more records.
        package struct Cluster: Hashable, Sendable {
            /// Its number, as the cluster file has it.
            package let number: Int
            /// Its records.
            package let recordCount: Int
            /// Links inside it.
            package let edgeCount: Int
            /// The share of possible links that are there.
            package let density: Double
            /// Links whose removal would divide it.
            package let bridgeCount: Int
            /// The lowest probability among its links.
            package let probabilityMin: Double

            /// A cluster.
            package init(
                number: Int,
                recordCount: Int,
                edgeCount: Int,
                density: Double,
                bridgeCount: Int,
                probabilityMin: Double
            ) {
                self.number = number
                self.recordCount = recordCount
                self.edgeCount = edgeCount
                self.density = density
                self.bridgeCount = bridgeCount
                self.probabilityMin = probabilityMin
            }
        }

        /// Records in all.
        package let recordCount: Int
        /// Clusters of one record.
        package let singleCount: Int
        /// The others, in any order.
        package let clusters: [Cluster]

        /// The clusters of a file.
        package init(recordCount: Int, singleCount: Int, clusters: [Cluster]) {
            self.recordCount = recordCount
            self.singleCount = singleCount
            self.clusters = clusters
        }
    }

    /// What labels say.
    package struct Labelled: Sendable {
        /// How links of a grade were judged.
        package struct GradeRow: Hashable, Sendable {
            /// The grade.
            package let grade: LinkGrade
            /// Right links, by weight of their labels.
            package let right: Double
            /// Wrong links, by weight.
            package let wrong: Double
            /// The share that is right; nil without judged links.
            package let share: LabelledAccuracy.Share?
        }

        /// Accuracy at each threshold of the table.
        package let rows: [LabelledAccuracy.Row]
        /// The threshold with the highest F1.
        package let best: LabelledAccuracy.Row?
        /// The lowest threshold with a precision of 99 %.
        package let precise: LabelledAccuracy.Row?
        /// By grade.
        package let grades: [GradeRow]
        /// Ten bins of probability.
        package let bins: [CalibrationTable.Bin]
        /// Records whose person is labelled as one of the population.
        package let positiveCount: Int
        /// Whether some labels stand for several pairs, as in a sample drawn by strata.
        package let isWeighted: Bool
        /// Links that the labels say nothing about.
        package let unjudgedCount: Int
    }

    /// A column that was compared, or not.
    package struct ColumnRow: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// What it holds, or nil when it was left out.
        package let role: String?
        /// Why it was left out.
        package let reason: String?
    }

    /// What was linked.
    package enum Kind: Hashable, Sendable {
        /// A cohort to a population: at most one person for each record.
        case links
        /// Records to each other: pairs and the clusters that they form.
        case clusters
    }

    /// A threshold as the charts mark it.
    package struct Mark: Hashable, Sendable {
        /// What pairs are called from it on.
        package let name: String
        /// The threshold.
        package let probability: Double
        /// The match weight at which a pair without rivals reaches it, in bits.
        package let weight: Double
    }

    /// What was linked.
    package var kind = Kind.links
    /// The thresholds, ascending.
    package var marks: [Mark] = []
    /// Records of the cohort, or all records that were linked to each other.
    package var cohortRowCount = 0
    /// Rows of the population's file, if known.
    package var poolRowCount: Int?
    /// People of the population.
    package var personCount = 0
    /// Pairs of a record and a person that were scored.
    package var pairCount: Int64 = 0
    /// The estimated share of the cohort that is in the population.
    package var presentShare = 0.0
    /// Links of each grade; empty where records were linked to each other.
    package var gradeCounts: [LinkGrade: Int] = [:]
    /// Thresholds of the grades.
    package var grades = GradeRule()
    /// What a reader has to know first.
    package var warnings: [String] = []
    /// The levels of all comparisons, in order.
    package var levels: [LevelRow] = []
    /// How the estimation went.
    package var training: LinkModel.Training
    /// Pairs scored by match weight; empty when they were not counted.
    package var pairBins: [WeightHistogram.Bin] = []
    /// Links with a grade other than none by match weight.
    package var linkBins: [WeightHistogram.Bin] = []
    /// Accuracy expected from the probabilities.
    package var expected: [ExpectedAccuracy.Row] = []
    /// Accuracy from labels.
    package var labelled: Labelled?
    /// What each record could reach.
    package var unlinkables = Unlinkables(weights: [])
    /// Values by column: the cohort's.
    package var cohortCompleteness: [Completeness.Column] = []
    /// Values by column: the population's.
    package var poolCompleteness: [Completeness.Column] = []
    /// The most frequent vectors.
    package var vectors: [VectorRow] = []
    /// How many vectors there are.
    package var vectorCount = 0
    /// Chosen pairs.
    package var pairs: [Pair] = []
    /// The blocking rules; empty when they were not analysed.
    package var rules: [BlockingAnalysis.Row] = []
    /// Large blocks.
    package var blocks: [BlockingAnalysis.Block] = []
    /// The clusters of a deduplication.
    package var clusters: Clusters?
    /// The columns of the files.
    package var columns: [ColumnRow] = []
    /// The compared columns in the order of comparisons.
    package var fields: [String] = []
    /// Settings by name.
    package var settings: [(name: String, value: String)] = []
    /// Seconds by phase.
    package var seconds: [(phase: String, seconds: Double)] = []
    /// The greatest memory of the process, in bytes.
    package var peakBytes: Int?
    /// The version of the software.
    package var softwareVersion: String?

    /// Whether the report holds values of records.
    package var hasValues: Bool { pairs.contains { $0.values != nil } }

    /// The probabilities at which accuracy is shown, with those that were set.
    package static func thresholds(_ set: [Double]) -> [Double] {
        let standard = [
            0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999,
        ]
        return Set(standard + set).sorted()
    }
}
