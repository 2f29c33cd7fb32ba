/// A counter-based random number generator: the value at an index depends on the key and the index alone.
///
/// SplitMix64's finaliser (Steele, Lea and Flood 2014, OOPSLA, doi:10.1145/2660193.2660195) applied twice to key and
/// counter. Any worker can draw the value of any index without drawing those before it, so neither the number of
/// workers nor a retry changes what is drawn.
package struct CounterRandom: Sendable {
    private let key: UInt64

    /// A stream named by a seed and any number of words (a pass, a partition, a person).
    package init(seed: UInt64, _ words: UInt64...) {
        key = words.reduce(Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15)) {
            Self.mix($0 ^ Self.mix($1 &+ 0x9e37_79b9_7f4a_7c15))
        }
    }

    /// A stream named by a seed, a purpose in words, and any number of words.
    package init(seed: UInt64, purpose: String, _ words: UInt64...) {
        let start = Self.mix(seed &+ 0x9e37_79b9_7f4a_7c15) ^ KeyedHash(key: 0x6a64_6c72_616e_6431).hash(purpose)
        key = words.reduce(start) { Self.mix($0 ^ Self.mix($1 &+ 0x9e37_79b9_7f4a_7c15)) }
    }

    /// Sixty-four random bits.
    @inline(__always)
    package func bits(at index: UInt64) -> UInt64 {
        Self.mix(Self.mix(key &+ index &* 0x9e37_79b9_7f4a_7c15) ^ key)
    }

    /// A uniform number in [0, 1) with 53 random bits.
    @inline(__always)
    package func uniform(at index: UInt64) -> Double {
        Double(bits(at: index) >> 11) * 0x1p-53
    }

    /// A uniform whole number in 0 ..< `bound`; `bound` is positive.
    @inline(__always)
    package func below(_ bound: Int, at index: UInt64) -> Int {
        precondition(bound > 0, "the bound of a random number must be positive")
        return Int(bits(at: index).multipliedFullWidth(by: UInt64(bound)).high)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
