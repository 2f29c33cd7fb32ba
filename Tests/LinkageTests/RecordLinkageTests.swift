import Linkage
import Statistics
import Tables
import Testing

@Suite("Deduplication and many-to-many linkage")
struct RecordLinkageTests {
    private static let names = ["forename", "surname", "date_of_birth", "sex", "pnc_id"]

    /// The columns of some rows as they would be read from a file.
    private static func columns(_ files: SmallFiles, _ order: [Int]? = nil) -> [LinkRecords.Column] {
        let order = order ?? Array(files.rows.indices)
        func column(_ name: String, _ value: (Int) -> String) -> LinkRecords.Column {
            LinkRecords.Column(name: name, values: DistinctTexts(order.map(value)))
        }
        return [
            column("forename") { files.rows[$0][0] }, column("surname") { files.rows[$0][2] },
            column("date_of_birth") { "\(files.births[$0])" }, column("sex") { files.rows[$0][3] },
            column("pnc_id") { files.rows[$0][4] },
        ]
    }

    /// A file of 600 people; the first 120 stand in it twice, with errors.
    private static func duplicated() -> (rows: SmallFiles, people: [UInt32]) {
        var files = SmallFiles.population(600, seed: 21)
        let copies = files.cohort(120, absent: 0)
        files.rows += copies.rows
        files.births += copies.births
        return (files, (0..<600).map { $0 } + (0..<120).map { $0 })
    }

    private static func plan(_ records: LinkRecords) -> LinkPlan {
        var plan = LinkPlan(schema: records.columns.schema, seed: 5)
        plan.randomPairCount = 100_000
        return plan
    }

    private static func records(_ order: [Int]? = nil) throws -> LinkRecords {
        let columns = columns(duplicated().rows, order)
        return try LinkRecords(columns: columns, schema: LinkRecords.recognised(columns).schema, seed: 5)
    }

    @Test("copies are found, others are not, and the prior is the share of pairs that are copies")
    func duplicates() throws {
        let records = try Self.records()
        let linkage = try RecordLinkage(plan: Self.plan(records), records: records)
        let model = try linkage.estimate()
        let scored = linkage.score(model, values: linkage.countValues())
        let clusters = Clustering.components(
            recordCount: records.count,
            edges: scored.edges(from: 0.5),
            threshold: 0.5
        )
        let people = Self.duplicated().people
        let accuracy = ClusterAccuracy(clusters, people: records.rows.map { people[$0] })
        #expect(accuracy.pairwise.precision >= 0.98)
        #expect(accuracy.pairwise.recall >= 0.98)
        #expect(abs(scored.expectedMatches - 120) < 6)
        #expect(scored.possibleCount == 720 * 719 / 2)
    }

    @Test("neither model nor pairs depend on the order of the rows")
    func inputOrder() throws {
        func run(_ order: [Int]) throws -> (LinkModel, [[Int]]) {
            let records = try Self.records(order)
            let linkage = try RecordLinkage(plan: Self.plan(records), records: records)
            let model = try linkage.estimate()
            let scored = linkage.score(model, values: linkage.countValues())
            let pairs = scored.pairs.map { pair in
                [Int(pair.left), Int(pair.right)].map { order[records.rows[$0]] }.sorted()
                    + [Int(pair.rule), Int(pair.vector.word % 1_000_003)]
            }
            return (model, pairs.sorted { $0.lexicographicallyPrecedes($1) })
        }
        let plain = try run(Array(0..<720))
        let shuffled = try run((0..<720).map { $0 * 7 % 720 })
        #expect(plain.0 == shuffled.0)
        #expect(plain.1 == shuffled.1)
    }

