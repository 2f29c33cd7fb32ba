/// What is declared of a covariate before any data is seen: where it comes from, as of when, and what its values are.
package struct CovariateDeclaration: Equatable, Sendable {
    /// The extract that a covariate is read from.
    package enum Source: String, CaseIterable, Sendable {
        case persons
        case sentences
        case offences
        case employment
        case assessments
    }

    /// As of when a covariate is taken: nothing dated after the index date enters any of them.
    package enum AsOfRule: String, CaseIterable, Sendable {
        /// Not dated in the extract: as recorded there.
        case asRecorded = "as recorded; the extract gives it no date"
        /// A fact of the index event.
        case indexEvent = "of the index event"
        /// Outcomes before the day of the index conviction, and never after the index date.
        case beforeConviction = "outcome before the day of the index conviction"
        /// Offences with an outcome by the day of the index conviction, and never after the index date.
        case byConviction = "outcome by the day of the index conviction"
        /// Spells that had begun by the day before the index date.
        case dayBeforeIndex = "begun by the day before the index date"
        /// The latest dated on or before the index date.
        case byIndexDate = "the latest dated on or before the index date"
    }

    /// What its values are.
    package enum Kind: Equatable, Sendable {
        /// One of some levels; the reference has no column of the model, without one the most frequent level has none.
        case levels(reference: String?)
        /// A number.
        case number
    }

    /// The name shown to people, which a request's exact strata use too.
    package let name: String
    /// The extract it is read from.
    package let source: Source
    /// As of when it is taken.
    package let asOf: AsOfRule
    /// What its values are.
    package let kind: Kind

    init(_ name: String, _ source: Source, _ asOf: AsOfRule, _ kind: Kind) {
        self.name = name
        self.source = source
        self.asOf = asOf
        self.kind = kind
    }
}
