import Glibc
import Propensity
import Statistics

// Times every method of matching on 58,000 treated and 1,000,000 controls, scores given: `matching-methods [NAME]`.

/// Made-up people: scores whose AUC is about 0.83, two columns, two exact strata.
struct People {
    static let treatedCount = 58_000
    static let count = treatedCount + 1_000_000

    let plain: MatchInput
    let strata: MatchInput
    let calipered: MatchInput

    init() {
        let random = CounterRandom(seed: 1)
        let rows = 0..<Self.count
        func normal(_ row: Int, _ column: Int) -> Double {
            let radius = (-2 * log(max(random.uniform(at: UInt64(row * 8 + column)), 1e-300))).squareRoot()
            return radius * cos(2 * .pi * random.uniform(at: UInt64(row * 8 + column + 4)))
        }
        let treatment = rows.map { UInt8($0 < Self.treatedCount ? 1 : 0) }
        // Normal scores whose log-odds they are: the treated lie 1.35 standard deviations higher.
        let scores = rows.map { -3.76 + 1.35 * (normal($0, 0) + ($0 < Self.treatedCount ? 1.35 : 0)) }
        let first = rows.map { normal($0, 1) + 0.3 * scores[$0] }
        let second = rows.map { (20 * random.uniform(at: UInt64($0 * 8 + 2))).rounded(.down) }
        let codes = rows.map { UInt16(random.below(2, at: UInt64($0 * 8 + 3))) }
        let columns: [CovariateFrame.Column] = [.doubles(first), .doubles(second), .doubles(scores)]
        let covariates = ["first", "second", "score"].map { Covariate(name: $0, kind: .continuous) }
        func input(_ strata: [UInt16]?, _ conditions: PairConditions) -> MatchInput {
            MatchInput(
                frame: CovariateFrame(columns: columns, treatment: treatment, strata: strata),
                covariates: covariates,
                keys: rows.map { UInt64($0) },
                scores: scores,
                conditions: conditions
            )
        }
        plain = input(nil, PairConditions(distanceColumns: [first, second]))
        strata = input(codes, .none)
        calipered = input(
            nil,
            PairConditions(calipers: [PairConditions.Caliper(name: "second", values: second, width: 2)])
        )
    }
}

/// Seconds of one method, and what it matched.
func time(_ name: String, _ input: MatchInput, _ change: (inout MatchSettings) -> Void) throws {
    guard CommandLine.arguments.count < 2 || name.hasPrefix(CommandLine.arguments[1]) else { return }
    var settings = MatchSettings()
    change(&settings)
    let began = ContinuousClock.now
    let result = try MatchEngine(settings: settings).match(input, model: nil)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let matched = result.weights.indices.count { input.frame.treatment[$0] == 1 && result.weights[$0] > 0 }
    print("\(name): \((seconds * 100).rounded() / 100) s, \(matched) treated matched, \(result.pairCount) pairs")
}

let people = People()
try time("radius", people.plain) { $0.method = .radius }
try time("nearest", people.plain) { $0.method = .nearest }
try time("nearest, two exact strata", people.strata) { $0.method = .nearest }
try time("nearest, replacement", people.plain) {
    $0.method = .nearest
    $0.replacement = true
}
try time("nearest, closest first", people.plain) {
    $0.method = .nearest
    $0.order = .closest
}
try time("nearest, variable ratio", people.plain) {
    $0.method = .nearest
    $0.variableRatio = VariableRatio(mean: 3, most: 6)
}
try time("nearest, caliper on a column", people.calipered) { $0.method = .nearest }
try time("mahalanobis in the caliper", people.plain) {
    $0.method = .nearest
    $0.nearness = .mahalanobis
}
try time("mahalanobis, no caliper", people.plain) {
    $0.method = .nearest
    $0.nearness = .mahalanobis
    $0.caliper = nil
}
try time("optimal", people.plain) { $0.method = .optimal }
try time("optimal, no caliper", people.plain) {
    $0.method = .optimal
    $0.caliper = nil
}
try time("full", people.plain) { $0.method = .full }
try time("subclass", people.plain) { $0.method = .subclass }
for kernel in Kernel.allCases {
    try time("kernel \(kernel.rawValue)", people.plain) {
        $0.method = .kernel
        $0.kernel = kernel
        $0.bandwidth = 0.3
    }
}
try time("ipw", people.plain) {
    $0.method = .ipw
    $0.estimand = .ate
}
try time("overlap", people.plain) {
    $0.method = .overlap
    $0.estimand = .ato
}
try time("entropy", people.plain) { $0.method = .entropy }
