extension DesignSpecification {
    /// Writes the design columns of a range of rows, each row multiplied by a factor of its own.
    ///
    /// Columns lie one after another, `stride` apart: a dummy column is then a row of stores, and BLAS is as fast on
    /// blocks in this order as in the other.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - rows: At most `stride` rows.
    ///   - factors: One for each row of the range, such as the root of its weight.
    ///   - block: Room for `stride * columnCount` numbers; all are overwritten.
    ///   - stride: The distance between the starts of two columns.
    package func expand(
        _ frame: CovariateFrame,
        rows: Range<Int>,
        factors: UnsafePointer<Double>,
        into block: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        precondition(rows.count <= stride, "a block cannot hold more rows than its stride")
        block.update(repeating: 0, count: stride * columnCount)
        block.update(from: factors, count: rows.count)
        for term in terms {
            switch frame.columns[term.covariate] {
            case .codes(let codes):
                Self.expandLevels(codes, rows, term.columns, factors, block, stride)
            case .wideCodes(let codes):
                Self.expandLevels(codes, rows, term.columns, factors, block, stride)
            case .singles(let values):
                Self.expandNumbers(values, rows, term, factors, block, stride)
            case .doubles(let values):
                Self.expandNumbers(values, rows, term, factors, block, stride)
            }
        }
    }

    @inline(__always)
    private static func expandLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ rows: Range<Int>,
        _ columns: [Int32],
        _ factors: UnsafePointer<Double>,
        _ block: UnsafeMutablePointer<Double>,
        _ stride: Int
    ) {
        let limit = columns.count - 1
        codes.withUnsafeBufferPointer { codes in
            columns.withUnsafeBufferPointer { columns in
                for offset in 0..<rows.count {
                    let column = Int(columns[min(Int(codes[rows.lowerBound + offset]), limit)])
                    if column >= 0 { block[column &* stride &+ offset] = factors[offset] }
                }
            }
        }
    }

    @inline(__always)
    private static func expandNumbers<Value: BinaryFloatingPoint>(
        _ values: [Value],
        _ rows: Range<Int>,
        _ term: DesignTerm,
        _ factors: UnsafePointer<Double>,
        _ block: UnsafeMutablePointer<Double>,
        _ stride: Int
    ) {
        let column = Int(term.columns[0])
        let indicator = Int(term.columns[1])
        let centre = term.centre
        let inverse = 1 / term.scale
        values.withUnsafeBufferPointer { values in
            for offset in 0..<rows.count {
                let value = Double(values[rows.lowerBound + offset])
                if value.isNaN {
                    if indicator >= 0 { block[indicator &* stride &+ offset] = factors[offset] }
                } else if column >= 0 {
                    block[column &* stride &+ offset] = (value - centre) * inverse * factors[offset]
                }
            }
        }
    }
}
