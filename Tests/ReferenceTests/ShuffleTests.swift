import Propensity
import Statistics
import Testing

/// Ways to match that have to be the same for any order of rows.
struct ShuffledMatch: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout MatchSettings) -> Void
    /// Whether sums over rows come before the weights, so that the order of the rows changes their last digits.
    var isRounded = false

    private static func of(
        _ name: String,
        isRounded: Bool = false,
        _ change: @escaping @Sendable (inout MatchSettings) -> Void
    ) -> ShuffledMatch {
        ShuffledMatch(testDescription: name, change: change, isRounded: isRounded)
    }

    static let all = [
        of("radius") { $0.method = .radius },
        of("nearest") { $0.method = .nearest },
        of("nearest, two each, closest first") {
            $0.method = .nearest
            $0.ratio = 2
            $0.order = .closest
        },
        of("nearest, random order, shared by three") {
            $0.method = .nearest
            $0.reuseMax = 3
            $0.order = .random
        },
        of("nearest, variable ratio") {
            $0.method = .nearest
            $0.variableRatio = VariableRatio(mean: 2, most: 4)
        },
        of("nearest with replacement, everybody") {
            $0.method = .nearest
            $0.replacement = true
            $0.estimand = .ate
        },
        of("Mahalanobis within a caliper", isRounded: true) {
            $0.method = .nearest
            $0.nearness = .mahalanobis
        },
        of("optimal, two each") {
            $0.method = .optimal
            $0.ratio = 2
        },
        of("full") {
            $0.method = .full
            $0.caliper = nil
            $0.estimand = .ate
        },
        of("subclasses") {
            $0.method = .subclass
            $0.subclasses = 12
            $0.subclassLeast = 3
        },
        of("kernel") {
            $0.method = .kernel
            $0.kernel = .tricube
        },
        of("inverse probability, capped") {
            $0.method = .ipw
            $0.estimand = .ate
            $0.weightCap = 0.95
        },
        of("overlap") {
            $0.method = .overlap
            $0.estimand = .ato
        },
        of("entropy", isRounded: true) { $0.method = .entropy },
    ]
}

@Suite("The order of rows")
struct ShuffleTests {
    @Test("a hundred shuffles of the Lalonde data give everyone the same weight", arguments: ShuffledMatch.all)
    func shuffles(one: ShuffledMatch) throws {
        let data = try LalondeRows()
        var settings = MatchSettings()
        // A caliper in standard deviations is a sum over rows; its last digit is not what is tested here.
        settings.caliper = 0.25
        settings.caliperUnit = .absolute
        settings.distance = .probability
        one.change(&settings)
        let engine = try MatchEngine(settings: settings)
        let people = data.scores.indices
        // Jittered, so that no two distances differ by rounding alone.
        let distance = try data.distanceColumns(["age_j", "re75_j"])
        func weights(_ order: [Int]) throws -> [Double] {
            let frame = CovariateFrame(
                columns: data.rows.frame.columns.map { $0.reordered(order) },
                treatment: order.map { data.rows.frame.treatment[$0] }
            )
            let input = MatchInput(
                frame: frame,
                covariates: data.rows.covariates,
                keys: order.map { UInt64($0) },
                scores: order.map { data.scores[$0] },
                conditions: PairConditions(distanceColumns: distance.map { column in order.map { column[$0] } })
            )
            let result = try engine.match(input, model: nil)
            var byPerson = Array(repeating: 0.0, count: order.count)
            for (row, person) in order.enumerated() { byPerson[person] = result.weights[row] }
            return byPerson
        }
        let plain = try weights(Array(people))
        #expect(plain.contains { $0 > 0 })
        for seed in 1...100 {
            let draw = CounterRandom(seed: UInt64(seed))
            let order = people.sorted { draw.bits(at: UInt64($0)) < draw.bits(at: UInt64($1)) }
            let shuffled = try weights(order)
            if one.isRounded {
                #expect(zip(plain, shuffled).allSatisfy { abs($0 - $1) < 1e-9 }, "seed \(seed)")
            } else {
                #expect(plain == shuffled, "seed \(seed)")
            }
        }
    }
}

extension CovariateFrame.Column {
    /// The column with its rows in another order.
    fileprivate func reordered(_ order: [Int]) -> CovariateFrame.Column {
        switch self {
        case .codes(let values): .codes(order.map { values[$0] })
        case .wideCodes(let values): .wideCodes(order.map { values[$0] })
        case .singles(let values): .singles(order.map { values[$0] })
        case .doubles(let values): .doubles(order.map { values[$0] })
        }
    }
}
