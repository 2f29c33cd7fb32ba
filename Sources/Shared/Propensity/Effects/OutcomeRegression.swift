import Glibc
import Statistics

/// A regression of the outcome on the design's columns in one group, weighted: linear, or logistic for 0 and 1.
///
/// Groups are fitted apart, which is one regression with all interactions of treatment and covariates. Everything is a sum
/// over rows at given coefficients, so tiles add up and any number of passes may be driven from outside.
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
    /// Coefficients on the design's own columns; 0 when aliased.
    package let coefficients: [Double]
    /// The columns that were estimated.
    package let rank: Int
    private let factor: OrderedCholesky
    private let specification: DesignSpecification
    private let predictor: LinearPredictor

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
        let order = specification.columnCount
        var coefficients = Array(repeating: 0.0, count: order)
        var excluded: Set<Int> = []
        var before: Double?
        var step = coefficients
        var factor: OrderedCholesky?
        var isLast = false
        for iteration in 1...Self.iterationsMax {
            let kernel = OutcomeKernel(
                family: family,
                frame: frame,
                specification: specification,
                outcome: outcome,
                weights: weights,
                predictor: LinearPredictor(specification: specification, coefficients: coefficients)
            )
            guard let sums = rows.reduce({ $0.add($1) }, { kernel.sums($0) }) else {
                throw .emptyGroup(treated: 0, controls: 0)
            }
            if let last = before, sums.logLikelihood < last - 1e-10 * (abs(last) + 0.1) {
                for column in step.indices {
                    step[column] *= 0.5
                    coefficients[column] -= step[column]
                }
                continue
            }
            before = family == .logistic ? sums.logLikelihood : nil
            let found = OrderedCholesky(
                sums.information,
                tolerance: iteration == 1 ? 1e-11 : 1e-14,
                excluding: excluded
            )
            excluded.formUnion(found.aliased)
            factor = found
            if isLast { break }
            step = found.solve(sums.gradient)
            let decrement = zip(step, sums.gradient).reduce(0) { $0 + $1.0 * $1.1 }
            for column in step.indices { coefficients[column] += step[column] }
            // One more pass follows, for the information at the solution.
            isLast = family == .linear ? iteration == 2 : decrement <= 1e-12
        }
        guard isLast, let factor else { throw .notConverged(iterations: Self.iterationsMax) }
        self.factor = factor
        self.coefficients = coefficients
        rank = factor.kept.count
        predictor = LinearPredictor(specification: specification, coefficients: coefficients)
    }

    private static let iterationsMax = 60

    /// The mean that the regression gives each row of the frame.
    package func means(_ frame: CovariateFrame) -> [Double] {
        let (family, predictor) = (family, predictor)
        return TiledRows(rowCount: frame.rowCount).map { range in
            predictor.scores(frame, rows: range).map { Self.contribution(family, $0, outcome: 0).mean }
        }.flatMap(\.self)
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
        let (family, predictor, specification) = (family, predictor, specification)
        let parts = rows.map { range -> [Double] in
            let predicted = predictor.scores(frame, rows: range)
            let factors = zip(predicted, target[range]).map { predicted, share in
                share * Self.contribution(family, predicted, outcome: 0).weight
            }
            return specification.columnSums(frame, rows: range, factors: factors)
        }
        var derivative = Array(repeating: 0.0, count: specification.columnCount)
        for part in parts {
            for column in part.indices { derivative[column] += part[column] }
        }
        let direction = factor.solve(derivative)
        let slope = LinearPredictor(specification: specification, coefficients: direction)
        return rows.map { range in
            let predicted = predictor.scores(frame, rows: range)
            let along = slope.scores(frame, rows: range)
            return range.map { row in
                guard weights[row] > 0 else { return 0.0 }
                let place = row - range.lowerBound
                let mean = Self.contribution(family, predicted[place], outcome: 0).mean
                return weights[row] * (outcome[row] - mean) * along[place]
            }
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

/// The sums of one step.
struct OutcomeStepSums: Sendable {
    var information: PackedSymmetric
    var gradient: [Double]
    var logLikelihood: Double

    mutating func add(_ later: OutcomeStepSums) {
        information.add(later.information)
        for place in gradient.indices { gradient[place] += later.gradient[place] }
        logLikelihood += later.logLikelihood
    }
}

/// Sums rows at some coefficients.
private struct OutcomeKernel: Sendable {
    let family: OutcomeRegression.Family
    let frame: CovariateFrame
    let specification: DesignSpecification
    let outcome: [Double]
    let weights: [Double]
    let predictor: LinearPredictor

    /// X'WX and X'r of the rows with a weight; the residual is one more column, so both come from one product.
    func sums(_ rows: Range<Int>) -> OutcomeStepSums {
        let order = specification.columnCount
        let stride = 256
        var products = CrossProductSum(order: order + 1)
        var logLikelihood = 0.0
        var block = Array(repeating: 0.0, count: stride * (order + 1))
        var roots = Array(repeating: 0.0, count: stride)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let range = start..<min(start + stride, rows.upperBound)
            let predicted = predictor.scores(frame, rows: range)
            for row in range {
                let place = row - start
                guard weights[row] > 0 else {
                    roots[place] = 0
                    block[order * stride + place] = 0
                    continue
                }
                let part = OutcomeRegression.contribution(family, predicted[place], outcome: outcome[row])
                let root = (weights[row] * max(part.weight, 1e-290)).squareRoot()
                roots[place] = root
                block[order * stride + place] = weights[row] * (outcome[row] - part.mean) / root
                logLikelihood += weights[row] * part.logLikelihood
            }
            let residuals = Array(block[(order * stride)..<(order * stride + range.count)])
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress else { return }
                specification.expand(frame, rows: range, factors: roots, into: base, stride: stride)
                for (place, residual) in residuals.enumerated() { base[order * stride + place] = residual }
                products.add(base, rowCount: range.count, stride: stride)
            }
            start = range.upperBound
        }
        let packed = products.packed
        return OutcomeStepSums(
            information: PackedSymmetric(
                order: order,
                elements: Array(packed.elements.prefix(order * (order + 1) / 2))
            ),
            gradient: (0..<order).map { packed[order, $0] },
            logLikelihood: logLikelihood
        )
    }
}

extension DesignSpecification {
    /// The sum of every design column over a range of rows, each row times a factor.
    fileprivate func columnSums(_ frame: CovariateFrame, rows: Range<Int>, factors: [Double]) -> [Double] {
        let stride = 256
        var sums = Array(repeating: 0.0, count: columnCount)
        var block = Array(repeating: 0.0, count: stride * columnCount)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let range = start..<min(start + stride, rows.upperBound)
            let part = Array(factors[(start - rows.lowerBound)..<(range.upperBound - rows.lowerBound)])
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress else { return }
                expand(frame, rows: range, factors: part, into: base, stride: stride)
            }
            for column in 0..<columnCount {
                for place in 0..<range.count { sums[column] += block[column * stride + place] }
            }
            start = range.upperBound
        }
        return sums
    }
}
