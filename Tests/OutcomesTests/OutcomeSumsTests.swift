import Outcomes
import Statistics
import Testing

struct OutcomeSumsTests {
    /// People with seeded outcomes and weights, in a fixed order: treated first, then comparison.
    private func addPerson(_ index: Int, to sums: inout OutcomeSums) {
        let random = CounterRandom(seed: 11, UInt64(index))
        let reoffences = random.uniform(at: 0) < 0.4 ? 1 + random.below(4, at: 1) : 0
        let followUp = FollowUpOutcome(
            reoffences: Int32(reoffences),
            daysToFirst: reoffences > 0 ? Int32(1 + random.below(365, at: 2)) : 0
        )
        let isTreated = index % 5 == 0
        sums.add(followUp, weight: isTreated ? 1 : random.uniform(at: 3), group: isTreated ? .treated : .comparison)
        if random.uniform(at: 4) < 0.3 {
            sums.add(
                followUp,
                weight: isTreated ? 1 : random.uniform(at: 5),
                group: isTreated ? .treated : .comparison,
                analysis: 1
            )
        }
    }

    /// The sums of one partition of 500 people, tile by tile in tile order.
    private func partition(_ partition: Int) -> OutcomeSums {
        var sums = OutcomeSums(analyses: 2)
        for start in stride(from: partition * 500, to: (partition + 1) * 500, by: 64) {
            var tile = OutcomeSums(analyses: 2)
            for index in start..<min(start + 64, (partition + 1) * 500) { addPerson(index, to: &tile) }
            sums.add(tile)
        }
        return sums
    }

    /// Ten partitions dealt out to workers that finish in any order, added in partition order.
    private func total(workers: Int) -> OutcomeSums {
        var partials = [OutcomeSums?](repeating: nil, count: 10)
        for worker in (0..<workers).reversed() {
            for index in stride(from: worker, to: partials.count, by: workers).reversed() {
                partials[index] = partition(index)
            }
        }
        return partials.compactMap { $0 }.reduce(into: OutcomeSums(analyses: 2)) { $0.add($1) }
    }

    @Test("one, two and seven workers give the same bits")
    func shardsEqualWhole() {
        let whole = total(workers: 1)
        for workers in [2, 7] {
            #expect(total(workers: workers) == whole)
            for analysis in 0..<2 {
                #expect(
                    OutcomeEstimator().estimates(total(workers: workers), analysis: analysis)
                        == OutcomeEstimator().estimates(whole, analysis: analysis)
                )
            }
        }
    }

    @Test("parts agree with everyone added one by one but for rounding")
    func partsEqualPeople() throws {
        var people = OutcomeSums(analyses: 2)
        for index in 0..<5_000 { addPerson(index, to: &people) }
        for (parts, whole) in zip(total(workers: 2).cells, people.cells) {
            #expect(parts.people == whole.people && parts.positives == whole.positives)
            #expect(agrees(parts.squaredValueBySquaredWeight, whole.squaredValueBySquaredWeight, to: 1e-13))
            #expect(agrees(parts.value, whole.value, to: 1e-13))
        }
    }

    @Test("adding nobody changes nothing, before or after")
    func neutral() {
        let whole = partition(0)
        var before = OutcomeSums(analyses: 2)
        before.add(whole)
        var after = whole
        after.add(OutcomeSums(analyses: 2))
        #expect(before == whole)
        #expect(after == whole)
    }

    @Test("sums by parts have the moments of the people")
    func momentsOfPeople() throws {
        var sums = OutcomeSums()
        sums.add(FollowUpOutcome(reoffences: 2, daysToFirst: 40), weight: 0.5, group: .comparison)
        sums.add(FollowUpOutcome(reoffences: 0, daysToFirst: 0), weight: 2, group: .comparison)
        sums.add(FollowUpOutcome(reoffences: 1, daysToFirst: 100), weight: 0, group: .comparison)
        #expect(sums.moments(.rate, .comparison) == WeightedMoments([1, 0], weights: [0.5, 2]))
        #expect(sums.moments(.frequency, .comparison) == WeightedMoments([2, 0], weights: [0.5, 2]))
        #expect(sums.moments(.time, .comparison) == WeightedMoments([40], weights: [0.5]))
        #expect(try #require(sums.moments(.rate, .treated)).people == 0)
        #expect(sums.moments(.rate, .treated, analysis: 1) == nil)
    }

    @Test("sums are made again from their stored cells, and only from the right number of them")
    func storedCells() throws {
        let whole = partition(0)
        #expect(OutcomeSums(analyses: 2, outcomes: whole.outcomes, cells: whole.cells) == whole)
        #expect(OutcomeSums(analyses: 3, outcomes: whole.outcomes, cells: whole.cells) == nil)
        #expect(OutcomeSums(analyses: 0, outcomes: whole.outcomes, cells: []) == nil)
        #expect(OutcomeSums(analyses: .max, outcomes: whole.outcomes, cells: []) == nil)
    }

    @Test("the p-values of one analysis are adjusted over the outcomes that could be tested")
    func family() throws {
        var sums = OutcomeSums()
        for index in 0..<120 {
            sums.add(
                FollowUpOutcome(reoffences: index % 3 == 0 ? 1 : 0, daysToFirst: 20),
                weight: 1,
                group: index % 2 == 0 ? .treated : .comparison
            )
        }
        let estimates = OutcomeEstimator().estimates(sums)
        #expect(estimates.map(\.outcome) == [.rate, .frequency, .time])
        // Everyone's first reoffence was after 20 days: no test, so two tests remain.
        #expect(estimates[2].difference == nil)
        #expect(estimates[2].holmPValue == nil)
        let first = try #require(estimates[0].difference?.pValue)
        let second = try #require(estimates[1].difference?.pValue)
        #expect(estimates[0].holmPValue == MultipleTesting.holm([first, second])[0])
        #expect(estimates[1].benjaminiHochbergPValue == MultipleTesting.benjaminiHochberg([first, second])[1])
    }
}
