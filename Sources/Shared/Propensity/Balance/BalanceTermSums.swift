package import Statistics

/// The columns whose squares and products are compared: every level as 0 or 1, and every number.
package struct BalanceTermColumns: Equatable, Sendable {
    /// One column.
    package struct Column: Equatable, Sendable {
        /// The name shown to people: "age", "race: black".
        package let name: String
        /// The covariate's place in the frame.
        package let covariate: Int
        /// The level; nil for a number.
        package let level: Int?
        /// Whether it is 0 or 1 in every row.
        package let isBinary: Bool
        /// The number of levels of its covariate; any code from here on is missing.
        package let levelCount: Int
    }

    /// The most columns; their products grow with the square.
    package static let countMax = 512

    /// In the order of the declarations.
    package let columns: [Column]

    /// The columns of a specification, but for levels that nobody has.
    ///
    /// - Parameters:
    ///   - specification: What is compared.
    ///   - table: The balance of the covariates themselves, which has a row for each level that somebody has.
    /// - Throws: ``PropensityError/unsupported(what:instead:)`` for more than ``countMax`` columns.
    package init(_ specification: BalanceSpecification, table: BalanceTable) throws(PropensityError) {
        var columns: [Column] = []
        for (index, column) in specification.columns.enumerated() {
            guard !column.levels.isEmpty else {
                columns.append(
                    Column(
                        name: column.name,
                        covariate: index,
                        level: nil,
                        isBinary: column.isBinary,
                        levelCount: 0
                    )
                )
                continue
            }
            let found = table.rows.lazy.filter { $0.covariate == column.name }.compactMap(\.level)
            for level in found {
                columns.append(
                    Column(
                        name: "\(column.name): \(level)",
                        covariate: index,
                        level: column.levels.firstIndex(of: level) ?? column.levels.count,
                        isBinary: true,
                        levelCount: column.levels.count
                    )
                )
            }
        }
        guard columns.count <= Self.countMax else {
            throw .unsupported(
                what: "The balance of products of \(columns.count) levels and numbers",
                instead: "\(Self.countMax) are the most; group levels, or ask for squares only"
            )
        }
        self.columns = columns
    }
}

/// Weighted sums of the products of all pairs of columns, by group, before and after matching.
///
/// For columns X with 0 for a missing value and M for there being one: X'WX holds the sums of all products, (X∘X)'W(X∘X)
/// those of their squares, M'WM and M'W²M the weights of the rows that have both. All are sums over rows, so tiles add up.
package struct BalanceTermSums: Equatable, Sendable {
    /// The sums of one group.
    package struct Group: Equatable, Sendable {
        /// Σ w x y.
        package var products: PackedSymmetric
        /// Σ w x² y².
        package var squares: PackedSymmetric
        /// Σ w over rows with both values.
        package var weights: PackedSymmetric
        /// Σ w² over rows with both values.
        package var weightSquares: PackedSymmetric

        mutating func add(_ later: Group) {
            products.add(later.products)
            squares.add(later.squares)
            weights.add(later.weights)
            weightSquares.add(later.weightSquares)
        }
    }

    /// The four groups, by ``BalanceSums/Role``.
    package var groups: [Group]

    /// Sums a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - columns: What is multiplied.
    ///   - weights: The matching weight of every row of the frame.
    ///   - rows: The range.
    /// - Complexity: O(*n p*²) for *n* rows and *p* columns, by BLAS.
    package init(_ frame: CovariateFrame, columns: BalanceTermColumns, weights: [Double], rows: Range<Int>) {
        groups = (0..<4).map { role in
            let members = rows.filter { row in
                (frame.treatment[row] == 1) == (role % 2 == 0) && (role < 2 || weights[row] > 0)
            }
            return Self.group(frame, columns.columns, members, role < 2 ? nil : weights)
        }
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: BalanceTermSums) {
        for role in groups.indices { groups[role].add(later.groups[role]) }
    }

    private static func group(
        _ frame: CovariateFrame,
        _ columns: [BalanceTermColumns.Column],
        _ rows: [Int],
        _ weights: [Double]?
    ) -> Group {
        let stride = 512
        let order = columns.count
        var sums = (0..<4).map { _ in CrossProductSum(order: order) }
        var blocks = Array(repeating: Array(repeating: 0.0, count: stride * order), count: 4)
        var start = 0
        while start < rows.count {
            let part = rows[start..<min(start + stride, rows.count)]
            for (place, column) in columns.enumerated() {
                for (offset, row) in part.enumerated() {
                    let value = Self.value(frame, column, row)
                    let weight = weights.map { $0[row] } ?? 1
                    let root = weight.squareRoot()
                    let at = place * stride + offset
                    blocks[0][at] = value.isNaN ? 0 : root * value
                    blocks[1][at] = value.isNaN ? 0 : root * value * value
                    blocks[2][at] = value.isNaN ? 0 : root
                    blocks[3][at] = value.isNaN ? 0 : weight
                }
            }
            for kind in 0..<4 { sums[kind].add(blocks[kind], rowCount: part.count, stride: stride) }
            start += stride
        }
        return Group(
            products: sums[0].packed,
            squares: sums[1].packed,
            weights: sums[2].packed,
            weightSquares: sums[3].packed
        )
    }

    @inline(__always)
    private static func value(_ frame: CovariateFrame, _ column: BalanceTermColumns.Column, _ row: Int) -> Double {
        switch frame.columns[column.covariate] {
        case .codes(let codes): min(Int(codes[row]), column.levelCount) == column.level ? 1 : 0
        case .wideCodes(let codes): min(Int(codes[row]), column.levelCount) == column.level ? 1 : 0
        case .singles(let values): Double(values[row])
        case .doubles(let values): values[row]
        }
    }
}
