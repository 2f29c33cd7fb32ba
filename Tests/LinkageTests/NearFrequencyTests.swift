import Foundation
import Linkage
import Tables
import Testing

/// Levels of near names weigh by how frequent the names near the cohort's are.
@Suite("The frequency of near values")
struct NearFrequencyTests {
    /// A population in which one surname is common and one is rare, and a cohort with a wrong letter in each.
    private static func linkage(
        _ uses: [Comparison.FrequencyUse] = [.init(level: .jaroWinkler(0.92)), .init(level: .jaroWinkler(0.8))]
    ) throws -> LocalLinkage {
        var population = SmallFiles.population(3_000, seed: 3)
        for row in population.rows.indices {
            population.rows[row][2] =
                row % 10 < 4 ? "HOLLINGTON" : row % 500 == 9 ? "PICKWELLER" : population.rows[row][2]
        }
        var cohort = population.cohort(240, absent: 0)
        cohort.rows[0][2] = "HOLLINGTEN"
        cohort.rows[1][2] = "PICKWELLAR"
        cohort.rows[2][2] = "HOLLINGTON"
        cohort.rows[3][2] = "PICKWELLER"
        var plan = LinkPlan.service(seed: 5)
        plan.randomPairCount = 20_000
        let surname = plan.comparisons[2]
        plan.comparisons[2] = Comparison(
            field: surname.field,
            levels: surname.levels,
            termFrequency: true,
            frequencyUses: uses
        )
        return try LocalLinkage(plan: plan, cohort: cohort.columns(), pool: population.columns())
    }

    /// A vector at which only the surname is compared, at a level counted from 1.
    private static func surname(level: UInt64) -> ComparisonVector { ComparisonVector(word: level << 8) }

    private static func adjustment(_ linkage: LocalLinkage, _ model: LinkModel, row: Int, level: UInt64) -> Double {
        let scorer = LinkScorer(model: model, cohort: linkage.cohort, values: linkage.countValues())
        let terms = scorer.explanation(surname(level: level), cohortRow: row)
        #expect(terms.reduce(0) { $0 + $1.bits } == scorer.weight(surname(level: level), cohortRow: row))
        return terms.filter { $0.kind == .frequency }.reduce(0) { $0 + $1.bits }
    }

    @Test("a name near a common one weighs less than one near a rare one, by the formula")
    func formula() throws {
        let linkage = try Self.linkage()
        let model = try linkage.estimate()
        let average = model.comparisons[2].levels[1].u
        let values = linkage.countValues().frequencies(comparison: 2, of: linkage.cohort)
        let total = values.values.reduce(0, +)
        let comparer = JaroWinkler()
        func expected(_ name: String) -> Double {
            var share = 0.0
            for (other, frequency) in values where other != name {
                let similarity = Array(name.utf8).withUnsafeBufferPointer { left in
                    Array(other.utf8).withUnsafeBufferPointer { comparer.similarity(left, $0) }
                }
                if similarity >= 0.92 { share += frequency / total }
            }
            let count = Double(values.count)
            return log2(average / ((0.5 + count * share) / (0.5 / average + count)))
        }
        let common = Self.adjustment(linkage, model, row: 0, level: 2)
        let rare = Self.adjustment(linkage, model, row: 1, level: 2)
        #expect(abs(common - expected("HOLLINGTEN")) < 1e-9)
        #expect(abs(rare - expected("PICKWELLAR")) < 1e-9)
        #expect(common < 0)
        #expect(rare > common + 2)
    }

    @Test("near values count without settings, and not where the settings say so")
    func standard() throws {
        let linkage = try Self.linkage([])
        let model = try linkage.estimate()
        let full = try Self.linkage()
        #expect(Self.adjustment(linkage, model, row: 1, level: 2) == Self.adjustment(full, model, row: 1, level: 2))
        #expect(Self.adjustment(linkage, model, row: 3, level: 1) > 0)
        let without = try Self.linkage([.init(level: .jaroWinkler(0.92), weight: 0)])
        var used = model
        used.plan = without.cohort.plan
        #expect(Self.adjustment(without, used, row: 1, level: 2) == 0)
    }

    @Test("a scorer made from another weighs as one made anew")
    func sharedComparisons() throws {
        let linkage = try Self.linkage()
        let values = linkage.countValues()
        let first = try linkage.estimate(values: values, refines: false)
        let second = try linkage.estimate(values: values)
        let shared = LinkScorer(model: first, cohort: linkage.cohort, values: values).scorer(by: second, values: values)
        let new = LinkScorer(model: second, cohort: linkage.cohort, values: values)
        for row in 0..<linkage.cohort.rowCount {
            let vector = Self.surname(level: UInt64(1 + row % 5))
            #expect(shared.weight(vector, cohortRow: row) == new.weight(vector, cohortRow: row))
        }
    }

    @Test("levels that no frequency can change keep their weight")
    func others() throws {
        let linkage = try Self.linkage()
        let model = try linkage.estimate()
        #expect(Self.adjustment(linkage, model, row: 0, level: 5) == 0)
        #expect(Self.adjustment(linkage, model, row: 0, level: 3) == 0)
    }

    @Test("weight and minimum of a level hold")
    func uses() throws {
        let plain = try Self.linkage()
        let model = try plain.estimate()
        let full = Self.adjustment(plain, model, row: 1, level: 2)
        let exact = Self.adjustment(plain, model, row: 3, level: 1)
        var used = model
        let half = try Self.linkage([
            .init(level: .jaroWinkler(0.92), weight: 0.5),
            .init(level: .exact, minimum: model.comparisons[2].levels[0].u),
        ])
        used.plan = half.cohort.plan
        #expect(abs(Self.adjustment(half, used, row: 1, level: 2) - full / 2) < 1e-12)
        #expect(exact > 0)
        #expect(Self.adjustment(half, used, row: 3, level: 1) == 0)
    }

    @Test("a use of frequencies that makes no sense is refused")
    func refused() {
        for use in [
            Comparison.FrequencyUse(level: .exact, weight: 2), .init(level: .exact, minimum: 1),
            .init(level: .levenshtein(1), weight: 0.5),
        ] {
            #expect(throws: LinkageError.self) { try Self.linkage([use]) }
        }
    }
}
