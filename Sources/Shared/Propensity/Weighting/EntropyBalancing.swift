import Glibc
import Statistics

/// Entropy balancing: the weights nearest to equal ones that give a group the means of another.
///
/// Hainmueller (2012, doi:10.1093/pan/mpr025). The weights are exp(λᵀ(x − m)), with λ the minimum of the convex
/// log Σ exp(λᵀ(x − m)) and m the means to be met, found by ``EntropySolver``. Columns are those of the design, centred and
/// scaled; with `squares` those of the squared numbers too, so that variances are met as well.
package struct EntropyBalancing: Sendable {
    private static let stride = 512

    private let frame: CovariateFrame
    private let specification: DesignSpecification
    private let squared: [Int]

    /// The number of columns, the intercept first, squares last.
    private var columnCount: Int { specification.columnCount + squared.count }

    /// A balancing of the columns of a design.
    package init(_ frame: CovariateFrame, specification: DesignSpecification, squares: Bool = false) {
        self.frame = frame
        self.specification = specification
        squared =
            squares
            ? specification.terms.filter { $0.kind == .continuous && $0.columns[0] >= 0 }.map { Int($0.columns[0]) }
            : []
    }

    /// The means of the columns over some rows.
    package func means(_ isCounted: [Bool]) -> [Double] {
        let nowhere = Array(repeating: 0.0, count: columnCount)
        let sums = TiledRows(rowCount: frame.rowCount).map { rows in
            var sum = nowhere
            forEachBlock(rows) { block, range in
                for column in sum.indices {
                    for offset in 0..<range.count where isCounted[range.lowerBound + offset] {
                        sum[column] += block[column * Self.stride + offset]
                    }
                }
            }
            return sum
        }
        var total = nowhere
        for sum in sums { for column in total.indices { total[column] += sum[column] } }
        return total.map { $0 / total[0] }
    }

    /// The weights of some rows that meet given means; they add up to 1, and are 0 for other rows.
    ///
    /// - Throws: ``PropensityError/noBalancingWeights(columns:)`` when no positive weights meet them.
    /// - Complexity: O(*n* · *p*²) an iteration for *n* rows and *p* columns.
    package func weights(_ isWeighted: [Bool], meeting means: [Double]) throws(PropensityError) -> [Double] {
        var solver = EntropySolver(meeting: means)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let multipliers, let shift):
                let parts = TiledRows(rowCount: frame.rowCount).map { rows in
                    sums(rows, at: multipliers, meeting: means, shift: shift) { isWeighted[$0] }
                }
                var whole = EntropySums(columnCount: columnCount)
                for part in parts { whole.add(part) }
                step = solver.absorb(whole)
            case .converged(let multipliers, let shift):
                let parts = TiledRows(rowCount: frame.rowCount).map { rows in
                    weights(rows, at: multipliers, meeting: means, shift: shift) { isWeighted[$0] }
                }
                let total = parts.reduce(0.0) { $0 + $1.reduce(0, +) }
                return parts.flatMap { $0.map { $0 / total } }
            case .apart(let columns):
                throw .noBalancingWeights(columns: columns.map { name($0) })
            }
        }
    }

    private func name(_ column: Int) -> String {
        column < specification.columnCount
            ? specification.columnNames[column]
            : "\(specification.columnNames[squared[column - specification.columnCount]]) squared"
    }

    // MARK: - One evaluation

    /// The sums of some rows for the dual function at some multipliers.
    ///
    /// - Parameters:
    ///   - rows: The rows.
    ///   - multipliers: λ.
    ///   - means: m.
    ///   - shift: What is taken off every exponent.
    ///   - isWeighted: Whether a row belongs to the group that is weighted.
    /// - Returns: The sums.
    package func sums(
        _ rows: Range<Int>,
        at multipliers: [Double],
        meeting means: [Double],
        shift: Double,
        _ isWeighted: (Int) -> Bool
    ) -> EntropySums {
        var products = CrossProductSum(order: columnCount)
        var highest = -Double.infinity
        forEachBlock(rows) { block, range in
            exponents(block, range.count, multipliers, means) { offset, exponent in
                guard isWeighted(range.lowerBound + offset) else { return 0 }
                highest = max(highest, exponent)
                return exp((exponent - shift) / 2)
            }
            products.add(block, rowCount: range.count, stride: Self.stride)
        }
        return EntropySums(products: products.packed, highest: highest)
    }

    /// The weights of some rows, exp(λᵀ(x − m) − shift), 0 for rows of the other group.
    package func weights(
        _ rows: Range<Int>,
        at multipliers: [Double],
        meeting means: [Double],
        shift: Double,
        _ isWeighted: (Int) -> Bool
    ) -> [Double] {
        var weights = Array(repeating: 0.0, count: rows.count)
        forEachBlock(rows) { block, range in
            exponents(block, range.count, multipliers, means) { offset, exponent in
                if isWeighted(range.lowerBound + offset) {
                    weights[range.lowerBound + offset - rows.lowerBound] = exp(exponent - shift)
                }
                return 1
            }
        }
        return weights
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
