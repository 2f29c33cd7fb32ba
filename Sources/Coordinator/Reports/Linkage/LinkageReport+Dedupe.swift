import Foundation
package import Linkage

extension LinkageReport {
    /// Puts a report together from the pairs and clusters of records.
    ///
    /// - Parameter source: The results.
    /// - Complexity: O(*p* log *p*) for *p* pairs.
    package init(_ source: DedupeReportSource) {
        let model = source.model
        self.init(training: model.training)
        let threshold = source.threshold
        let evenWeight = -log2(source.pairs.matchShare / (1 - source.pairs.matchShare))
        kind = .clusters
        cohortRowCount = source.recordCount
        personCount = source.clusters.clusterCount
        pairCount = source.pairs.foundCount
        warnings = source.warnings + model.training.warnings
        levels = Self.levels(model)
        fields = model.plan.comparisons.map(\.field)
        marks = [
            Mark(name: "joined", probability: threshold, weight: evenWeight + log2(threshold / (1 - threshold)))
        ].filter { $0.weight.isFinite }
        var joined = WeightHistogram()
        let scored = source.pairs.pairs.map { (pair: $0, probability: source.pairs.probability(of: $0)) }
        for entry in scored where entry.probability >= threshold { joined.add(entry.pair.weight) }
        linkBins = joined.bins
        let expectation = ExpectedAccuracy(
            probabilities: scored.map(\.probability),
            presentCount: source.pairs.expectedMatches
        )
        expected = Self.thresholds([threshold]).map { expectation.row(at: $0) }
        cohortCompleteness = source.completeness?.columns ?? []
        pairs = Self.chosen(scored, source)
        blocks = source.blocks
        clusters = Clusters(source.clusters, metrics: source.metrics)
        columns = Self.columns(model, leftOut: source.leftOut)
        settings = source.settings
        seconds = source.seconds
        peakBytes = source.peakBytes
        softwareVersion = source.softwareVersion
        guard let blocked = source.blocked else { return }
        pairBins = WeightHistogram(blocked, model: model).bins
        let examples = scored.map { entry in
            let rows = [source.row(Int(entry.pair.left)), source.row(Int(entry.pair.right))].sorted()
            return (vector: entry.pair.vector, rows: (rows[0], rows[1]))
        }
        take(blocked, model: model, evenWeight: evenWeight, examples: examples)
    }

    /// The highest, the middle and the lowest pair on either side of the threshold, and those nearest to it.
    private static func chosen(
        _ scored: [(pair: ScoredPair, probability: Double)],
        _ source: DedupeReportSource
    ) -> [Pair] {
        let ordered = scored.sorted { left, right in
            if left.pair.weight != right.pair.weight { return left.pair.weight > right.pair.weight }
            return (left.pair.left, left.pair.right) < (right.pair.left, right.pair.right)
        }
        let count = ordered.count { $0.probability >= source.threshold }
        var reasons: [Int: String] = [:]
        func choose(_ index: Int, _ reason: String) {
            guard ordered.indices.contains(index), reasons[index] == nil else { return }
            reasons[index] = reason
        }
        for step in 0..<3 {
            if count > step { choose(count - 1 - step, "near the threshold, above it") }
            choose(count + step, "near the threshold, below it")
        }
        if count > 0 {
            choose(0, "the highest match weight of the joined pairs")
            choose(count / 2, "the middle match weight of the joined pairs")
        }
        return reasons.sorted { $0.key < $1.key }.map { index, reason in
            pair(ordered[index], reason: reason, source)
        }
    }

    private static func pair(
        _ scored: (pair: ScoredPair, probability: Double),
        reason: String,
        _ source: DedupeReportSource
    ) -> Pair {
        let pair = scored.pair
        let rules = source.model.plan.rules
        return Pair(
            cohortRow: source.row(Int(pair.left)),
            poolRow: source.row(Int(pair.right)),
            reason: reason,
            grade: scored.probability >= source.threshold ? .confident : .none,
            probability: scored.probability,
            weight: pair.weight,
            terms: Term.named(source.scorer.explanation(pair.vector, cohortRow: Int(pair.left))),
            rule: rules.indices.contains(Int(pair.rule)) ? "\(rules[Int(pair.rule)])" : "",
            values: source.values.map { values in
                zip(values.columns, zip(values.record(Int(pair.left)), values.record(Int(pair.right)))).map {
                    ValueRow(column: $0.0, cohort: $0.1.0, pool: $0.1.1)
                }
            }
        )
    }
}

extension LinkageReport.Clusters {
    /// The clusters of a file; they are numbered from 1, as the cluster file has them.
    package init(_ clusters: Clustering, metrics: [ClusterMetrics]) {
        let joined = metrics.reduce(0) { $0 + $1.recordCount }
        self.init(
            recordCount: clusters.labels.count,
            singleCount: clusters.labels.count - joined,
            clusters: metrics.map { metric in
                Cluster(
                    number: metric.cluster + 1,
                    recordCount: metric.recordCount,
                    edgeCount: metric.edgeCount,
                    density: metric.density,
                    bridgeCount: metric.bridgeCount,
                    probabilityMin: metric.probabilityMin
                )
            }
        )
    }
}
