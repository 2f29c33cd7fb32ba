import Linkage
import Tables
import Testing

/// Records that lack the same values share how likely they are to be found.
@Suite("The share that is found")
struct FoundShareTests {
    /// The probability of one link by name alone, in a cohort of 150 records with and 150 without a date of birth.
    ///
    /// - Parameters:
    ///   - undated: How many of those without a date are in the population.
    ///   - dated: How many of those with one are.
    /// - Returns: The probability.
    /// - Throws: Errors of the linkage.
    private static func probability(undated: Int, dated: Int) throws -> Double {
        var population = SmallFiles.population(2_000, seed: 11)
        var strangers = SmallFiles.population(300, seed: 12)
        for row in population.rows.indices { population.rows[row][2] += code(row % 400) }
        for row in strangers.rows.indices { strangers.rows[row][2] += code(400 + row) }
        var cohort = SmallFiles()
        for row in 0..<300 {
            let isDated = row >= 150
            let isPresent = row % 150 < (isDated ? dated : undated)
            cohort.rows.append(isPresent ? population.rows[row] : strangers.rows[row])
            cohort.births.append(isDated ? (isPresent ? population : strangers).births[row] : .missing)
        }
        cohort.rows.append(population.rows[1_999])
        cohort.births.append(.missing)
        for row in cohort.rows.indices { cohort.rows[row].replaceSubrange(4...5, with: ["", ""]) }
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 20_000
        let linkage = try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns())
        let values = linkage.countValues()
        let scorer = LinkScorer(model: try linkage.estimate(values: values), cohort: linkage.cohort, values: values)
        let link = OneToOne.assign(linkage.candidates(scorer: scorer), scorer: scorer, plan: plan).links[300]
        #expect(link.candidate?.row == 1_999)
        return link.probability
    }

    /// Two letters for a number below 676.
    private static func code(_ number: Int) -> String {
        String(decoding: [UInt8(65 + number / 26), UInt8(65 + number % 26)], as: UTF8.self)
    }

    @Test("a name without a date is doubted where most records without dates are nobody")
    func byMissingValues() throws {
        let doubted = try Self.probability(undated: 15, dated: 150)
        let believed = try Self.probability(undated: 150, dated: 15)
        #expect(1 - doubted > 4 * (1 - believed))
    }
}
