extension MatchSettings {
    /// Refuses an estimand that the method does not define.
    func validateEstimand() throws(PropensityError) {
        switch (method, estimand) {
        case (.overlap, .ato): return
        case (.overlap, _):
            throw .unsupported(
                what: "Estimand \(estimand.rawValue) by overlap weights",
                instead: "use ato, the effect among people who could as well have been in the other group"
            )
        case (_, .ato):
            throw .unsupported(
                what: "Estimand ato with the method \(method.rawValue)",
                instead: "use --method overlap, whose weights define it"
            )
        case (.optimal, .ate):
            throw .unsupported(
                what: "Estimand ate by optimal matching of fixed numbers",
                instead: "use att or atc, or --method full, whose sets hold everybody"
            )
        case (.nearest, .ate) where reuseLimit != .max:
            throw .unsupported(
                what: "Estimand ate by matching without replacement",
                instead: "use att or atc, or --replace, so that everybody can get a match in the other group"
            )
        default: return
        }
    }

    /// Refuses limits of nearest matching without a meaning.
    func validateNearest() throws(PropensityError) {
        if let reuseMax, reuseMax < 1 {
            throw .unsupported(what: "A reuse limit of \(reuseMax)", instead: "use 1 or more")
        }
        if method != .nearest, reuseMax != nil || variableRatio != nil {
            throw .unsupported(
                what: "A reuse limit or a variable ratio with the method \(method.rawValue)",
                instead: "use --method nearest"
            )
        }
        if nearness == .mahalanobis, method != .nearest && method != .optimal && method != .full {
            throw .unsupported(
                what: "Mahalanobis distance with the method \(method.rawValue)",
                instead: "use --method nearest, optimal or full"
            )
        }
        if replacement, method == .optimal || method == .full {
            throw .unsupported(
                what: "Replacement with the method \(method.rawValue)",
                instead: "use --no-replace, or --method nearest"
            )
        }
        if let variableRatio { try variableRatio.validate(isUnlimited: reuseLimit == .max) }
    }

    /// Refuses sizes of subclasses, kernels and limits of weights without a meaning.
    func validateWeights() throws(PropensityError) {
        guard subclasses >= 2, subclassLeast >= 0 else {
            throw .unsupported(
                what: "\(subclasses) subclasses of at least \(subclassLeast) people",
                instead: "use 2 or more subclasses, and a least number of 0 or more"
            )
        }
        guard bandwidth > 0, bandwidth.isFinite else {
            throw .unsupported(what: "A bandwidth that is not above 0", instead: "give a positive number, such as 0.06")
        }
        if let trim, !(trim > 0 && trim < 0.5) {
            throw .unsupported(what: "Trimming at a probability of \(trim)", instead: "use a number between 0 and 0.5")
        }
        if let weightCap, !(weightCap > 0 && weightCap < 1) {
            throw .unsupported(
                what: "Capping weights at a quantile of \(weightCap)",
                instead: "use a number such as 0.99"
            )
        }
        if trim != nil || weightCap != nil || isStabilised, method != .ipw && method != .overlap {
            throw .unsupported(
                what: "Trimming, capping or stabilising with the method \(method.rawValue)",
                instead: "use --method ipw, or --discard"
            )
        }
        if balancesSquares, method != .entropy {
            throw .unsupported(
                what: "Balancing squares with the method \(method.rawValue)",
                instead: "use --method entropy"
            )
        }
    }

    /// Refuses conditions and strata that the method does not keep.
    func validate(_ conditions: PairConditions, strataCount: Int) throws(PropensityError) {
        if !usesCaliper, !conditions.restrictsNothing {
            throw .unsupported(
                what: "Antiexact columns or calipers on columns with the method \(method.rawValue)",
                instead: "use a method of pairs: radius, nearest, optimal or full"
            )
        }
        if strataCount > 1, method == .ipw || method == .overlap || method == .entropy {
            throw .unsupported(
                what: "Exact strata with the method \(method.rawValue)",
                instead: "put the columns among the covariates, or use radius, nearest, subclass or kernel"
            )
        }
    }
}
