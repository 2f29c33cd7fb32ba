/// How to match: the service's own rule by default, or every default of another tool.
package struct MatchSettings: Equatable, Sendable {
    /// The tool whose defaults and tie rules hold.
    package enum Dialect: String, CaseIterable, Sendable {
        /// MatchIt and cobalt for R.
        case matchit
        /// psmatch2 and pstest for Stata.
        case psmatch2
    }

    /// The kind of matching.
    package enum Method: String, CaseIterable, Sendable {
        /// Every candidate within the caliper, at equal shares.
        case radius
        /// The nearest candidates.
        case nearest
    }

    /// The scale that distances are taken on.
    package enum Distance: String, CaseIterable, Sendable {
        /// The linear predictor of the link.
        case linear
        /// The probability of treatment.
        case probability
    }

    /// In which order people choose, when a candidate can be chosen once only.
    package enum Order: String, CaseIterable, Sendable {
        /// From the largest score down.
        case largest
        /// From the smallest score up.
        case smallest
        /// As the rows lie.
        case data
        /// By a random number of each person.
        case random
        /// The closest pair of all, again and again.
        case closest
    }

    /// What a caliper is measured in.
    package enum CaliperUnit: String, CaseIterable, Sendable {
        /// Standard deviations of the distance.
        case sd
        /// The distance itself.
        case absolute
    }

    /// Who is left out before matching because the other group has nobody like them.
    package enum Discard: String, CaseIterable, Sendable {
        /// Nobody.
        case none
        /// Treated outside the range of the controls.
        case treated
        /// Controls outside the range of the treated.
        case control
        /// Either.
        case both
        /// Probabilities outside a fixed range, see ``SupportRule/range``.
        case range
        /// Probabilities outside Crump's range, see ``SupportRule/crumpLimit(_:)``.
        case crump
        /// Probabilities below a low quantile of the treated or above a high one of the controls.
        case percentile
        /// Of those whose effect is estimated, where the other group's probabilities are thinnest.
        case density
    }

    /// Whose average effect is estimated.
    package enum Estimand: String, CaseIterable, Sendable {
        /// That of the treated.
        case att
        /// That of the controls.
        case atc
        /// That of everybody.
        case ate
    }

    /// The tool whose rules hold; nil for the service's own.
    package var dialect: Dialect?
    /// The link of the score model.
    package var link: ScoreLink = .logit
    /// The scale of distances.
    package var distance: Distance = .linear
    /// The kind of matching.
    package var method: Method = .radius
    /// Candidates for each person, in nearest matching.
    package var ratio = 1
    /// Whether a candidate can be chosen more than once, in nearest matching.
    package var replacement = false
    /// In which order people choose.
    package var order: Order = .largest
    /// The largest distance, in `caliperUnit`; nil for none.
    package var caliper: Double? = 0.2
    /// What the caliper is measured in.
    package var caliperUnit: CaliperUnit = .sd
    /// The standard deviation that the caliper is a multiple of.
    package var caliperSpread: ScoreMoments.Spread = .pooled
    /// Who is left out before matching.
    package var discard: Discard = .none
    /// What the discard rules by probability go by.
    package var support = SupportRule()
    /// How the score is modelled, beyond its link.
    package var model = ModelSettings()
    /// Whose effect is estimated.
    package var estimand: Estimand = .att
    /// What random order and ties are drawn from.
    package var seed: UInt64 = 1
    /// The most pairs that radius matching lists; above it only weights are given.
    package var listedPairsMax = 10_000_000

    /// The defaults of a dialect, or the service's own.
    package init(dialect: Dialect? = nil) {
        self.dialect = dialect
        switch dialect {
        case nil: return
        case .matchit:
            distance = .probability
            method = .nearest
            caliper = nil
            caliperSpread = .all
        case .psmatch2:
            link = .probit
            distance = .probability
            method = .nearest
            replacement = true
            order = .data
            caliper = nil
            caliperUnit = .absolute
            caliperSpread = .all
        }
    }

    /// Whether nearest matching keeps only distances below the caliper, as psmatch2, or up to it.
    package var nearestCaliperIsStrict: Bool { dialect == .psmatch2 }

    /// The stopping rule of the score model: R's own in its dialect, so that its scores are met to rounding.
    package var solver: NewtonSolver.Settings {
        dialect == .matchit
            ? NewtonSolver.Settings(convergence: .relativeDeviance(1e-8), iterationsMax: 25) : NewtonSolver.Settings()
    }

    /// Refuses what has no meaning together.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)``.
    package func validate() throws(PropensityError) {
        try model.validate(link: link)
        try support.validate()
        if estimand == .ate {
            throw .unsupported(
                what: "Estimand ate by matching one group to the other",
                instead: "use att or atc, whose sets of matched people are defined"
            )
        }
        if ratio < 1 { throw .unsupported(what: "A ratio of \(ratio)", instead: "use 1 or more") }
        if let caliper, !(caliper >= 0) || !caliper.isFinite {
            throw .unsupported(what: "A caliper that is negative or not a number", instead: "use 0 or more")
        }
        if method == .radius, caliper == nil {
            throw .unsupported(what: "Radius matching without a caliper", instead: "give --caliper")
        }
        if dialect == .psmatch2, method == .nearest, !replacement, ratio > 1 {
            throw .unsupported(
                what: "psmatch2 matching of several controls without replacement",
                instead: "allow replacement, use a ratio of 1, or leave the dialect"
            )
        }
    }
}
