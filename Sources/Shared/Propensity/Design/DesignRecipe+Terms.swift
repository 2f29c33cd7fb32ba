extension DesignRecipe {
    /// Settles how terms become columns.
    ///
    /// An interaction brings the terms of its two covariates with it unless they are in the list already.
    ///
    /// - Parameters:
    ///   - terms: The terms, in the order of the columns.
    ///   - covariates: The declarations of the data's covariates.
    ///   - survey: What all rows hold.
    ///   - numbers: The distribution over all rows of each covariate that ``needed(_:of:)`` names; others are not looked at.
    ///   - settings: Thresholds of the design, which interactions of levels go by too.
    /// - Throws: ``PropensityError/covariateTerm(covariate:problem:)`` for a term that the data do not allow.
    package init(
        terms: [CovariateTerm],
        covariates: [Covariate],
        survey: CovariateSurvey,
        numbers: [NumberDistribution?],
        settings: DesignSpecification.Settings
    ) throws(PropensityError) {
        var builder = RecipeBuilder(covariates: covariates, survey: survey, numbers: numbers, settings: settings)
        var singles = Set(terms.filter { $0.factors.count == 1 }.map { $0.factors[0].name })
        for term in terms {
            guard term.factors.count == 2 else {
                try builder.addSingle(term.factors[0])
                continue
            }
            for factor in term.factors where singles.insert(factor.name).inserted { try builder.addSingle(factor) }
            try builder.addInteraction(term.factors[0], term.factors[1])
        }
        self = builder.recipe
    }

    /// The covariates whose distributions terms are made from: for quantiles, for logarithms, for means in interactions.
    ///
    /// - Returns: Places among the covariates, ascending.
    package static func needed(_ terms: [CovariateTerm], of covariates: [Covariate]) -> [Int] {
        covariates.indices.filter { index in
            guard case .continuous = covariates[index].kind else { return false }
            return terms.contains { term in
                term.factors.contains { factor in
                    guard factor.name == covariates[index].name else { return false }
                    switch factor.transformation {
                    case .spline, .quantiles, .log, .log1p: return true
                    case .none, .square, .polynomial, .knots, .bins: return term.factors.count > 1
                    }
                }
            }
        }
    }
}

/// Collects the columns of terms.
private struct RecipeBuilder {
    let covariates: [Covariate]
    let survey: CovariateSurvey
    let numbers: [NumberDistribution?]
    let settings: DesignSpecification.Settings
    var recipe = DesignRecipe()
    /// The terms of one covariate, by its name.
    private var singles: [String: [Int]] = [:]

    init(
        covariates: [Covariate],
        survey: CovariateSurvey,
        numbers: [NumberDistribution?],
        settings: DesignSpecification.Settings
    ) {
        self.covariates = covariates
        self.survey = survey
        self.numbers = numbers
        self.settings = settings
    }

    // MARK: - One covariate

    mutating func addSingle(_ factor: CovariateTerm.Factor) throws(PropensityError) {
        let index = try place(factor)
        let missing = covariates[index].missing
        let shown = Self.shown(factor)
        guard !recipe.terms.contains(shown) else { throw problem(factor, "\(shown) is named twice") }
        let term = recipe.addTerm(shown)
        singles[factor.name, default: []].append(term)
        switch factor.transformation {
        case .none: recipe.add(covariates[index], .covariate(index), term: term)
        case .bins, .quantiles:
            let cuts = try cuts(factor, index)
            recipe.add(try binned(factor, cuts, missing), .bins(index, cuts: cuts), term: term)
        default:
            for (place, column) in try functions(factor, index).enumerated() {
                // One indicator of missing values does for all columns of a covariate.
                let policy = place == 0 || missing == .refuse ? missing : .mean
                let covariate = Covariate(name: column.name, kind: .continuous, missing: policy)
                recipe.add(covariate, .number(index, column.function), term: term)
            }
        }
    }

    private func place(_ factor: CovariateTerm.Factor) throws(PropensityError) -> Int {
        guard let index = covariates.firstIndex(where: { $0.name == factor.name }) else {
            throw problem(factor, "there is no such covariate")
        }
        if factor.transformation != .none, case .categorical = covariates[index].kind {
            throw problem(factor, "it has levels, which cannot be transformed")
        }
        return index
    }

    private func problem(_ factor: CovariateTerm.Factor, _ what: String) -> PropensityError {
        .covariateTerm(covariate: factor.name, problem: what)
    }

    /// A factor as it is shown: "age", "spline(age)".
    private static func shown(_ factor: CovariateTerm.Factor) -> String {
        switch factor.transformation {
        case .none: factor.name
        case .log: "log(\(factor.name))"
        case .log1p: "log1p(\(factor.name))"
        case .square: "square(\(factor.name))"
        case .polynomial: "poly(\(factor.name))"
        case .spline, .knots: "spline(\(factor.name))"
        case .bins, .quantiles: "bins(\(factor.name))"
        }
    }

