/// Fits designs to the rows of one process: runs the passes that a solver asks for.
struct LocalFitter: Sendable {
    /// The rows.
    let frame: CovariateFrame
    /// Case weights; nil for 1.
    var weights: [Double]?
    /// What is added to each row's linear predictor; nil for 0.
    var offsets: [Double]?
    /// The link function.
    let link: ScoreLink
    /// Limits and tolerances.
    var settings = NewtonSolver.Settings()

    private var rows: TiledRows { TiledRows(rowCount: frame.rowCount) }

    /// Fits a design.
    ///
    /// - Throws: ``PropensityError`` when there is no model to be had.
    func fit(
        _ specification: DesignSpecification,
        estimation: ModelSettings.Estimation
    ) throws(PropensityError) -> PropensityFit {
        var fit: PropensityFit
        switch estimation {
        case .likelihood: fit = try newton(specification, ridge: 0)
        case .ridge(let strength): fit = try newton(specification, ridge: strength)
        case .firth: fit = try firth(specification)
        }
        if offsets != nil {
            let intercept = DesignSpecification(
                columnNames: [specification.columnNames[0]],
                terms: [],
                dropped: [],
                merged: []
            )
            fit.nullLogLikelihood = try newton(intercept, ridge: 0).logLikelihood
        }
        return fit
    }

    /// The sums of one Newton step.
    func sums(
        _ specification: DesignSpecification,
        at coefficients: [Double]?,
        blockShare: Int = 1
    ) -> NewtonSums {
        let kernel = NewtonKernel(specification: specification, link: link, coefficients: coefficients)
        let (frame, weights, offsets) = (frame, weights, offsets)
        return rows.reduce(
            { $0.add($1) },
            { kernel.accumulate(frame, rows: $0, weights: weights, offsets: offsets, blockShare: blockShare) }
        ) ?? NewtonSums(columnCount: specification.columnCount)
    }

    /// The log-likelihood at some coefficients.
    func logLikelihood(
        _ specification: DesignSpecification,
        at coefficients: [Double],
        weights: [Double]
    ) -> Double {
        let predictor = LinearPredictor(specification: specification, coefficients: coefficients)
        let (frame, offsets, link) = (frame, offsets, link)
        let parts = rows.map { rows in
            let scores = predictor.scores(frame, rows: rows)
            var sum = 0.0
            for (place, row) in rows.enumerated() where weights[row] > 0 {
                let linear = scores[place] + (offsets.map { $0[row] } ?? 0)
                let isTreated = frame.treatment[row] == 1
                sum += weights[row] * link.contribution(predictor: linear, treated: isTreated).logLikelihood
            }
            return sum
        }
        return parts.reduce(0, +)
    }

    /// The linear predictor of each row, its offset included.
    func scores(_ fit: PropensityFit) -> [Double] {
        let predictor = fit.predictor
        let frame = frame
        let scores = rows.map { predictor.scores(frame, rows: $0) }.flatMap(\.self)
        guard let offsets else { return scores }
        return zip(scores, offsets).map { $0 + $1 }
    }

    private func newton(_ specification: DesignSpecification, ridge: Double) throws(PropensityError) -> PropensityFit {
        var settings = settings
        settings.ridge = ridge
        var pilot: [Double]?
        if ridge == 0 {
            // A ridge penalty takes the columns' deviations from the starting pass of all rows.
            pilot = PilotFit.coefficients(specification, link: link, settings: settings, rowCount: frame.rowCount) {
                sums(specification, at: $0, blockShare: $1)
            }
        }
        var solver = NewtonSolver(specification: specification, link: link, settings: settings, startingAt: pilot)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients): step = solver.absorb(sums(specification, at: coefficients))
            case .converged(let fit): return fit
            case .stopped(let reason): throw reason
            }
        }
    }

    private func firth(_ specification: DesignSpecification) throws(PropensityError) -> PropensityFit {
        var solver = FirthSolver(specification: specification, settings: settings)
        var step = solver.first
        while true {
            switch step {
            case .evaluate(let coefficients): step = solver.absorb(sums(specification, at: coefficients))
            case .adjust(let coefficients, let inverseRoot):
                let kernel = FirthKernel(
                    specification: specification,
                    coefficients: coefficients,
                    inverseRoot: inverseRoot
                )
                let (frame, weights, offsets) = (frame, weights, offsets)
                let correction = rows.reduce(
                    { $0.add($1) },
                    { kernel.accumulate(frame, rows: $0, weights: weights, offsets: offsets) }
                )
                step = solver.absorb(correction ?? FirthSums(columnCount: specification.columnCount))
            case .converged(let fit): return fit
            case .stopped(let reason): throw reason
            }
        }
    }
}
