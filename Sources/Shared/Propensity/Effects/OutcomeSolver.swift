import Statistics

/// A fitted regression of an outcome.
package struct OutcomeFit: Sendable {
    /// Coefficients on the design's own columns; 0 when aliased.
    package let coefficients: [Double]
    /// The columns that were estimated.
    package let rank: Int
    /// Rows that it was fitted to.
    package let rowCount: Int
    private let factor: OrderedCholesky

    fileprivate init(coefficients: [Double], rowCount: Int, factor: OrderedCholesky) {
        self.coefficients = coefficients
        self.rowCount = rowCount
        self.factor = factor
        rank = factor.kept.count
    }

    /// B⁻¹v for the information B at the solution.
    package func solve(_ vector: [Double]) -> [Double] { factor.solve(vector) }
}

/// Newton's method for a regression of an outcome, driven by sums from wherever they are made.
package struct OutcomeSolver: Sendable {
    /// What to do next.
    package enum Step: Sendable {
        /// Sum the rows at these coefficients and hand the sums to ``OutcomeSolver/absorb(_:)``.
        case evaluate([Double])
        /// The solution.
        case converged(OutcomeFit)
        /// There is none.
        case stopped(PropensityError)
    }

    private static let iterationsMax = 60

    private let family: OutcomeRegression.Family
    private var coefficients: [Double]
    private var step: [Double]
    private var excluded: Set<Int> = []
    private var logLikelihood: Double?
    private var iteration = 0
    private var isLast = false

    /// The first step.
    package var first: Step { .evaluate(coefficients) }

    /// A solver that starts at zero.
    package init(_ family: OutcomeRegression.Family, columnCount: Int) {
        self.family = family
        coefficients = Array(repeating: 0, count: columnCount)
        step = coefficients
    }

    /// Takes the sums at the coefficients that were asked for, and says what is next.
    ///
    /// - Complexity: O(*p*³) for *p* columns; two steps for a linear regression, about eight for a logistic one.
    package mutating func absorb(_ sums: OutcomeStepSums) -> Step {
        iteration += 1
        if let last = logLikelihood, sums.logLikelihood < last - 1e-10 * (abs(last) + 0.1) {
            for column in step.indices {
                step[column] *= 0.5
                coefficients[column] -= step[column]
            }
            return next
        }
        logLikelihood = family == .logistic ? sums.logLikelihood : nil
        let factor = OrderedCholesky(
            sums.information,
            tolerance: iteration == 1 ? 1e-11 : 1e-14,
            excluding: excluded
        )
        excluded.formUnion(factor.aliased)
        if isLast {
            return .converged(OutcomeFit(coefficients: coefficients, rowCount: sums.rowCount, factor: factor))
        }
        step = factor.solve(sums.gradient)
        let decrement = zip(step, sums.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        for column in step.indices { coefficients[column] += step[column] }
        // One more pass follows, for the information at the solution.
        isLast = family == .linear ? iteration == 2 : decrement <= 1e-12
        return next
    }

    private var next: Step {
        iteration < Self.iterationsMax
            ? .evaluate(coefficients) : .stopped(.notConverged(iterations: Self.iterationsMax))
    }
}
