import Propensity

/// The covariates of `jdl match` as they are written: the terms of the model, and the columns to read for them.
struct MatchCovariates {
    /// The grammar, as `--help` has it.
    static let help = """
        Terms of --covariates:
          age                     as it is; text has levels, the most frequent (in a dialect the first) the reference
          prison:cat              numbers that are levels
          sex:ref(male)           the level without a column
          income:log1p            also log
          age:square              the number and its square; age:poly(3) powers of the standardised number
          age:spline(4)           natural cubic spline of 4 columns, knots at quantiles; age:knots(25,40) at 25 and 40
          priors:bins(1,3,10)     levels under 1, 1 to under 3, 3 to under 10, 10 and over; priors:quantiles(5)
          age*sex                 interaction of two of the above; brings both in unless they are listed
          age:missing(drop)       rows without a value: indicator (a level, or the mean and an indicator; the default), \
        refuse, drop, level, mean
        Parts are joined by colons: priors:bins(1,3):ref(under 1):missing(refuse). A name with , : * or parentheses \
        stands between backquotes.
        """

    /// The terms, in the order written.
    let terms: [CovariateTerm]
    /// Each column once, in the order of the terms.
    let columns: [MatchRequest.Column]

    /// Reads terms.
    ///
    /// - Parameters:
    ///   - texts: The terms as written.
    ///   - missing: What holds for covariates that say nothing about missing values; nil for the dialect's own.
    /// - Throws: ``PropensityError/covariateTerm(covariate:problem:)``, or bad usage for an unknown policy.
    init(_ texts: [String], missing: String?) throws {
        var terms: [CovariateTerm] = []
        for text in texts { terms.append(try CovariateTerm(text)) }
        var general: CovariateTerm.Missing?
        if let missing {
            guard let policy = CovariateTerm.Missing(rawValue: missing) else {
                let all = CovariateTerm.Missing.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure.badUsage("--missing is none of \(all).")
            }
            general = policy
        }
        let factors = terms.flatMap(\.factors)
        var names: [String] = []
        for factor in factors where !names.contains(factor.name) { names.append(factor.name) }
        columns = try names.map { name in
            let own = factors.filter { $0.name == name }
            let isCategorical = own.contains(where: \.isCategorical)
            if isCategorical, own.contains(where: { $0.transformation != .none }) {
                throw PropensityError.covariateTerm(
                    covariate: name,
                    problem: "one term takes it as levels, another transforms its numbers"
                )
            }
            func single<Value: Equatable>(_ values: [Value?], _ what: String) throws -> Value? {
                let given = values.compactMap(\.self)
                guard let first = given.first else { return nil }
                guard given.allSatisfy({ $0 == first }) else {
                    throw PropensityError.covariateTerm(covariate: name, problem: "its terms differ in \(what)")
                }
                return first
            }
            return MatchRequest.Column(
                name: name,
                isForcedCategorical: isCategorical,
                reference: try single(own.map { $0.transformation == .none ? $0.reference : nil }, "the reference"),
                missing: try single(own.map(\.missing), "what to do about missing values") ?? general
            )
        }
        self.terms = terms
    }
}

extension CovariateTerm.Missing {
    /// The policy of the covariate once rows to drop are gone.
    var policy: Covariate.MissingPolicy {
        switch self {
        case .indicator, .level: .indicator
        case .refuse, .drop: .refuse
        case .mean: .mean
        }
    }
}
