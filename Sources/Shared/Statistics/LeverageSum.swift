import COpenBLAS

/// Leverages of blocks of rows, and sums of rows by a factor each, by OpenBLAS on one thread.
///
/// The leverage of a row is h = xᵀ(XᵀX)⁻¹x, the diagonal of the hat matrix.
package struct LeverageSum {
    /// The number of columns.
    package let order: Int
    private let root: [Double]
    private var products: [Double] = []

    /// Leverages under an inverse.
    ///
    /// - Parameters:
    ///   - order: The number of columns.
    ///   - root: M with M Mᵀ = (XᵀX)⁻¹, column after column, as ``OrderedCholesky/inverseRoot`` gives it.
    package init(order: Int, root: [Double]) {
        precondition(root.count == order * order, "the root of the inverse must be square")
        CrossProductSum.useOneThread()
        self.order = order
        self.root = root
    }

    /// Writes the leverage of each row of a block.
    ///
    /// - Parameters:
    ///   - block: Columns one after another, `stride` elements apart.
    ///   - rowCount: The rows in use, at most `stride`.
    ///   - stride: The distance between the starts of two columns.
    ///   - target: Room for `rowCount` numbers.
    package mutating func leverages(
        _ block: UnsafePointer<Double>,
        rowCount: Int,
        stride: Int,
        into target: UnsafeMutablePointer<Double>
    ) {
        precondition(rowCount <= stride, "a block cannot have more rows than its stride")
        if products.count < rowCount * order { products = Array(repeating: 0, count: rowCount * order) }
        let order = Int32(order)
        products.withUnsafeMutableBufferPointer { products in
            guard let base = products.baseAddress else { return }
            cblas_dgemm(
                CblasColMajor,
                CblasNoTrans,
                CblasNoTrans,
                Int32(rowCount),
                order,
                order,
                1,
                block,
                Int32(stride),
                root,
                order,
                0,
                base,
                Int32(rowCount)
            )
            target.update(repeating: 0, count: rowCount)
            for column in 0..<Int(order) {
                let start = column * rowCount
                for row in 0..<rowCount { target[row] += base[start + row] * base[start + row] }
            }
        }
    }

    /// Adds the rows of a block, each times a factor, to a vector of one element a column.
    package func add(
        _ block: UnsafePointer<Double>,
        rowCount: Int,
        stride: Int,
        factors: UnsafePointer<Double>,
        to vector: inout [Double]
    ) {
        precondition(vector.count == order, "the vector must have one element for each column")
        cblas_dgemv(
            CblasColMajor,
            CblasTrans,
            Int32(rowCount),
            Int32(order),
            1,
            block,
            Int32(stride),
            factors,
            1,
            1,
            &vector,
            1
        )
    }
}
