import Foundation
import Propensity
import Statistics
import Testing

/// A case of `matching/weights.json`: weights of the Lalonde data by their definitions, in numpy and scipy.
struct WeightCase: Sendable, CustomTestStringConvertible {
    let id: String
    /// How near each weight has to come, as a share of the largest.
    var tolerance = 1e-12
    let change: @Sendable (inout MatchSettings) -> Void

    var testDescription: String { id }

    var settings: MatchSettings {
        var settings = MatchSettings()
        settings.distance = .probability
        change(&settings)
        return settings
    }

    static func kernel(_ id: String, _ kernel: Kernel, _ bandwidth: Double, _ estimand: MatchSettings.Estimand)
        -> WeightCase
    {
        WeightCase(id: id) {
            $0.method = .kernel
            $0.kernel = kernel
            $0.bandwidth = bandwidth
            $0.estimand = estimand
        }
    }

    static func ipw(
        _ id: String,
        _ estimand: MatchSettings.Estimand,
        stabilised: Bool = false,
        trim: Double? = nil,
        cap: Double? = nil
    ) -> WeightCase {
        WeightCase(id: id) {
            $0.method = .ipw
            $0.estimand = estimand
            $0.isStabilised = stabilised
            $0.trim = trim
            $0.weightCap = cap
        }
    }

    static func entropy(_ id: String, _ estimand: MatchSettings.Estimand, squares: Bool = false) -> WeightCase {
        WeightCase(id: id, tolerance: 1e-8) {
            $0.method = .entropy
            $0.estimand = estimand
            $0.balancesSquares = squares
        }
    }

    static let all = [
        kernel("kernel_epan", .epan, 0.06, .att), kernel("kernel_gaussian", .gaussian, 0.06, .att),
        kernel("kernel_biweight", .biweight, 0.06, .att), kernel("kernel_uniform", .uniform, 0.06, .att),
        kernel("kernel_tricube", .tricube, 0.06, .att), kernel("kernel_epan_narrow", .epan, 0.002, .att),
        kernel("kernel_tricube_atc", .tricube, 0.1, .atc), kernel("kernel_epan_ate", .epan, 0.06, .ate),
        ipw("ipw_att", .att), ipw("ipw_atc", .atc), ipw("ipw_ate", .ate),
        ipw("ipw_att_stabilised", .att, stabilised: true), ipw("ipw_atc_stabilised", .atc, stabilised: true),
        ipw("ipw_ate_stabilised", .ate, stabilised: true),
        ipw("ipw_ate_trimmed", .ate, stabilised: true, trim: 0.1), ipw("ipw_att_capped", .att, cap: 0.95),
        WeightCase(id: "overlap") {
            $0.method = .overlap
            $0.estimand = .ato
        },
        entropy("entropy_att", .att), entropy("entropy_atc", .atc), entropy("entropy_ate", .ate),
        entropy("entropy_att_squares", .att, squares: true),
    ]
}

@Suite("Weights by their definitions")
struct WeightReferenceTests {
    private func weigh(_ settings: MatchSettings, _ data: LalondeRows) throws -> (MatchInput, MatchResult) {
        let input = MatchInput(
            frame: data.rows.frame,
            covariates: data.rows.covariates,
            keys: data.scores.indices.map { UInt64($0) },
            scores: data.scores
        )
        return (input, try MatchEngine(settings: settings).match(input, model: nil))
    }

    @Test("every row's weight is that of its definition", arguments: WeightCase.all)
    func weights(one: WeightCase) throws {
        let data = try LalondeRows()
        let whole = try JSONSerialization.jsonObject(with: ReferenceData.file("matching/weights.json"))
        let expected = try #require(
            Expectation(value: whole)["cases"][one.id].value as? [NSNumber]
        ).map(\.doubleValue)
        let (_, result) = try weigh(one.settings, data)
        #expect(expected.count == result.weights.count)
        let most = expected.max() ?? 0
        for (weight, number) in zip(result.weights, expected) {
            #expect(abs(weight - number) <= one.tolerance * most)
        }
        #expect((result.weights.count { $0 == 0 }) == result.losses.reduce(0) { $0 + $1.treated + $1.controls })
    }

    @Test("entropy balancing makes the weighted means equal to 1e-10 standard deviations", arguments: [false, true])
    func equalMeans(squares: Bool) throws {
        let data = try LalondeRows()
        let (input, result) = try weigh(
            {
                var settings = MatchSettings()
                settings.method = .entropy
                settings.balancesSquares = squares
                return settings
            }(),
            data
        )
        for name in ["age", "educ", "married", "nodegree", "re74", "re75"] {
            let values = try data.numbers(name)
            for power in squares ? [1.0, 2] : [1] {
                let raised = values.map { power == 1 ? $0 : $0 * $0 }
                func mean(_ group: UInt8) -> Double {
                    let rows = raised.indices.filter { input.frame.treatment[$0] == group }
                    let total = rows.reduce(0) { $0 + result.weights[$1] }
                    return rows.reduce(0) { $0 + result.weights[$1] * raised[$1] } / total
                }
                let spread = Moments(raised).variance.squareRoot()
                #expect(abs(mean(1) - mean(0)) <= 1e-10 * spread, "\(name)")
            }
        }
    }

    @Test("means that no weights can meet are refused by name")
    func noWeights() throws {
        let frame = CovariateFrame(
            columns: [.doubles([5, 6, 7, 1, 2, 3]), .doubles([1, 0, 1, 0, 1, 0])],
            treatment: [1, 1, 1, 0, 0, 0]
        )
        let input = MatchInput(
            frame: frame,
            covariates: [
                Covariate(name: "apart", kind: .continuous), Covariate(name: "alike", kind: .continuous),
            ],
            keys: [1, 2, 3, 4, 5, 6],
            scores: [1, 1, 1, 0, 0, 0]
        )
        var settings = MatchSettings()
        settings.method = .entropy
        let engine = try MatchEngine(settings: settings)
        let error = #expect(throws: PropensityError.self) { try engine.match(input, model: nil) }
        guard case .noBalancingWeights(let columns) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(columns.contains("apart"))
    }
}
