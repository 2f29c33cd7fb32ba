import Linkage
import MapReduce
import Outcomes
import Passes
import Propensity
import Statistics
import Tables
import Testing

@Suite("The wire form of matched sets")
struct MatchedSetWireTests {
    private static let sets = MatchedSets(
        ordinals: [3, 8],
        outcomes: [.rate, .time],
        controls: [
            SetControls(treatedMean: 0.5, controlMean: 0.25, weights: [1, 1], totals: [1, 0]),
            SetControls(treatedMean: 90, controlMean: 60, weights: [0.5, 0], totals: [30, 0]),
        ]
    )
    private static let neighbours = NeighbourPlan(
        model: ScoreModel(
            specification: DesignSpecification(columnNames: ["(Intercept)", "x"], terms: [], dropped: [], merged: []),
            link: .logit,
            coefficients: [1, .pi]
        ),
        chosen: ChosenControls([
            ChosenControls.Choice(person: PersonReference(partition: 1, person: 7), weight: 1.5, set: 9)
        ]),
        scores: [-0.5],
        strata: [1],
        outcomes: [.rate]
    )

    @Test("decoding what was encoded gives the same again")
    func roundTrip() throws {
        #expect(try MatchedSets(decoding: Self.sets.encoded) == Self.sets)
        #expect(try NeighbourPlan(decoding: Self.neighbours.encoded) == Self.neighbours)
    }

    @Test("bytes that are cut short or flipped are refused or decoded, never trap", arguments: 0..<100)
    func damage(seed: Int) {
        let random = CounterRandom(seed: UInt64(seed), purpose: "damage")
        for original in [Self.sets.encoded, Self.neighbours.encoded] {
            var bytes = original
            bytes[random.below(bytes.count, at: 0)] = UInt8(truncatingIfNeeded: random.bits(at: 1))
            let cut = Array(bytes[..<random.below(bytes.count, at: 2)])
            for bytes in [bytes, cut] {
                let sets = try? MatchedSets(decoding: bytes)
                let plan = try? NeighbourPlan(decoding: bytes)
                let partials = (
                    try? ChosenOutcomes(decoding: bytes), try? NearestOthers(decoding: bytes),
                    try? MatchedSetTotals(decoding: bytes)
                )
                #expect(sets == nil || plan == nil)
                #expect(partials.0 == nil || partials.0?.values.allSatisfy { !$0.isInfinite } == true)
            }
            #expect(throws: (any Error).self) { _ = try MatchedSets(decoding: cut) }
            #expect(throws: (any Error).self) { _ = try NeighbourPlan(decoding: cut) }
        }
    }

    @Test("sums that no treated people can have are refused")
    func impossible() throws {
        var sums = MatchedSetSums()
        sums.add(1, set: 0, of: Self.sets.controls[0])
        #expect(sums.fit(setCount: 1) && !sums.fit(setCount: 0))
        #expect(sums.equalPositive == 1 && sums.squares == 0.25 && sums.products == 0.375)
        sums.add(120, set: 1, of: Self.sets.controls[1])
        #expect(sums.lone == 1 && sums.fit(setCount: 2))
    }
}
