/// What the report of `jdl match` shows: figures that were worked out elsewhere, with their names.
package struct MatchingReport: Sendable, Equatable {
    /// A name and a figure in words.
    package struct Fact: Sendable, Equatable {
        /// What it is.
        package var name: String
        /// Its value.
        package var value: String

        /// A fact.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Something found about data, model or match.
    package struct Finding: Sendable, Equatable {
        /// Its stable name.
        package var name: String
        /// Whether it stops the estimate unless it is overridden.
        package var stops: Bool
        /// One sentence.
        package var sentence: String
        /// Why it was overridden; nil when it was not.
        package var reason: String?

        /// A finding.
        package init(name: String, stops: Bool, sentence: String, reason: String?) {
            self.name = name
            self.stops = stops
            self.sentence = sentence
            self.reason = reason
        }
    }

    /// An estimate with its interval.
    package struct Estimate: Sendable, Equatable {
        /// How it was made.
        package var name: String
        /// The difference or ratio.
        package var estimate: Double
        /// The lower end of its 95 % interval.
        package var lower: Double
        /// The upper end.
        package var upper: Double
        /// Its p-value.
        package var pValue: Double
        /// The standard error used.
        package var errorKind: String
        /// Whether it is a difference, which is drawn beside others.
        package var isDifference: Bool

        /// An estimate.
        package init(
            name: String,
            estimate: Double,
            lower: Double,
            upper: Double,
            pValue: Double,
            errorKind: String,
            isDifference: Bool
        ) {
            self.name = name
            self.estimate = estimate
            self.lower = lower
            self.upper = upper
            self.pValue = pValue
            self.errorKind = errorKind
            self.isDifference = isDifference
        }
    }

    /// More measures of a row of the balance, in the order of its rows.
    package struct Distances: Sendable, Equatable {
        /// The mean distance between the cumulative distributions, before and after.
        package var ecdfMean: Balance.BeforeAfter
        /// The share that the distributions have in common, before and after.
        package var overlap: Balance.BeforeAfter
        /// By how many percent matching made the difference smaller.
        package var reduction: Double?

        /// Measures of a row.
        package init(ecdfMean: Balance.BeforeAfter, overlap: Balance.BeforeAfter, reduction: Double?) {
            self.ecdfMean = ecdfMean
            self.overlap = overlap
            self.reduction = reduction
        }
    }

    /// The treatment column.
    package var treatment: String
    /// The outcome column, if there is one.
    package var outcome: String?
    /// Whose effect, in words: "the treated".
    package var population: String
    /// Findings, those that stop first.
    package var findings: [Finding]
    /// Whether findings stop the estimate.
    package var isStopped: Bool
    /// Estimates, the one that was planned first.
    package var estimates: [Estimate]
    /// The standard error used, and why.
    package var errorReason: String?
    /// Every standard error of the planned estimate, by name.
    package var errors: [Fact]
    /// Sensitivity and power.
    package var sensitivity: [Fact]
    /// Who was matched.
    package var people: [Fact]
    /// The balance of covariates and levels.
    package var balance: Balance
    /// Further measures, one for each row of the balance.
    package var distances: [Distances]
    /// Squares and interactions that were asked for, largest difference after matching first.
    package var terms: [Balance.Row]
    /// The scores on the log odds, if there is a model.
    package var overlap: Overlap?
    /// Settings.
    package var settings: [Fact]

    /// A report.
    package init(
        treatment: String,
        outcome: String?,
        population: String,
        findings: [Finding],
        isStopped: Bool,
        estimates: [Estimate],
        errorReason: String?,
        errors: [Fact],
        sensitivity: [Fact],
        people: [Fact],
        balance: Balance,
        distances: [Distances],
        terms: [Balance.Row],
        overlap: Overlap?,
        settings: [Fact]
    ) {
        self.treatment = treatment
        self.outcome = outcome
        self.population = population
        self.findings = findings
        self.isStopped = isStopped
        self.estimates = estimates
        self.errorReason = errorReason
        self.errors = errors
        self.sensitivity = sensitivity
        self.people = people
        self.balance = balance
        self.distances = distances
        self.terms = terms
        self.overlap = overlap
        self.settings = settings
    }
}
