import Glibc
import Propensity
import Statistics
import Testing

@Suite("Kernel matching without visiting all pairs")
struct KernelTests {
    private func share(_ kernel: Kernel, _ u: Double) -> Double {
        let apart = abs(u)
        switch kernel {
        case .gaussian: return exp(-u * u / 2)
        case .epan: return apart <= 1 ? 1 - u * u : 0
        case .biweight: return apart <= 1 ? (1 - u * u) * (1 - u * u) : 0
        case .uniform: return apart <= 1 ? 1 : 0
        case .tricube: return apart <= 1 ? pow(1 - pow(apart, 3), 3) : 0
        }
    }

    @Test(
        "weights equal those of all pairs, for kernels of many cells and of few scores",
        arguments: Kernel.allCases,
        [0.004, 0.2, 1.5]
    )
    func equalsPairs(kernel: Kernel, bandwidth: Double) throws {
        let random = CounterRandom(seed: 21)
        let count = 3000
        let scores = (0..<count).map { 4 * random.uniform(at: UInt64($0)) - 2 }
        let treatment = (0..<count).map { UInt8(random.below(4, at: UInt64(count + $0)) == 0 ? 1 : 0) }
        let strata = (0..<count).map { UInt16(random.below(10, at: UInt64(2 * count + $0)) == 0 ? 1 : 0) }
        let input = MatchInput(
            frame: CovariateFrame(columns: [.doubles(scores)], treatment: treatment, strata: strata),
            covariates: [Covariate(name: "x", kind: .continuous)],
            keys: (0..<count).map { UInt64($0) },
            scores: scores
        )
        var settings = MatchSettings()
        settings.method = .kernel
        settings.kernel = kernel
        settings.bandwidth = bandwidth
        let result = try MatchEngine(settings: settings).match(input, model: nil)
        var expected = Array(repeating: 0.0, count: count)
        for row in scores.indices where treatment[row] == 1 {
            let candidates = scores.indices.filter { treatment[$0] == 0 && strata[$0] == strata[row] }
            let shares = candidates.map { share(kernel, (scores[$0] - scores[row]) / bandwidth) }
            let total = shares.reduce(0, +)
            guard total > 0 else { continue }
            expected[row] = 1
            for (candidate, share) in zip(candidates, shares) { expected[candidate] += share / total }
        }
        for (weight, number) in zip(result.weights, expected) {
            #expect(abs(weight - number) <= 1e-11 * max(1, number))
        }
        let matched = expected.indices.count { treatment[$0] == 1 && expected[$0] > 0 }
        let total = result.weights.indices.reduce(0) { $0 + (treatment[$1] == 0 ? result.weights[$1] : 0) }
        #expect(abs(total - Double(matched)) < 1e-9)
    }
}
