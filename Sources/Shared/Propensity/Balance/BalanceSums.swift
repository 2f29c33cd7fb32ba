/// Weighted sums of every covariate by group, before and after matching.
package struct BalanceSums: Equatable, Sendable {
    /// The sums of one group.
    package struct Group: Equatable, Sendable {
        /// The people with a weight above 0.
        package var count: Int
        /// The sum of weights.
        package var weight: Double
        /// The sum of squared weights.
        package var weightSquares: Double
        /// For each covariate, then for the score.
        ///
        /// Levels: the weight at each level, then of missing values. Numbers: the weight and the squared weights of those
        /// with a value, the sums of w·d and w·d² for d the distance from the centre, then the weight in each bin.
        package var values: [[Double]]

        /// A group from its parts, as read from a wire.
        package init(count: Int, weight: Double, weightSquares: Double, values: [[Double]]) {
            self.count = count
            self.weight = weight
            self.weightSquares = weightSquares
            self.values = values
        }

        /// The sums of nobody.
        package init(_ specification: BalanceSpecification) {
            self.init(
                count: 0,
                weight: 0,
                weightSquares: 0,
                values: (specification.columns + [specification.score]).map { column in
                    Array(repeating: 0, count: column.levels.isEmpty ? 4 + column.bins.count : column.levels.count + 1)
                }
            )
        }

        /// The effective number of people: (Σw)² / Σw².
        package var effectiveCount: Double { weightSquares > 0 ? weight * weight / weightSquares : 0 }
    }

    /// Where a group stands in ``groups``.
    package enum Role: Int, Sendable {
        /// All treated.
        case treated = 0
        /// All controls, each once.
        case pool = 1
        /// The treated who are matched.
        case matchedTreated = 2
        /// The controls, by their matching weights.
        case comparison = 3
    }

    /// The four groups, by role.
    package var groups: [Group]

    /// The sums of nobody.
    package init(_ specification: BalanceSpecification) {
        groups = Array(repeating: Group(specification), count: 4)
    }

    /// Sums from their parts, as read from a wire.
    package init(groups: [Group]) {
        precondition(groups.count == 4, "there are four groups")
        self.groups = groups
    }

    /// One group.
    package subscript(_ role: Role) -> Group { groups[role.rawValue] }

    /// Whether these are sums of what a specification compares.
    package func fits(_ specification: BalanceSpecification) -> Bool {
        let sizes = Group(specification).values.map(\.count)
        return groups.allSatisfy { $0.values.map(\.count) == sizes }
    }

    /// Sums a range of rows.
    ///
    /// - Parameters:
    ///   - frame: The covariates.
    ///   - specification: What is compared.
    ///   - scores: The linear predictor of every row of the frame; nothing to leave the score out.
    ///   - weights: The matching weight of every row of the frame: of a treated row 0 when it is not matched.
    ///   - rows: The range.
    package init(
        _ frame: CovariateFrame,
        specification: BalanceSpecification,
        scores: [Double],
        weights: [Double],
        rows: Range<Int>
    ) {
        self.init(specification)
        for row in rows {
            let isTreated = frame.treatment[row] == 1
            groups[isTreated ? 0 : 1].count(1)
            if weights[row] > 0 { groups[isTreated ? 2 : 3].count(weights[row]) }
        }
        for (index, column) in specification.columns.enumerated() {
            switch frame.columns[index] {
            case .codes(let codes): addLevels(codes, frame, weights, rows, index: index)
            case .wideCodes(let codes): addLevels(codes, frame, weights, rows, index: index)
            case .singles(let values): addNumbers(values, frame, weights, rows, index: index, column)
            case .doubles(let values): addNumbers(values, frame, weights, rows, index: index, column)
            }
        }
        guard !scores.isEmpty else { return }
        addNumbers(scores, frame, weights, rows, index: specification.columns.count, specification.score)
    }

    /// Adds the sums of later rows.
    package mutating func add(_ later: BalanceSums) {
        for role in groups.indices {
            groups[role].count += later.groups[role].count
            groups[role].weight += later.groups[role].weight
            groups[role].weightSquares += later.groups[role].weightSquares
            for index in groups[role].values.indices {
                for place in groups[role].values[index].indices {
                    groups[role].values[index][place] += later.groups[role].values[index][place]
                }
            }
        }
    }

    @inline(__always)
    private mutating func addLevels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ frame: CovariateFrame,
        _ weights: [Double],
        _ rows: Range<Int>,
        index: Int
    ) {
        let size = groups[0].values[index].count
        var sums = Array(repeating: 0.0, count: 4 * size)
        frame.treatment.withUnsafeBufferPointer { treatment in
            for row in rows {
                let level = min(Int(codes[row]), size - 1)
                let role = treatment[row] == 1 ? 0 : size
                sums[role + level] += 1
                sums[role + 2 * size + level] += weights[row]
            }
        }
        for role in 0..<4 {
            for level in 0..<size { groups[role].values[index][level] += sums[role * size + level] }
        }
    }

    @inline(__always)
    private mutating func addNumbers<Value: BinaryFloatingPoint>(
        _ values: [Value],
        _ frame: CovariateFrame,
        _ weights: [Double],
        _ rows: Range<Int>,
        index: Int,
        _ column: BalanceSpecification.Column
    ) {
        let size = groups[0].values[index].count
        var sums = Array(repeating: 0.0, count: 4 * size)
        sums.withUnsafeMutableBufferPointer { sums in
            for row in rows {
                let value = Double(values[row])
                guard !value.isNaN else { continue }
                let distance = value - column.centre
                let bin = column.bins.bin(value)
                let before = frame.treatment[row] == 1 ? 0 : size
                Self.add(sums, at: before, weight: 1, distance: distance, bin: bin)
                if weights[row] > 0 {
                    Self.add(sums, at: before + 2 * size, weight: weights[row], distance: distance, bin: bin)
                }
            }
        }
        for role in 0..<4 {
            for place in 0..<size { groups[role].values[index][place] += sums[role * size + place] }
        }
    }

    @inline(__always)
    private static func add(
        _ sums: UnsafeMutableBufferPointer<Double>,
        at start: Int,
        weight: Double,
        distance: Double,
        bin: Int
    ) {
        sums[start] += weight
        sums[start + 1] += weight * weight
        sums[start + 2] += weight * distance
        sums[start + 3] += weight * distance * distance
        sums[start + 4 + bin] += weight
    }
}

extension BalanceSums.Group {
    fileprivate mutating func count(_ weight: Double) {
        count += 1
        self.weight += weight
        weightSquares += weight * weight
    }
}
