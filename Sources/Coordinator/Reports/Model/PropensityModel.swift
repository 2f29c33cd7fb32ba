import Foundation

/// The fitted model of taking part in the programme.
package struct PropensityModel: Codable, Sendable, Equatable {
    /// One column of the design.
    package struct Coefficient: Codable, Sendable, Equatable {
        /// The column's name.
        package var column: String
        /// With the logit link a log odds ratio.
        package var estimate: Double
        /// Its standard error.
        package var standardError: Double

        /// A coefficient with its standard error.
        package init(column: String, estimate: Double, standardError: Double) {
            self.column = column
            self.estimate = estimate
            self.standardError = standardError
        }
    }

    /// How the terms of a model were selected.
    package struct Selection: Codable, Sendable, Equatable {
        /// The rule, in words.
        package var rule: String
        /// Terms that were left out, in the order of the model.
        package var removed: [String]

        /// A selection by a rule.
        package init(rule: String, removed: [String]) {
            self.rule = rule
            self.removed = removed
        }
    }

    /// How well the score tells the groups apart.
    package struct Accuracy: Codable, Sendable, Equatable {
        /// Area under the receiver operating characteristic.
        package var areaUnderCurve: Double
        /// Mean squared difference between group and probability.
        package var brierScore: Double
        /// Difference of the groups' mean probabilities.
        package var tjur: Double
        /// 1 − log-likelihood by that of a model with an intercept alone.
        package var mcFadden: Double

        /// Figures of a fitted model.
        package init(areaUnderCurve: Double, brierScore: Double, tjur: Double, mcFadden: Double) {
            self.areaUnderCurve = areaUnderCurve
            self.brierScore = brierScore
            self.tjur = tjur
            self.mcFadden = mcFadden
        }
    }

    /// How a score becomes a probability.
    package enum Link: String, Codable, Sendable, CaseIterable {
        /// By the logistic distribution.
        case logit
        /// By the normal distribution.
        case probit

        /// The probability that belongs to a score.
        func probability(_ score: Double) -> Double {
            switch self {
            case .logit: 1 / (1 + exp(-score))
            case .probit: 0.5 * erfc(-score / 2.0.squareRoot())
            }
        }

        /// What scores are, for people.
        var scale: String { self == .logit ? "log odds" : "probits" }

        /// The kind of regression, for people.
        var regression: String { self == .logit ? "logistic regression" : "probit regression" }
    }

    /// The terms of the model, in the order of the design.
    package var terms: [String]
    /// How a score becomes a probability.
    package var link: Link
    /// What the coefficients maximise, in words.
    package var estimation: String
    /// How the terms were selected; nil when all were kept.
    package var selection: Selection?
    /// Coefficients in the order of the design.
    package var coefficients: [Coefficient]
    /// Columns left out because others determine them.
    package var aliasedColumns: [String]
    /// Whether the fit converged.
    package var converged: Bool
    /// Newton steps taken.
    package var iterations: Int
    /// How well the score tells the groups apart, if measured.
    package var accuracy: Accuracy?

    /// A fitted model.
    package init(
        terms: [String],
        link: Link = .logit,
        estimation: String,
        selection: Selection? = nil,
        coefficients: [Coefficient],
        aliasedColumns: [String],
        converged: Bool,
        iterations: Int,
        accuracy: Accuracy? = nil
    ) {
        self.terms = terms
        self.link = link
        self.estimation = estimation
        self.selection = selection
        self.coefficients = coefficients
        self.aliasedColumns = aliasedColumns
        self.converged = converged
        self.iterations = iterations
        self.accuracy = accuracy
    }
}
