import CScoreKernels

extension DesignSpecification {
    /// Writes the design columns of a range of rows, each row multiplied by a factor of its own.
    ///
    /// Columns lie one after another, `stride` apart: a dummy column is then a row of stores.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: At most `stride` rows.
    ///   - factors: One for each row of the range, such as the root of its weight; readable up to whole lanes of
    ///     ``ScoreKernels``, and what lies beyond the rows is not used.
    ///   - block: Room for `stride * columnCount` numbers.
    ///   - stride: The distance between the starts of two columns: whole lanes.
    package func expand(
        _ frame: CovariateFrame,
        rows: Range<Int>,
        factors: UnsafePointer<Double>,
        into block: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        var unused = Array(repeating: 0.0, count: columnCount)
        let place = DesignPlace(
            factors: factors,
            slopes: factors,
            columns: block,
            stride: stride,
            kernels: .highest
        )
        expand(frame, rows: rows, to: place, gradient: &unused)
    }

    /// Writes the design columns of a range of rows, and adds each column's sum of slopes to the gradient.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: At most as many rows as the stride.
    ///   - place: Where the columns go, with the rows' factors and slopes.
    ///   - gradient: One element for each column.
    func expand(_ frame: CovariateFrame, rows: Range<Int>, to place: DesignPlace, gradient: inout [Double]) {
        precondition(rows.count <= place.stride, "a block cannot hold more rows than its stride")
        place.columns.update(from: place.factors, count: ScoreKernels.whole(rows.count))
        var total = 0.0
        for row in 0..<rows.count { total += place.slopes[row] }
        gradient[0] += total
        for term in terms {
            switch frame.columns[term.covariate] {
            case .codes(let codes): Self.expandLevels(codes, rows, term.columns, place, &gradient)
            case .wideCodes(let codes): Self.expandLevels(codes, rows, term.columns, place, &gradient)
            case .singles(let values):
                let column = Self.numberColumn(term, place)
                let sums = place.kernels.expand(values[rows], roots: place.factors, slopes: place.slopes, to: column)
                Self.add(sums, term, to: &gradient)
            case .doubles(let values):
                let column = Self.numberColumn(term, place)
                let sums = place.kernels.expand(values[rows], roots: place.factors, slopes: place.slopes, to: column)
                Self.add(sums, term, to: &gradient)
            }
        }
    }

    private static func numberColumn(_ term: DesignTerm, _ place: DesignPlace) -> jdl_number_column {
        jdl_number_column(
            centre: term.centre,
            inverse_scale: 1 / term.scale,
            column: place.column(term.columns[0]),
            indicator: place.column(term.columns[1])
        )
    }

    private static func add(_ sums: jdl_column_gradient, _ term: DesignTerm, to gradient: inout [Double]) {
        if term.columns[0] >= 0 { gradient[Int(term.columns[0])] += sums.value }
        if term.columns[1] >= 0 { gradient[Int(term.columns[1])] += sums.missing }
    }

    /// The most columns of a covariate that are written one by one, each in one sweep over the rows.
    private static let sweptColumnsMax = 32

    @inline(__always)
    private static func expandLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ rows: Range<Int>,
        _ columns: [Int32],
        _ place: DesignPlace,
        _ gradient: inout [Double]
    ) {
        var distinct: [Int32] = []
        // For each level 1 + the place of its column among the distinct ones, 0 for none.
        var flagOfLevel = Array(repeating: UInt8(0), count: columns.count)
        for (level, column) in columns.enumerated() where column >= 0 && distinct.count <= sweptColumnsMax {
            let known = distinct.firstIndex(of: column) ?? distinct.count
            if known == distinct.count { distinct.append(column) }
            flagOfLevel[level] = UInt8(known + 1)
        }
        guard distinct.count <= sweptColumnsMax else {
            return scatterLevels(codes, rows, columns, place, &gradient)
        }
        let limit = columns.count - 1
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rows.count) { flags in
            guard let base = flags.baseAddress else { return }
            codes.withUnsafeBufferPointer { codes in
                flagOfLevel.withUnsafeBufferPointer { flagOfLevel in
                    for offset in 0..<rows.count {
                        base[offset] = flagOfLevel[min(Int(codes[rows.lowerBound &+ offset]), limit)]
                    }
                }
            }
            for (index, column) in distinct.enumerated() {
                guard let target = place.column(column) else { continue }
                let flag = UInt8(index + 1)
                gradient[Int(column)] += place.kernels.expand(
                    base,
                    flag: flag,
                    rows: rows.count,
                    place: place,
                    to: target
                )
            }
        }
    }

    /// The same for covariates of many columns: zeros, then one number a row.
    private static func scatterLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ rows: Range<Int>,
        _ columns: [Int32],
        _ place: DesignPlace,
        _ gradient: inout [Double]
    ) {
        for column in columns { place.column(column)?.update(repeating: 0, count: ScoreKernels.whole(rows.count)) }
        let limit = columns.count - 1
        for offset in 0..<rows.count {
            let column = Int(columns[min(Int(codes[rows.lowerBound + offset]), limit)])
            guard column >= 0 else { continue }
            place.columns[column * place.stride + offset] = place.factors[offset]
            gradient[column] += place.slopes[offset]
        }
    }
}

/// Where design columns are written, and what their rows are multiplied by.
struct DesignPlace {
    /// What each row is multiplied by.
    let factors: UnsafePointer<Double>
    /// What the gradient sums over each column.
    let slopes: UnsafePointer<Double>
    /// The columns, one after another.
    let columns: UnsafeMutablePointer<Double>
    /// The distance between the starts of two columns.
    let stride: Int
    /// How numbers are expanded.
    let kernels: ScoreKernels

    /// A design column; nil for none.
    func column(_ index: Int32) -> UnsafeMutablePointer<Double>? {
        index >= 0 ? columns + Int(index) * stride : nil
    }
}
