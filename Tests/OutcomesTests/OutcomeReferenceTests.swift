import Outcomes
import Testing

/// Estimates against R, against published intervals and against the shared reference cases.
struct OutcomeReferenceTests {
    private let estimator = OutcomeEstimator()

    private func proportion(_ events: Int, of people: Int) -> WeightedMoments {
        WeightedMoments(Array(repeating: 1, count: events) + Array(repeating: 0, count: people - events))
    }

    @Test("Welch's t, weighted or not, agrees with R")
    func welch() throws {
        for row in try ReferenceData.baseR().welch {
            let estimate = estimator.estimate(
                .frequency,
                treated: WeightedMoments(row.treated),
                comparison: WeightedMoments(row.comparison, weights: row.weights)
            )
            let difference = try #require(estimate.difference)
            let name: Comment = "\(row.name)"
            #expect(agrees(estimate.comparison.effectiveSize, row.effectiveSize), name)
            #expect(agrees(difference.estimate, row.estimate), name)
            #expect(agrees(difference.standardError, row.standardError), name)
            #expect(agrees(difference.interval.lower, row.lower), name)
            #expect(agrees(difference.interval.upper, row.upper), name)
            #expect(agrees(difference.statistic, row.statistic), name)
            #expect(agrees(difference.degreesOfFreedom, row.degreesOfFreedom), name)
            #expect(agrees(difference.pValue, row.pValue), name)
        }
    }

    @Test("the linearised standard error agrees with the survey package on matched samples")
    func linearised() throws {
        for row in try ReferenceData.matched() {
            let estimate = estimator.estimate(
                row.name.hasPrefix("rossi") ? .rate : .frequency,
                treated: WeightedMoments(row.treated),
                comparison: WeightedMoments(row.comparison, weights: row.weights)
            )
            let robust = try #require(estimate.robust)
            let name: Comment = "\(row.name)"
            #expect(agrees(estimate.comparison.effectiveSize, row.effectiveSize), name)
            #expect(agrees(robust.estimate, row.estimate), name)
            #expect(agrees(robust.statistic, row.statistic), name)
            #expect(robust.degreesOfFreedom == row.degreesOfFreedom, name)
            #expect(agrees(robust.pValue, row.pValue), name)
        }
    }

    @Test("unweighted shares agree with the reference case r_rossi_unadjusted")
    func rossiUnadjusted() throws {
        let estimate = estimator.estimate(.rate, treated: proportion(48, of: 216), comparison: proportion(66, of: 216))
        let difference = try #require(estimate.difference)
        #expect(agrees(difference.estimate, -0.0833333333333334))
        #expect(agrees(difference.interval.lower, -0.166083521022252))
        #expect(agrees(difference.interval.upper, -0.000583145644414362))
        #expect(difference.degreesOfFreedom == nil)
        let means = estimator.estimate(
            .frequency,
            treated: proportion(48, of: 216),
            comparison: proportion(66, of: 216)
        )
        #expect(agrees(means.difference?.pValue, 0.0495782632512804))
    }

    /// Rates (per cent) with the published interval; the comparison groups were far larger than the treated.
    struct Published: Sendable {
        let programme: String
        let people: Int
        let treated, comparison, lower, upper: Double
    }

    @Test(
        "published intervals come out within the rounding of the published rates",
        arguments: [
            Published(programme: "Blue Sky", people: 72, treated: 31, comparison: 43, lower: 1, upper: 23),
            Published(programme: "PET Open University", people: 805, treated: 18, comparison: 23, lower: 2, upper: 8),
            Published(programme: "PET grants 2014", people: 3_085, treated: 19, comparison: 26, lower: 5, upper: 8),
        ]
    )
    func published(_ row: Published) throws {
        func moments(_ share: Double, _ people: Double) -> WeightedMoments {
            var moments = WeightedMoments()
            moments.people = Int(people)
            moments.weight = people
            moments.squaredWeight = people
            moments.value = share / 100 * people
            moments.squaredValue = moments.value
            moments.valueBySquaredWeight = moments.value
            moments.squaredValueBySquaredWeight = moments.value
            return moments
        }
        let interval = try #require(
            estimator.estimate(
                .rate,
                treated: moments(row.treated, Double(row.people)),
                comparison: moments(row.comparison, 1e9)
            ).difference?.interval
        )
        // Each published rate is rounded to a whole per cent, so the difference is known to within one point, and each
        // published end is rounded by another half.
        #expect(abs(-interval.upper * 100 - row.lower) <= 1.5)
        #expect(abs(-interval.lower * 100 - row.upper) <= 1.5)
    }

    @Test("people needed reproduce the published sentence's arithmetic, with and without power")
    func peopleNeeded() throws {
        // 25 % of 114 against 28 % of very many: z² p (1 − p) / d² gives 800, with 80 % power 1,635.
        var comparison = WeightedMoments()
        comparison.people = 1_000_000_000
        comparison.weight = 1e9
        comparison.squaredWeight = 1e9
        comparison.value = 0.28e9
        comparison.squaredValue = 0.28e9
        comparison.valueBySquaredWeight = 0.28e9
        comparison.squaredValueBySquaredWeight = 0.28e9
        let treated = WeightedMoments(Array(repeating: 1, count: 25) + Array(repeating: 0, count: 75))
        let estimate = estimator.estimate(.rate, treated: treated, comparison: comparison)
        #expect(estimate.peopleNeeded == 801)
        #expect(estimate.peopleNeededWithPower == 1_636)
        let error = try #require(estimate.difference?.standardError)
        #expect(agrees(estimate.minimumDetectableEffect, 2.801585218112969 * error))
    }

    @Test("Holm and Benjamini–Hochberg agree with R's p.adjust")
    func adjustedPValues() throws {
        for row in try ReferenceData.baseR().adjusted {
            for (value, expected) in zip(MultipleTesting.holm(row.p), row.holm) { #expect(agrees(value, expected)) }
            for (value, expected) in zip(MultipleTesting.benjaminiHochberg(row.p), row.bh) {
                #expect(agrees(value, expected))
            }
        }
        #expect(MultipleTesting.holm([]).isEmpty)
        #expect(MultipleTesting.benjaminiHochberg([]).isEmpty)
    }

    @Test("Wilson intervals agree with R's prop.test")
    func wilson() throws {
        for row in try ReferenceData.baseR().wilson {
            let interval = ScoreInterval.wilson(share: row.events / row.people, size: row.people)
            #expect(abs(interval.lower - row.lower) < 1e-12)
            #expect(abs(interval.upper - row.upper) < 1e-12)
        }
    }

    /// Newcombe 1998, table II, method 10.
    @Test(
        "Newcombe's interval reproduces his published examples",
        arguments: [
            (56.0, 70.0, 48.0, 80.0, 0.0524, 0.3339), (9.0, 10.0, 3.0, 10.0, 0.1705, 0.8090),
            (10.0, 10.0, 0.0, 10.0, 0.6075, 1.0), (0.0, 10.0, 0.0, 10.0, -0.2775, 0.2775),
            (5.0, 56.0, 0.0, 29.0, -0.0381, 0.1926),
        ]
    )
    func newcombe(_ a: Double, _ m: Double, _ b: Double, _ n: Double, _ lower: Double, _ upper: Double) {
        let interval = ScoreInterval.newcombe(treated: (a / m, m), comparison: (b / n, n))
        #expect(abs(interval.lower - lower) < 6e-5)
        #expect(abs(interval.upper - upper) < 6e-5)
    }
}
