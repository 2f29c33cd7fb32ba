import Linkage
import Testing

@Suite("FEBRL data set 4, linked without settings")
struct FebrlTests {
    /// F1 over the links that have a grade other than none.
    private func f1(leavingOut names: Set<String>) throws -> Double {
        let cohort = try FebrlFile("dataset4a", folder: "febrl4")
        let pool = try FebrlFile("dataset4b", folder: "febrl4")
        let columns = cohort.columns(beside: pool, leavingOut: names)
        let cohortColumns = columns.map { LinkRecords.Column(name: $0.name, values: $0.cohort) }
        let poolColumns = columns.map { LinkRecords.Column(name: $0.name, values: $0.pool) }
        let schema = try LinkRecords.recognised(cohortColumns, second: poolColumns).schema
        let left = try LinkRecords(columns: cohortColumns, schema: schema, seed: 1)
        let found = try LinkRecords(columns: poolColumns, schema: schema, seed: 1)
        let plan = try RuleSearch.extended(LinkPlan(schema: schema), cohort: left.columns, pool: found.columns)
        let linkage = try LocalLinkage(plan: plan, cohort: left.columns, pool: found.columns)
        let model = try linkage.estimate()
        let path = model.training.logLikelihoods
        #expect(model.training.isConverged)
        #expect(zip(path, path.dropFirst()).allSatisfy { $1 >= $0 - 1e-12 * abs($0) })
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
        var right = 0
        var wrong = 0
        for link in result.links where link.grade != .none {
            guard let candidate = link.candidate else { continue }
            let truth = cohort.truth[left.rows[link.cohortRow]]
            if truth == pool.truth[found.rows[Int(candidate.person)]] { right += 1 } else { wrong += 1 }
        }
        return 2 * Double(right) / Double(right + wrong + cohort.truth.count)
    }

    @Test("with the social security number every link is right")
    func allColumns() throws {
        #expect(try f1(leavingOut: []) == 1)
    }

    @Test("without the social security number F1 is at least 0.997")
    func withoutIdentifier() throws {
        let value = try f1(leavingOut: ["soc_sec_id"])
        print("F1 without the social security number:", value)
        #expect(value >= 0.997)
    }
}
