import Glibc
import Statistics

/// A score that was estimated by maximum likelihood, as far as the error of matching on it depends on that.
package struct EstimatedScore: Sendable {
    /// The numbers of a design that are held at most: 256 MiB.
    private static let elementsMax = 1 << 25

    /// The probability of treatment of each row.
    let probabilities: [Double]
    /// The density of the link at the linear predictor of each row.
    let densities: [Double]
    /// The columns of the design, its own scale, row after row.
    let design: [Double]
    /// The number of columns, with the intercept.
    let columnCount: Int
    /// The factor of the observed information of the coefficients.
    let information: OrderedCholesky
    private let specification: DesignSpecification
    /// The rows that the model was fitted to, as its design takes them.
    private let frame: CovariateFrame

    /// A fitted score; nil when the design is too large to hold.
    ///
    /// - Parameters:
    ///   - model: A model fitted by maximum likelihood without case weights.
    ///   - frame: The rows that it was fitted to.
    package init?(_ model: LocalModel, _ frame: CovariateFrame) {
        let fit = model.fit
        let columnCount = fit.specification.columnCount
        guard frame.rowCount * columnCount <= Self.elementsMax else { return nil }
        specification = fit.specification
        self.frame = model.recipe?.frame(frame) ?? frame
        var densities: [Double] = []
        // Roots of the weights of the observed information: for the logit it is the expected one, for the probit it is not.
        var roots: [Double] = []
        for (row, predictor) in model.scores.enumerated() {
            let part = fit.link.contribution(predictor: predictor, treated: frame.treatment[row] == 1)
            let weight = fit.link == .logit ? part.weight : part.slope * (part.slope + predictor)
            let density = exp(-0.5 * predictor * predictor) / (2 * Double.pi).squareRoot()
            densities.append(fit.link == .logit ? part.weight : density)
            roots.append(max(weight, 0).squareRoot())
        }
        var information = CrossProductSum(order: columnCount)
        Self.forEachBlock(fit.specification, self.frame, factors: roots) { block, rows in
            information.add(block, rowCount: rows.count, stride: Self.stride)
        }
        self.columnCount = columnCount
        design = Self.design(fit.specification, self.frame)
        self.densities = densities
        self.information = OrderedCholesky(information.packed, tolerance: 1e-11)
        probabilities = model.scores.map { fit.link.probability($0) }
    }

    /// The design columns of a row.
    func columns(_ row: Int) -> ArraySlice<Double> { design[row * columnCount..<(row + 1) * columnCount] }

    /// The design with numbers as they are in the data, so that rows equally far apart there are so here.
    var coordinates: [Double] {
        var coordinates = design
        for term in specification.terms where term.kind == .continuous && term.columns[0] >= 0 {
            for row in 0..<frame.rowCount {
                let value: Double? =
                    switch frame.columns[term.covariate] {
                    case .singles(let values): Double(values[row])
                    case .doubles(let values): values[row]
                    case .codes, .wideCodes: nil
                    }
                let place = row * columnCount + Int(term.columns[0])
                coordinates[place] = value.flatMap { $0.isNaN ? nil : $0 } ?? term.centre
            }
        }
        return coordinates
    }

    /// The variance that a derivative by the coefficients stands for: c′ I⁻¹ c.
    func variance(_ derivative: [Double]) -> Double {
        information.whitened(derivative).reduce(0) { $0 + $1 * $1 }
    }

    private static func design(_ specification: DesignSpecification, _ frame: CovariateFrame) -> [Double] {
        let order = specification.columnCount
        var design = Array(repeating: 0.0, count: frame.rowCount * order)
        forEachBlock(specification, frame, factors: Array(repeating: 1, count: frame.rowCount)) { block, rows in
            for (place, row) in rows.enumerated() {
                for column in 0..<order { design[row * order + column] = block[column * stride + place] }
            }
        }
        return design
    }

    /// Rows of a block at most.
    private static let stride = 256

    /// Hands on the design columns, ``stride`` apart, a block of rows a time, each row times its factor.
    private static func forEachBlock(
        _ specification: DesignSpecification,
        _ frame: CovariateFrame,
        factors: [Double],
        _ body: (_ block: UnsafePointer<Double>, _ rows: Range<Int>) -> Void
    ) {
        // Columns are written in whole lanes, so the factors of the last block need room beyond its rows.
        var part = Array(repeating: 0.0, count: stride)
        var block = Array(repeating: 0.0, count: stride * specification.columnCount)
        for start in Swift.stride(from: 0, to: frame.rowCount, by: stride) {
            let rows = start..<min(start + stride, frame.rowCount)
            for row in rows { part[row - start] = factors[row] }
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress else { return }
                specification.expand(frame, rows: rows, factors: part, into: base, stride: stride)
                body(base, rows)
            }
        }
    }
}
