import Outcomes
import Testing

/// What cannot be computed is nil; nothing is ever NaN or infinite.
struct OutcomeEdgeTests {
    private let estimator = OutcomeEstimator()

    private func shares(_ events: Int, of people: Int) -> WeightedMoments {
        WeightedMoments(Array(repeating: 1, count: events) + Array(repeating: 0, count: people - events))
    }

    /// Every number of an estimate that is there.
    private func numbers(_ estimate: OutcomeEstimate) -> [Double] {
        var numbers: [Double?] = [
            estimate.minimumDetectableEffect, estimate.scoreInterval?.lower, estimate.scoreInterval?.upper,
            estimate.riskRatio?.estimate, estimate.riskRatio?.interval.lower, estimate.riskRatio?.interval.upper,
            estimate.eValue?.estimate, estimate.eValue?.interval, estimate.holmPValue,
            estimate.benjaminiHochbergPValue,
        ]
        for group in [estimate.treated, estimate.comparison] {
            numbers += [
                group.effectiveSize, group.estimate, group.standardError, group.interval?.lower, group.interval?.upper,
            ]
        }
        for difference in [estimate.difference, estimate.robust] {
            numbers += [
                difference?.estimate, difference?.standardError, difference?.statistic, difference?.pValue,
                difference?.degreesOfFreedom, difference?.interval.lower, difference?.interval.upper,
            ]
        }
        return numbers.compactMap { $0 }
    }

    @Test("no combination of nobody, one person, constant values and odd weights gives a number that is not finite")
    func alwaysFinite() {
        let groups = [
            WeightedMoments(), WeightedMoments([0]), WeightedMoments([1]), shares(0, of: 2), shares(2, of: 2),
            shares(1, of: 2), shares(0, of: 60), shares(60, of: 60), shares(1, of: 60),
            WeightedMoments([1, 0, 1], weights: [1e-300, 1, 1]), WeightedMoments([1, 0], weights: [1e-9, 1e9]),
            WeightedMoments([1, 1, 1], weights: [0.1, 0.2, 0.7]), WeightedMoments([0, 0], weights: [0, 0]),
            WeightedMoments([1, 1], weights: [1, 0]),
        ]
        for treated in groups {
            for comparison in groups {
                for outcome in OutcomeDefinition.allCases {
                    let estimate = estimator.estimate(outcome, treated: treated, comparison: comparison)
                    #expect(numbers(estimate).allSatisfy { $0.isFinite })
                    if let difference = estimate.difference {
                        #expect(difference.standardError > 0)
                        #expect(difference.pValue >= 0 && difference.pValue <= 1)
                    }
                }
            }
        }
    }

    @Test("nobody has no estimate; one person has an estimate without an error")
    func nobodyAndOne() {
        let estimate = estimator.estimate(.frequency, treated: WeightedMoments(), comparison: WeightedMoments([3]))
        #expect(estimate.treated.estimate == nil)
        #expect(estimate.treated.people == 0)
        #expect(estimate.comparison.estimate == 3)
        #expect(estimate.comparison.standardError == nil)
        #expect(estimate.difference == nil)
        #expect(estimate.peopleNeeded == nil)
    }

    @Test("a group in which nobody reoffended is tested with the share of both groups, never as if it were certain")
    func noReoffenders() throws {
        let estimate = estimator.estimate(.rate, treated: shares(0, of: 60), comparison: shares(30, of: 100))
        let difference = try #require(estimate.difference)
        // 30 of 160: the pooled z test.
        let share = 30.0 / 160
        #expect(agrees(difference.standardError, (share * (1 - share) * (1.0 / 60 + 1.0 / 100)).squareRoot()))
        #expect(estimate.treated.standardError == 0)
        #expect(estimate.riskRatio == nil)
        #expect(estimate.eValue == nil)
        let interval = try #require(estimate.scoreInterval)
        #expect(interval.lower > -0.41 && interval.upper < -0.1)
        #expect(estimator.estimate(.time, treated: .init(), comparison: .init()).difference == nil)
    }

    @Test("two groups without any variation have a difference that cannot be tested")
    func noVariation() {
        #expect(estimator.estimate(.rate, treated: shares(0, of: 60), comparison: shares(0, of: 90)).difference == nil)
        let days = WeightedMoments([0.1, 0.1, 0.1], weights: [0.3, 0.3, 0.7])
        let estimate = estimator.estimate(.time, treated: days, comparison: days)
        #expect(estimate.difference == nil)
        #expect(estimate.robust == nil)
        #expect(estimate.treated.standardError == 0)
    }

    @Test("intervals of a group stay within what the outcome can be")
    func groupIntervals() throws {
        let low = try #require(
            estimator.estimate(.rate, treated: shares(1, of: 60), comparison: shares(59, of: 60)).treated.interval
        )
        #expect(low.lower == 0)
        let high = estimator.estimate(.rate, treated: shares(59, of: 60), comparison: shares(1, of: 60))
        #expect(try #require(high.treated.interval).upper == 1)
        let counts = WeightedMoments([0, 0, 0, 9])
        let interval = estimator.estimate(.frequency, treated: counts, comparison: counts).treated.interval
        #expect(try #require(interval).lower == 0)
    }

    @Test("equal groups need no number of people")
    func noDifference() {
        let estimate = estimator.estimate(.rate, treated: shares(20, of: 60), comparison: shares(20, of: 60))
        #expect(estimate.difference?.estimate == 0)
        #expect(estimate.difference?.pValue == 1)
        #expect(estimate.peopleNeeded == nil)
        #expect(estimate.peopleNeededWithPower == nil)
        #expect(estimate.eValue?.estimate == 1)
        #expect(estimate.eValue?.interval == 1)
    }

    /// VanderWeele and Ding 2017: a risk ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0.
    @Test("E-values agree with the published example, on either side of 1")
    func eValues() {
        let harmful = EValue(RiskRatio(estimate: 3.9, interval: ConfidenceInterval(lower: 1.8, upper: 8.7)))
        #expect(abs(harmful.estimate - 7.26) < 0.005)
        #expect(abs(harmful.interval - 3.0) < 0.005)
        let protective = EValue(
            RiskRatio(estimate: 1 / 3.9, interval: ConfidenceInterval(lower: 1 / 8.7, upper: 1 / 1.8))
        )
        #expect(agrees(protective.estimate, harmful.estimate))
        #expect(agrees(protective.interval, harmful.interval))
        let unclear = EValue(RiskRatio(estimate: 0.9, interval: ConfidenceInterval(lower: 0.7, upper: 1.2)))
        #expect(unclear.interval == 1)
    }
}
