import CScoreKernels

/// The vector kernels of ``CScoreKernels`` at one level of instructions.
///
/// Levels with fused multiply-add give the same bits.
package struct ScoreKernels: Sendable {
    /// A level of instructions.
    package enum Level: UInt32, CaseIterable, Sendable {
        /// What every processor has.
        case portable = 0
        /// AVX2 with fused multiply-add.
        case avx2 = 1
        /// AVX-512.
        case avx512 = 2
    }

    /// Rows that are worked on at once; buffers have room for a multiple of it.
    static let lanes = Int(JDL_SCORE_LANES)

    /// The levels that this processor has.
    package static let available = Level.allCases.filter { $0.rawValue <= jdl_score_level_max().rawValue }

    /// The kernels of the highest level that this processor has.
    static let highest = ScoreKernels(level: available[available.count - 1])

    private let level: jdl_score_level

    /// The kernels of a level that this processor has.
    init(level: Level) {
        precondition(Self.available.contains(level), "the processor lacks these instructions")
        self.level = jdl_score_level(rawValue: level.rawValue)
    }

    /// A number of rows rounded up to whole lanes.
    @inline(__always)
    static func whole(_ rows: Int) -> Int { (rows + lanes - 1) / lanes * lanes }

    /// Adds `slope * (value - centre)` to each predictor, or `missing` where the value is not a number.
    func addNumbers(
        _ values: ArraySlice<Float>,
        slope: Double,
        centre: Double,
        missing: Double,
        to predictors: UnsafeMutablePointer<Double>
    ) {
        values.withUnsafeBufferPointer {
            jdl_add_singles(level, $0.baseAddress, $0.count, slope, centre, missing, predictors)
        }
    }

    /// Adds `slope * (value - centre)` to each predictor, or `missing` where the value is not a number.
    func addNumbers(
        _ values: ArraySlice<Double>,
        slope: Double,
        centre: Double,
        missing: Double,
        to predictors: UnsafeMutablePointer<Double>
    ) {
        values.withUnsafeBufferPointer {
            jdl_add_doubles(level, $0.baseAddress, $0.count, slope, centre, missing, predictors)
        }
    }

    /// Logistic rows: predictors become roots of weights and slopes.
    ///
    /// - Parameters:
    ///   - treated: The group of each row.
    ///   - weights: Case weights; nil for 1.
    ///   - starting: The predictor of the treated in a starting pass; 0 to take those in `slopes`.
    ///   - roots: Gets the roots of the weights in the expected information.
    ///   - slopes: Predictors, which become slopes of the log-likelihood.
    /// - Returns: The log-likelihood and the weights added up.
    func logistic(
        _ treated: ArraySlice<UInt8>,
        weights: ArraySlice<Double>?,
        starting: Double,
        roots: UnsafeMutablePointer<Double>,
        slopes: UnsafeMutablePointer<Double>
    ) -> jdl_row_sums {
        treated.withUnsafeBufferPointer { flags in
            guard let weights else {
                return jdl_logistic_rows(level, flags.baseAddress, nil, starting, flags.count, roots, slopes)
            }
            return weights.withUnsafeBufferPointer {
                jdl_logistic_rows(level, flags.baseAddress, $0.baseAddress, starting, flags.count, roots, slopes)
            }
        }
    }

    /// Writes a numeric column of the design, and gives the sums of slopes over it.
    func expand(
        _ values: ArraySlice<Float>,
        roots: UnsafePointer<Double>,
        slopes: UnsafePointer<Double>,
        to column: jdl_number_column
    ) -> jdl_column_gradient {
        withUnsafePointer(to: column) { column in
            values.withUnsafeBufferPointer {
                jdl_expand_singles(level, $0.baseAddress, $0.count, roots, slopes, column)
            }
        }
    }

    /// Writes a numeric column of the design, and gives the sums of slopes over it.
    func expand(
        _ values: ArraySlice<Double>,
        roots: UnsafePointer<Double>,
        slopes: UnsafePointer<Double>,
        to column: jdl_number_column
    ) -> jdl_column_gradient {
        withUnsafePointer(to: column) { column in
            values.withUnsafeBufferPointer {
                jdl_expand_doubles(level, $0.baseAddress, $0.count, roots, slopes, column)
            }
        }
    }

    /// Writes the dummy column of the rows with a flag, and gives the sum of their slopes.
    func expand(
        _ flags: UnsafePointer<UInt8>,
        flag: UInt8,
        rows: Int,
        place: DesignPlace,
        to column: UnsafeMutablePointer<Double>
    ) -> Double {
        jdl_expand_flags(level, flags, flag, rows, place.factors, place.slopes, column)
    }

    /// The moments of some rows' numbers: of controls, then of the treated.
    func moments(_ values: ArraySlice<Float>, _ treated: ArraySlice<UInt8>) -> [Moments] {
        moments { groups in
            values.withUnsafeBufferPointer { values in
                treated.withUnsafeBufferPointer {
                    jdl_moments_singles(level, values.baseAddress, $0.baseAddress, values.count, groups)
                }
            }
        }
    }

    /// The moments of some rows' numbers: of controls, then of the treated.
    func moments(_ values: ArraySlice<Double>, _ treated: ArraySlice<UInt8>) -> [Moments] {
        moments { groups in
            values.withUnsafeBufferPointer { values in
                treated.withUnsafeBufferPointer {
                    jdl_moments_doubles(level, values.baseAddress, $0.baseAddress, values.count, groups)
                }
            }
        }
    }

    private func moments(_ fill: (UnsafeMutablePointer<jdl_moments>?) -> Void) -> [Moments] {
        var groups = [jdl_moments(), jdl_moments()]
        groups.withUnsafeMutableBufferPointer { fill($0.baseAddress) }
        return groups.map {
            Moments(
                count: Int($0.count),
                missing: Int($0.missing),
                mean: $0.mean,
                squares: $0.squares,
                lowest: $0.lowest,
                highest: $0.highest,
                fractional: Int($0.fractional)
            )
        }
    }

    /// The place of each value among the numbers `first / scale`, `(first + 1) / scale` and so on; `UInt32.max` where it is
    /// missing.
    ///
    /// - Returns: Whether every value is such a number to the last bit.
    func decimalPlaces(
        _ values: ArraySlice<Float>,
        scale: Double,
        first: Double,
        into places: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        values.withUnsafeBufferPointer {
            jdl_decimal_places_singles(level, $0.baseAddress, $0.count, scale, first, places) != 0
        }
    }

    /// The place of each value among the numbers `first / scale`, `(first + 1) / scale` and so on; `UInt32.max` where it is
    /// missing.
    ///
    /// - Returns: Whether every value is such a number to the last bit.
    func decimalPlaces(
        _ values: ArraySlice<Double>,
        scale: Double,
        first: Double,
        into places: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        values.withUnsafeBufferPointer {
            jdl_decimal_places_doubles(level, $0.baseAddress, $0.count, scale, first, places) != 0
        }
    }

    /// Numbers that the lanes of X'X of some columns take.
    static func laneCount(order: Int) -> Int { jdl_cross_product_count(order) }

    /// Adds X'X of a block to the lanes.
    func addCrossProduct(
        _ block: UnsafePointer<Double>,
        order: Int,
        rows: Int,
        stride: Int,
        to lanes: UnsafeMutablePointer<Double>
    ) {
        jdl_cross_product_add(level, block, order, rows, stride, lanes)
    }

    /// The lower triangle of X'X, row after row.
    static func crossProduct(_ lanes: UnsafePointer<Double>, order: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: order * (order + 1) / 2) { target, count in
            jdl_cross_product_sum(lanes, order, target.baseAddress)
            count = order * (order + 1) / 2
        }
    }
}
