import Glibc

/// Follows lasso paths over the rows of one process, and judges their models on rows left out.
package struct LassoPathFitter: Sendable {
    private let fitter: LocalFitter
    private let specification: DesignSpecification

    init(fitter: LocalFitter, specification: DesignSpecification) {
        self.fitter = fitter
        self.specification = specification
    }

    /// A fitter over some rows.
    ///
    /// - Parameters:
    ///   - frame: The rows.
    ///   - specification: The design.
    ///   - link: The link function.
    ///   - weights: Case weights; nil for 1.
    package init(
        _ frame: CovariateFrame,
        specification: DesignSpecification,
        link: ScoreLink,
        weights: [Double]? = nil
    ) {
        self.init(fitter: LocalFitter(frame: frame, weights: weights, link: link), specification: specification)
    }

    /// The models of a path, from the largest strength on.
    ///
    /// - Throws: ``PropensityError/notConverged(iterations:)``.
    package func points(_ path: LassoPath) throws(PropensityError) -> [LassoPoint] {
        try fitter.lassoPoints(path, of: specification)
    }

    /// The mean deviance of rows left out, fold by fold, at each strength.
    ///
    /// - Parameters:
    ///   - lambdas: The strengths, descending.
    ///   - folds: The fold of each row, from 0.
    ///   - foldCount: The number of folds; each leaves treated rows and controls in.
    /// - Returns: One mean deviance for each strength.
    /// - Throws: ``PropensityError/notConverged(iterations:)``.
    package func deviances(
        lambdas: [Double],
        folds: [Int],
        foldCount: Int
    ) throws(PropensityError) -> [Double] {
        let whole = fitter.weights ?? Array(repeating: 1, count: folds.count)
        var path = LassoPath()
        path.lambdas = lambdas
        var sums = Array(repeating: 0.0, count: lambdas.count)
        for fold in 0..<foldCount {
            var learning = fitter
            learning.weights = whole.indices.map { folds[$0] == fold ? 0 : whole[$0] }
            let left = whole.indices.map { folds[$0] == fold ? whole[$0] : 0 }
            for (place, point) in try learning.lassoPoints(path, of: specification).enumerated() {
                sums[place] -= 2 * fitter.logLikelihood(specification, at: point.coefficients, weights: left)
            }
        }
        let total = whole.reduce(0, +)
        return sums.map { $0 / total }
    }
}
