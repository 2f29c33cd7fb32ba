import Glibc
import Statistics

/// Entropy balancing: the weights nearest to equal ones that give a group the means of another.
///
/// Hainmueller (2012, doi:10.1093/pan/mpr025). The weights are exp(λᵀ(x − m)), with λ the minimum of the convex
/// log Σ exp(λᵀ(x − m)) and m the means to be met, found by Newton's method. Columns are those of the design, centred and
/// scaled; with `squares` those of the squared numbers too, so that variances are met as well.
struct EntropyBalancing: Sendable {
    /// How near the weighted means have to come, in standard deviations.
    static let tolerance = 1e-10
    private static let iterationsMax = 200
    private static let stride = 512

    private let frame: CovariateFrame
    private let specification: DesignSpecification
    private let squared: [Int]

    /// The number of columns, the intercept first, squares last.
    private var columnCount: Int { specification.columnCount + squared.count }

    /// A balancing of the columns of a design.
    init(_ frame: CovariateFrame, specification: DesignSpecification, squares: Bool) {
        self.frame = frame
        self.specification = specification
        squared =
            squares
            ? specification.terms.filter { $0.kind == .continuous && $0.columns[0] >= 0 }.map { Int($0.columns[0]) }
            : []
    }

    /// The means of the columns over some rows.
    func means(_ isCounted: [Bool]) -> [Double] {
        let sums = TiledRows(rowCount: frame.rowCount).map { rows in
            var sum = Array(repeating: 0.0, count: columnCount)
            forEachBlock(rows) { block, range in
                for column in sum.indices {
                    for offset in 0..<range.count where isCounted[range.lowerBound + offset] {
                        sum[column] += block[column * Self.stride + offset]
                    }
                }
            }
            return sum
        }
        var total = Array(repeating: 0.0, count: columnCount)
        for sum in sums { for column in total.indices { total[column] += sum[column] } }
        return total.map { $0 / total[0] }
    }

    /// The weights of some rows that meet given means; they add up to 1, and are 0 for other rows.
    ///
    /// - Throws: ``PropensityError/noBalancingWeights(columns:)`` when no positive weights meet them.
    /// - Complexity: O(*n* · *p*²) an iteration for *n* rows and *p* columns.
    func weights(_ isWeighted: [Bool], meeting means: [Double]) throws(PropensityError) -> [Double] {
        var multipliers = Array(repeating: 0.0, count: columnCount)
        var point = evaluate(multipliers, isWeighted, means, shift: 0)
        for _ in 0..<Self.iterationsMax {
            let gradient = point.gradient(means)
            if gradient.allSatisfy({ abs($0) <= 1e-13 }) { break }
            let hessian = OrderedCholesky(point.covariance, tolerance: 1e-12, excluding: [0])
            let step = hessian.solve(gradient)
            let slope = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            var length = 1.0
            var next: Point?
            while length > 1e-6 {
                let trial = zip(multipliers, step).map { $0 - length * $1 }
                let reached = evaluate(trial, isWeighted, means, shift: point.highest)
                // Near the minimum the value cannot show a gain below its rounding.
                if reached.value.isFinite, reached.value <= point.value - 1e-4 * length * slope + 1e-14 {
                    multipliers = trial
                    next = reached
                    break
                }
                length /= 2
            }
            guard let next else { break }
            let isAtRounding = slope < 1e-26
            point = next
            if isAtRounding { break }
        }
        let apart = point.gradient(means).indices.filter { abs(point.gradient(means)[$0]) > Self.tolerance }
        guard apart.isEmpty else { throw .noBalancingWeights(columns: apart.map { name($0) }) }
        return exponentials(multipliers, isWeighted, means, shift: point.highest)
    }

    private func name(_ column: Int) -> String {
        column < specification.columnCount
            ? specification.columnNames[column]
            : "\(specification.columnNames[squared[column - specification.columnCount]]) squared"
    }

    // MARK: - One evaluation

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

