import Foundation
import Statistics

/// Random draws of one person for one purpose, taken one after the other from a counter-based generator.
///
/// What is drawn depends on the seed, the purpose and the person alone; so neither the number of threads nor the order
/// in which people are made changes a byte.
struct RandomStream {
    /// What the draws of a stream are for; each purpose has a stream of its own, so that a change of one setting does
    /// not reshuffle everything else.
    enum Purpose: UInt64 {
        case traits = 1
        case career = 2
        case identity = 3
        case recordErrors = 4
        case selection = 5
        case cohortRow = 6
        case cohortOrder = 7
        case identifiers = 8
    }

    private let source: CounterRandom
    private var position: UInt64 = 0

    /// The stream of a person for a purpose.
    init(seed: UInt64, _ purpose: Purpose, person: Int) {
        source = CounterRandom(seed: seed, 0x73_796e_7468, purpose.rawValue, UInt64(person))
    }

    /// A uniform number in [0, 1).
    mutating func uniform() -> Double {
        position &+= 1
        return source.uniform(at: position)
    }

    /// Sixty-four random bits.
    mutating func bits() -> UInt64 {
        position &+= 1
        return source.bits(at: position)
    }

    /// A uniform whole number in 0 ..< `bound`.
    mutating func below(_ bound: Int) -> Int {
        position &+= 1
        return source.below(bound, at: position)
    }

    /// A uniform whole number within a range.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Whether an event of some probability happens; always takes one draw.
    mutating func chance(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// An exponential waiting time.
    mutating func exponential(mean: Double) -> Double {
        -log(1 - uniform()) * mean
    }

    /// A gamma variate of shape two: the sum of two exponential ones.
    mutating func gammaTwo(scale: Double) -> Double {
        -log((1 - uniform()) * (1 - uniform())) * scale
    }

    /// A standard normal variate (Box and Muller 1958).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// A standard logistic variate.
    mutating func logistic() -> Double {
        // Half a step up keeps zero out of the logarithm.
        let draw = uniform() + 0x1p-54
        return log(draw / (1 - draw))
    }

    /// How often an event of some probability happens before it first fails to.
    mutating func geometric(_ probability: Double, most: Int) -> Int {
        var count = 0
        while count < most, chance(probability) { count += 1 }
        return count
    }

    /// An index, drawn with the given relative weights.
    mutating func index(weights: [Double]) -> Int {
        let total = weights.reduce(0, +)
        var remaining = uniform() * total
        for (index, weight) in weights.enumerated() {
            remaining -= weight
            if remaining < 0 { return index }
        }
        return weights.count - 1
    }
}
