/// Memory for a block of design rows as a Newton step needs it: roots of weights, slopes, columns, and the lanes of X'WX.
///
/// One piece that begins on a cache line. Rows that fill up the last lanes are 0.
struct DesignBlock {
    /// Rows of a block.
    ///
    /// 61 columns of 256 rows are 125 kB. With the lanes of X'X, the covariates themselves and those of the next block, which
    /// are fetched meanwhile, that fits a second-level cache of 1 MB.
    static let rowsMax = 256
    /// Columns are not a power of two apart, so they do not share places in the cache.
    private static let stride = rowsMax + ScoreKernels.lanes

    /// The roots of the rows' weights.
    let roots: UnsafeMutablePointer<Double>
    /// The rows' predictors, which become slopes of the log-likelihood.
    let slopes: UnsafeMutablePointer<Double>
    private let columns: UnsafeMutablePointer<Double>
    private let lanes: UnsafeMutablePointer<Double>
    private let order: Int
    private let kernels: ScoreKernels

    /// Lends a block for a design of some columns.
    static func with<Result>(columnCount: Int, kernels: ScoreKernels, _ body: (DesignBlock) -> Result) -> Result {
        let count = stride * (columnCount + 2) + ScoreKernels.laneCount(order: columnCount)
        return withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Double>.size, alignment: 64) { bytes in
            let memory = bytes.bindMemory(to: Double.self)
            memory.initialize(repeating: 0)
            guard let base = memory.baseAddress else { preconditionFailure("a block has memory") }
            return body(
                DesignBlock(
                    roots: base,
                    slopes: base + stride,
                    columns: base + 2 * stride,
                    lanes: base + (columnCount + 2) * stride,
                    order: columnCount,
                    kernels: kernels
                )
            )
        }
    }

    /// Where the design columns go.
    var place: DesignPlace {
        DesignPlace(factors: roots, slopes: slopes, columns: columns, stride: Self.stride, kernels: kernels)
    }

    /// Adds X'X of the rows in the block to the lanes.
    func addCrossProduct(rows: Int) {
        kernels.addCrossProduct(columns, order: order, rows: rows, stride: Self.stride, to: lanes)
    }

    /// X'X of all rows that were added: the lower triangle, row after row.
    var crossProduct: [Double] { ScoreKernels.crossProduct(lanes, order: order) }
}
