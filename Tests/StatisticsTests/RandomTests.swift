import Statistics
import Testing

struct RandomTests {
    @Test("the value at an index depends on seed, words and index alone")
    func counterRandomIsAFunction() {
        let first = CounterRandom(seed: 7, 1, 2)
        let again = CounterRandom(seed: 7, 1, 2)
        let backwards = (0..<100).reversed().map { again.bits(at: $0) }
        #expect((0..<100).map { first.bits(at: $0) } == backwards.reversed())
        let streams = [
            CounterRandom(seed: 8, 1, 2), CounterRandom(seed: 7, 2, 1), CounterRandom(seed: 7, 1),
            CounterRandom(seed: 7, purpose: "a", 1, 2), CounterRandom(seed: 7, purpose: "b", 1, 2), first,
        ]
        #expect(Set(streams.map { $0.bits(at: 0) }).count == streams.count)
    }

    @Test("uniform numbers lie in [0, 1), fill sixteen equal cells evenly, and neighbours do not correlate")
    func uniforms() {
        let random = CounterRandom(seed: 3)
        let count = 160_000
        var cells = [Double](repeating: 0, count: 16)
        var product = 0.0
        for index in 0..<count {
            let value = random.uniform(at: UInt64(index))
            #expect(value >= 0 && value < 1)
            cells[Int(value * 16)] += 1
            product += (value - 0.5) * (random.uniform(at: UInt64(index + 1)) - 0.5)
        }
        let expected = Double(count) / 16
        let statistic = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        #expect(ChiSquared(degreesOfFreedom: 15).survival(statistic) > 0.001)
        // The product of two independent uniform deviations has standard deviation 1/12.
        #expect(abs(product / Double(count)) < 4 / 12 / Double(count).squareRoot())
    }

    @Test("whole numbers below a bound stay below it and reach every value")
    func below() {
        let random = CounterRandom(seed: 4)
        #expect(Set((0..<1_000).map { random.below(7, at: $0) }) == Set(0..<7))
        #expect((0..<100).allSatisfy { random.below(1, at: $0) == 0 })
    }

    @Test("keyed hashes differ by key, length, every single bit, and never by where the bytes lie")
    func keyedHash() {
        let hash = KeyedHash(key: 1)
        #expect(hash.hash("abc") == hash.hash("abc"))
        #expect(hash.hash("abc") != KeyedHash(key: 2).hash("abc"))
        #expect(hash.hash("") != hash.hash("\0"))
        #expect(hash.hash("12345678") != hash.hash("12345678\0"))
        let bytes: [UInt8] = Array(0..<41)
        var seen: Set<UInt64> = [bytes.withUnsafeBytes { hash.hash($0) }]
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(changed.withUnsafeBytes { hash.hash($0) })
        }
        #expect(seen.count == bytes.count * 8 + 1)
        let shifted = [9] + bytes
        #expect(
            shifted.withUnsafeBytes { hash.hash(UnsafeRawBufferPointer(rebasing: $0[1...])) }
                == bytes.withUnsafeBytes { hash.hash($0) }
        )
    }
}