    private func moments(_ index: Int) -> Moments {
        guard case .numbers(var all) = survey.treated.summaries[index],
            case .numbers(let controls) = survey.controls.summaries[index]
        else { preconditionFailure("a number was surveyed as levels") }
        all.add(controls)
        return all
    }

    private func distribution(_ index: Int) -> NumberDistribution {
        guard let distribution = numbers[index] else { preconditionFailure("a distribution that is needed is given") }
        return distribution
    }

    private func functions(
        _ factor: CovariateTerm.Factor,
        _ index: Int
    ) throws(PropensityError) -> [(name: String, function: DesignRecipe.NumberFunction)] {
        let shown = Self.shown(factor)
        let moments = moments(index)
        switch factor.transformation {
        case .none, .bins, .quantiles: return [(factor.name, .identity)]
        case .log, .log1p:
            let isPlain = factor.transformation == .log
            let limit = isPlain ? 0.0 : -1
            if moments.count > 0, moments.lowest <= limit {
                let rows = distribution(index).count(upTo: limit)
                throw problem(
                    factor,
                    "its logarithm needs numbers above \(isPlain ? "0" : "-1"), \(rows) rows hold others; "
                        + "use \(isPlain ? "log1p or bins" : "bins")"
                )
            }
            return [(shown, isPlain ? .log : .log1p)]
        case .square:
            return [(factor.name, .identity), ("\(factor.name) squared", .power(2, centre: 0, scale: 1))]
        case .polynomial(let degree):
            let scale = moments.variance > 0 ? moments.variance.squareRoot() : 1
            return (1...degree).map { ("\(shown) \($0)", .power($0, centre: moments.mean, scale: scale)) }
        case .spline, .knots:
            let spline = try spline(factor, index, moments)
            return (0..<spline.columnCount).map { ("\(shown) \($0 + 1)", .spline(spline, column: $0)) }
        }
    }

    private func spline(
        _ factor: CovariateTerm.Factor,
        _ index: Int,
        _ moments: Moments
    ) throws(PropensityError) -> NaturalSpline {
        var inner: [Double] = []
        switch factor.transformation {
        case .spline(let columns):
            let distribution = distribution(index)
            inner = (1..<max(columns, 1)).map { distribution.quantile(Double($0) / Double(columns)) }
        case .knots(let given): inner = given
        default: preconditionFailure("only splines have knots")
        }
        let all = [moments.lowest] + inner + [moments.highest]
        guard moments.count > 0, zip(all, all.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw problem(
                factor,
                "the knots of its spline are not apart from each other and from its smallest and largest value; "
                    + "give knots(…) in between, fewer columns, or bins"
            )
        }
        return NaturalSpline(inner: inner, lowest: moments.lowest, highest: moments.highest)
    }

    private func cuts(_ factor: CovariateTerm.Factor, _ index: Int) throws(PropensityError) -> [Double] {
        switch factor.transformation {
        case .bins(let given): return given
        case .quantiles(let count):
            let distribution = distribution(index)
            guard !distribution.values.isEmpty else { throw problem(factor, "it has no values") }
            var cuts: [Double] = []
            for place in 1..<count {
                let cut = distribution.quantile(Double(place) / Double(count))
                if cuts.last != cut { cuts.append(cut) }
            }
            return cuts
        default: preconditionFailure("only bins have cut points")
        }
    }

