import Statistics

/// Accumulates the sums of one Newton step over tiles.
///
/// Rows are taken in blocks that fit the second-level cache: linear predictor, weight and gradient row by row, then one
/// symmetric rank update by BLAS of the block scaled by the root of the weights.
package struct NewtonKernel: Sendable {
    /// Rows of a block: 61 columns of 512 rows are 250 kB.
    package static let blockRows = 512

    private let specification: DesignSpecification
    private let link: ScoreLink
    private let predictor: LinearPredictor?

    /// A kernel at some coefficients.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - link: The link function.
    ///   - coefficients: On the design's own columns; nil for the starting pass, which takes probabilities 3/4 for the
    ///     treated and 1/4 for controls.
    package init(specification: DesignSpecification, link: ScoreLink, coefficients: [Double]?) {
        self.specification = specification
        self.link = link
        predictor = coefficients.map { LinearPredictor(specification: specification, coefficients: $0) }
    }

    /// The sums over a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: A tile: always the same range, so that the order of summation never changes.
    ///   - weights: Case weights of all rows of the frame; nil for 1. Rows of weight 0 count for nothing.
    /// - Returns: The sums, to be added in tile order.
    /// - Complexity: O(*n* · *p*²) for *n* rows and *p* columns.
    package func accumulate(_ frame: CovariateFrame, rows: Range<Int>, weights: [Double]? = nil) -> NewtonSums {
        let stride = Self.blockRows
        var sums = NewtonSums(columnCount: specification.columnCount)
        var products = CrossProductSum(order: specification.columnCount)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: stride * (specification.columnCount + 2)) { buffer in
            guard let base = buffer.baseAddress else { return }
            buffer.initialize(repeating: 0)
            let roots = base
            let slopes = base + stride
            let block = slopes + stride
            var start = rows.lowerBound
            while start < rows.upperBound {
                let range = start..<min(start + stride, rows.upperBound)
                predictor?.evaluate(frame, rows: range, into: slopes)
                weigh(frame, range, weights, roots: roots, slopes: slopes, sums: &sums)
                addGradient(frame, range, slopes: slopes, to: &sums.gradient)
                specification.expand(frame, rows: range, factors: roots, into: block, stride: stride)
                products.add(block, rowCount: range.count, stride: stride)
                start = range.upperBound
            }
        }
        sums.information = products.packed
        return sums
    }

    /// Turns linear predictors (in `slopes`) into roots of weights and derivatives, and adds up the log-likelihood.
    private func weigh(
        _ frame: CovariateFrame,
        _ rows: Range<Int>,
        _ weights: [Double]?,
        roots: UnsafeMutablePointer<Double>,
        slopes: UnsafeMutablePointer<Double>,
        sums: inout NewtonSums
    ) {
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
        sums.logLikelihood += logLikelihood
        sums.weight += total
        sums.treatedWeight += treatedTotal
        sums.rowCount += rows.count
    }

    private func addGradient(
        _ frame: CovariateFrame,
        _ rows: Range<Int>,
        slopes: UnsafePointer<Double>,
        to gradient: inout [Double]
    ) {
        for offset in 0..<rows.count { gradient[0] += slopes[offset] }
        for term in specification.terms {
            switch frame.columns[term.covariate] {
            case .codes(let codes): Self.addLevels(codes, rows, term, slopes, &gradient)
            case .wideCodes(let codes): Self.addLevels(codes, rows, term, slopes, &gradient)
            case .singles(let values): Self.addNumbers(values, rows, term, slopes, &gradient)
            case .doubles(let values): Self.addNumbers(values, rows, term, slopes, &gradient)
            }
        }
    }

    @inline(__always)
    private static func addLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ rows: Range<Int>,
        _ term: DesignTerm,
        _ slopes: UnsafePointer<Double>,
        _ gradient: inout [Double]
    ) {
        let limit = term.columns.count - 1
        codes.withUnsafeBufferPointer { codes in
            term.columns.withUnsafeBufferPointer { columns in
                gradient.withUnsafeMutableBufferPointer { gradient in
                    for offset in 0..<rows.count {
                        let column = Int(columns[min(Int(codes[rows.lowerBound + offset]), limit)])
                        if column >= 0 { gradient[column] += slopes[offset] }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func addNumbers<Value: BinaryFloatingPoint>(
        _ values: [Value],
        _ rows: Range<Int>,
        _ term: DesignTerm,
        _ slopes: UnsafePointer<Double>,
        _ gradient: inout [Double]
    ) {
        var sum = 0.0
        var missing = 0.0
        let centre = term.centre
        let inverse = 1 / term.scale
        values.withUnsafeBufferPointer { values in
            for offset in 0..<rows.count {
                let value = Double(values[rows.lowerBound + offset])
                if value.isNaN {
                    missing += slopes[offset]
                } else {
                    sum += (value - centre) * inverse * slopes[offset]
                }
            }
        }
        if term.columns[0] >= 0 { gradient[Int(term.columns[0])] += sum }
        if term.columns[1] >= 0 { gradient[Int(term.columns[1])] += missing }
    }
}
