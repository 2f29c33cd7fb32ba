import Foundation
import Propensity
import Testing

@Suite("Optimal and full matching beside scipy")
struct PairReferenceTests {
    private static func optimal(
        _ id: String,
        ratio: Int = 1,
        caliper: Double? = nil,
        estimand: MatchSettings.Estimand = .att,
        antiexact: [String] = [],
        mahalanobis: [String] = [],
        exact: String? = nil
    ) -> MoreMatchItCase {
        MoreMatchItCase(
            id: id,
            change: {
                $0.dialect = nil
                $0.method = id.hasPrefix("full") ? .full : .optimal
                $0.ratio = ratio
                $0.caliper = caliper
                $0.caliperUnit = .absolute
                $0.estimand = estimand
            },
            antiexact: antiexact,
            mahalanobis: mahalanobis,
            exact: exact
        )
    }

    static let cases = [
        optimal("optimal"), optimal("optimal_2", ratio: 2), optimal("optimal_atc", estimand: .atc),
        optimal("optimal_caliper", caliper: 0.02), optimal("optimal_caliper_3", ratio: 3, caliper: 0.005),
        optimal("optimal_exact", exact: "race"),
        optimal("optimal_antiexact", caliper: 0.1, antiexact: ["married"]),
        optimal("optimal_mahalanobis", mahalanobis: ["age_j", "re75_j"]),
        optimal("optimal_mahalanobis_caliper", ratio: 2, caliper: 0.05, mahalanobis: ["age_j", "re75_j"]),
        optimal("full"), optimal("full_caliper", caliper: 0.01), optimal("full_exact", caliper: 0.02, exact: "married"),
        optimal("full_antiexact", caliper: 0.3, antiexact: ["race"]),
        optimal("full_mahalanobis", mahalanobis: ["age_j", "re75_j"]),
        optimal("full_mahalanobis_caliper", caliper: 0.02, mahalanobis: ["age_j", "re75_j"]),
    ]

    @Test("the number of pairs and the total distance are the optimum's", arguments: cases)
    func optimum(one: MoreMatchItCase) throws {
        let data = try LalondeRows()
        let (input, result) = try data.match(one)
        let whole = try JSONSerialization.jsonObject(with: ReferenceData.file("matching/pairs.json"))
        let expected = Expectation(value: whole)["cases"][one.id]
        #expect(agrees(result.distanceSum, expected["total"].number, 1e-10))
        let sets = try #require(result.sets)
        if let pairs = expected["pairs"].number {
            #expect(Double(result.pairCount) == pairs)
            let listed = try #require(result.pairs)
            let chosen = listed.map { one.settings.estimand == .atc ? $0.treated : $0.control }
            #expect(Set(chosen).count == chosen.count)
        }
        if let people = expected["people"].number {
            #expect(Double(sets.count { $0 >= 0 }) == people)
            // Every set has one person of one group, and weights that stand for the treated of the set.
            for set in 0...(sets.max() ?? 0) {
                let members = sets.indices.filter { sets[$0] == set }
                let treated = members.count { input.frame.treatment[$0] == 1 }
                #expect(min(treated, members.count - treated) == 1)
                let weight = members.filter { input.frame.treatment[$0] == 0 }.reduce(0) { $0 + result.weights[$1] }
                #expect(abs(weight - Double(treated)) < 1e-12)
            }
        }
        #expect((result.weights.count { $0 == 0 }) == result.losses.reduce(0) { $0 + $1.treated + $1.controls })
    }
}
