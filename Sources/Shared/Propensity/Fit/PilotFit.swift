/// A fit of a fixed part of many rows, from which the fit of all rows begins.
///
/// A sixteenth of the rows is off by about four standard errors of all, from where Newton's method is there in three or four
/// passes instead of eight. The part is every sixteenth block of each tile, so it is spread over the file and the same for any
/// number of threads.
enum PilotFit {
    /// Of so many blocks one is taken.
    static let blockShare = 16
    /// With fewer rows the passes that are spared cost less than the pilot.
    static let rowsMin = 1 << 18

    /// The coefficients of the part; nil when the rows are few, the rule of convergence is another tool's, or the part has no
    /// estimate of its own.
    ///
    /// - Parameters:
    ///   - specification: The design of all rows.
    ///   - link: The link function.
    ///   - settings: Limits and tolerances of the fit of all rows.
    ///   - rowCount: All rows.
    ///   - sums: The sums of the part's rows at some coefficients.
    /// - Returns: Coefficients on the design's own columns.
    static func coefficients(
        _ specification: DesignSpecification,
        link: ScoreLink,
        settings: NewtonSolver.Settings,
        rowCount: Int,
        sums: ([Double]?) -> NewtonSums
    ) -> [Double]? {
        guard rowCount >= rowsMin, case .decrement = settings.convergence else { return nil }
        var coarse = settings
        coarse.convergence = .decrement(1e-4)
        var solver = NewtonSolver(specification: specification, link: link, settings: coarse)
        var step = solver.first
        while case .evaluate(let coefficients) = step { step = solver.absorb(sums(coefficients)) }
        guard case .converged(let fit) = step, fit.separated.isEmpty else { return nil }
        return fit.workingCoefficients
    }
}