    private func binned(
        _ factor: CovariateTerm.Factor,
        _ cuts: [Double],
        _ missing: Covariate.MissingPolicy
    ) throws(PropensityError) -> Covariate {
        func text(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
        var levels = ["under \(text(cuts[0]))"]
        for (low, high) in zip(cuts, cuts.dropFirst()) { levels.append("\(text(low)) to under \(text(high))") }
        levels.append("\(text(cuts[cuts.count - 1])) and over")
        var reference: Int?
        if let named = factor.reference {
            guard let place = levels.firstIndex(of: named) else {
                throw problem(factor, "it has no level \(named); its levels are \(levels.joined(separator: ", "))")
            }
            reference = place
        }
        return Covariate(
            name: Self.shown(factor),
            kind: .categorical(levels: levels, reference: reference),
            missing: missing == .refuse ? .refuse : .indicator
        )
    }

    // MARK: - Two covariates

    /// What an interaction multiplies.
    private enum Side {
        case numbers([(name: String, number: DesignRecipe.Number)])
        case levels(DesignRecipe.Levels, names: [String])
    }

    mutating func addInteraction(
        _ left: CovariateTerm.Factor,
        _ right: CovariateTerm.Factor
    ) throws(PropensityError) {
        guard left.name != right.name else { throw problem(left, "it cannot interact with itself; use square or poly") }
        let shown = "\(Self.shown(left))*\(Self.shown(right))"
        guard !recipe.terms.contains(shown) else { throw problem(left, "\(shown) is named twice") }
        let sides = (try side(left), try side(right))
        let required = [left, right].flatMap { singles[$0.name] ?? [] }
        let term = recipe.addTerm(shown, requiring: required)
        func number(_ name: String) -> Covariate { Covariate(name: name, kind: .continuous) }
        switch sides {
        case (.numbers(let first), .numbers(let second)):
            for one in first {
                for other in second {
                    let name = number("\(one.name)*\(other.name)")
                    recipe.add(name, .product(one.number, other.number), term: term)
                }
            }
        case (.levels(let levels, let names), .numbers(let numbers)):
            for one in numbers {
                for (chosen, name) in names.enumerated() {
                    let source = DesignRecipe.Source.within(levels, class: Int32(chosen), one.number)
                    recipe.add(number("\(name)*\(one.name)"), source, term: term)
                }
            }
        case (.numbers(let numbers), .levels(let levels, let names)):
            for one in numbers {
                for (chosen, name) in names.enumerated() {
                    let source = DesignRecipe.Source.within(levels, class: Int32(chosen), one.number)
                    recipe.add(number("\(one.name)*\(name)"), source, term: term)
                }
            }
        case (.levels(let first, let firstNames), .levels(let second, let secondNames)):
            guard firstNames.count * secondNames.count <= 10_000 else {
                throw problem(left, "its interaction with \(right.name) has more than 10000 combinations; group levels")
            }
            let pairs = firstNames.flatMap { one in secondNames.map { "\(one)*\($0)" } }
            let covariate = Covariate(name: shown, kind: .categorical(levels: ["none"] + pairs, reference: 0))
            recipe.add(covariate, .crossing(first, second), term: term)
        }
    }

    private func side(_ factor: CovariateTerm.Factor) throws(PropensityError) -> Side {
        let index = try place(factor)
        var cuts: [Double]?
        var covariate = covariates[index]
        switch factor.transformation {
        case .bins, .quantiles:
            let found = try self.cuts(factor, index)
            covariate = try binned(factor, found, covariate.missing)
            cuts = found
        default: break
        }
        guard case .categorical(let levels, _) = covariate.kind else {
            let columns = try functions(factor, index)
            return .numbers(
                columns.map { column in
                    let distribution = distribution(index)
                    let mean = distribution.mean(of: column.function.values(at: distribution.values, missing: .nan))
                    return (column.name, DesignRecipe.Number(covariate: index, function: column.function, mean: mean))
                }
            )
        }
        let (classes, names) = try classes(covariate, index, cuts, levelCount: levels.count)
        return .levels(DesignRecipe.Levels(covariate: index, cuts: cuts, classes: classes), names: names)
    }

    /// The class of each level and of missing values, in the order of the columns of the covariate alone.
    private func classes(
        _ covariate: Covariate,
        _ index: Int,
        _ cuts: [Double]?,
        levelCount: Int
    ) throws(PropensityError) -> (places: [Int32], names: [String]) {
        var own = CovariateSurvey(
            treated: CovariateSurvey.Group(count: survey.treated.count, summaries: [survey.treated.summaries[index]]),
            controls: CovariateSurvey.Group(count: survey.controls.count, summaries: [survey.controls.summaries[index]])
        )
        if let cuts {
            let levels = distribution(index).levels(cuts: cuts)
            own.treated.summaries = [.levels(levels.treated + [Self.missing(own.treated.summaries[0])])]
            own.controls.summaries = [.levels(levels.controls + [Self.missing(own.controls.summaries[0])])]
        }
        guard let design = try Self.design(covariate, own, settings), let term = design.terms.first else {
            return (Array(repeating: -1, count: levelCount + 1), [])
        }
        return (term.columns.map { $0 < 0 ? -1 : $0 - 1 }, Array(design.columnNames.dropFirst()))
    }

    private static func missing(_ summary: CovariateSurvey.Summary) -> Int {
        switch summary {
        case .levels(let counts): counts[counts.count - 1]
        case .numbers(let moments): moments.missing
        }
    }

    /// The design of one covariate; nil when it does not vary.
    private static func design(
        _ covariate: Covariate,
        _ survey: CovariateSurvey,
        _ settings: DesignSpecification.Settings
    ) throws(PropensityError) -> DesignSpecification? {
        do {
            return try DesignSpecification(covariates: [covariate], survey: survey, settings: settings)
        } catch .nothingToModel {
            return nil
        }
    }
}
