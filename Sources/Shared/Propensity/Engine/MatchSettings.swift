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
        /// The most pairs, and of these the least sum of distances.
        case optimal
        /// Sets of one person of one group and any number of the other, with the least sum of distances.
        case full
        /// Sets of people between two quantiles of the score.
        case subclass
        /// Every candidate, at shares that fall with the distance.
        case kernel
        /// Weights by the inverse of the probability of the treatment that a row had.
        case ipw
        /// Weights by the probability of the treatment that a row did not have.
        case overlap
        /// Weights that make the means of the covariates equal.
        case entropy
    }

    /// The scale that distances are taken on.
    package enum Distance: String, CaseIterable, Sendable {
        /// The linear predictor of the link.
        case linear
        /// The probability of treatment.
        case probability
    }

    /// What nearness is measured by, in nearest and optimal matching and full matching.
    package enum Nearness: String, CaseIterable, Sendable {
        /// The difference of scores.
        case score
        /// The Mahalanobis distance of some columns; a caliper, if there is one, still holds for the score.
        case mahalanobis
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
        /// That of the people who could as well have been in the other group: those with a weight, by overlap weights.
        case ato
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
    /// The limits of a variable ratio, in nearest matching without unlimited reuse; nil for the same ratio for everyone.
    package var variableRatio: VariableRatio?
    /// Whether a candidate can be chosen more than once, in nearest matching.
    package var replacement = false
    /// The most people that may choose one candidate, in nearest matching; nil for one, or any number with replacement.
    package var reuseMax: Int?
    /// What nearness is measured by.
    package var nearness: Nearness = .score
    /// The number of subclasses.
    package var subclasses = 6
    /// The fewest people of each group in a subclass; 0 leaves subclasses of one group without a weight.
    package var subclassLeast = 1
    /// How shares fall with distance, in kernel matching.
    package var kernel: Kernel = .epan
    /// The distance at which most kernels end, on the scale of matching.
    package var bandwidth = 0.06
    /// Whether inverse probability weights are multiplied by the group's share of all people.
    package var isStabilised = false
    /// Rows whose probability of treatment is nearer to 0 or 1 than this get no weight; nil for none.
    package var trim: Double?
    /// The quantile of a group's weights to which larger ones are lowered; nil for none.
    package var weightCap: Double?
    /// Whether entropy balancing meets the means of squares too.
    package var balancesSquares = false
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
    package var listedPairsMax = 1_000_000

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

    /// How many people may choose one candidate.
    package var reuseLimit: Int { reuseMax ?? (replacement ? .max : 1) }

    /// Whether a candidate may be in several sets.
    package var isReused: Bool {
        switch method {
        case .radius, .kernel: true
        case .nearest: reuseLimit > 1
        case .optimal, .full, .subclass, .ipw, .overlap, .entropy: false
        }
    }

    /// Whether the method keeps to a caliper.
    package var usesCaliper: Bool {
        switch method {
        case .radius, .nearest, .optimal, .full: true
        case .subclass, .kernel, .ipw, .overlap, .entropy: false
        }
    }

    /// Refuses what has no meaning together.
    ///
    /// - Throws: ``PropensityError/unsupported(what:instead:)``.
    package func validate() throws(PropensityError) {
        try model.validate(link: link)
        try support.validate()
        try validateNearest()
        try validateWeights()
        try validateEstimand()
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
