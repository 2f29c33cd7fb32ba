/// A basis of natural cubic splines without an intercept, as R's `splines::ns` makes it.
///
/// Cubic B-splines over the boundary and inner knots (de Boor 1978, chapter IX), the first left out, turned by the
/// Householder reflections that LINPACK's `dqrdc2` makes of their second derivatives at the boundaries: what is left has
/// none there, so that it is linear beyond (Hastie 1992, in Chambers and Hastie, Statistical Models in S, section 7.4).
package struct NaturalSpline: Equatable, Sendable {
    /// The boundary and inner knots, each boundary four times.
    private let knots: [Double]
    /// The weight of each B-spline in each column: one row a column, over all B-splines but the first.
    private let weights: [[Double]]

    /// The inner knots, ascending.
    package var inner: [Double] { Array(knots.dropFirst(4).dropLast(4)) }
    /// The lower boundary.
    package var lowest: Double { knots[0] }
    /// The upper boundary.
    package var highest: Double { knots[knots.count - 1] }

    /// The number of columns: inner knots + 1.
    package var columnCount: Int { weights.count }

    /// A basis.
    ///
    /// - Parameters:
    ///   - inner: The inner knots, ascending, all between the boundaries.
    ///   - lowest: The lower boundary.
    ///   - highest: The upper boundary.
    package init(inner: [Double], lowest: Double, highest: Double) {
        precondition(
            zip([lowest] + inner, inner + [highest]).allSatisfy { $0 < $1 },
            "knots ascend from one boundary to the other"
        )
        let knots = Array(repeating: lowest, count: 4) + inner + Array(repeating: highest, count: 4)
        self.knots = knots
        let count = inner.count + 3
        let curvature = [lowest, highest].map { edge in
            (1...count).map { Self.derivative(of: $0, order: 4, times: 2, at: edge, knots) }
        }
        let reflections = Self.reflections(curvature)
        // Column j of the basis is row j + 2 of Qᵀ applied to the B-splines, so it needs Qᵀ of each unit vector.
        var weights = Array(repeating: Array(repeating: 0.0, count: count), count: count - 2)
        for spline in 0..<count {
            var unit = Array(repeating: 0.0, count: count)
            unit[spline] = 1
            for (start, vector) in reflections.enumerated() where vector[start] != 0 {
                let share = (start..<count).reduce(0.0) { $0 + vector[$1] * unit[$1] } / vector[start]
                for row in start..<count { unit[row] -= share * vector[row] }
            }
            for column in weights.indices { weights[column][spline] = unit[column + 2] }
        }
        self.weights = weights
    }

    /// Writes the columns' values at a point; a point outside the boundaries is taken to the nearest.
    package func evaluate(_ point: Double, into target: inout [Double]) {
        let clamped = min(max(point, knots[0]), knots[knots.count - 1])
        // The last interval that begins at or before the point; the upper boundary belongs to the one below it.
        var interval = 3
        while interval + 5 < knots.count, knots[interval + 1] <= clamped { interval += 1 }
        var values = (1.0, 0.0, 0.0, 0.0)
        withUnsafeMutableBytes(of: &values) { bytes in
            let splines = bytes.bindMemory(to: Double.self)
            // The triangle of Cox and de Boor over the splines that are not 0 here.
            for order in 1..<4 {
                var carried = 0.0
                for place in 0..<order {
                    let right = knots[interval + place + 1]
                    let left = knots[interval + 1 + place - order]
                    let share = splines[place] / (right - left)
                    splines[place] = carried + (right - clamped) * share
                    carried = (clamped - left) * share
                }
                splines[order] = carried
            }
            for column in weights.indices {
                var sum = 0.0
                for place in 0..<4 where interval - 3 + place > 0 {
                    sum += weights[column][interval - 4 + place] * splines[place]
                }
                target[column] = sum
            }
        }
    }

    /// A derivative of one B-spline at a boundary.
    private static func derivative(
        of index: Int,
        order: Int,
        times: Int,
        at point: Double,
        _ knots: [Double]
    ) -> Double {
        guard order > 1 else {
            let isLast = point == knots[knots.count - 1]
            return
                (isLast
                ? knots[index] < point && point <= knots[index + 1] : knots[index] <= point && point < knots[index + 1])
                ? 1 : 0
        }
        let leftSpan = knots[index + order - 1] - knots[index]
        let rightSpan = knots[index + order] - knots[index + 1]
        let left = derivative(of: index, order: order - 1, times: max(0, times - 1), at: point, knots)
        let right = derivative(of: index + 1, order: order - 1, times: max(0, times - 1), at: point, knots)
        if times > 0 {
            let factor = Double(order - 1)
            return (leftSpan > 0 ? factor * left / leftSpan : 0) - (rightSpan > 0 ? factor * right / rightSpan : 0)
        }
        return (leftSpan > 0 ? (point - knots[index]) / leftSpan * left : 0)
            + (rightSpan > 0 ? (knots[index + order] - point) / rightSpan * right : 0)
    }

    /// The vectors of the Householder reflections of some columns, in LINPACK's scale: the diagonal is 1 + |x₁|/‖x‖.
    private static func reflections(_ columns: [[Double]]) -> [[Double]] {
        var columns = columns
        for start in columns.indices {
            let tail = start..<columns[start].count
            var length = tail.reduce(0.0) { $0 + columns[start][$1] * columns[start][$1] }.squareRoot()
            guard length > 0 else { continue }
            if columns[start][start] < 0 { length = -length }
            for row in tail { columns[start][row] /= length }
            columns[start][start] += 1
            for later in (start + 1)..<max(columns.count, start + 1) {
                let share = tail.reduce(0.0) { $0 + columns[start][$1] * columns[later][$1] } / columns[start][start]
                for row in tail { columns[later][row] -= share * columns[start][row] }
            }
            for row in 0..<start { columns[start][row] = 0 }
        }
        return columns
    }
}
