import Propensity
import Statistics
import Testing

@Suite("Weights of a comparison group")
struct ControlWeightsTests {
    private let weights = (0..<500).map { CounterRandom(seed: 11).uniform(at: UInt64($0)) * Double($0 % 3) }

    @Test("sums, effective number and heaviest people are those of a sorted list")
    func whole() {
        let summary = ControlWeights(weights)
        let kept = weights.filter { $0 > 0 }.sorted(by: >)
        #expect(summary.count == kept.count)
        #expect(summary.heaviest == Array(kept.prefix(ControlWeights.heaviestMax)))
        let total = weights.reduce(0, +)
        let squares = weights.reduce(0) { $0 + $1 * $1 }
        #expect(abs(summary.effectiveCount - total * total / squares) < 1e-9)
    }

    @Test("parts add up to the whole", arguments: [1, 7, 40, 499])
    func parts(cut: Int) {
        var sum = ControlWeights(weights[..<cut])
        sum.add(ControlWeights(weights[cut...]))
        let whole = ControlWeights(weights)
        #expect(sum.heaviest == whole.heaviest)
        #expect(sum.count == whole.count)
        #expect(abs(sum.total - whole.total) < 1e-12 * whole.total)
    }

    @Test("parts that do not fit together are refused")
    func malformed() {
        #expect(ControlWeights(count: 2, total: 3, squares: 5, heaviest: [2, 1]) != nil)
        #expect(ControlWeights(count: 2, total: 3, squares: 5, heaviest: [1, 2]) == nil)
        #expect(ControlWeights(count: 2, total: 3, squares: 5, heaviest: [2]) == nil)
        #expect(ControlWeights(count: -1, total: 3, squares: 5, heaviest: []) == nil)
    }
}
