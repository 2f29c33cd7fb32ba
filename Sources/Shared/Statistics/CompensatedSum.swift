/// A running sum that carries its rounding error along.
///
/// Neumaier's variant of Kahan's algorithm (Neumaier 1974, ZAMM 54, 39–51, doi:10.1002/zamm.19740540106). The result
/// depends on the order of the additions, so partial sums are combined in a fixed order like everything else.
package struct CompensatedSum: Hashable, Sendable, BitwiseCopyable {
    /// The sum without its correction.
    package private(set) var sum: Double
    /// What rounding took from the sum.
    package private(set) var correction: Double

    /// A sum of nothing, or one whose state was stored.
    package init(sum: Double = 0, correction: Double = 0) {
        self.sum = sum
        self.correction = correction
    }

    /// The sum with its correction.
    package var value: Double { sum + correction }

    /// Adds a finite number.
    @inline(__always)
    package mutating func add(_ number: Double) {
        let next = sum + number
        correction += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
        sum = next
    }

    /// Adds the sum of what comes later.
    package mutating func add(_ later: CompensatedSum) {
        add(later.sum)
        correction += later.correction
    }
}
