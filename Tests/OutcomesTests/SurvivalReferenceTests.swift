import Foundation
import Outcomes
import Testing

/// Figures of R's survival and of base R; see Reference/make_survival.R.
private struct SurvivalReference: Decodable {
    struct People: Decodable {
        let group, day, set, ending: [Int]
        let weight: [Double]
    }
    struct Curve: Decodable {
        let day: [Int]
        let estimate, error, lower, upper: [Double?]?
    }
    struct LogRank: Decodable { let observed, expected, chisq: Double }
    struct Robust: Decodable { let chisq: [[Double]] }
    struct Ranks: Decodable {
        let statistic, wilcox, critical: Double
        let gamma, lower, upper: [Double]
    }
    struct Newcombe: Decodable {
        let both, treatedOnly, comparisonOnly, neither: Int
        let lower, upper: Double
    }

    let data: People
    let curves: [String: Curve]
    let logrank, logrankStratified: LogRank
    let robust, robustStratified: Robust
    let differences: [Double]
    let ranks: Ranks
    let newcombe: [Newcombe]

    static func load() throws -> SurvivalReference {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/survival.json")
        return try JSONDecoder().decode(SurvivalReference.self, from: Data(contentsOf: file))
    }

    func counts(isWeighted: Bool, where include: (Int) -> Bool = { _ in true }) -> TimeToEventCounts {
        var counts = TimeToEventCounts(horizon: 25)
        for person in data.day.indices where include(person) {
            counts.add(
                day: data.day[person],
                ending: TimeEnding(rawValue: data.ending[person]) ?? .censored,
                weight: isWeighted ? data.weight[person] : 1,
                group: data.group[person] == 1 ? .treated : .comparison
            )
        }
        return counts
    }
}

@Suite("Time to an event beside R's survival")
struct SurvivalReferenceTests {
    private func compare(
        _ curve: SurvivalCurve,
        _ expected: SurvivalReference.Curve?,
        error: (SurvivalCurve.Point) -> Double?,
        hasInterval: Bool
    ) throws {
        let expected = try #require(expected)
        #expect(curve.points.map(\.day) == expected.day)
        for (place, point) in curve.points.enumerated() {
            #expect(agrees(point.estimate, try #require(expected.estimate?[place]), to: 1e-10))
            if let value = expected.error?[place], value > 0 {
                #expect(agrees(error(point), value, to: 1e-9), "day \(point.day)")
            }
            if hasInterval, let lower = expected.lower?[place], let upper = expected.upper?[place], lower > 0 {
                #expect(agrees(point.interval?.lower, lower, to: 1e-8))
                #expect(agrees(point.interval?.upper, upper, to: 1e-8))
            }
        }
    }

    @Test(
        "Kaplan–Meier, Greenwood's and the robust error, and log–log intervals are survfit's",
        arguments: [false, true]
    )
    func kaplanMeier(isWeighted: Bool) throws {
        let reference = try SurvivalReference.load()
        let counts = reference.counts(isWeighted: isWeighted)
        for (group, name) in [(StudyGroup.treated, "treated"), (.comparison, "comparison")] {
            let curve = SurvivalCurve.kaplanMeier(counts, group)
            let key = name + (isWeighted ? "_weighted" : "")
            try compare(curve, reference.curves["km_\(key)"], error: \.greenwood, hasInterval: false)
            try compare(curve, reference.curves["km_robust_\(key)"], error: \.robust, hasInterval: true)
        }
    }

    @Test("incidence beside competing events, and its error, is survfit's", arguments: [false, true])
    func incidence(isWeighted: Bool) throws {
        let reference = try SurvivalReference.load()
        let counts = reference.counts(isWeighted: isWeighted)
        for (group, name) in [(StudyGroup.treated, "treated"), (.comparison, "comparison")] {
            for (ending, cause) in [(TimeEnding.event, "event"), (.competing, "competing")] {
                let key = "\(cause)_\(name)" + (isWeighted ? "_weighted" : "")
                let curve = SurvivalCurve.incidence(counts, group, of: ending)
                try compare(curve, reference.curves[key], error: \.robust, hasInterval: false)
            }
        }
    }

