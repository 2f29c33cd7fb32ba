/// How one covariate becomes design columns.
package struct DesignTerm: Equatable, Sendable {
    /// What the covariate's values are.
    package enum Kind: UInt8, Sendable {
        /// Level indices.
        case categorical = 0
        /// Numbers.
        case continuous = 1
    }

    /// The index of the covariate in the frame.
    package let covariate: Int
    /// What its values are.
    package let kind: Kind
    /// The design columns, −1 for none.
    ///
    /// Categorical: one for each level, then that of missing values; several levels may share a column. Continuous: the
    /// column of the value, then that of the missing indicator.
    package let columns: [Int32]
    /// What is subtracted from a number.
    package let centre: Double
    /// What a number is divided by afterwards; positive.
    package let scale: Double

    /// A term from its parts, as read from a wire.
    package init(covariate: Int, kind: Kind, columns: [Int32], centre: Double, scale: Double) {
        self.covariate = covariate
        self.kind = kind
        self.columns = columns
        self.centre = centre
        self.scale = scale
    }
}

/// The columns of the design matrix: an intercept, dummies of levels, centred and scaled numbers, missing indicators.
///
/// Column 0 is the intercept. Made once from the survey of all partitions, then the same for every tile.
package struct DesignSpecification: Equatable, Sendable {
    /// Thresholds of the design.
    package struct Settings: Equatable, Sendable {
        /// A level with fewer people than this among the treated or among the controls is merged with other such levels.
        ///
        /// The merged level is named "other" when it reaches the floor, and joins the reference when it does not.
        package var levelFloor: Int

        /// Settings; by default no level is merged.
        package init(levelFloor: Int = 0) {
            self.levelFloor = levelFloor
        }
    }

    /// The columns' names, as shown to people: "sex: female".
    package let columnNames: [String]
    /// One term for each covariate that varies.
    package let terms: [DesignTerm]
    /// Covariates and columns left out because they hold one value only.
    package let dropped: [String]
    /// Levels that were merged because few people have them.
    package let merged: [String]

    /// A specification from its parts, as read from a wire.
    package init(columnNames: [String], terms: [DesignTerm], dropped: [String], merged: [String]) {
        self.columnNames = columnNames
        self.terms = terms
        self.dropped = dropped
        self.merged = merged
    }

    /// The number of columns, the intercept among them.
    package var columnCount: Int { columnNames.count }
}

extension DesignSpecification {
    /// Makes the design from declarations and a survey of everybody.
    ///
    /// - Parameters:
    ///   - covariates: The declarations, in the order of the columns.
    ///   - survey: What all rows hold.
    ///   - settings: Thresholds.
    /// - Throws: ``PropensityError`` for an empty group, for missing values where they are refused, and when nothing varies.
    package init(
        covariates: [Covariate],
        survey: CovariateSurvey,
        settings: Settings = Settings()
    ) throws(PropensityError) {
        guard survey.treated.count > 0, survey.controls.count > 0 else {
            throw .emptyGroup(treated: survey.treated.count, controls: survey.controls.count)
        }
        var builder = DesignBuilder(levelFloor: settings.levelFloor)
        for (index, covariate) in covariates.enumerated() {
            switch (survey.treated.summaries[index], survey.controls.summaries[index]) {
            case (.levels(let treated), .levels(let controls)):
                try builder.addLevels(of: covariate, index: index, treated: treated, controls: controls)
            case (.numbers(var moments), .numbers(let controls)):
                moments.add(controls)
                try builder.addNumbers(of: covariate, index: index, moments: moments)
            default:
                preconditionFailure("the survey does not fit the declarations")
            }
        }
        guard builder.names.count > 1 else { throw .nothingToModel }
        self.init(
            columnNames: builder.names,
            terms: builder.terms,
            dropped: builder.dropped,
            merged: builder.merged
        )
    }
}

/// Collects the columns of a design.
private struct DesignBuilder {
    let levelFloor: Int
    var names = ["(Intercept)"]
    var terms: [DesignTerm] = []
    var dropped: [String] = []
    var merged: [String] = []

    init(levelFloor: Int) {
        self.levelFloor = levelFloor
    }

    mutating func addLevels(
        of covariate: Covariate,
        index: Int,
        treated: [Int],
        controls: [Int]
    ) throws(PropensityError) {
        guard case .categorical(let levels, let declared) = covariate.kind else {
            preconditionFailure("a covariate with levels was declared as continuous")
        }
        try refuseMissing(covariate, rows: treated[levels.count] + controls[levels.count])
        let totals = zip(treated, controls).map { $0 + $1 }
        let present = totals.indices.filter { totals[$0] > 0 }
        guard present.count > 1 else {
            dropped.append(covariate.name)
            return
        }
        let names = levels + ["missing"]
        let reference = declared.flatMap { totals[$0] > 0 ? $0 : nil } ?? Self.mostFrequent(totals, among: present)
        let rare = present.filter { $0 != reference && min(treated[$0], controls[$0]) < levelFloor }
        merged += rare.map { "\(covariate.name): \(names[$0])" }
        let rareIsLevel =
            !rare.isEmpty
            && min(rare.reduce(0) { $0 + treated[$1] }, rare.reduce(0) { $0 + controls[$1] }) >= levelFloor
        var columns = Array(repeating: Int32(-1), count: totals.count)
        for level in present where level != reference && !rare.contains(level) {
            columns[level] = add("\(covariate.name): \(names[level])")
        }
        if rareIsLevel {
            let other = add("\(covariate.name): other")
            for level in rare { columns[level] = other }
        }
        guard columns.contains(where: { $0 >= 0 }) else {
            dropped.append(covariate.name)
            return
        }
        terms.append(DesignTerm(covariate: index, kind: .categorical, columns: columns, centre: 0, scale: 1))
    }

    mutating func addNumbers(of covariate: Covariate, index: Int, moments: Moments) throws(PropensityError) {
        try refuseMissing(covariate, rows: moments.missing)
        let varies = moments.count > 0 && moments.lowest < moments.highest && moments.squares > 0
        let hasMissing = covariate.missing == .indicator && moments.missing > 0 && moments.count > 0
        if !varies { dropped.append(covariate.name) }
        guard varies || hasMissing else { return }
        let value = varies ? add(covariate.name) : -1
        let indicator = hasMissing ? add("\(covariate.name): missing") : -1
        terms.append(
            DesignTerm(
                covariate: index,
                kind: .continuous,
                columns: [value, indicator],
                centre: moments.mean,
                scale: varies ? moments.variance.squareRoot() : 1
            )
        )
    }

    private mutating func add(_ name: String) -> Int32 {
        names.append(name)
        return Int32(names.count - 1)
    }

    private func refuseMissing(_ covariate: Covariate, rows: Int) throws(PropensityError) {
        if covariate.missing == .refuse, rows > 0 {
            throw .missingValues(covariate: covariate.name, rows: rows)
        }
    }

    /// The level with most people; the first of equals.
    private static func mostFrequent(_ totals: [Int], among levels: [Int]) -> Int {
        levels.reduce(levels[0]) { totals[$1] > totals[$0] ? $1 : $0 }
    }
}
