import Glibc

/// A regression of the outcome on the design's columns in one group, weighted: linear, or logistic for 0 and 1.
///
/// Groups are fitted apart, which is one regression with all interactions of treatment and covariates. Everything is a sum
/// over rows at given coefficients: this fits the rows of one process, passes over partitions drive ``OutcomeSolver`` and
/// ``OutcomeKernel`` themselves.
package struct OutcomeRegression: Sendable {
    /// What kind of outcome it is for.
    package enum Family: String, Sendable {
        /// Any number: least squares.
        case linear
        /// 0 or 1: logistic regression.
        case logistic
    }

    /// What a row adds at a linear predictor.
    struct Contribution {
        let mean: Double
        /// The derivative of the mean.
        let weight: Double
        let logLikelihood: Double
    }

    /// The family.
    package let family: Family
    private let fit: OutcomeFit
    private let specification: DesignSpecification

    /// Coefficients on the design's own columns; 0 when aliased.
    package var coefficients: [Double] { fit.coefficients }
    /// The columns that were estimated.
    package var rank: Int { fit.rank }

    /// Fits the regression to some rows.
    ///
    /// - Parameters:
    ///   - family: Linear or logistic.
    ///   - frame: The covariates.
    ///   - specification: The design.
    ///   - outcome: The outcome of every row of the frame.
    ///   - weights: The weight of every row; 0 leaves a row out, whatever its outcome.
    /// - Throws: ``PropensityError/notConverged(iterations:)``.
    /// - Complexity: O(*n p*²) a step; two steps for a linear regression, about eight for a logistic one.
    package init(
        _ family: Family,
        _ frame: CovariateFrame,
        specification: DesignSpecification,
        outcome: [Double],
        weights: [Double]
    ) throws(PropensityError) {
        self.family = family
        self.specification = specification
        let rows = TiledRows(rowCount: frame.rowCount)
        var solver = OutcomeSolver(family, columnCount: specification.columnCount)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients):
                let kernel = OutcomeKernel(
                    family,
                    frame,
                    specification: specification,
                    coefficients: coefficients
                )
                let sums = rows.reduce({ $0.add($1) }, { kernel.sums($0, outcome: outcome, weights: weights) })
                guard let sums else { throw .emptyGroup(treated: 0, controls: 0) }
                step = solver.absorb(sums)
            case .converged(let fit):
                self.fit = fit
                return
            case .stopped(let error): throw error
            }
        }
    }

    private func kernel(_ frame: CovariateFrame) -> OutcomeKernel {
        OutcomeKernel(family, frame, specification: specification, coefficients: fit.coefficients)
    }

    /// The mean that the regression gives each row of the frame.
    package func means(_ frame: CovariateFrame) -> [Double] {
        let kernel = kernel(frame)
        return TiledRows(rowCount: frame.rowCount).map { kernel.means($0) }.flatMap(\.self)
    }

    /// What each row adds to the error of the mean of the fitted values over some rows: w (y − μ) x'B⁻¹J.
    ///
    /// B is the information and J the derivative of that mean by the coefficients, so the sum of squares of these numbers is
    /// the delta method with White's covariance, and sums over clusters give the clustered one.
    ///
    /// - Parameters:
    ///   - frame: The rows that the regression was fitted to.
    ///   - outcome: Their outcome.
    ///   - weights: Their weight.
    ///   - target: The weight of each row in the mean, adding up to 1.
    /// - Returns: A number for each row, 0 where the weight is 0.
    package func scores(
        _ frame: CovariateFrame,
        outcome: [Double],
        weights: [Double],
        target: [Double]
    ) -> [Double] {
        let rows = TiledRows(rowCount: frame.rowCount)
        let kernel = kernel(frame)
        var derivative = Array(repeating: 0.0, count: specification.columnCount)
        for part in rows.map({ kernel.derivative($0, shares: target) }) {
            for column in part.indices { derivative[column] += part[column] }
        }
        let direction = fit.solve(derivative)
        return rows.map { range in
            kernel.influence(range, outcome: outcome, weights: weights, direction: direction)
        }.flatMap(\.self)
    }

    @inline(__always)
    static func contribution(_ family: Family, _ predictor: Double, outcome: Double) -> Contribution {
        switch family {
        case .linear: return Contribution(mean: predictor, weight: 1, logLikelihood: 0)
        case .logistic:
            let small = exp(-abs(predictor))
            let mean = predictor >= 0 ? 1 / (1 + small) : small / (1 + small)
            let other = predictor >= 0 ? small / (1 + small) : 1 / (1 + small)
            let logLikelihood = (outcome * predictor) - max(predictor, 0) - log1p(small)
            return Contribution(mean: mean, weight: mean * other, logLikelihood: logLikelihood)
        }
    }
}
