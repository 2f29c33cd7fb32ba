import Outcomes
import Statistics
import Testing

@Suite("The bootstrap made of sums")
struct BootstrapTests {
    private struct Sample {
        var outcome: [Double] = []
        var weights: [Double] = []
        var isTreated: [Bool] = []
        var units: [UInt64] = []

        init(people: Int, seed: UInt64) {
            let random = CounterRandom(seed: seed)
            for person in 0..<people {
                let at = UInt64(person) * 8
                isTreated.append(person % 3 == 0)
                outcome.append(random.uniform(at: at) < 0.4 ? 1 : 0)
                weights.append(person % 3 == 0 ? 1 : random.uniform(at: at + 1) + 0.2)
                units.append(random.bits(at: at + 2))
            }
        }

        func sums(_ people: some Sequence<Int>, replicates: Int = 400) -> BootstrapSums {
            var sums = BootstrapSums(replicates: replicates, seed: 5)
            let people = Array(people)
            sums.add(
                outcomes: [people.map { outcome[$0] }],
                weights: people.map { weights[$0] },
                isTreated: people.map { isTreated[$0] },
                units: people.map { units[$0] }
            )
            return sums
        }
    }

    @Test("a replicate is the difference of means of the units drawn, and tiles add up to the whole")
    func definition() throws {
        let sample = Sample(people: 300, seed: 1)
        let whole = sample.sums(0..<300)
        var parts = sample.sums(0..<100)
        parts.add(sample.sums(100..<280))
        parts.add(sample.sums(280..<300))
        for (left, right) in zip(whole.sums, parts.sums) { #expect(abs(left - right) < 1e-9) }
        var expected = [0.0, 0, 0, 0]
        for person in 0..<300 {
            let count = Double(BootstrapSums.draws(seed: 5, replicate: 17, unit: sample.units[person]))
            let place = sample.isTreated[person] ? 0 : 2
            expected[place] += count * sample.weights[person]
            expected[place + 1] += count * sample.weights[person] * sample.outcome[person]
        }
        for place in 0..<4 { #expect(abs(whole.sums[4 * 17 + place] - expected[place]) < 1e-9) }
        #expect(BootstrapSums(seed: 5, sums: whole.sums) == whole)
        #expect(BootstrapSums(seed: 5, sums: [1, 2, 3]) == nil)
    }

    @Test("outcomes that share their draws have the sums that each has alone")
    func outcomes() {
        let sample = Sample(people: 200, seed: 4)
        // Half of the people have no second outcome.
        let second = sample.units.map { $0 % 2 == 0 ? Double($0 % 7) : .nan }
        var both = BootstrapSums(replicates: 20, seed: 9, outcomeCount: 2)
        both.add(
            outcomes: [sample.outcome, second],
            weights: sample.weights,
            isTreated: sample.isTreated,
            units: sample.units
        )
        for (place, values) in [sample.outcome, second].enumerated() {
            var alone = BootstrapSums(replicates: 20, seed: 9)
            alone.add(
                outcomes: [values],
                weights: sample.weights,
                isTreated: sample.isTreated,
                units: sample.units
            )
            #expect(Array(both.sums[(80 * place)..<(80 * place + 80)]) == alone.sums)
            #expect(BootstrapEstimate(both, outcome: place) == BootstrapEstimate(alone))
        }
        #expect(BootstrapSums(seed: 9, outcomeCount: 2, sums: both.sums) == both)
        #expect(BootstrapSums(seed: 9, outcomeCount: 3, sums: both.sums) == nil)
    }

    @Test("draws are Poisson with mean 1")
    func poisson() {
        var counts = Array(repeating: 0, count: 8)
        for unit in 0..<100_000 {
            counts[min(7, BootstrapSums.draws(seed: 3, replicate: 1, unit: UInt64(unit) &* 0x9e37_79b9))] += 1
        }
        let expected = [0.36788, 0.36788, 0.18394, 0.061313, 0.015328]
        for (value, share) in expected.enumerated() {
            #expect(abs(Double(counts[value]) / 100_000 - share) < 4 * (share * (1 - share) / 100_000).squareRoot())
        }
    }

    @Test("its standard error is near the linearised one, and the interval near the normal one")
    func spread() throws {
        let sample = Sample(people: 1_200, seed: 2)
        let estimate = try #require(BootstrapEstimate(sample.sums(0..<1_200, replicates: 2_000)))
        func moments(_ group: Bool) -> WeightedMoments {
            let members = (0..<1_200).filter { sample.isTreated[$0] == group }
            return WeightedMoments(members.map { sample.outcome[$0] }, weights: members.map { sample.weights[$0] })
        }
        let (treated, comparison) = (moments(true), moments(false))
        let variance = try #require(treated.linearisedVarianceOfMean) + (comparison.linearisedVarianceOfMean ?? 0)
        #expect(abs(estimate.standardError / variance.squareRoot() - 1) < 0.06)
        let difference = (treated.mean ?? 0) - (comparison.mean ?? 0)
        #expect(abs(estimate.interval.lower - (difference - 1.96 * variance.squareRoot())) < 0.012)
        #expect(abs(estimate.interval.upper - (difference + 1.96 * variance.squareRoot())) < 0.012)
        #expect(estimate.replicates == 2_000)
    }
}
