/// Fits designs to the rows of one process: runs the passes that a solver asks for.
struct LocalFitter: DesignFitter {
    typealias Failure = PropensityError

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
        var fit = try solve(specification, estimation: estimation, startingAt: pilot(specification, estimation))
        if offsets != nil {
            let intercept = DesignSpecification(
                columnNames: [specification.columnNames[0]],
                terms: [],
                dropped: [],
                merged: []
            )
            fit.nullLogLikelihood = try solve(intercept, estimation: .likelihood).logLikelihood
        }
        return fit
    }

    func failure(_ reason: PropensityError) -> PropensityError { reason }

    func sums(_ specification: DesignSpecification, at coefficients: [Double]?) -> NewtonSums {
        sums(specification, at: coefficients, blockShare: 1)
    }

    /// The sums of one Newton step over every so many blocks of rows.
    private func sums(
        _ specification: DesignSpecification,
        at coefficients: [Double]?,
        blockShare: Int
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

    /// Where maximum likelihood begins; a ridge penalty takes the columns' deviations from the starting pass of all rows.
    private func pilot(_ specification: DesignSpecification, _ estimation: ModelSettings.Estimation) -> [Double]? {
        guard estimation == .likelihood else { return nil }
        return PilotFit.coefficients(specification, link: link, settings: settings, rowCount: frame.rowCount) {
            sums(specification, at: $0, blockShare: $1)
        }
    }

    func correction(
        _ specification: DesignSpecification,
        at coefficients: [Double],
        inverseRoot: [Double]
    ) -> FirthSums {
        let kernel = FirthKernel(specification: specification, coefficients: coefficients, inverseRoot: inverseRoot)
        let (frame, weights, offsets) = (frame, weights, offsets)
        return rows.reduce(
            { $0.add($1) },
            { kernel.accumulate(frame, rows: $0, weights: weights, offsets: offsets) }
        ) ?? FirthSums(columnCount: specification.columnCount)
    }
}
