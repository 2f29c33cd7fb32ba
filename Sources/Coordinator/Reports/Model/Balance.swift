/// How alike the groups are, before and after matching.
package struct Balance: Codable, Sendable, Equatable {
    /// The quality of a match on one characteristic, from the standardised mean difference after matching.
    package enum Band: String, Codable, Sendable, CaseIterable {
        case green
        case amber
        case red
        /// The difference cannot be standardised (the characteristic does not vary).
        case unmeasured

        /// The band of a standardised mean difference (a fraction of a standard deviation, either sign).
        package init(standardisedDifference: Double?, rules: ReportRules = .standard) {
            guard let size = standardisedDifference?.magnitude, size.isFinite else {
                self = .unmeasured
                return
            }
            self = size <= rules.balanceGreenMax ? .green : size <= rules.balanceAmberMax ? .amber : .red
        }
    }

    /// A measure before and after matching; `nil` where it cannot be measured.
    package struct BeforeAfter: Codable, Sendable, Equatable {
        /// Against the unmatched pool.
        package var before: Double?
        /// Against the weighted comparison group.
        package var after: Double?

        /// A measure before and after matching.
        package init(before: Double?, after: Double?) {
            self.before = before
            self.after = after
        }
    }

    /// One level of a categorical covariate, or a continuous covariate.
    package struct Row: Codable, Sendable, Equatable {
        /// The covariate's name in plain words.
        package var covariate: String
        /// Its level; `nil` for a continuous covariate.
        package var level: String?
        /// Mean of the treatment group.
        package var meanTreatment: Double
        /// Mean of the comparison pool, and of the matched comparison group.
        package var meanComparison: BeforeAfter
        /// Standardised mean difference (a fraction of a standard deviation).
        package var standardisedDifference: BeforeAfter
        /// Ratio of the variances, treatment over comparison.
        package var varianceRatio: BeforeAfter
        /// Kolmogorov–Smirnov distance.
        package var kolmogorovSmirnov: BeforeAfter
        /// Band after matching.
        package var band: Band

        /// A row; its band follows from the standardised difference and the rules.
        package init(
            covariate: String,
            level: String?,
            meanTreatment: Double,
            meanComparison: BeforeAfter,
            standardisedDifference: BeforeAfter,
            varianceRatio: BeforeAfter,
            kolmogorovSmirnov: BeforeAfter,
            rules: ReportRules = .standard
        ) {
            self.covariate = covariate
            self.level = level
            self.meanTreatment = meanTreatment
            self.meanComparison = meanComparison
            self.standardisedDifference = standardisedDifference
            self.varianceRatio = varianceRatio
            self.kolmogorovSmirnov = kolmogorovSmirnov
            self.band = Band(standardisedDifference: standardisedDifference.after, rules: rules)
        }

        /// Covariate and level, for a label.
        package var label: String { level.map { "\(covariate): \($0)" } ?? covariate }
    }

    /// Rows, the levels of a covariate together.
    package var rows: [Row]
    /// Rubin's B (percent), if measured.
    package var rubinsB: BeforeAfter?
    /// Rubin's R, if measured.
    package var rubinsR: BeforeAfter?

    /// Balance by covariate level, with Rubin's summaries.
    package init(rows: [Row], rubinsB: BeforeAfter? = nil, rubinsR: BeforeAfter? = nil) {
        self.rows = rows
        self.rubinsB = rubinsB
        self.rubinsR = rubinsR
    }
}
