/// The covariates of some people, column by column, with their group and stratum.
///
/// Rows are in the canonical order of their partition; a tile is a range of rows.
package struct CovariateFrame: Sendable {
    /// The values of one covariate.
    package enum Column: Sendable {
        /// Level indices; 255 is missing. At most 254 levels.
        case codes([UInt8])
        /// Level indices; 65 535 is missing.
        case wideCodes([UInt16])
        /// Numbers in single precision; NaN is missing.
        case singles([Float])
        /// Numbers; NaN is missing.
        case doubles([Double])

        /// The number of rows.
        package var count: Int {
            switch self {
            case .codes(let values): values.count
            case .wideCodes(let values): values.count
            case .singles(let values): values.count
            case .doubles(let values): values.count
            }
        }
    }

    /// One column for each declared covariate, in the order of the declarations.
    package let columns: [Column]
    /// 1 for a treated row, 0 for a control.
    package let treatment: [UInt8]
    /// The stratum within which a row may be matched; all zero without exact strata.
    package let strata: [UInt16]

    /// A frame; all columns must have as many rows as there are treatment flags.
    ///
    /// - Parameters:
    ///   - columns: One for each declared covariate.
    ///   - treatment: 1 for treated, 0 for control.
    ///   - strata: A stratum code for each row, or nothing for one stratum.
    package init(columns: [Column], treatment: [UInt8], strata: [UInt16]? = nil) {
        precondition(columns.allSatisfy { $0.count == treatment.count }, "every column must have a value for each row")
        precondition(strata.map { $0.count == treatment.count } ?? true, "every row must have a stratum")
        self.columns = columns
        self.treatment = treatment
        self.strata = strata ?? Array(repeating: 0, count: treatment.count)
    }

    /// The number of rows.
    package var rowCount: Int { treatment.count }

    /// The frame of some rows, in their order.
    package func selecting(_ rows: [Int]) -> CovariateFrame {
        CovariateFrame(
            columns: columns.map { column in
                switch column {
                case .codes(let values): .codes(rows.map { values[$0] })
                case .wideCodes(let values): .wideCodes(rows.map { values[$0] })
                case .singles(let values): .singles(rows.map { values[$0] })
                case .doubles(let values): .doubles(rows.map { values[$0] })
                }
            },
            treatment: rows.map { treatment[$0] },
            strata: rows.map { strata[$0] }
        )
    }
}
