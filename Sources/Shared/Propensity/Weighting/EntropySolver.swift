import Glibc
package import Statistics

/// One evaluation of the dual function of entropy balancing over some rows: sums, so parts add up.
package struct EntropySums: Equatable, Sendable {
    /// Σ exp(λᵀ(x − m) − shift) x xᵀ, the first column being ones.
    package private(set) var products: PackedSymmetric
    /// The largest exponent; minus infinity over no rows.
    package private(set) var highest: Double

    /// The sums over no rows.
    package init(columnCount: Int) {
        self.init(products: PackedSymmetric(order: columnCount), highest: -.infinity)
    }

    /// Sums from their parts.
    package init(products: PackedSymmetric, highest: Double) {
        self.products = products
        self.highest = highest
    }

    /// Adds the sums over later rows.
    package mutating func add(_ later: EntropySums) {
        products.add(later.products)
        highest = max(highest, later.highest)
    }

    /// The weighted mean of each column; nil without any weight.
    package var means: [Double]? {
        let total = products[0, 0]
        guard total > 0, total.isFinite else { return nil }
        return (0..<products.order).map { products[$0, 0] / total }
    }
}

/// Newton's method for the multipliers of entropy balancing, one evaluation at a time: whoever holds the rows makes the sums.
///
/// The minimum of the convex log Σ exp(λᵀ(x − m)), with halved steps (Hainmueller 2012, doi:10.1093/pan/mpr025).
package struct EntropySolver: Sendable {
    /// What to do next.
    package enum Step: Equatable, Sendable {
        /// Evaluate at multipliers, `shift` taken off every exponent so that none is too large.
        case evaluate(multipliers: [Double], shift: Double)
        /// The weights are exp(λᵀ(x − m) − shift).
        case converged(multipliers: [Double], shift: Double)
        /// No positive weights bring these columns together.
        case apart(columns: [Int])
    }

    /// How near the weighted means have to come, in standard deviations.
    static let tolerance = 1e-10
    private static let iterationsMax = 200

    private let means: [Double]
    private var multipliers: [Double]
    private var iterations = 0
    /// The last accepted point.
    private var point: Point?
    /// The direction from it, and how far along it the evaluation that is under way lies.
    private var search: (step: [Double], slope: Double, length: Double) = ([], 0, 1)
    private var shift = 0.0

    /// A search for weights with given means, the first of them that of the column of ones.
    package init(meeting means: [Double]) {
        self.means = means
        multipliers = Array(repeating: 0, count: means.count)
    }

    /// The first evaluation.
    package var first: Step { .evaluate(multipliers: multipliers, shift: 0) }

    /// Takes up an evaluation.
    ///
    /// - Parameter sums: The sums over all rows at the multipliers that were asked for.
    /// - Returns: What to do next.
    package mutating func absorb(_ sums: EntropySums) -> Step {
        let reached = Point(sums, shift: shift)
        guard let last = point else {
            point = reached
            return next(from: reached)
        }
        // Near the minimum the value cannot show a gain below its rounding.
        guard reached.value.isFinite, reached.value <= last.value - 1e-4 * search.length * search.slope + 1e-14 else {
            search.length /= 2
            return search.length > 1e-6 ? evaluation(from: last) : end(last)
        }
        multipliers = trial
        point = reached
        return search.slope < 1e-26 ? end(reached) : next(from: reached)
    }

    private var trial: [Double] { zip(multipliers, search.step).map { $0 - search.length * $1 } }

    private mutating func next(from point: Point) -> Step {
        let gradient = point.gradient(means)
        guard point.value.isFinite, iterations < Self.iterationsMax, gradient.contains(where: { abs($0) > 1e-13 })
        else {
            return end(point)
        }
        iterations += 1
        let step = OrderedCholesky(point.covariance, tolerance: 1e-12, excluding: [0]).solve(gradient)
        search = (step, zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }, 1)
        return evaluation(from: point)
    }

    private mutating func evaluation(from point: Point) -> Step {
        shift = point.highest
        return .evaluate(multipliers: trial, shift: shift)
    }

    private func end(_ point: Point) -> Step {
        let gradient = point.gradient(means)
        let apart = gradient.indices.filter { !(abs(gradient[$0]) <= Self.tolerance) }
        return apart.isEmpty ? .converged(multipliers: multipliers, shift: point.highest) : .apart(columns: apart)
    }

    /// The dual function and its derivatives at some multipliers.
    private struct Point {
        /// The logarithm of the sum of exponentials.
        let value: Double
        /// The largest exponent.
        let highest: Double
        /// The weighted means.
        let centre: [Double]
        /// The weighted covariance.
        let covariance: PackedSymmetric

        init(_ sums: EntropySums, shift: Double) {
            let order = sums.products.order
            let total = sums.products[0, 0]
            let centre = (0..<order).map { sums.products[$0, 0] / total }
            var covariance = PackedSymmetric(order: order)
            for row in 0..<order {
                for column in 0...row {
                    covariance[row, column] = sums.products[row, column] / total - centre[row] * centre[column]
                }
            }
            value = shift + log(total)
            highest = sums.highest
            self.centre = centre
            self.covariance = covariance
        }

        func gradient(_ means: [Double]) -> [Double] { zip(centre, means).map { $0 - $1 } }
    }
}
