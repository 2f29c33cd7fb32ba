/// How the values of a numeric covariate fall into the bins of its empirical distribution.
package enum BinLayout: Equatable, Sendable {
    /// Equal bins: the lower edge of the first, the width, the number; whole numbers have a bin each when there is room.
    case even(lowest: Double, width: Double, count: Int)

    /// Bins for numbers whose moments are known.
    ///
    /// Whole numbers that span fewer than `countMax` get a bin each, so that distances between distributions are exact;
    /// other numbers get `countMax` equal bins, and distances are exact to what one bin holds.
    package init(_ moments: Moments, countMax: Int) {
        let span = max(0, moments.highest - moments.lowest)
        if moments.count > 0, moments.fractional == 0, span < Double(countMax) {
            self = .even(lowest: moments.lowest, width: 1, count: Int(span) + 1)
        } else if moments.count > 0, span > 0 {
            self = .even(lowest: moments.lowest, width: span / Double(countMax), count: countMax)
        } else {
            self = .even(lowest: moments.count > 0 ? moments.lowest : 0, width: 1, count: 1)
        }
    }

    /// The number of bins.
    package var count: Int {
        switch self {
        case .even(_, _, let count): count
        }
    }

    /// The bin of a value; values outside count in the first or the last.
    @inline(__always)
    func bin(_ value: Double) -> Int {
        switch self {
        case .even(let lowest, let width, let count):
            return Int(max(0, min(((value - lowest) / width).rounded(.down), Double(count - 1))))
        }
    }
}

/// What is compared between the groups: every level of every covariate, every number, and the score.
package struct BalanceSpecification: Equatable, Sendable {
    /// One covariate.
    package struct Column: Equatable, Sendable {
        /// The name shown to people.
        package let name: String
        /// The levels' names; empty for numbers.
        package let levels: [String]
        /// Numbers that are all 0 or 1, of which the share of ones is compared.
        package let isBinary: Bool
        /// What is subtracted from numbers before they are summed, to keep their variance.
        package let centre: Double
        /// The bins of numbers; of no use for levels.
        package let bins: BinLayout

        /// A column from its parts, as read from a wire.
        package init(name: String, levels: [String], isBinary: Bool, centre: Double, bins: BinLayout) {
            self.name = name
            self.levels = levels
            self.isBinary = isBinary
            self.centre = centre
            self.bins = bins
        }
    }

    /// One column for each declared covariate, in the order of the declarations.
    package let columns: [Column]
    /// The linear predictor.
    package let score: Column

    /// A specification from its parts, as read from a wire.
    package init(columns: [Column], score: Column) {
        self.columns = columns
        self.score = score
    }

    /// Makes the specification from the survey of everybody and the moments of the score.
    ///
    /// - Parameters:
    ///   - covariates: The declarations.
    ///   - survey: What all rows hold.
    ///   - scores: The moments of the linear predictor.
    ///   - binCountMax: The most bins of one distribution.
    package init(covariates: [Covariate], survey: CovariateSurvey, scores: ScoreMoments, binCountMax: Int = 4096) {
        var all = scores.treated
        all.add(scores.controls)
        score = Column(
            name: "score",
            levels: [],
            isBinary: false,
            centre: all.mean,
            bins: BinLayout(all, countMax: binCountMax)
        )
        columns = covariates.enumerated().map { index, covariate in
            guard case .numbers(var moments) = survey.treated.summaries[index],
                case .numbers(let controls) = survey.controls.summaries[index]
            else {
                guard case .categorical(let levels, _) = covariate.kind else {
                    preconditionFailure("the survey does not fit the declarations")
                }
                return Column(
                    name: covariate.name,
                    levels: levels,
                    isBinary: false,
                    centre: 0,
                    bins: .even(lowest: 0, width: 1, count: 1)
                )
            }
            moments.add(controls)
            return Column(
                name: covariate.name,
                levels: [],
                isBinary: moments.count > 0 && moments.fractional == 0 && moments.lowest >= 0 && moments.highest <= 1,
                centre: moments.mean,
                bins: BinLayout(moments, countMax: binCountMax)
            )
        }
    }
}
