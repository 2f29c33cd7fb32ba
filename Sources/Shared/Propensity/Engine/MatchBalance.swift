extension BalanceTable {
    /// The balance of the rows of one process; distances between distributions are exact up to `exactValuesMax` values.
    ///
    /// - Parameters:
    ///   - input: The rows.
    ///   - survey: What all rows hold.
    ///   - scores: The score of each row, on the scale of matching.
    ///   - weights: The matching weights.
    ///   - settings: How balance is expressed.
    ///   - exactValuesMax: A number with more distinct values gets this many equal bins.
    /// - Complexity: O(*n* · *c*) for *n* rows and *c* covariates; columns are spread over all cores.
    package init(
        _ input: MatchInput,
        survey: CovariateSurvey,
        scores: [Double],
        weights: [Double],
        settings: Settings = Settings(),
        exactValuesMax: Int = 65_536
    ) {
        let frame = input.frame
        let spread = ScoreMoments(scores: scores, treatment: frame.treatment)
        let even = BalanceSpecification(
            covariates: input.covariates,
            survey: survey,
            scores: spread,
            binCountMax: exactValuesMax
        )
        let columnCount = input.covariates.count
        // One column a time on each core: the bins of all columns together could be larger than the data.
        let parts = TiledRows(rowCount: columnCount + 1, tileRows: 1).map { range -> ColumnSums in
            let index = range.lowerBound
            let isScore = index == columnCount
            let column = isScore ? even.score : even.columns[index]
            let values = isScore ? CovariateFrame.Column.doubles(scores) : frame.columns[index]
            let exact = column.withExactBins(values, valuesMax: exactValuesMax)
            let single = BalanceSpecification(columns: [exact], score: .unused)
            let sums = BalanceSums(
                CovariateFrame(columns: [values], treatment: frame.treatment, strata: frame.strata),
                specification: single,
                scores: [],
                weights: weights,
                rows: 0..<frame.rowCount
            )
            return ColumnSums(column: exact, sums: sums)
        }
        let specification = BalanceSpecification(
            columns: parts.dropLast().map(\.column),
            score: parts[columnCount].column
        )
        var groups = parts[columnCount].sums.groups
        for role in groups.indices { groups[role].values = parts.map { $0.sums.groups[role].values[0] } }
        self.init(BalanceSums(groups: groups), specification: specification, settings: settings)
    }
}

/// One column of a balance specification with its sums.
private struct ColumnSums: Sendable {
    let column: BalanceSpecification.Column
    let sums: BalanceSums
}

extension BalanceSpecification.Column {
    /// A column with one bin, for sums that have no score.
    fileprivate static let unused = Self(
        name: "",
        levels: [],
        isBinary: false,
        centre: 0,
        bins: .even(lowest: 0, width: 1, count: 1)
    )

    /// The same column with a bin for each value, unless there are too many or whole numbers have one already.
    fileprivate func withExactBins(_ column: CovariateFrame.Column, valuesMax: Int) -> Self {
        guard levels.isEmpty, case .even(_, let width, let count) = bins, !(width == 1 && count < valuesMax) else {
            return self
        }
        let numbers: [Double] =
            switch column {
            case .singles(let values): values.lazy.filter { !$0.isNaN }.map { Double($0) }
            case .doubles(let values): values.lazy.filter { !$0.isNaN }.map { $0 }
            case .codes, .wideCodes: []
            }
        var distinct: [Double] = []
        for value in numbers.sorted() where distinct.last != value {
            guard distinct.count < valuesMax else { return self }
            distinct.append(value)
        }
        guard !distinct.isEmpty else { return self }
        return Self(name: name, levels: levels, isBinary: isBinary, centre: centre, bins: .values(distinct))
    }
}
