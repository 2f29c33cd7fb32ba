import Foundation

/// Numbers computed by other programs; see the scripts in Reference.
enum ReferenceData {
    struct Welch: Decodable, Sendable {
        let name: String
        let treated, comparison, weights: [Double]
        let effectiveSize, estimate, standardError, lower, upper, statistic, degreesOfFreedom, pValue: Double
    }

    struct Adjusted: Decodable, Sendable { let p, holm, bh: [Double] }

    struct Wilson: Decodable, Sendable { let events, people, lower, upper: Double }

    struct McNemar: Decodable, Sendable {
        let treatedOnly, comparisonOnly, concordant: Int
        let chi2, p, correctedChi2, correctedP, exactP: Double
    }

    struct BaseR: Decodable, Sendable {
        let welch: [Welch]
        let adjusted: [Adjusted]
        let wilson: [Wilson]
        let mcnemar: [McNemar]
    }

    struct Matched: Decodable, Sendable {
        let name: String
        let treated, comparison, weights: [Double]
        let estimate, statistic, degreesOfFreedom, pValue, effectiveSize: Double
    }

    struct Forecast: Decodable, Sendable {
        let treated: Int
        let comparison, baseline, effect, power: Double
        let peopleNeeded: Int
        let halfWidth: Double
    }

    static func forecasts() throws -> [Forecast] { try load("forecasts.json") }

    static func baseR() throws -> BaseR { try load("reference.json") }

    static func matched() throws -> [Matched] { try load("matched.json") }

    private static func load<T: Decodable>(_ name: String) throws -> T {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/\(name)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(T.self, from: Data(contentsOf: file))
    }
}

/// Whether two numbers agree to a share of the larger one.
func agrees(_ value: Double?, _ expected: Double, to tolerance: Double = 1e-8) -> Bool {
    guard let value else { return false }
    return abs(value - expected) <= tolerance * max(abs(expected), 1e-8)
}
