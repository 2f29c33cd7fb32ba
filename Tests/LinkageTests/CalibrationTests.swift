import Linkage
import Statistics
import Tables
import Testing

@Suite("What probabilities say of links")
struct CalibrationTests {
    /// A population with common and rare names, forenames by sex, and a cohort with errors; no identifiers.
    private struct Simulation {
        var population = SmallFiles()
        var cohort = SmallFiles()
        /// The person of each record of the cohort, -1 for nobody.
        var truth: [Int] = []

        static let syllables = ["BA", "KE", "LI", "MO", "NU", "RA", "SE", "TI", "VO", "DU", "FA", "GE", "HI", "JO"]

        /// A name whose rank follows a law by which few are common and many rare.
        static func name(_ uniform: Double, count: Int, length: Int) -> String {
            var rank = Int(Double(count) * uniform * uniform * uniform)
            var text = ""
            for _ in 0..<length {
                text += syllables[rank % syllables.count]
                rank /= syllables.count
            }
            return text
        }

        init(people: Int, present: Int, absent: Int, seed: UInt64) {
            let random = CounterRandom(seed: seed)
            func draw(_ person: Int, _ what: Int) -> Double { random.uniform(at: UInt64(person * 32 + what)) }
            func record(_ person: Int) -> (row: [String], birth: Day) {
                let sex = draw(person, 0) < 0.5 ? "F" : "M"
                let forename = Self.name(draw(person, 1), count: 200, length: 2) + (sex == "F" ? "A" : "N")
                let surname = Self.name(draw(person, 2), count: 3_000, length: 3)
                return ([forename, "", surname, sex, "", ""], Day(number: Int32(15_000 * draw(person, 3))))
            }
            for person in 0..<people {
                let (row, birth) = record(person)
                population.rows.append(row)
                population.births.append(birth)
            }
            for index in 0..<present + absent {
                let person = index < present ? index : people + index
                var (row, birth) = record(person)
                if draw(person, 8) < 0.08 { row[2] = Self.name(draw(person, 9), count: 3_000, length: 3) }
                if draw(person, 10) < 0.08 { row[0] = String(row[0].dropLast()) + "X" }
                if draw(person, 11) < 0.06 { birth = Day(number: Int32(15_000 * draw(person, 12))) }
                if draw(person, 13) < 0.04 { birth = .missing }
                if draw(person, 14) < 0.01 { row[3] = row[3] == "F" ? "M" : "F" }
                cohort.rows.append(row)
                cohort.births.append(birth)
                truth.append(index < present ? person : -1)
            }
        }
    }

    private static func links() throws -> (result: LinkResult, simulation: Simulation) {
        let simulation = Simulation(people: 40_000, present: 4_000, absent: 800, seed: 31)
        var plan = LinkPlan.service(seed: 4)
        plan.randomPairCount = 300_000
        let linkage = try LocalLinkage(
            plan: plan,
            cohort: simulation.cohort.columns(),
            pool: simulation.population.columns()
        )
        let values = linkage.countValues()
        let model = try linkage.estimate(values: values)
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: values)
        return (OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan), simulation)
    }

    @Test("as many links are right as their probabilities say, and error rates are known without labels")
    func calibrated() throws {
        let (result, simulation) = try Self.links()
        func isRight(_ link: Link) -> Bool {
            link.candidate.map { Int($0.person) } == simulation.truth[link.cohortRow]
        }
        for (low, high) in [(0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)] {
            let links = result.links.filter { $0.candidate != nil && $0.probability >= low && $0.probability < high }
            let expected = links.reduce(0) { $0 + $1.probability }
            let variance = links.reduce(0) { $0 + $1.probability * (1 - $1.probability) }
            let right = links.count(where: isRight)
            // Three standard errors of the links and as much again for the estimated model.
            #expect(abs(Double(right) - expected) <= 6 * variance.squareRoot() + 3, "\(low) to \(high)")
        }
        let accuracy = ExpectedAccuracy(result).row(at: 0.5)
        let links = result.links.filter { $0.candidate != nil && $0.probability >= 0.5 }
        let right = links.count(where: isRight)
        let wrongShare = 1 - Double(right) / Double(links.count)
        let missedShare = 1 - Double(right) / 4_000
        let (precision, recall) = (try #require(accuracy.precision), try #require(accuracy.recall))
        #expect(abs((1 - precision) - wrongShare) <= wrongShare / 3 + 0.003)
        #expect(abs((1 - recall) - missedShare) <= missedShare / 3 + 0.005)
    }

    @Test("a person whom another record claims with better evidence is hardly the weaker record's")
    func rivalClaims() throws {
        let population = SmallFiles.population(2_000, seed: 23)
        var plan = LinkPlan.service(seed: 1)
        plan.randomPairCount = 20_000
        func probability(withOwner: Bool) throws -> Double {
            var cohort = population.cohort(80, absent: 20)
            // The weaker record: the same names and sex, no date of birth and no identifier.
            cohort.rows.append(Array(population.rows[90][..<4]) + ["", ""])
            cohort.births.append(.missing)
            let place = cohort.rows.count - 1
            if withOwner {
                cohort.rows.append(population.rows[90])
                cohort.births.append(population.births[90])
            }
            let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns())
            let values = linkage.countValues()
            let model = try linkage.estimate(values: values)
            let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: values)
            let result = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan)
            let link = result.links[place]
            return link.candidate?.person == 90 ? link.probability : 0
        }
        let owned = try probability(withOwner: true)
        #expect(owned < 0.01)
    }
}