    @Test("every pair that a rule finds in either direction is found once")
    func pairsOnce() throws {
        let files = SmallFiles.population(300, seed: 4)
        let columns = Self.columns(files)
        let schema = try LinkRecords.recognised(columns).schema
        let records = try LinkRecords(columns: columns, schema: schema, seed: 1)
        var plan = Self.plan(records)
        plan.rules = try ["surname + year(date_of_birth)", "forename=surname", "forename + surname"].map {
            try BlockingRule($0)
        }
        func holds(_ left: Int, _ right: Int) -> Bool {
            let (first, second) = (files.rows[left], files.rows[right])
            let sameYear = files.births[left].year == files.births[right].year
            return first[2] == second[2] && (sameYear || first[0] == second[0]) || first[0] == second[2]
        }
        var within = 0
        var between = 0
        for left in 0..<300 {
            for right in 0..<300 {
                if left < right, holds(left, right) || holds(right, left) { within += 1 }
                if left < 100, right >= 100, holds(left, right) { between += 1 }
            }
        }
        let linkage = try RecordLinkage(plan: plan, records: records)
        let model = try linkage.estimate()
        let found = linkage.score(model, values: linkage.countValues()).foundCount
        #expect(found == Int64(within))
        let sources = (0..<300).map { UInt8($0 < 100 ? 0 : 1) }
        let both = try LinkRecords(columns: columns, schema: schema, sources: sources, seed: 1)
        let linked = try RecordLinkage(plan: plan, records: both)
        #expect(linked.score(model, values: linked.countValues()).foundCount == Int64(between))
    }

    @Test("between two files only pairs across them count")
    func manyToMany() throws {
        let people = Self.duplicated().people
        let columns = Self.columns(Self.duplicated().rows)
        let sources = (0..<720).map { UInt8($0 < 600 ? 1 : 0) }
        let schema = try LinkRecords.recognised(columns).schema
        let records = try LinkRecords(columns: columns, schema: schema, sources: sources, seed: 5)
        let linkage = try RecordLinkage(plan: Self.plan(records), records: records)
        let scored = try linkage.score(linkage.estimate(), values: linkage.countValues())
        #expect(scored.possibleCount == 600 * 120)
        let edges = scored.edges(from: 0.5)
        let right = edges.count { people[records.rows[Int($0.left)]] == people[records.rows[Int($0.right)]] }
        #expect(right >= 117 && edges.count - right <= 3)
        let recordSources = try #require(records.sources)
        #expect(edges.allSatisfy { recordSources[Int($0.left)] != recordSources[Int($0.right)] })
    }

    @Test("a block that too many records share is left out and named, and later rules still find its pairs")
    func cutBlocks() throws {
        var files = SmallFiles.population(200, seed: 8)
        for row in files.rows.indices { files.rows[row][2] = "SMITH" }
        let columns = Self.columns(files)
        let records = try LinkRecords(columns: columns, schema: LinkRecords.recognised(columns).schema, seed: 1)
        var plan = Self.plan(records)
        plan.rules = try [BlockingRule("surname"), BlockingRule("sex + surname + year(date_of_birth)")]
        plan.blockRowCountMax = 100
        let linkage = try RecordLinkage(plan: plan, records: records)
        #expect(linkage.cutBlocks.map(\.rowCount) == [200])
        var expected = 0
        for left in 0..<200 {
            for right in left + 1..<200
            where files.rows[left][3] == files.rows[right][3] && files.births[left].year == files.births[right].year {
                expected += 1
            }
        }
        #expect(try linkage.score(linkage.estimate(), values: linkage.countValues()).foundCount == Int64(expected))
    }

    @Test("a column in which every row differs is no evidence within one file")
    func rowNames() throws {
        let ids = LinkRecords.Column(name: "rec_id", values: DistinctTexts((0..<50).map { "rec-\($0)-org" }))
        let names = LinkRecords.Column(name: "surname", values: DistinctTexts((0..<50).map { "NAME\($0 % 30)" }))
        let (schema, leftOut) = try LinkRecords.recognised([ids, names])
        #expect(schema.fields.map(\.name) == ["surname"])
        #expect(leftOut.map(\.name) == ["rec_id"])
    }
}
