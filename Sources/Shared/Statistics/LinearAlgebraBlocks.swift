import COpenBLAS

/// Sums of cross products of blocks of rows, by OpenBLAS on one thread.
///
/// Work is spread over cores by tiles, never inside BLAS: two levels of threads would oversubscribe the machine, and the
/// order of summation would depend on the number of cores.
package struct CrossProductSum {
    /// The number of columns.
    package let order: Int
    private var square: [Double]

    private static let oneThread: Void = {
        openblas_set_num_threads(1)
        // Those that wait for work spin for a tenth of a second.
        _ = blas_thread_shutdown_()
    }()

    /// Keeps BLAS to one thread, once for the process, and ends those that it began with.
    package static func useOneThread() { _ = oneThread }

    /// A sum of nothing over some columns.
    package init(order: Int) {
        _ = Self.oneThread
        self.order = order
        square = Array(repeating: 0, count: order * order)
    }

    /// Adds XᵀX of a block.
    ///
    /// - Parameters:
    ///   - block: Columns one after another, `stride` elements apart.
    ///   - rowCount: The rows in use, at most `stride`.
    ///   - stride: The distance between the starts of two columns.
    package mutating func add(_ block: UnsafePointer<Double>, rowCount: Int, stride: Int) {
        precondition(rowCount <= stride, "a block cannot have more rows than its stride")
        cblas_dsyrk(
            CblasColMajor,
            CblasUpper,
            CblasTrans,
            Int32(order),
            Int32(rowCount),
            1,
            block,
            Int32(stride),
            1,
            &square,
            Int32(order)
        )
    }

    /// The sum so far.
    package var packed: PackedSymmetric {
        var elements: [Double] = []
        elements.reserveCapacity(order * (order + 1) / 2)
        // The upper triangle of a column-major square is the lower triangle by rows.
        for row in 0..<order { elements.append(contentsOf: square[(row * order)...(row * order + row)]) }
        return PackedSymmetric(order: order, elements: elements)
    }
}
