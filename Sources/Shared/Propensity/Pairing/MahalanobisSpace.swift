import Statistics

/// Rows in coordinates whose Euclidean distance is the Mahalanobis distance of some columns.
///
/// The covariance is the pooled one within groups of the rows that are kept, Σ (x − x̄ᵍ)(x − x̄ᵍ)ᵀ / (n − 2), as in Rubin
/// (1980, doi:10.2307/2529981) and MatchIt since 4.5. Columns that others determine are left out, which changes no
/// distance; so are columns without variation.
struct MahalanobisSpace: Sendable {
    /// The number of coordinates.
    let dimension: Int
    /// The coordinates, row after row.
    let coordinates: [Double]

    /// The space of some columns.
    ///
    /// - Parameters:
    ///   - columns: A value for each row.
    ///   - treatment: 1 for treated, 0 for control.
    ///   - discarded: Rows that count for nothing in the covariance.
    /// - Throws: ``PropensityError/unsupported(what:instead:)`` when no column varies within groups, or a value is missing.
    /// - Complexity: O(*n* · *p*²) for *n* rows and *p* columns.
    init(_ columns: [[Double]], treatment: [UInt8], discarded: [Bool]) throws(PropensityError) {
        guard columns.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw .unsupported(
                what: "Mahalanobis distance of columns with missing values",
                instead: "name columns that have a value in every row"
            )
        }
        let varying = columns.compactMap { StandardisedColumn($0, treatment: treatment, discarded: discarded) }
        let factor = OrderedCholesky(
            varying.isEmpty
                ? PackedSymmetric(order: 0) : Self.covariance(varying, treatment: treatment, discarded: discarded),
            tolerance: 1e-10
        )
        guard !factor.kept.isEmpty else {
            throw .unsupported(
                what: "Mahalanobis distance of columns that do not vary within the groups",
                instead: "name other columns"
            )
        }
        dimension = factor.kept.count
        coordinates = TiledRows(rowCount: treatment.count).map { rows in
            rows.flatMap { row in factor.whitened(varying.map { ($0.values[row] - $0.centre) / $0.scale }) }
        }.flatMap(\.self)
    }

    private static func covariance(
        _ columns: [StandardisedColumn],
        treatment: [UInt8],
        discarded: [Bool]
    ) -> PackedSymmetric {
        let stride = 512
        let blocks = TiledRows(rowCount: treatment.count)
        let kept = discarded.count { !$0 }
        let parts = blocks.map { rows in
            var products = CrossProductSum(order: columns.count)
            withUnsafeTemporaryAllocation(of: Double.self, capacity: stride * columns.count) { buffer in
                guard let base = buffer.baseAddress else { return }
                for start in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: stride) {
                    let block = start..<min(start + stride, rows.upperBound)
                    buffer.initialize(repeating: 0)
                    for (index, column) in columns.enumerated() {
                        for row in block where !discarded[row] {
                            let mean = column.means[treatment[row] == 1 ? 1 : 0]
                            base[index * stride + row - start] = (column.values[row] - mean) / column.scale
                        }
                    }
                    products.add(base, rowCount: block.count, stride: stride)
                }
            }
            return products.packed
        }
        var sum = PackedSymmetric(order: columns.count)
        for part in parts { sum.add(part) }
        let divisor = Double(max(kept - 2, 1))
        return PackedSymmetric(order: columns.count, elements: sum.elements.map { $0 / divisor })
    }
}

/// A column of the distance with what centres and scales it.
private struct StandardisedColumn: Sendable {
    let values: [Double]
    let centre: Double
    let scale: Double
    /// The means of controls and treated.
    let means: [Double]

    /// A column; nil when it does not vary.
    init?(_ values: [Double], treatment: [UInt8], discarded: [Bool]) {
        let kept = values.indices.filter { !discarded[$0] }
        let spread = ScoreMoments(scores: kept.map { values[$0] }, treatment: kept.map { treatment[$0] })
        var all = spread.treated
        all.add(spread.controls)
        guard all.variance > 0 else { return nil }
        self.values = values
        centre = all.mean
        scale = all.variance.squareRoot()
        means = [spread.controls.mean, spread.treated.mean]
    }
}