        func gradient(_ means: [Double]) -> [Double] { zip(centre, means).map { $0 - $1 } }
    }

    private func evaluate(
        _ multipliers: [Double],
        _ isWeighted: [Bool],
        _ means: [Double],
        shift: Double
    ) -> Point {
        let parts = TiledRows(rowCount: frame.rowCount).map { rows -> (sums: PackedSymmetric, highest: Double) in
            var products = CrossProductSum(order: columnCount)
            var highest = -Double.infinity
            forEachBlock(rows) { block, range in
                exponents(block, range.count, multipliers, means) { offset, exponent in
                    guard isWeighted[range.lowerBound + offset] else { return 0 }
                    highest = max(highest, exponent)
                    return exp((exponent - shift) / 2)
                }
                products.add(block, rowCount: range.count, stride: Self.stride)
            }
            return (products.packed, highest)
        }
        var sums = PackedSymmetric(order: columnCount)
        for part in parts { sums.add(part.sums) }
        let total = sums[0, 0]
        let centre = (0..<columnCount).map { sums[$0, 0] / total }
        var covariance = PackedSymmetric(order: columnCount)
        for row in 0..<columnCount {
            for column in 0...row { covariance[row, column] = sums[row, column] / total - centre[row] * centre[column] }
        }
        return Point(
            value: shift + log(total),
            highest: parts.map(\.highest).max() ?? 0,
            centre: centre,
            covariance: covariance
        )
    }

    private func exponentials(
        _ multipliers: [Double],
        _ isWeighted: [Bool],
        _ means: [Double],
        shift: Double
    ) -> [Double] {
        let parts = TiledRows(rowCount: frame.rowCount).map { rows in
            var weights = Array(repeating: 0.0, count: rows.count)
            forEachBlock(rows) { block, range in
                exponents(block, range.count, multipliers, means) { offset, exponent in
                    if isWeighted[range.lowerBound + offset] {
                        weights[range.lowerBound + offset - rows.lowerBound] = exp(exponent - shift)
                    }
                    return 1
                }
            }
            return weights
        }
        let total = parts.reduce(0.0) { $0 + $1.reduce(0, +) }
        return parts.flatMap { $0.map { $0 / total } }
    }

    /// Hands each row's exponent to a closure, and multiplies the row by what it returns.
    private func exponents(
        _ block: UnsafeMutablePointer<Double>,
        _ count: Int,
        _ multipliers: [Double],
        _ means: [Double],
        _ body: (_ offset: Int, _ exponent: Double) -> Double
    ) {
        let constant = zip(multipliers, means).reduce(0) { $0 - $1.0 * $1.1 }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.stride) { factors in
            factors.initialize(repeating: constant)
            for column in 1..<columnCount where multipliers[column] != 0 {
                let multiplier = multipliers[column]
                for offset in 0..<count { factors[offset] += multiplier * block[column * Self.stride + offset] }
            }
            for offset in 0..<count { factors[offset] = body(offset, factors[offset]) }
            for column in 0..<columnCount {
                for offset in 0..<count { block[column * Self.stride + offset] *= factors[offset] }
            }
        }
    }

    /// Hands the columns of a tile to a closure, a block of rows a time, the first column all ones.
    private func forEachBlock(
        _ rows: Range<Int>,
        _ body: (_ block: UnsafeMutablePointer<Double>, _ range: Range<Int>) -> Void
    ) {
        let ones = Array(repeating: 1.0, count: Self.stride)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.stride * columnCount) { buffer in
            guard let block = buffer.baseAddress else { return }
            for start in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: Self.stride) {
                let range = start..<min(start + Self.stride, rows.upperBound)
                specification.expand(frame, rows: range, factors: ones, into: block, stride: Self.stride)
                for (index, column) in squared.enumerated() {
                    let square = block + (specification.columnCount + index) * Self.stride
                    let values = block + column * Self.stride
                    for offset in 0..<range.count { square[offset] = values[offset] * values[offset] }
                }
                body(block, range)
            }
        }
    }
}
