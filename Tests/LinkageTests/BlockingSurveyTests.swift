import Linkage
import Statistics
import Tables
import Testing

/// Two files of the same people with independent errors of known rates.
private struct ErrorFiles {
    static let errorShares = [0.05, 0.10, 0.08, 0.40]
    static let names = ["AN", "BER", "CO", "DAL", "EM", "FOR", "GIL", "HAM", "IVE", "JON", "KER", "LAM"]

    let cohort: LinkColumns
    let pool: LinkColumns
    /// For each record of the cohort which of forename, surname, date and identifier agree with its person's.
    let agrees: [[Bool]]

    static let schema = try? LinkSchema(fields: [
        .init(name: "forename", role: .forename), .init(name: "surname", role: .surname),
        .init(name: "date_of_birth", role: .dateOfBirth), .init(name: "pnc_id", role: .identifier),
    ])

    init(people: Int, found: Int) throws {
        let random = CounterRandom(seed: 3)
        let schema = try #require(Self.schema)
        var texts: [[String]] = [[], [], []]
        var days: [Day] = []
        for person in 0..<people {
            let draw = { (what: Int, bound: Int) in random.below(bound, at: UInt64(person * 16 + what)) }
            let names = Self.names
            texts[0].append(names[draw(0, 12)] + names[draw(1, 6)])
            texts[1].append(names[draw(2, 12)] + names[draw(3, 12)] + names[draw(4, 12)])
            texts[2].append("ID\(person)")
            days.append(Day(number: Int32(draw(5, 12_000))))
        }
        pool = try Self.columns(schema, texts, days)
        var agrees: [[Bool]] = []
        let errors = CounterRandom(seed: 4)
        for person in 0..<found {
            let right = Self.errorShares.indices.map {
                errors.uniform(at: UInt64(person * 4 + $0)) >= Self.errorShares[$0]
            }
            if !right[0] { texts[0][person] = "X" + texts[0][person] }
            if !right[1] { texts[1][person] += "Q" }
            if !right[2] { days[person] = days[person].adding(days: 20_000) }
            if !right[3] { texts[2][person] = "" }
            agrees.append(right)
        }
        cohort = try Self.columns(schema, texts.map { Array($0.prefix(found)) }, Array(days.prefix(found)))
        self.agrees = agrees
    }

    private static func columns(_ schema: LinkSchema, _ texts: [[String]], _ days: [Day]) throws -> LinkColumns {
        let table = LinkColumns.table(
            schema: schema,
            values: [.texts(texts[0]), .texts(texts[1]), .days(days), .texts(texts[2])]
        )
        return try LinkColumns(TableView(table), schema: schema)
    }

    func plan(_ rules: [String]) throws -> LinkPlan {
        var plan = LinkPlan(schema: cohort.schema)
        plan.rules = try rules.map { try BlockingRule($0) }
        return plan
    }

    /// The true share of the cohort's people whose pair some set of agreeing columns finds.
    func recall(_ rules: [[Int]]) -> Double {
        Double(agrees.count { agrees in rules.contains { $0.allSatisfy { agrees[$0] } } }) / Double(agrees.count)
    }
}

@Suite("Analysis of blocking")
struct BlockingSurveyTests {
    @Test("pairs of each rule, those no earlier rule finds, and their sum equal a count of all pairs")
    func pairs() throws {
        let files = try ErrorFiles(people: 600, found: 300)
        let plan = try files.plan(["surname", "forename + year(date_of_birth)", "pnc_id"])
        let survey = try BlockingSurvey(plan: plan, cohort: files.cohort, pool: files.pool)
        var all = [Int64](repeating: 0, count: 3)
        var added = all
        for left in 0..<files.cohort.rowCount {
            for right in 0..<files.pool.rowCount {
                let same = (0..<4).map { field in
                    field == 2
                        ? files.cohort.day(field: 2, row: left).year == files.pool.day(field: 2, row: right).year
                        : files.cohort.text(field: field, row: left) == files.pool.text(field: field, row: right)
                            && !files.cohort.text(field: field, row: left).isEmpty
                }
                let holds = [same[1], same[0] && same[2], same[3]]
                for rule in 0..<3 where holds[rule] {
                    all[rule] += 1
                    if !holds[..<rule].contains(true) { added[rule] += 1 }
                }
            }
        }
        #expect(survey.rows.map(\.pairCount) == all)
        #expect(survey.rows.map(\.addedPairCount) == added)
        #expect(survey.pairCount == added.reduce(0, +))
        let block = try #require(survey.rows[0].largestBlocks.first)
        #expect(block.cohortRowCount > 0 && (block.poolRowCount ?? 0) > 0 && !block.isCut)
    }

