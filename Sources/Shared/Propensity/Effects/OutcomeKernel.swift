package import Statistics

/// The sums of one step of a regression of an outcome.
package struct OutcomeStepSums: Equatable, Sendable {
    /// X'WX over the design columns.
    package var information: PackedSymmetric
    /// X'W times the residuals.
    package var gradient: [Double]
    /// The weighted log-likelihood; 0 for a linear regression.
    package var logLikelihood: Double
    /// Rows with a weight.
    package var rowCount: Int

    /// Sums from their parts; the gradient has one element for each column.
    package init(information: PackedSymmetric, gradient: [Double], logLikelihood: Double, rowCount: Int) {
        precondition(information.order == gradient.count, "the gradient has one element for each column")
        self.information = information
        self.gradient = gradient
        self.logLikelihood = logLikelihood
        self.rowCount = rowCount
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: OutcomeStepSums) {
        information.add(later.information)
        for place in gradient.indices { gradient[place] += later.gradient[place] }
        logLikelihood += later.logLikelihood
        rowCount += later.rowCount
    }
}

/// A regression of an outcome at some coefficients, as sums over rows and as what each row adds to an error.
package struct OutcomeKernel: Sendable {
    /// The family.
    package let family: OutcomeRegression.Family
    /// The covariates.
    package let frame: CovariateFrame
    /// The design.
    package let specification: DesignSpecification
    private let predictor: LinearPredictor

    /// A regression at coefficients on the design's own columns.
    package init(
        _ family: OutcomeRegression.Family,
        _ frame: CovariateFrame,
        specification: DesignSpecification,
        coefficients: [Double]
    ) {
        self.family = family
        self.frame = frame
        self.specification = specification
        predictor = LinearPredictor(specification: specification, coefficients: coefficients)
    }

    /// X'WX and X'Wr of the rows with a weight.
    ///
    /// - Parameters:
    ///   - rows: The range.
    ///   - outcome: The outcome of every row of the frame.
    ///   - weights: The weight of every row; 0 leaves a row out, whatever its outcome.
    /// - Returns: The sums of one step.
    package func sums(_ rows: Range<Int>, outcome: [Double], weights: [Double]) -> OutcomeStepSums {
        let order = specification.columnCount
        let stride = 256
        var products = CrossProductSum(order: order + 1)
        var logLikelihood = 0.0
        var rowCount = 0
        // The residual is one more column, so both sums come from one product.
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
                rowCount += 1
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
            logLikelihood: logLikelihood,
            rowCount: rowCount
        )
    }

    /// The fitted mean of each row of a range.
    package func means(_ rows: Range<Int>) -> [Double] {
        predictor.scores(frame, rows: rows).map { OutcomeRegression.contribution(family, $0, outcome: 0).mean }
    }

    /// Σ a μ'(x'β) x over a range of rows: the derivative by the coefficients of the sum of fitted means.
    ///
    /// - Parameters:
    ///   - rows: The range.
    ///   - shares: The factor *a* of every row of the frame.
    /// - Returns: One number for each column.
    package func derivative(_ rows: Range<Int>, shares: [Double]) -> [Double] {
        let factors = zip(predictor.scores(frame, rows: rows), shares[rows]).map { predicted, share in
            share * OutcomeRegression.contribution(family, predicted, outcome: 0).weight
        }
        return specification.columnSums(frame, rows: rows, factors: factors)
    }

    /// What each row adds to the error of a mean of fitted values: w (y − μ) x'd.
    ///
    /// - Parameters:
    ///   - rows: The range.
    ///   - outcome: The outcome of every row of the frame.
    ///   - weights: Their weights; 0 gives 0, whatever the outcome.
    ///   - direction: d = B⁻¹J for the information B and the derivative J of that mean.
    /// - Returns: One number for each row of the range.
    package func influence(
        _ rows: Range<Int>,
        outcome: [Double],
        weights: [Double],
        direction: [Double]
    ) -> [Double] {
        let means = means(rows)
        let along = LinearPredictor(specification: specification, coefficients: direction).scores(frame, rows: rows)
        return rows.map { row in
            guard weights[row] > 0 else { return 0 }
            let place = row - rows.lowerBound
            return weights[row] * (outcome[row] - means[place]) * along[place]
        }
    }
}

extension DesignSpecification {
    /// The sum of every design column over a range of rows, each row times a factor.
    fileprivate func columnSums(_ frame: CovariateFrame, rows: Range<Int>, factors: [Double]) -> [Double] {
        let stride = 256
        var sums = Array(repeating: 0.0, count: columnCount)
        var block = Array(repeating: 0.0, count: stride * columnCount)
        // Columns are written in whole lanes, so the factors of the last, shorter block need room beyond its rows.
        var part = Array(repeating: 0.0, count: stride)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let range = start..<min(start + stride, rows.upperBound)
            for row in range { part[row - start] = factors[row - rows.lowerBound] }
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
