/// The classes in which the overlap of two distributions is measured, and the distances between their cumulative shares.
///
/// Up to 20 distinct values are a class each. More values are put together, from the smallest up, until a class holds at least
/// 1/20 of the equal mixture of the two unmatched groups, so the classes neither depend on outliers nor on which group is
/// larger, any rising transformation of the covariate leaves them as they are, and before and after matching they are the
/// same. They follow from the bins alone, which add up over tiles.
package struct OverlapClasses: Equatable, Sendable {
    /// Values that are a class each, and into how many classes more values are put.
    package static let classesMax = 20

    /// The bins that somebody is in, before matching.
    private let occupied: [Int]
    /// The first place in `occupied` after each class.
    private let ends: [Int]

    /// Distances between the cumulative distributions of two groups.
    package struct Distances: Equatable, Sendable {
        /// The largest (Kolmogorov and Smirnov).
        package let largest: Double
        /// The mean over the distinct values of all rows.
        package let mean: Double
        /// Σ min(p₁, p₀) over the classes.
        package let overlap: Double
    }

    /// The classes of a covariate.
    ///
    /// - Parameters:
    ///   - treated: The share of the unmatched treated in each bin.
    ///   - pool: The share of all controls in each bin.
    package init(_ treated: [Double], _ pool: [Double]) {
        let occupied = treated.indices.filter { treated[$0] > 0 || pool[$0] > 0 }
        self.occupied = occupied
        guard occupied.count > Self.classesMax else {
            ends = occupied.isEmpty ? [] : Array(1...occupied.count)
            return
        }
        var ends: [Int] = []
        var mass = 0.0
        for (place, bin) in occupied.enumerated() {
            mass += 0.5 * (treated[bin] + pool[bin])
            if mass >= 1 / Double(Self.classesMax) {
                ends.append(place + 1)
                mass = 0
            }
        }
        if ends.last != occupied.count { ends.append(occupied.count) }
        self.ends = ends
    }

    /// The distances between two groups whose shares lie in the same bins.
    package func distances(_ left: [Double], _ right: [Double]) -> Distances {
        var gap = 0.0
        var largest = 0.0
        var sum = 0.0
        var overlap = 0.0
        var first = 0
        for end in ends {
            var shares = (0.0, 0.0)
            for bin in occupied[first..<end] {
                gap += left[bin] - right[bin]
                largest = max(largest, abs(gap))
                sum += abs(gap)
                shares.0 += left[bin]
                shares.1 += right[bin]
            }
            overlap += min(shares.0, shares.1)
            first = end
        }
        return Distances(
            largest: largest,
            mean: occupied.isEmpty ? 0 : sum / Double(occupied.count),
            overlap: min(1, overlap)
        )
    }
}
