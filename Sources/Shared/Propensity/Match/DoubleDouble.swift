/// An unevaluated sum of two doubles, about 32 digits: for prefix sums whose differences must be exact to a double.
///
/// The operations are those of Dekker (1971, doi:10.1007/BF01397083) and Knuth (TAOCP 2, 4.2.2).
struct DoubleDouble: Equatable, Sendable {
    /// The value rounded to a double.
    var high: Double
    /// What rounding left.
    var low: Double

    static let zero = DoubleDouble(high: 0, low: 0)

    /// The value as one double.
    var value: Double { high + low }

    /// 1 / `count` to twice the precision of a double.
    static func reciprocal(_ count: Int) -> DoubleDouble {
        let divisor = Double(count)
        let quotient = 1 / divisor
        let remainder = (1.0).addingProduct(-quotient, divisor)
        return DoubleDouble(high: quotient, low: remainder / divisor)
    }

    /// The product of two doubles, exactly.
    static func product(_ left: Double, _ right: Double) -> DoubleDouble {
        let high = left * right
        return DoubleDouble(high: high, low: (-high).addingProduct(left, right))
    }

    static func + (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
        let sum = left.high + right.high
        let moved = sum - left.high
        let error = (left.high - (sum - moved)) + (right.high - moved) + left.low + right.low
        let high = sum + error
        return DoubleDouble(high: high, low: error - (high - sum))
    }

    static func - (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
        left + DoubleDouble(high: -right.high, low: -right.low)
    }
}
