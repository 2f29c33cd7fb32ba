import Statistics

/// What Firth's correction adds to the gradient: sums over rows.
package struct FirthSums: Equatable, Sendable {
    /// Σ h (½ − p) x, for each row's leverage h and probability p.
    package var adjustment: [Double]

    /// The sums over no rows.
    package init(columnCount: Int) {
        adjustment = Array(repeating: 0, count: columnCount)
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: FirthSums) {
        precondition(adjustment.count == later.adjustment.count, "sums of other designs cannot be added")
        for column in adjustment.indices { adjustment[column] += later.adjustment[column] }
    }
}

/// Accumulates Firth's correction of the gradient over tiles.
///
/// The modified score of the logistic model is Σ (w(y − p) + h(½ − p)) x with h the diagonal of
/// W^½X(XᵀWX)⁻¹XᵀW^½ (Heinze and Schemper 2002, equation 3, doi:10.1002/sim.1047).
package struct FirthKernel: Sendable {
    private let specification: DesignSpecification
    private let predictor: LinearPredictor
    private let inverseRoot: [Double]

    /// A kernel at some coefficients.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - coefficients: On the design's own columns.
    ///   - inverseRoot: A root of the inverse information at these coefficients, column after column.
    package init(specification: DesignSpecification, coefficients: [Double], inverseRoot: [Double]) {
        self.specification = specification
        predictor = LinearPredictor(specification: specification, coefficients: coefficients)
        self.inverseRoot = inverseRoot
    }

    /// The sums over a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: A tile: always the same range, so that the order of summation never changes.
    ///   - weights: Case weights of all rows of the frame; nil for 1.
    ///   - offsets: What is added to the linear predictor of each row; nil for 0.
    /// - Returns: The sums, to be added in tile order.
    /// - Complexity: O(*n* · *p*²) for *n* rows and *p* columns.
    package func accumulate(
        _ frame: CovariateFrame,
        rows: Range<Int>,
        weights: [Double]? = nil,
        offsets: [Double]? = nil
    ) -> FirthSums {
        let stride = NewtonKernel.blockRows
        let order = specification.columnCount
        var sums = FirthSums(columnCount: order)
        var leverages = LeverageSum(order: order, root: inverseRoot)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: stride * (order + 3)) { buffer in
            guard let base = buffer.baseAddress else { return }
            buffer.initialize(repeating: 0)
            let (roots, factors, hats, block) = (base, base + stride, base + 2 * stride, base + 3 * stride)
            var start = rows.lowerBound
            while start < rows.upperBound {
                let range = start..<min(start + stride, rows.upperBound)
                predictor.evaluate(frame, rows: range, into: factors)
                for place in 0..<range.count {
                    let row = range.lowerBound + place
                    let linear = factors[place] + (offsets.map { $0[row] } ?? 0)
                    let part = ScoreLink.logit.contribution(predictor: linear, treated: false)
                    roots[place] = ((weights.map { $0[row] } ?? 1) * part.weight).squareRoot()
                    // The slope of a control is −p.
                    factors[place] = 0.5 + part.slope
                }
                specification.expand(frame, rows: range, factors: roots, into: block, stride: stride)
                leverages.leverages(block, rowCount: range.count, stride: stride, into: hats)
                for place in 0..<range.count {
                    // The block holds rows times their root, which is taken out again; without weight there is no leverage.
                    factors[place] *= roots[place] > 0 ? hats[place] / roots[place] : 0
                }
                leverages.add(
                    block,
                    rowCount: range.count,
                    stride: stride,
                    factors: factors,
                    to: &sums.adjustment
                )
                start = range.upperBound
            }
        }
        return sums
    }
}
