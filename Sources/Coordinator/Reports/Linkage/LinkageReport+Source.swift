import Foundation
package import Linkage

extension LinkageReport {
    /// How many vectors the comparison viewer shows.
    package static let vectorCountMax = 40

    /// Puts a report together from the engine's results.
    ///
    /// - Parameter source: The results.
    /// - Complexity: O(*n* log *n*) for *n* records of the cohort, and the size of the counted vectors.
    package init(_ source: LinkageReportSource) {
        let (model, result, grades) = (source.model, source.result, source.grades)
        self.init(training: model.training)
        cohortRowCount = result.links.count
        poolRowCount = source.poolRowCount
        personCount = model.personCount
        pairCount = result.pairCount
        presentShare = result.presentShare
        self.grades = grades
        for grade in LinkGrade.allCases { gradeCounts[grade] = result.count(grade) }
        warnings = source.warnings + model.training.warnings
        levels = Self.levels(model)
        fields = model.plan.comparisons.map(\.field)
        pairBins = (source.pairWeights ?? source.blocked.map { WeightHistogram($0, model: model) })?.bins ?? []
        var links = WeightHistogram()
        for link in result.links where link.grade != .none { links.add(link.candidate?.weight ?? .nan) }
        linkBins = links.bins
        marks = [("suspect", grades.suspectProbability), ("confident", grades.confidentProbability)].map {
            name,
            share in
            let weight = model.matchWeight(probability: share, presentShare: result.presentShare)
            return Mark(name: name, probability: share, weight: weight)
        }.filter { $0.weight.isFinite }
        let thresholds = Self.thresholds([grades.suspectProbability, grades.confidentProbability])
        let expectation = ExpectedAccuracy(result)
        expected = thresholds.map { expectation.row(at: $0) }
        labelled = source.judged.map { Labelled($0, thresholds: thresholds) }
        unlinkables = Unlinkables(source.cohort, scorer: source.scorer)
        cohortCompleteness = source.cohortCompleteness?.columns ?? []
        poolCompleteness = source.poolCompleteness?.columns ?? []
        pairs = PairSelection(source).pairs
        blocks = source.blocks
        clusters = source.clusters
        columns = Self.columns(model, leftOut: source.leftOut)
        settings = source.settings
        seconds = source.seconds
        peakBytes = source.peakBytes
        softwareVersion = source.softwareVersion
        if let blocked = source.blocked {
            let examples = result.links.compactMap { link in
                link.candidate.map { candidate in
                    (vector: candidate.vector, rows: (source.cohortRow(link.cohortRow), source.poolRow(candidate)))
                }
            }
            let evenWeight = model.matchWeight(probability: 0.5, presentShare: presentShare)
            take(blocked, model: model, evenWeight: evenWeight, examples: examples)
        }
    }

    init(training: LinkModel.Training) {
        self.training = training
    }

    static func levels(_ model: LinkModel) -> [LevelRow] {
        zip(model.comparisons, model.plan.comparisons).flatMap { comparison, plan in
            comparison.levels.map { level in
                LevelRow(
                    field: comparison.field,
                    level: "\(level.level)",
                    m: level.m,
                    u: level.u,
                    weight: level.weight,
                    hasTermFrequency: plan.termFrequency && level.level == .exact
                )
            }
        }
    }

    static func columns(_ model: LinkModel, leftOut: [(name: String, reason: String)]) -> [ColumnRow] {
        model.plan.schema.fields.map { ColumnRow(name: $0.name, role: $0.role.rawValue, reason: nil) }
            + leftOut.map { ColumnRow(name: $0.name, role: nil, reason: $0.reason) }
    }

    /// Takes what the counted pairs say: the rules, and the most frequent vectors with the example of the lowest rows.
    ///
    /// - Parameters:
    ///   - blocked: The pairs that the rules find.
    ///   - model: The model.
    ///   - evenWeight: The match weight at which a pair without rivals has a probability of one half.
    ///   - examples: Pairs by their vectors and the rows of the files.
    mutating func take(
        _ blocked: VectorCounts,
        model: LinkModel,
        evenWeight: Double,
        examples: [(vector: ComparisonVector, rows: (Int, Int))]
    ) {
        rules = BlockingAnalysis(blocked, model: model, evenWeight: evenWeight).rows
        var lowest: [ComparisonVector: (Int, Int)] = [:]
        for (vector, rows) in examples where lowest[vector].map({ rows < $0 }) ?? true { lowest[vector] = rows }
        let frequent = blocked.byFrequency
        vectorCount = frequent.count
        vectors = frequent.prefix(Self.vectorCountMax).map { vector, count in
            let weight = model.levelWeight(vector)
            return VectorRow(
                levels: Evidence(vector, plan: model.plan).levels.map { $0.map { "\($0)" } },
                pairCount: count,
                weight: weight,
                probability: 1 / (1 + exp2(evenWeight - weight)),
                example: lowest[vector].map { (cohort: $0.0, pool: $0.1) }
            )
        }
    }
}

extension LinkageReport.Labelled {
    /// The figures of judged links.
    package init(_ judged: JudgedLinks, thresholds: [Double]) {
        let accuracy = LabelledAccuracy(judged)
        self.init(
            rows: thresholds.map { accuracy.row(at: $0) },
            best: accuracy.best,
            precise: accuracy.lowest(precision: 0.99),
            grades: LinkGrade.allCases.map { grade in
                let entries = judged.entries.filter { $0.grade == grade }
                let right = entries.reduce(0) { $0 + ($1.isRight ? $1.weight : 0) }
                let all = entries.reduce(0) { $0 + $1.weight }
                let squares = entries.reduce(0) { $0 + $1.weight * $1.weight }
                return GradeRow(
                    grade: grade,
                    right: right,
                    wrong: all - right,
                    share: LabelledAccuracy.Share(right, of: all, size: squares > 0 ? all * all / squares : 0)
                )
            },
            bins: CalibrationTable(judged).bins,
            positiveCount: judged.positives.count,
            isWeighted: judged.entries.contains { $0.weight != 1 } || judged.positives.contains { $0 != 1 },
            unjudgedCount: judged.unjudgedCount
        )
    }
}
