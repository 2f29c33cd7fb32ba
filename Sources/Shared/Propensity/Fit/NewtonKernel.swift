import CScoreKernels
import Statistics

/// Accumulates the sums of one Newton step over tiles.
///
/// Rows are taken in blocks that fit the second-level cache: linear predictor, weight and slope of each row, the design
/// columns scaled by the root of the weights with the gradient, then the symmetric rank update of the block
/// (``CScoreKernels``).
package struct NewtonKernel: Sendable {
    /// Rows of a block.
    package static let blockRows = DesignBlock.rowsMax

    private let specification: DesignSpecification
    private let link: ScoreLink
    private let predictor: LinearPredictor?
    private let kernels: ScoreKernels

    /// A kernel at some coefficients.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - link: The link function.
    ///   - coefficients: On the design's own columns; nil for the starting pass, which takes probabilities 3/4 for the
    ///     treated and 1/4 for controls.
    ///   - level: The instructions to use; nil for the highest level of this processor.
    package init(
        specification: DesignSpecification,
        link: ScoreLink,
        coefficients: [Double]?,
        level: ScoreKernels.Level? = nil
    ) {
        self.specification = specification
        self.link = link
        kernels = level.map { ScoreKernels(level: $0) } ?? .highest
        predictor = coefficients.map { LinearPredictor(specification: specification, coefficients: $0) }
    }

    /// The sums over a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: A tile: always the same range, so that the order of summation never changes.
    ///   - weights: Case weights of all rows of the frame; nil for 1. Rows of weight 0 count for nothing.
    ///   - offsets: What is added to the linear predictor of each row of the frame; nil for 0. The starting pass does
    ///     without: it only gives the first coefficients.
    ///   - blockShare: Of so many blocks the first is taken, the others are left out; 1 for all rows.
    /// - Returns: The sums, to be added in tile order.
    /// - Complexity: O(*n* · *p*²) for *n* rows and *p* columns.
    package func accumulate(
        _ frame: CovariateFrame,
        rows: Range<Int>,
        weights: [Double]? = nil,
        offsets: [Double]? = nil,
        blockShare: Int = 1
    ) -> NewtonSums {
        let order = specification.columnCount
        var sums = NewtonSums(columnCount: order)
        DesignBlock.with(columnCount: order, kernels: kernels) { block in
            var start = rows.lowerBound
            while start < rows.upperBound {
                let range = start..<min(start + DesignBlock.rowsMax, rows.upperBound)
                predictor?.evaluate(frame, rows: range, into: block.slopes, kernels: kernels)
                if predictor != nil, let offsets {
                    for offset in 0..<range.count { block.slopes[offset] += offsets[range.lowerBound + offset] }
                }
                weigh(frame, range, weights, block, &sums)
                specification.expand(frame, rows: range, to: block.place, gradient: &sums.gradient)
                block.addCrossProduct(rows: range.count)
                start += blockShare * DesignBlock.rowsMax
            }
            sums.information = PackedSymmetric(order: order, elements: block.crossProduct)
        }
        return sums
    }

    /// Turns the linear predictors of a block into roots of weights and slopes, and adds up the log-likelihood.
    private func weigh(
        _ frame: CovariateFrame,
        _ rows: Range<Int>,
        _ weights: [Double]?,
        _ block: DesignBlock,
        _ sums: inout NewtonSums
    ) {
        sums.rowCount += rows.count
        guard link == .logit else { return weighOneByOne(frame, rows, weights, block, &sums) }
        let part = kernels.logistic(
            frame.treatment[rows],
            weights: weights?[rows],
            starting: predictor == nil ? link.startingPredictor : 0,
            roots: block.roots,
            slopes: block.slopes
        )
        sums.logLikelihood += part.log_likelihood
        sums.weight += part.weight
        sums.treatedWeight += part.treated_weight
    }

    /// The same for links without a vector kernel.
    private func weighOneByOne(
        _ frame: CovariateFrame,
        _ rows: Range<Int>,
        _ weights: [Double]?,
        _ block: DesignBlock,
        _ sums: inout NewtonSums
    ) {
        let (roots, slopes) = (block.roots, block.slopes)
        let starting = predictor == nil
        let startingPredictor = link.startingPredictor
        var logLikelihood = 0.0
        var total = 0.0
        var treatedTotal = 0.0
        frame.treatment.withUnsafeBufferPointer { treatment in
            for offset in 0..<rows.count {
                let row = rows.lowerBound + offset
                let treated = treatment[row] == 1
                let weight = weights.map { $0[row] } ?? 1
                let eta = starting ? (treated ? startingPredictor : -startingPredictor) : slopes[offset]
                let part = link.contribution(predictor: eta, treated: treated)
                logLikelihood += weight * part.logLikelihood
                total += weight
                if treated { treatedTotal += weight }
                roots[offset] = (weight * part.weight).squareRoot()
                slopes[offset] = weight * (starting ? part.weight * eta + part.slope : part.slope)
            }
        }
        for offset in rows.count..<ScoreKernels.whole(rows.count) { (roots[offset], slopes[offset]) = (0, 0) }
        sums.logLikelihood += logLikelihood
        sums.weight += total
        sums.treatedWeight += treatedTotal
    }
}
