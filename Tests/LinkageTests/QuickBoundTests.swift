import Linkage
import Statistics
import Testing

/// Short cuts of the pair loop against what they stand for.
@Suite("Quick bounds of string comparisons")
struct QuickBoundTests {
    /// Words over a small alphabet, so that many pairs are near each other.
    private func word(_ random: CounterRandom, _ index: Int) -> [UInt8] {
        let length = 1 + random.below(8, at: UInt64(index) << 8)
        return (0..<length).map { UInt8(ascii: "A") + UInt8(random.below(3, at: UInt64(index) << 8 + UInt64($0) + 1)) }
    }

    @Test("at most one edit is what the edit distance says")
    func oneEdit() {
        let random = CounterRandom(seed: 5, purpose: "one edit")
        var near = 0
        for index in 0..<20_000 {
            let (left, right) = (word(random, 2 * index), word(random, 2 * index + 1))
            let (isEnough, distance) = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { (OneEdit.isEnough(left, $0), EditDistance.textbook(left, $0)) }
            }
            #expect(isEnough == (distance <= 1))
            near += isEnough ? 1 : 0
        }
        #expect(near > 500)
    }

    @Test("the ceiling is never below the Jaro–Winkler similarity, and turns unlike words away")
    func ceiling() {
        let random = CounterRandom(seed: 6, purpose: "ceiling")
        let comparer = JaroWinkler()
        for index in 0..<20_000 {
            let (left, right) = (word(random, 2 * index), word(random, 2 * index + 1))
            let holds = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { JaroWinklerCeiling.value(left, $0) >= comparer.similarity(left, $0) }
            }
            #expect(holds)
        }
        let unlike = Array("SMITH".utf8).withUnsafeBufferPointer { left in
            Array("OKORO".utf8).withUnsafeBufferPointer { JaroWinklerCeiling.value(left, $0) }
        }
        #expect(unlike < 0.8)
    }
}
