import Linkage
import Reports
import Testing

@Suite("Linkage report of clusters")
struct DedupeReportTests {
    private struct Found {
        let source: DedupeReportSource
        let scored: ScoredPairs
        let rows: [[String]]
    }

    /// The duplicates within one file that holds both sides of the sample.
    private static func found() throws -> Found {
        let sample = try SampleLinkage.shared.get()
        let rows = sample.cohortRows + sample.poolRows.prefix(1_000)
        let columns = LinkSchema.service.fields.enumerated().map { index, field in
            LinkRecords.Column(name: field.name, values: DistinctTexts(rows.map { $0[index] }))
        }
        let records = try LinkRecords(columns: columns, schema: .service, seed: 5)
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 50_000
        let linkage = try RecordLinkage(plan: plan, records: records)
        let model = try linkage.estimate()
        let values = linkage.countValues()
        let scored = linkage.score(model, values: values)
        let edges = scored.edges(from: 0.5)
        let clusters = Clustering.hierarchy(recordCount: records.count, edges: edges, thresholds: [0.5])[0]
        var source = DedupeReportSource(
            model: model,
            pairs: scored,
            scorer: linkage.scorer(model, values: values),
            recordCount: records.count,
            clusters: clusters,
            metrics: ClusterMetrics.all(clusters, edges: edges, threshold: 0.5),
            threshold: 0.5,
            row: { records.rows[$0] + 1 }
        )
        var completeness = Completeness(schema: .service)
        completeness.add(records.columns)
        source.completeness = completeness
        return Found(source: source, scored: scored, rows: rows)
    }

    @Test("shows clusters and pairs on either side of the threshold, without names, and adds up")
    func report() throws {
        let found = try Self.found()
        let report = LinkageReport(found.source)
        let page = LinkageReportHTML.text(report)
        #expect(report.pairs.contains { $0.probability >= 0.5 } && report.pairs.contains { $0.probability < 0.5 })
        for pair in report.pairs {
            #expect(pair.terms.reduce(0) { $0 + $1.bits } == pair.weight)
            #expect(page.contains("Match weight \(pair.weight) bits."))
        }
        let clusters = try #require(report.clusters)
        #expect(clusters.recordCount == found.rows.count)
        #expect(clusters.singleCount + clusters.clusters.reduce(0) { $0 + $1.recordCount } == found.rows.count)
        #expect(clusters.clusters.count > 150)
        #expect(page.contains("href=\"#clusters\"") && !page.contains("of the population"))
        let values =
            SampleLinkage.forenames + SampleLinkage.surnames
            + report.pairs.flatMap { [found.rows[$0.cohortRow - 1][3], found.rows[$0.poolRow - 1][5]] }
        for value in Set(values).sorted() where !value.isEmpty { #expect(!page.contains(value)) }
    }

    @Test("shows the records of pairs only when asked")
    func values() throws {
        let found = try Self.found()
        var source = found.source
        source.values = (["surname"], { [found.rows[$0][2]] })
        let page = LinkageReportHTML.text(LinkageReport(source))
        #expect(page.contains("<title>Holds personal data: "))
    }
}
