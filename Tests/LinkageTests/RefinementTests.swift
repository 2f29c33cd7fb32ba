import Linkage
import Statistics
import Tables
import Testing

@Suite("m from candidates that compete for a record")
struct RefinementTests {
    /// People whose given name tells the decade of their birth, and copies of some: one birth in ten moved by three days,
    /// one given name in five misspelt.
    private static func files() -> (population: SmallFiles, cohort: SmallFiles) {
        let random = CounterRandom(seed: 21)
        var population = SmallFiles()
        for person in 0..<20_000 {
            let draw = { (what: Int, bound: Int) in random.below(bound, at: UInt64(person * 8 + what)) }
            let name = draw(0, 20)
            let surname = SmallFiles.surnames[draw(1, 11)] + ["", "SON", "LEY", "MAN"][draw(2, 4)]
            population.rows.append([
                "\(Character(UnicodeScalar(UInt8(65 + name))))ARNABY", "", surname, draw(3, 2) == 0 ? "F" : "M", "", "",
            ])
            population.births.append(Day(number: Int32((2 * name + draw(4, 10)) * 365 + draw(5, 365))))
        }
        var cohort = SmallFiles()
        for person in 0..<1_000 {
            var row = population.rows[person]
            if person % 5 == 1 { row[0] += ["E", "X", "K", "U"][person / 5 % 4] }
            cohort.rows.append(row)
            let birth = population.births[person]
            cohort.births.append(person % 10 == 0 ? birth.adding(days: 3) : birth)
        }
        return (population, cohort)
    }

    private struct Fixture {
        let linkage: LocalLinkage
        let estimated: LinkModel
        let scorer: LinkScorer
        let list: CandidateList
    }

    private static func fixture(_ rules: [String], candidateCountMax: Int = 4) throws -> Fixture {
        let (population, cohort) = Self.files()
        var plan = LinkPlan.service(seed: 5)
        plan.rules = try rules.map(BlockingRule.init)
        plan.randomPairCount = 200_000
        plan.candidateCountMax = candidateCountMax
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns())
        let estimated = try linkage.estimate(refines: false)
        let scorer = LinkScorer(model: estimated, cohort: linkage.cohort, values: linkage.countValues())
        return Fixture(
            linkage: linkage,
            estimated: estimated,
            scorer: scorer,
            list: linkage.candidates(scorer: scorer)
        )
    }

    @Test("m comes nearer to the truth where only a rule on names leaves the date open")
    func dates() throws {
        let fixture = try Self.fixture(["forename + surname"])
        let refined = try fixture.estimated.refined(by: fixture.list, scorer: fixture.scorer)
        let (before, after) = (fixture.estimated.comparisons[3].levels[0].m, refined.comparisons[3].levels[0].m)
        #expect(abs(before - 0.9) > 0.03)
        #expect(abs(after - 0.9) < abs(before - 0.9) - 0.005)
    }

    @Test("a name that nobody of the population has agrees at a fuzzy level, a common one exactly")
    func classes() throws {
        let fixture = try Self.fixture(["surname + date_of_birth", "forename + surname"])
        let refined = try fixture.estimated.refined(by: fixture.list, scorer: fixture.scorer)
        let forename = refined.comparisons[0]
        let classes = try #require(forename.classes)
        #expect(abs(forename.levels[0].m - 0.8) < 0.04)
        // 20,000 people have 20 names: 256 to 1,023 records each, the sixth class.
        // 200 records are misspelt, and the m of all values, 0.8, counts as 100 matches: 80 / 300.
        #expect(abs(classes[0][0] - 0.27) < 0.03)
        #expect(classes[5][0] > 0.94)
        #expect(classes.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
        // Values are not counted where they have no frequency: sex has no classes, nor have dates.
        #expect(refined.comparisons[3].classes == nil)
        #expect(refined.comparisons[4].classes == nil)
        let path = try #require(refined.training.recordLogLikelihoods)
        #expect(path.count > 1)
        #expect(zip(path, path.dropFirst()).allSatisfy { $1 >= $0 - 1e-9 * abs($0) })
        let weights = LinkScorer(model: refined, cohort: fixture.linkage.cohort, values: fixture.linkage.countValues())
        let exact = ComparisonVector(levels: [1, 0, 1, 1, 1, 0, 0])
        let terms = weights.explanation(exact, cohortRow: 0)
        #expect(terms.contains { $0.kind == .frequencyClass && $0.bits > 0.2 })
        #expect(terms.reduce(0) { $0 + $1.bits } == weights.weight(exact, cohortRow: 0))
        #expect(try LinkModel(json: refined.json()) == refined)
    }

    @Test("a list is weighed anew as if its pairs had been scored by the new model")
    func weighed() throws {
        let fixture = try Self.fixture(["surname + date_of_birth"], candidateCountMax: 32)
        let refined = try fixture.estimated.refined(by: fixture.list, scorer: fixture.scorer)
        let scorer = LinkScorer(model: refined, cohort: fixture.linkage.cohort, values: fixture.linkage.countValues())
        #expect(refined != fixture.estimated)
        #expect(fixture.list.weighed(from: fixture.scorer, to: fixture.scorer) == fixture.list)
        #expect(fixture.list.weighed(from: fixture.scorer, to: scorer) == fixture.linkage.candidates(scorer: scorer))
    }

    @Test("given values stay, and trusted columns alone leave the model as it is")
    func options() throws {
        let fixture = try Self.fixture(["surname + date_of_birth", "forename + surname"])
        var options = FellegiSunter.Options()
        options.fixed = [FixedProbability(field: "forename", level: .exact, m: 0.7)]
        let given = try fixture.estimated.refined(by: fixture.list, scorer: fixture.scorer, options: options)
        #expect(given.comparisons[0].levels[0].m == 0.7)
        #expect(given.comparisons[0].classes == nil)
        options.fixed = []
        options.trainsOnTrustedFieldsOnly = true
        let untouched = try fixture.estimated.refined(by: fixture.list, scorer: fixture.scorer, options: options)
        #expect(untouched == fixture.estimated)
    }

    @Test("u of dates with day and month exchanged is counted over all pairs")
    func exchangedDates() throws {
        let fixture = try Self.fixture(["surname + date_of_birth", "forename + surname"])
        let (population, cohort) = Self.files()
        var counts: [Day: Int] = [:]
        for birth in population.births { counts[birth, default: 0] += 1 }
        var pairCount = 0
        for birth in cohort.births {
            let (year, month, day) = birth.parts
            if day != month, let exchanged = Day(year: year, month: day, day: month) {
                pairCount += counts[exchanged, default: 0]
            }
        }
        let level = fixture.estimated.comparisons[3].levels[1]
        #expect(level.level == .dayMonthSwapped)
        let share = Double(pairCount) / Double(population.births.count * cohort.births.count)
        #expect(abs(level.u / share - 1) < 0.03)
    }
}
