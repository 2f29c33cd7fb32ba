import Linkage
import Statistics
import Tables
import Testing

@Suite("A name that many share")
struct SkewTests {
    /// People of whom one in twenty is a Smith, as in a file that is sorted by surname.
    private static func sorted(_ count: Int, seed: UInt64) -> SmallFiles {
        var files = SmallFiles.population(count, seed: seed)
        for row in files.rows.indices {
            files.rows[row][2] = row % 20 == 0 ? "SMITH" : "\(files.rows[row][2])\(row % 97)"
        }
        let order = files.rows.indices.sorted { (files.rows[$0][2], $0) < (files.rows[$1][2], $1) }
        var sorted = SmallFiles()
        sorted.rows = order.map { files.rows[$0] }
        sorted.births = order.map { files.births[$0] }
        return sorted
    }

    @Test("no tile has more than a small share of the pairs, though the file is sorted by surname")
    func tiles() throws {
        let population = Self.sorted(20_000, seed: 3)
        let columns = zip(["forename", "surname", "sex"], [0, 2, 3]).map { name, index in
            LinkRecords.Column(name: name, values: DistinctTexts(population.rows.map { $0[index] }))
        }
        let schema = try LinkRecords.recognised(columns, second: columns).schema
        let records = try LinkRecords(columns: columns, schema: schema, seed: 1)
        var plan = LinkPlan(schema: schema)
        plan.rules = try [BlockingRule("surname + prefix(forename,1)"), BlockingRule("forename + surname")]
        let linkage = try LocalLinkage(plan: plan, cohort: records.columns, pool: records.columns)
        let people = linkage.partition.columns.personCount
        let tileCount = 40
        let counts = (0..<tileCount).map { tile in
            linkage.partition.countVectors(people: tile * people / tileCount..<(tile + 1) * people / tileCount)
                .pairCount
        }
        let total = counts.reduce(0, +)
        // Half of the Smiths' pairs would lie in two of forty tiles if tiles followed the file.
        #expect(total > 300_000)
        #expect(Double(counts.max() ?? 0) < 1.6 * Double(total) / Double(tileCount))
    }
}
