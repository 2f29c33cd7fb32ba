/// Count, mean and spread of numbers, which can be merged without loss of precision.
///
/// Deviations are taken from the mean of the same numbers (two passes), and two sets are merged by the update of Chan,
/// Golub and LeVeque (1983, doi:10.1080/00031305.1983.10483115), so values far from zero keep their variance.
package struct Moments: Equatable, Sendable {
    /// The number of values.
    package var count: Int
    /// Values that were missing.
    package var missing: Int
    /// Their mean; 0 when there are none.
    package var mean: Double
    /// The sum of squared deviations from the mean.
    package var squares: Double
    /// The smallest; infinity when there are none.
    package var lowest: Double
    /// The largest; minus infinity when there are none.
    package var highest: Double
    /// How many are not whole numbers.
    package var fractional: Int

    /// The moments of nothing.
    package init() {
        self.init(count: 0, missing: 0, mean: 0, squares: 0, lowest: .infinity, highest: -.infinity, fractional: 0)
    }

    /// Moments from their parts, as read from a wire.
    package init(
        count: Int,
        missing: Int,
        mean: Double,
        squares: Double,
        lowest: Double,
        highest: Double,
        fractional: Int
    ) {
        self.count = count
        self.missing = missing
        self.mean = mean
        self.squares = squares
        self.lowest = lowest
        self.highest = highest
        self.fractional = fractional
    }

    /// The moments of some numbers, of which NaN is missing.
    package init(_ values: some Sequence<Double>) {
        self.init()
        var sum = 0.0
        for value in values {
            guard !value.isNaN else {
                missing += 1
                continue
            }
            count += 1
            sum += value
            lowest = min(lowest, value)
            highest = max(highest, value)
            if value.rounded() != value { fractional += 1 }
        }
        guard count > 0 else { return }
        mean = sum / Double(count)
        for value in values where !value.isNaN { squares += (value - mean) * (value - mean) }
    }

    /// Merges the moments of later values.
    package mutating func add(_ later: Moments) {
        missing += later.missing
        fractional += later.fractional
        lowest = min(lowest, later.lowest)
        highest = max(highest, later.highest)
        guard later.count > 0 else { return }
        let total = Double(count + later.count)
        let step = later.mean - mean
        squares += later.squares + step * step * (Double(count) * Double(later.count) / total)
        mean += step * (Double(later.count) / total)
        count += later.count
    }

    /// The variance with n − 1; 0 for fewer than two values.
    package var variance: Double { count > 1 ? squares / Double(count - 1) : 0 }
}
