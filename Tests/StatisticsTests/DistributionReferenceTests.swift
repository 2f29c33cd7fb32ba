import Foundation
import Statistics
import Testing

/// Values computed with 50 digits by Reference/make_distributions.py.
private struct Reference: Decodable, Sendable {
    struct NormalRow: Decodable, Sendable { let x, cdf, survival: Double }
    struct NormalQuantileRow: Decodable, Sendable { let p, x: Double }
    struct StudentTRow: Decodable, Sendable { let df, t, cdf: Double }
    struct StudentTQuantileRow: Decodable, Sendable { let df, p, t: Double }
    struct ChiSquaredRow: Decodable, Sendable { let df, x, survival: Double }
    struct BinomialRow: Decodable, Sendable {
        let trials, successes: Int
        let probability, cdf, atLeast: Double
    }

    let normal: [NormalRow]
    let normalQuantile: [NormalQuantileRow]
    let studentT: [StudentTRow]
    let studentTQuantile: [StudentTQuantileRow]
    let chiSquared: [ChiSquaredRow]
    let binomial: [BinomialRow]

    static func load() throws -> Reference {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/distributions.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Reference.self, from: Data(contentsOf: file))
    }
}

private func agrees(_ value: Double, _ exact: Double, to relative: Double) -> Bool {
    value == exact || abs(value - exact) <= relative * abs(exact)
}

struct DistributionReferenceTests {
    private let reference: Reference

    init() throws { reference = try Reference.load() }

    @Test("the normal distribution agrees with 50-digit values, in both tails")
    func normal() {
        for row in reference.normal {
            // In the far tails the exponent multiplies the rounding of x / √2 by x².
            let tolerance = 1e-15 * max(4, row.x * row.x)
            #expect(agrees(Normal.cdf(row.x), row.cdf, to: tolerance), "x = \(row.x)")
            #expect(agrees(Normal.survival(row.x), row.survival, to: tolerance), "x = \(row.x)")
            let twoSided = 2 * min(row.cdf, row.survival)
            #expect(agrees(Normal.twoSidedProbability(row.x), twoSided, to: tolerance), "x = \(row.x)")
        }
    }

    @Test("the normal quantile agrees with 50-digit values to fifteen digits")
    func normalQuantile() {
        for row in reference.normalQuantile {
            #expect(agrees(Normal.quantile(row.p), row.x, to: 2e-15), "p = \(row.p)")
        }
    }

    @Test("Student's t agrees with 50-digit values, also with degrees of freedom that are not whole")
    func studentT() {
        for row in reference.studentT {
            let distribution = StudentT(degreesOfFreedom: row.df)
            #expect(agrees(distribution.cdf(row.t), row.cdf, to: 1e-12), "df = \(row.df), t = \(row.t)")
            if row.t <= 0 {
                #expect(agrees(distribution.survival(-row.t), row.cdf, to: 1e-12))
                #expect(agrees(distribution.twoSidedProbability(row.t), 2 * row.cdf, to: 1e-12))
            }
        }
        for row in reference.studentTQuantile {
            let value = StudentT(degreesOfFreedom: row.df).quantile(row.p)
            #expect(agrees(value, row.t, to: 1e-11), "df = \(row.df), p = \(row.p)")
        }
    }

    @Test("chi-squared tail probabilities agree with 50-digit values")
    func chiSquared() {
        for row in reference.chiSquared {
            let value = ChiSquared(degreesOfFreedom: row.df).survival(row.x)
            #expect(agrees(value, row.survival, to: 1e-12), "df = \(row.df), x = \(row.x)")
        }
    }

    @Test("binomial probabilities agree with 50-digit values, in both tails")
    func binomial() {
        for row in reference.binomial {
            let distribution = Binomial(trials: row.trials, probability: row.probability)
            let name: Comment = "\(row.successes) of \(row.trials) at \(row.probability)"
            #expect(agrees(distribution.cdf(row.successes), row.cdf, to: 1e-11), name)
            #expect(agrees(distribution.probability(ofAtLeast: row.successes), row.atLeast, to: 1e-11), name)
        }
    }
}
