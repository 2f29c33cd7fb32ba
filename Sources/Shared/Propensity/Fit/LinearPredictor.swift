/// The linear predictor of rows, from a table entry or a product for each covariate.
///
/// Terms are added in the order of the covariates, row by row alike: two rows with the same values have the same score to
/// the last bit, wherever they lie. Matching depends on that.
package struct LinearPredictor: Sendable {
    private enum Part {
        /// One entry for each level, then that of missing values.
        case levels(covariate: Int, table: [Double])
        /// `slope * (value - centre)`, or `missing`.
        case numbers(covariate: Int, slope: Double, centre: Double, missing: Double)
    }

    private let intercept: Double
    private let parts: [Part]

    /// The predictor of coefficients on the design's own (centred and scaled) columns.
    package init(specification: DesignSpecification, coefficients: [Double]) {
        precondition(coefficients.count == specification.columnCount, "there must be one coefficient for each column")
        func coefficient(_ column: Int32) -> Double { column >= 0 ? coefficients[Int(column)] : 0 }
        intercept = coefficients[0]
        parts = specification.terms.map { term in
            switch term.kind {
            case .categorical:
                .levels(covariate: term.covariate, table: term.columns.map(coefficient))
            case .continuous:
                .numbers(
                    covariate: term.covariate,
                    slope: coefficient(term.columns[0]) / term.scale,
                    centre: term.centre,
                    missing: coefficient(term.columns[1])
                )
            }
        }
    }

    /// Writes the linear predictor of each row of a range.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: The range.
    ///   - target: Room for the rows in whole lanes of ``ScoreKernels``.
    ///   - kernels: How numbers are added.
    func evaluate(
        _ frame: CovariateFrame,
        rows: Range<Int>,
        into target: UnsafeMutablePointer<Double>,
        kernels: ScoreKernels = .highest
    ) {
        target.update(repeating: intercept, count: ScoreKernels.whole(rows.count))
        for part in parts {
            switch part {
            case .levels(let covariate, let table):
                switch frame.columns[covariate] {
                case .codes(let codes): Self.addLevels(codes, rows, table, target)
                case .wideCodes(let codes): Self.addLevels(codes, rows, table, target)
                case .singles, .doubles: preconditionFailure("a categorical covariate holds level indices")
                }
            case .numbers(let covariate, let slope, let centre, let missing):
                switch frame.columns[covariate] {
                case .singles(let values):
                    kernels.addNumbers(values[rows], slope: slope, centre: centre, missing: missing, to: target)
                case .doubles(let values):
                    kernels.addNumbers(values[rows], slope: slope, centre: centre, missing: missing, to: target)
                case .codes, .wideCodes: preconditionFailure("a continuous covariate holds numbers")
                }
            }
        }
    }

    /// The linear predictor of each row of a range.
    package func scores(_ frame: CovariateFrame, rows: Range<Int>) -> [Double] {
        [Double](unsafeUninitializedCapacity: ScoreKernels.whole(rows.count)) { target, count in
            if let base = target.baseAddress {
                base.initialize(repeating: 0, count: ScoreKernels.whole(rows.count))
                evaluate(frame, rows: rows, into: base)
            }
            count = rows.count
        }
    }

    @inline(__always)
    private static func addLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ rows: Range<Int>,
        _ table: [Double],
        _ target: UnsafeMutablePointer<Double>
    ) {
        let limit = table.count - 1
        codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                for offset in 0..<rows.count {
                    target[offset] += table[min(Int(codes[rows.lowerBound + offset]), limit)]
                }
            }
        }
    }
}
