/// A characteristic that the propensity score is estimated from, as declared before any data is seen.
package struct Covariate: Equatable, Sendable {
    /// What a covariate's values are.
    package enum Kind: Equatable, Sendable {
        /// One of some levels, by their names; a row holds the index of its level.
        ///
        /// The reference level gets no design column; without one the most frequent level is the reference.
        case categorical(levels: [String], reference: Int?)
        /// A number.
        case continuous
    }

    /// What to do about rows without a value.
    package enum MissingPolicy: UInt8, Equatable, Sendable {
        /// A level "missing" of a categorical covariate; for a continuous one the mean, and an indicator column.
        case indicator
        /// An error that names the covariate and the number of rows.
        case refuse
        /// The mean of a continuous covariate, without an indicator; as ``indicator`` for a categorical one.
        case mean
    }

    /// The name shown to people.
    package let name: String
    /// What its values are.
    package let kind: Kind
    /// What to do about rows without a value.
    package let missing: MissingPolicy

    /// Declares a covariate.
    package init(name: String, kind: Kind, missing: MissingPolicy = .indicator) {
        self.name = name
        self.kind = kind
        self.missing = missing
    }

    /// The number of levels, 0 for a continuous covariate.
    package var levelCount: Int {
        switch kind {
        case .categorical(let levels, _): levels.count
        case .continuous: 0
        }
    }
}
