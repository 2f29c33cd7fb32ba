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
        let design = Self.design(fit.specification, self.frame)
        var densities: [Double] = []
        var information = PackedSymmetric(order: columnCount)
        for (row, predictor) in model.scores.enumerated() {
            let part = fit.link.contribution(predictor: predictor, treated: frame.treatment[row] == 1)
            // The logit's observed and expected information are one; the probit's are not.
            let weight = fit.link == .logit ? part.weight : part.slope * (part.slope + predictor)
            let density = exp(-0.5 * predictor * predictor) / (2 * Double.pi).squareRoot()
            densities.append(fit.link == .logit ? part.weight : density)
            let values = design[row * columnCount..<(row + 1) * columnCount]
            for (column, value) in values.enumerated() where value != 0 {
                for (other, second) in values.prefix(column + 1).enumerated() {
                    information[column, other] += weight * value * second
                }
            }
        }
        self.columnCount = columnCount
        self.design = design
        self.densities = densities
        self.information = OrderedCholesky(information, tolerance: 1e-11)
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
        let (stride, order) = (256, specification.columnCount)
        let factors = Array(repeating: 1.0, count: stride)
        var design = Array(repeating: 0.0, count: frame.rowCount * order)
        var block = Array(repeating: 0.0, count: stride * order)
        var start = 0
        while start < frame.rowCount {
            let rows = start..<min(start + stride, frame.rowCount)
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress else { return }
                factors.withUnsafeBufferPointer { factors in
                    guard let factors = factors.baseAddress else { return }
                    specification.expand(frame, rows: rows, factors: factors, into: base, stride: stride)
                }
            }
            for row in rows {
                for column in 0..<order { design[row * order + column] = block[column * stride + row - start] }
            }
            start = rows.upperBound
        }
        return design
    }
}
