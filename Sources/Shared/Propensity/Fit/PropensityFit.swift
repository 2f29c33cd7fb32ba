import Glibc
package import Statistics

/// A fitted propensity score model.
package struct PropensityFit: Equatable, Sendable {
    /// A coefficient on the covariate's own scale.
    package struct Coefficient: Equatable, Sendable {
        /// The column's name.
        package let column: String
        /// The estimate; nil when the column is aliased.
        package let estimate: Double?
        /// Its standard error from the expected information; nil when the column is aliased.
        package let standardError: Double?
    }

    /// The design.
    package let specification: DesignSpecification
    /// The link function.
    package let link: ScoreLink
    /// Coefficients on the design's own (centred and scaled) columns; 0 when aliased.
    package let workingCoefficients: [Double]
    /// The covariance of the coefficients on the design's own columns; 0 when aliased.
    package let covariance: PackedSymmetric
    /// Coefficients on the covariates' own scale, the intercept first.
    package let coefficients: [Coefficient]
    /// The log-likelihood.
    package let logLikelihood: Double
    /// The log-likelihood of the model with an intercept alone, and the offsets if there are any.
    package internal(set) var nullLogLikelihood: Double
    /// How the iterations ended.
    package let convergence: FitConvergence
    /// What the coefficients maximise.
    package let estimation: FitEstimation
    /// Columns left out because earlier ones determine them.
    package let aliased: [String]
    /// Columns whose coefficients run away to infinity: they tell some people's group without error.
    package let separated: [String]
    /// The rows.
    package let rowCount: Int

    init(
        specification: DesignSpecification,
        link: ScoreLink,
        workingCoefficients: [Double],
        sums: NewtonSums,
        covariance: PackedSymmetric,
        aliased: [Int],
        convergence: FitConvergence,
        separated: [String],
        estimation: FitEstimation
    ) {
        self.specification = specification
        self.link = link
        self.workingCoefficients = workingCoefficients
        self.convergence = convergence
        self.estimation = estimation
        self.covariance = covariance
        self.separated = separated
        self.aliased = aliased.map { specification.columnNames[$0] }
        logLikelihood = sums.logLikelihood
        rowCount = sums.rowCount
        let share = sums.treatedWeight / sums.weight
        nullLogLikelihood = sums.weight * (share * log(share) + (1 - share) * log1p(-share))
        coefficients = Self.unscaled(specification, workingCoefficients, covariance, Set(aliased))
    }

    /// Maps coefficients and their standard errors to the covariates' own scale.
    ///
    /// A centred and scaled column (x − c)/s with coefficient b gives x the coefficient b/s, and the intercept −bc/s.
    private static func unscaled(
        _ specification: DesignSpecification,
        _ working: [Double],
        _ covariance: PackedSymmetric,
        _ aliased: Set<Int>
    ) -> [Coefficient] {
        var scales = Array(repeating: 1.0, count: working.count)
        var shifts = Array(repeating: 0.0, count: working.count)
        shifts[0] = 1
        for term in specification.terms where term.kind == .continuous {
            // A missing value stands at the mean, so on the covariate's own scale its indicator is unchanged.
            let column = Int(term.columns[0])
            guard column >= 0, !aliased.contains(column) else { continue }
            scales[column] = term.scale
            shifts[column] = -term.centre / term.scale
        }
        var intercept = 0.0
        var interceptVariance = 0.0
        for row in working.indices where shifts[row] != 0 {
            intercept += shifts[row] * working[row]
            for column in working.indices where shifts[column] != 0 {
                interceptVariance += shifts[row] * shifts[column] * covariance[row, column]
            }
        }
        return working.indices.map { column in
            guard !aliased.contains(column) else {
                return Coefficient(column: specification.columnNames[column], estimate: nil, standardError: nil)
            }
            return Coefficient(
                column: specification.columnNames[column],
                estimate: column == 0 ? intercept : working[column] / scales[column],
                standardError: (column == 0 ? interceptVariance : covariance[column, column]).squareRoot()
                    / scales[column]
            )
        }
    }

    /// The Newton steps taken.
    package var iterations: Int { convergence.iterations }

    /// 1 − ℓ/ℓ₀ (McFadden 1974).
    package var mcFadden: Double { 1 - logLikelihood / nullLogLikelihood }

    /// The columns that are not aliased, the intercept among them.
    package var rank: Int { specification.columnCount - aliased.count }

    /// The linear predictor under this model.
    package var predictor: LinearPredictor {
        LinearPredictor(specification: specification, coefficients: workingCoefficients)
    }
}
