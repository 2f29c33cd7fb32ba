/// The fitted model of taking part in the programme.
package struct PropensityModel: Codable, Sendable, Equatable {
    /// One column of the design.
    package struct Coefficient: Codable, Sendable, Equatable {
        /// The column's name.
        package var column: String
        /// Log odds ratio.
        package var estimate: Double
        /// Its standard error.
        package var standardError: Double

        /// A coefficient with its standard error.
        package init(column: String, estimate: Double, standardError: Double) {
            self.column = column
            self.estimate = estimate
            self.standardError = standardError
        }
    }

    /// Coefficients in the order of the design.
    package var coefficients: [Coefficient]
    /// Columns left out because others determine them.
    package var aliasedColumns: [String]
    /// Whether the fit converged.
    package var converged: Bool
    /// Newton steps taken.
    package var iterations: Int
    /// Area under the receiver operating characteristic, if measured.
    package var areaUnderCurve: Double?

    /// A fitted model.
    package init(
        coefficients: [Coefficient],
        aliasedColumns: [String],
        converged: Bool,
        iterations: Int,
        areaUnderCurve: Double? = nil
    ) {
        self.coefficients = coefficients
        self.aliasedColumns = aliasedColumns
        self.converged = converged
        self.iterations = iterations
        self.areaUnderCurve = areaUnderCurve
    }
}
