/// Fits of fixed parts of many rows, from which the fit of all rows begins.
///
/// The estimate of a quarter of the rows is off by about two standard errors of all, from where Newton's method is there in
/// three or four passes instead of eight; the fit of the quarter begins at that of a thirty-second. A part is every fourth, or
/// thirty-second, block of each tile, so it is spread over the file and the same for any number of threads.
enum PilotFit {
    /// Of so many blocks one is taken, part after part.
    private static let blockShares = [32, 4]
    /// With fewer rows the passes that are spared cost less than the pilots.
    private static let rowsMin = 1 << 18

    /// The coefficients of the last part; nil when the rows are few, the rule of convergence is another tool's, or a part has
    /// no estimate of its own.
    ///
    /// - Parameters:
    ///   - specification: The design of all rows.
    ///   - link: The link function.
    ///   - settings: Limits and tolerances of the fit of all rows.
    ///   - rowCount: All rows.
    ///   - sums: The sums of a part's rows at some coefficients, by the share of its blocks.
    /// - Returns: Coefficients on the design's own columns.
    static func coefficients(
        _ specification: DesignSpecification,
        link: ScoreLink,
        settings: NewtonSolver.Settings,
        rowCount: Int,
        sums: ([Double]?, Int) -> NewtonSums
    ) -> [Double]? {
        guard rowCount >= rowsMin, case .decrement = settings.convergence else { return nil }
        var coarse = settings
        // Half a standard error of the part itself; the step that is left is still taken.
        coarse.convergence = .decrement(0.25)
        var coefficients: [Double]?
        for share in blockShares {
            var solver = NewtonSolver(
                specification: specification,
                link: link,
                settings: coarse,
                startingAt: coefficients
            )
            var step = solver.first
            while case .evaluate(let coefficients) = step { step = solver.absorb(sums(coefficients, share)) }
            guard case .converged(let fit) = step, fit.separated.isEmpty else { return nil }
            coefficients = fit.workingCoefficients
        }
        return coefficients
    }
}
