import Linkage
import Tables
import Testing

@Suite("Grades and assignment")
struct DecisionTests {
    private static let plan = LinkPlan.service(seed: 1)

    /// A vector from levels by column; others are null.
    private static func evidence(_ levels: [String: Level]) -> Evidence {
        let codes = plan.comparisons.map { comparison in
            levels[comparison.field].flatMap { comparison.levels.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        }
        return Evidence(ComparisonVector(levels: codes), plan: plan)
    }

    @Test("a link on names alone is never confident")
    func namesAlone() {
        let evidence = Self.evidence(["forename": .exact, "surname": .exact, "sex": .exact])
        #expect(GradeRule().grade(probability: 0.999_9, evidence: evidence) == .suspect)
        let withBirth = Self.evidence(["forename": .exact, "surname": .exact, "date_of_birth": .exact])
        #expect(GradeRule().grade(probability: 0.999_9, evidence: withBirth) == .confident)
        #expect(GradeRule().grade(probability: 0.98, evidence: withBirth) == .suspect)
        #expect(GradeRule().grade(probability: 0.49, evidence: withBirth) == .none)
    }

    @Test("an identifier that agrees while name and date of birth disagree is suspect at any probability")
    func contradiction() {
        let evidence = Self.evidence([
            "forename": .otherwise, "surname": .otherwise, "date_of_birth": .otherwise, "pnc_id": .exact,
        ])
        #expect(evidence.identifierContradictsRest)
        #expect(GradeRule().grade(probability: 0.999_9, evidence: evidence) == .suspect)
        #expect(GradeRule().grade(probability: 0.1, evidence: evidence) == .suspect)
        let maiden = Self.evidence([
            "forename": .exact, "surname": .otherwise, "date_of_birth": .otherwise, "pnc_id": .exact,
        ])
        #expect(!maiden.identifierContradictsRest)
    }

    @Test("two records that are one person are shown together, and the person is given once")
    func sharedPerson() throws {
        let population = SmallFiles.population(2_000, seed: 21)
        var cohort = population.cohort(80, absent: 0)
        cohort.rows.append(population.rows[1])
        cohort.births.append(population.births[1])
        var plan = Self.plan
        plan.randomPairCount = 20_000
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns())
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
        let pair = [result.links[1], result.links[80]]
        #expect(pair.count { $0.candidate?.person == 1 } == 1)
        #expect(result.links[1].rivals == [80])
        #expect(result.links[80].rivals == [1])
        #expect(pair.contains { $0.lost?.person == 1 })
        let people = result.links.compactMap { $0.candidate?.person }
        #expect(Set(people).count == people.count)
    }

    @Test("the probabilities of a record's candidates and of nobody sum to one")
    func probabilities() throws {
        let population = SmallFiles.population(2_000, seed: 22)
        var plan = Self.plan
        plan.randomPairCount = 20_000
        let twins = SmallFiles(rows: population.rows + population.rows, births: population.births + population.births)
        let linkage = try LocalLinkage(
            plan: plan,
            cohort: population.cohort(60, absent: 0).columns(),
            pool: twins.columns()
        )
        let model = try linkage.estimate()
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
        #expect(result.links.allSatisfy { $0.probability <= 0.5 + 1e-9 })
        #expect(result.links.allSatisfy { $0.grade != .confident })
    }
}
