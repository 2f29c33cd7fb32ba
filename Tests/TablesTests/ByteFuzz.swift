import Statistics

/// Seeded bytes and numbers for tests that try many inputs.
struct ByteFuzz {
    private let random: CounterRandom
    private var index: UInt64 = 0

    init(seed: UInt64) { random = CounterRandom(seed: seed, purpose: "fuzz") }

    mutating func below(_ bound: Int) -> Int {
        index += 1
        return random.below(bound, at: index)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(below(256)) }
    }
}
