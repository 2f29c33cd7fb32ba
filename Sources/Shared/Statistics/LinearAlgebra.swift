import Glibc

/// A symmetric matrix that keeps its lower triangle, row after row.
package struct PackedSymmetric: Equatable, Sendable {
    /// The number of rows and of columns.
    package let order: Int
    /// The lower triangle by rows: `order * (order + 1) / 2` elements.
    package private(set) var elements: [Double]

    /// A matrix of zeros.
    package init(order: Int) {
        self.order = order
        elements = Array(repeating: 0, count: order * (order + 1) / 2)
    }

    /// A matrix from its lower triangle by rows; the number of elements must fit the order.
    package init(order: Int, elements: [Double]) {
        precondition(
            elements.count == order * (order + 1) / 2,
            "a packed triangle has order * (order + 1) / 2 elements"
        )
        self.order = order
        self.elements = elements
    }

    /// An element; the order of the two indices does not matter.
    package subscript(row: Int, column: Int) -> Double {
        get { elements[Self.index(max(row, column), min(row, column))] }
        set { elements[Self.index(max(row, column), min(row, column))] = newValue }
    }

    /// Adds a matrix of the same order, element by element.
    package mutating func add(_ later: PackedSymmetric) {
        precondition(order == later.order, "matrices of different order cannot be added")
        for index in elements.indices { elements[index] += later.elements[index] }
    }

    private static func index(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
}

/// The Cholesky factor of a positive semidefinite matrix whose columns are taken in their order.
///
/// A column that is, to the tolerance, a linear combination of columns before it is aliased: it is left out, as the
/// limited pivoting of R's `lm` and `glm` does, so that earlier columns win. Solutions are zero in aliased places.
package struct OrderedCholesky: Sendable {
    /// The order of the whole matrix.
    package let order: Int
    /// The columns in the factor, ascending.
    package private(set) var kept: [Int] = []
    /// The columns left out because earlier ones determine them, ascending.
    package private(set) var aliased: [Int] = []
    /// Rows of the factor over the kept columns; row i has i + 1 elements.
    private var rows: [[Double]] = []

    /// Factors a matrix.
    ///
    /// - Parameters:
    ///   - matrix: Symmetric, positive semidefinite.
    ///   - tolerance: A column is aliased when what is left of its diagonal element, after the columns before it, is at
    ///     most this share of the element.
    ///   - excluded: Columns to leave out in any case; they are not reported as aliased.
    /// - Complexity: O(*p*³) for order *p*.
    package init(_ matrix: PackedSymmetric, tolerance: Double, excluding excluded: Set<Int> = []) {
        order = matrix.order
        for column in 0..<matrix.order where !excluded.contains(column) {
            var row: [Double] = []
            row.reserveCapacity(kept.count + 1)
            var left = matrix[column, column]
            for (position, earlier) in kept.enumerated() {
                let factor = rows[position]
                var value = matrix[column, earlier]
                for inner in 0..<position { value -= row[inner] * factor[inner] }
                value /= factor[position]
                row.append(value)
                left -= value * value
            }
            guard left.isFinite, left > 0, left > tolerance * matrix[column, column] else {
                aliased.append(column)
                continue
            }
            row.append(left.squareRoot())
            rows.append(row)
            kept.append(column)
        }
    }

    /// The solution of `factor * x = right` over the kept columns, for the lower triangular factor.
    ///
    /// Of vectors with this covariance matrix it makes uncorrelated ones with variance 1: the squared length of the
    /// difference of two is their squared Mahalanobis distance.
    package func whitened(_ right: [Double]) -> [Double] {
        precondition(right.count == order, "the right-hand side must have one element a column")
        var partial = kept.map { right[$0] }
        for row in partial.indices {
            for column in 0..<row { partial[row] -= rows[row][column] * partial[column] }
            partial[row] /= rows[row][row]
        }
        return partial
    }

    /// The solution of `matrix * x = right`, zero in the places left out.
    package func solve(_ right: [Double]) -> [Double] {
        var partial = whitened(right)
        for row in partial.indices.reversed() {
            for later in (row + 1)..<max(partial.count, row + 1) { partial[row] -= rows[later][row] * partial[later] }
            partial[row] /= rows[row][row]
        }
        var solution = Array(repeating: 0.0, count: order)
        for (position, column) in kept.enumerated() { solution[column] = partial[position] }
        return solution
    }

    /// The logarithm of the determinant over the kept columns.
    package var logDeterminant: Double {
        rows.reduce(0) { $0 + 2 * log($1[$1.count - 1]) }
    }

    /// A root of the inverse: M with M Mᵀ = matrix⁻¹ over the kept columns, column after column; zero in the places left out.
    ///
    /// - Complexity: O(*p*³) for order *p*.
    package var inverseRoot: [Double] {
        var root = Array(repeating: 0.0, count: order * order)
        // Column j of L⁻ᵀ is row j of L⁻¹, made by forward substitution of each unit vector.
        for start in kept.indices {
            var solution = Array(repeating: 0.0, count: kept.count)
            solution[start] = 1 / rows[start][start]
            for row in (start + 1)..<max(kept.count, start + 1) {
                var value = 0.0
                for inner in start..<row { value -= rows[row][inner] * solution[inner] }
                solution[row] = value / rows[row][row]
            }
            for row in start..<kept.count { root[kept[row] * order + kept[start]] = solution[row] }
        }
        return root
    }

    /// The inverse over the kept columns; rows and columns left out are zero.
    package func inverse() -> PackedSymmetric {
        var inverse = PackedSymmetric(order: order)
        var unit = Array(repeating: 0.0, count: order)
        for column in kept {
            unit[column] = 1
            let solution = solve(unit)
            unit[column] = 0
            for row in kept where row >= column { inverse[row, column] = solution[row] }
        }
        return inverse
    }
}