    @Test("a block that is left out counts for nothing, and is named")
    func cutBlocks() throws {
        let files = try ErrorFiles(people: 600, found: 300)
        var plan = try files.plan(["prefix(forename,1)", "pnc_id"])
        plan.blockRowCountMax = 1
        let survey = try BlockingSurvey(plan: plan, cohort: files.cohort, pool: files.pool)
        let isCut = survey.rows[0].largestBlocks.allSatisfy(\.isCut)
        #expect(isCut)
        #expect(survey.rows[0].pairCount == 0 && survey.rows[0].addedPairCount == 0)
    }

    @Test("rules that make no sense are refused with their text")
    func refusals() throws {
        let files = try ErrorFiles(people: 600, found: 300)
        let plan = try files.plan(["prefix(pnc_id,2)"])
        #expect(throws: LinkageError.self) { try BlockingSurvey(plan: plan, cohort: files.cohort, pool: files.pool) }
        let wide = try files.plan(["prefix(surname,1)"])
        do {
            _ = try BlockingSurvey(
                plan: wide,
                cohort: files.cohort,
                pool: files.pool,
                limits: .init(pairCountMax: 1_000)
            )
            Issue.record("a rule beyond the budget was let through")
        } catch {
            #expect(error.description.contains("prefix(surname,1)") && error.description.contains("1000 allowed"))
        }
        let unknown = try files.plan(["nobody"])
        #expect(throws: LinkageError.self) { try BlockingSurvey(plan: unknown, cohort: files.cohort, pool: files.pool) }
    }

    @Test("the estimated recall is near the truth, of each rule and of all")
    func recall() throws {
        let files = try ErrorFiles(people: 4_000, found: 2_000)
        let plan = try files.plan(["pnc_id", "surname + date_of_birth", "forename + surname"])
        let survey = try BlockingSurvey(plan: plan, cohort: files.cohort, pool: files.pool)
        let truth = [files.recall([[3]]), files.recall([[1, 2]]), files.recall([[0, 1]])]
        for (row, truth) in zip(survey.rows, truth) {
            let recall = try #require(row.recall)
            #expect(abs(recall - truth) < 0.03, "\(row.rule): \(recall) and \(truth)")
        }
        let recall = try #require(survey.recall)
        #expect(abs(recall - files.recall([[3], [1, 2], [0, 1]])) < 0.02)
    }

    @Test("the search finds nearly all matches within its budget, the same each time")
    func search() throws {
        let files = try ErrorFiles(people: 4_000, found: 2_000)
        let options = BudgetedRuleSearch.Options(pairCountMax: 60_000)
        let choices = try BudgetedRuleSearch.search(cohort: files.cohort, pool: files.pool, options: options)
        #expect(choices.reduce(0) { $0 + $1.pairCount } <= 60_000)
        #expect((choices.last?.cumulativeRecall ?? 0) > 0.98)
        let again = try BudgetedRuleSearch.search(cohort: files.cohort, pool: files.pool, options: options)
        #expect(choices == again)
        var plan = try files.plan(["pnc_id"])
        plan.rules = choices.map(\.rule)
        let survey = try BlockingSurvey(plan: plan, cohort: files.cohort, pool: files.pool)
        #expect(survey.rows.map(\.pairCount) == choices.map(\.pairCount))
        #expect(throws: LinkageError.self) {
            try BudgetedRuleSearch.search(cohort: files.cohort, pool: files.pool, options: .init(pairCountMax: 0))
        }
    }

    @Test("phonetic terms are written and read, and pair names that sound alike", arguments: ["metaphone", "nysiis"])
    func phoneticTerms(function: String) throws {
        let text = "\(function)(surname) + date_of_birth"
        let rule = try BlockingRule(text)
        #expect(rule.description == text)
        let schema = try #require(ErrorFiles.schema)
        let columns = try ["BROWN", "BRAUN"].map { surname in
            try LinkColumns(
                TableView(
                    LinkColumns.table(
                        schema: schema,
                        values: [.texts(["A"]), .texts([surname]), .days([Day(number: 7)]), .texts([""])]
                    )
                ),
                schema: schema
            )
        }
        var plan = LinkPlan(schema: schema)
        plan.rules = [rule]
        #expect(try BlockingSurvey(plan: plan, cohort: columns[0], pool: columns[1]).pairCount == 1)
    }
}
