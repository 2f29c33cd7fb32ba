/// Fits designs to rows that are anywhere: in this process, or a pass away.
///
/// Whoever conforms sums rows; which sums come next is up to the solvers.
package protocol DesignFitter: Sendable {
    /// What it throws.
    associatedtype Failure: Error

    /// The link function.
    var link: ScoreLink { get }
    /// Limits and tolerances.
    var settings: NewtonSolver.Settings { get }

    /// The sums of one Newton step; coefficients are nil in a starting pass.
    func sums(_ specification: DesignSpecification, at coefficients: [Double]?) throws(Failure) -> NewtonSums

    /// What Firth's correction adds to the gradient, with a root of the inverse information at these coefficients.
    func correction(
        _ specification: DesignSpecification,
        at coefficients: [Double],
        inverseRoot: [Double]
    ) throws(Failure) -> FirthSums

    /// Fits a design; by default as ``solve(_:estimation:startingAt:)`` does.
    func fit(
        _ specification: DesignSpecification,
        estimation: ModelSettings.Estimation
    ) throws(Failure) -> PropensityFit

    /// How it is thrown that there is no model to be had.
    func failure(_ reason: PropensityError) -> Failure
}

extension DesignFitter {
    /// Fits a design.
    package func fit(
        _ specification: DesignSpecification,
        estimation: ModelSettings.Estimation
    ) throws(Failure) -> PropensityFit {
        try solve(specification, estimation: estimation)
    }

    /// Fits a design by the solver of an estimate.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - estimation: What the coefficients maximise.
    ///   - coefficients: Where maximum likelihood begins; nil to begin as R's `glm.fit` does.
    /// - Returns: The fit.
    /// - Throws: What the sums throw, and ``failure(_:)`` when there is no model to be had.
    package func solve(
        _ specification: DesignSpecification,
        estimation: ModelSettings.Estimation,
        startingAt coefficients: [Double]? = nil
    ) throws(Failure) -> PropensityFit {
        switch estimation {
        case .likelihood: try newton(specification, ridge: 0, startingAt: coefficients)
        case .ridge(let strength): try newton(specification, ridge: strength, startingAt: nil)
        case .firth: try firth(specification)
        }
    }

    private func newton(
        _ specification: DesignSpecification,
        ridge: Double,
        startingAt pilot: [Double]?
    ) throws(Failure) -> PropensityFit {
        var settings = settings
        settings.ridge = ridge
        var solver = NewtonSolver(specification: specification, link: link, settings: settings, startingAt: pilot)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients): step = solver.absorb(try sums(specification, at: coefficients))
            case .converged(let fit): return fit
            case .stopped(let reason): throw failure(reason)
            }
        }
    }

    private func firth(_ specification: DesignSpecification) throws(Failure) -> PropensityFit {
        var solver = FirthSolver(specification: specification, settings: settings)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients): step = solver.absorb(try sums(specification, at: coefficients))
            case .adjust(let coefficients, let inverseRoot):
                step = solver.absorb(try correction(specification, at: coefficients, inverseRoot: inverseRoot))
            case .converged(let fit): return fit
            case .stopped(let reason): throw failure(reason)
            }
        }
    }

    /// The models of a lasso path, from the largest strength on.
    func lassoPoints(_ path: LassoPath, of specification: DesignSpecification) throws(Failure) -> [LassoPoint] {
        var solver = LassoSolver(specification: specification, path: path, settings: settings)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients): step = solver.absorb(try sums(specification, at: coefficients))
            case .finished(let points): return points
            case .stopped(let reason): throw failure(reason)
            }
        }
    }
}