    @Test("the log-rank test is survdiff's, with strata too, and the weighted one coxph's robust score")
    func logRank() throws {
        let reference = try SurvivalReference.load()
        let plain = try #require(LogRankTest(LogRankSums(reference.counts(isWeighted: false))))
        #expect(agrees(plain.observed, reference.logrank.observed))
        #expect(agrees(plain.expected, reference.logrank.expected, to: 1e-10))
        #expect(agrees(plain.chiSquared, reference.logrank.chisq, to: 1e-10))
        let weighted = try #require(LogRankTest(LogRankSums(reference.counts(isWeighted: true))))
        #expect(agrees(weighted.robustChiSquared, reference.robust.chisq[0][0], to: 1e-8))
        var strata = LogRankSums()
        var weightedStrata = LogRankSums()
        for set in Set(reference.data.set).sorted() {
            strata.add(LogRankSums(reference.counts(isWeighted: false) { reference.data.set[$0] == set }))
            weightedStrata.add(LogRankSums(reference.counts(isWeighted: true) { reference.data.set[$0] == set }))
        }
        let stratified = try #require(LogRankTest(strata))
        #expect(agrees(stratified.expected, reference.logrankStratified.expected, to: 1e-10))
        #expect(agrees(stratified.chiSquared, reference.logrankStratified.chisq, to: 1e-10))
        let robust = try #require(LogRankTest(weightedStrata))
        #expect(agrees(robust.robustChiSquared, reference.robustStratified.chisq[0][0], to: 1e-8))
    }

    @Test("parts add up to the whole, and who is seen beyond the horizon is censored there")
    func parts() throws {
        let reference = try SurvivalReference.load()
        var sum = reference.counts(isWeighted: false) { $0 % 3 == 0 }
        sum.add(reference.counts(isWeighted: false) { $0 % 3 == 1 })
        sum.add(reference.counts(isWeighted: false) { $0 % 3 == 2 })
        #expect(sum == reference.counts(isWeighted: false))
        #expect(
            TimeToEventCounts(
                horizon: 25,
                people: sum.people,
                weights: sum.weights,
                weightSquares: sum.weightSquares
            ) == sum
        )
        #expect(TimeToEventCounts(horizon: 24, people: sum.people, weights: [], weightSquares: []) == nil)
        var late = TimeToEventCounts(horizon: 5)
        late.add(day: 9, ending: .event, weight: 1, group: .treated)
        #expect(late.people[late.index(.treated, .censored, day: 5)] == 1)
        #expect(SurvivalCurve.kaplanMeier(late, .treated).points.map(\.estimate) == [1])
        #expect(LogRankTest(LogRankSums(late)) == nil)
    }

    @Test("signed ranks are wilcox.test's, and Rosenbaum's bounds those of his formula")
    func signedRanks() throws {
        let reference = try SurvivalReference.load()
        let bounds = try #require(SignedRankBounds(reference.differences))
        #expect(bounds.statistic == reference.ranks.statistic)
        #expect(agrees(bounds.bound(gamma: 1).upper, reference.ranks.wilcox))
        for (place, gamma) in reference.ranks.gamma.enumerated() {
            #expect(agrees(bounds.bound(gamma: gamma).upper, reference.ranks.upper[place], to: 1e-10))
            #expect(agrees(bounds.bound(gamma: gamma).lower, reference.ranks.lower[place], to: 1e-8))
        }
        #expect(agrees(bounds.criticalGamma(), reference.ranks.critical, to: 1e-9))
        #expect(SignedRankBounds([0, .nan]) == nil)
        let turned = try #require(SignedRankBounds(reference.differences.map { -$0 }))
        #expect(turned.statistic == bounds.statistic && turned.isPositive != bounds.isPositive)
    }

    @Test("Newcombe's paired interval is his method 10, and Γ of the sign test is where its bound meets 0.05")
    func pairs() throws {
        for one in try SurvivalReference.load().newcombe {
            let pairs = MatchedPairs(
                treatedOnly: one.treatedOnly,
                comparisonOnly: one.comparisonOnly,
                concordant: one.both + one.neither
            )
            let interval = try #require(pairs.newcombe(both: one.both))
            #expect(abs(interval.lower - one.lower) < 1e-9 && abs(interval.upper - one.upper) < 1e-9)
            if let gamma = pairs.criticalGamma(), gamma < 1_000 {
                #expect(abs((pairs.rosenbaumBound(gamma: gamma)?.upper ?? 0) - 0.05) < 1e-9)
            } else {
                #expect((pairs.rosenbaumBound(gamma: 1)?.upper ?? 1) > 0.05)
            }
        }
    }
}
