/// Conditions beyond the score and the stratum that two matched people have to meet, and the columns of their distance.
package struct PairConditions: Sendable {
    /// The largest difference of one covariate.
    package struct Caliper: Sendable {
        /// The name of the covariate.
        package let name: String
        /// Its values; NaN is missing, and a row without a value has no match.
        package let values: [Double]
        /// The largest difference in terms of the unit; below 0 the difference must be larger than its size.
        package let width: Double
        /// What the width is measured in.
        package let unit: MatchSettings.CaliperUnit

        /// A caliper on a covariate.
        package init(name: String, values: [Double], width: Double, unit: MatchSettings.CaliperUnit = .absolute) {
            self.name = name
            self.values = values
            self.width = width
            self.unit = unit
        }
    }

    /// Columns on which matched people must differ: a code for each row.
    package let antiexact: [[Int32]]
    /// Calipers on single covariates.
    package let calipers: [Caliper]
    /// The columns of the Mahalanobis distance: numbers, and levels as 0 and √½.
    package let distanceColumns: [[Double]]

    /// Conditions; each column has a value for every row.
    package init(antiexact: [[Int32]] = [], calipers: [Caliper] = [], distanceColumns: [[Double]] = []) {
        self.antiexact = antiexact
        self.calipers = calipers
        self.distanceColumns = distanceColumns
    }

    /// No condition.
    package static let none = PairConditions()

    /// Whether a pair has to meet nothing beyond score and stratum.
    package var restrictsNothing: Bool { antiexact.isEmpty && calipers.isEmpty }

    /// The conditions with every caliper's width as a difference, widths in standard deviations being those of the rows
    /// that are kept.
    func resolved(
        treatment: [UInt8],
        discarded: [Bool],
        spread: ScoreMoments.Spread
    ) -> PairConditions {
        let absolute = calipers.map { caliper in
            guard caliper.unit == .sd else { return caliper }
            let kept = caliper.values.indices.filter { !discarded[$0] && !caliper.values[$0].isNaN }
            let moments = ScoreMoments(
                scores: kept.map { caliper.values[$0] },
                treatment: kept.map { treatment[$0] }
            )
            return Caliper(
                name: caliper.name,
                values: caliper.values,
                width: caliper.width * moments.deviation(spread)
            )
        }
        return PairConditions(antiexact: antiexact, calipers: absolute, distanceColumns: distanceColumns)
    }

    /// Whether two rows may be matched, as far as these conditions go; widths must have been resolved.
    func allow(_ one: Int, _ other: Int) -> Bool {
        for codes in antiexact where codes[one] == codes[other] { return false }
        for caliper in calipers {
            let difference = abs(caliper.values[one] - caliper.values[other])
            guard caliper.width >= 0 ? difference <= caliper.width : difference > -caliper.width else { return false }
        }
        return true
    }
}
