extension BalanceTable {
    /// The balance of the rows of one process; distances between distributions are exact.
    ///
    /// - Parameters:
    ///   - input: The rows.
    ///   - survey: What all rows hold.
    ///   - scores: The score of each row, on the scale of matching.
    ///   - weights: The matching weights.
    ///   - settings: How balance is expressed.
    /// - Complexity: O(*n* · *c*) for *n* rows and *c* covariates; columns are spread over all cores, and the distribution of a
    ///   column is let go of when its rows are made.
    package init(
        _ input: MatchInput,
        survey: CovariateSurvey,
        scores: [Double],
        weights: [Double],
        settings: Settings = Settings()
    ) {
        let frame = input.frame
        let specification = BalanceSpecification(
            covariates: input.covariates,
            survey: survey,
            scores: ScoreMoments(scores: scores, treatment: frame.treatment)
        )
        let members = ExactDistribution.Members(treatment: frame.treatment, weights: weights)
        let totals = GroupTotals(members)
        let columnCount = input.covariates.count
        // The score first: it takes longest.
        let tables = TiledRows(rowCount: columnCount + 1, tileRows: 1).map { range -> BalanceTable in
            guard range.lowerBound > 0 else {
                let sums = totals.sums(.doubles(scores), specification.score, members)
                let alone = BalanceSpecification(columns: [], score: specification.score)
                return BalanceTable(sums, specification: alone, settings: settings)
            }
            let column = specification.columns[range.lowerBound - 1]
            let sums = totals.sums(frame.columns[range.lowerBound - 1], column, members)
            let alone = BalanceSpecification(columns: [column], score: .unused)
            return BalanceTable(sums.withUnusedScore, specification: alone, settings: settings)
        }
        self = tables[0]
        rows = tables.dropFirst().flatMap(\.rows)
    }
}

extension GroupTotals {
    /// The sums of one column.
    fileprivate func sums(
        _ column: CovariateFrame.Column,
        _ specification: BalanceSpecification.Column,
        _ members: ExactDistribution.Members
    ) -> BalanceSums {
        switch column {
        case .codes(let codes): return sums(levels: Self.levels(codes, specification.levels.count, members))
        case .wideCodes(let codes): return sums(levels: Self.levels(codes, specification.levels.count, members))
        case .singles(let values):
            let isWhole = !values.contains { $0.isNaN }
            let present = isWhole ? self : GroupTotals(members) { !values[$0].isNaN }
            return sums(ExactDistribution(column, members), centre: specification.centre, present: present)
        case .doubles(let values):
            let isWhole = !values.contains { $0.isNaN }
            let present = isWhole ? self : GroupTotals(members) { !values[$0].isNaN }
            return sums(ExactDistribution(column, members), centre: specification.centre, present: present)
        }
    }

    /// The weight at each level, then of missing values, by role.
    private static func levels<Code: FixedWidthInteger & UnsignedInteger>(
        _ codes: [Code],
        _ levelCount: Int,
        _ members: ExactDistribution.Members
    ) -> [[Double]] {
        var sums = Array(repeating: 0.0, count: 4 * (levelCount + 1))
        sums.withUnsafeMutableBufferPointer { sums in
            members.treatment.withUnsafeBufferPointer { treatment in
                members.weights.withUnsafeBufferPointer { weights in
                    for row in codes.indices {
                        let at = 4 &* min(Int(codes[row]), levelCount) &+ (treatment[row] == 1 ? 0 : 1)
                        sums[at] += 1
                        sums[at &+ 2] += weights[row]
                    }
                }
            }
        }
        return (0..<4).map { role in (0...levelCount).map { sums[4 * $0 + role] } }
    }
}

extension BalanceSums {
    /// The same sums with a score that nobody has, for a table of one column.
    fileprivate var withUnusedScore: BalanceSums {
        var sums = self
        for role in sums.groups.indices { sums.groups[role].values.append([0, 0, 0, 0, 0]) }
        return sums
    }
}

extension BalanceSpecification.Column {
    /// A score that nobody has.
    fileprivate static let unused = Self(
        name: "",
        levels: [],
        isBinary: false,
        centre: 0,
        bins: .even(lowest: 0, width: 1, count: 1)
    )
}
