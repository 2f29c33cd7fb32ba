/// A term of the score model as it is written: one covariate, transformed or not, or the interaction of two.
///
/// `age`, `prison:cat`, `income:log1p`, `age:spline(4)`, `priors:bins(1,3,10)`, `age:square*sex`. A name with `,`, `:`, `*`
/// or parentheses in it stands between backquotes.
package struct CovariateTerm: Equatable, Sendable {
    /// How a covariate enters the model.
    package enum Transformation: Equatable, Sendable {
        /// As it is.
        case none
        /// The natural logarithm, of positive numbers.
        case log
        /// The logarithm of 1 + x, of numbers above −1.
        case log1p
        /// The number and its square.
        case square
        /// Powers 1 to this degree of (x − mean) / standard deviation.
        case polynomial(Int)
        /// A natural cubic spline with this many columns, its knots at quantiles.
        case spline(Int)
        /// A natural cubic spline with these inner knots, ascending.
        case knots([Double])
        /// Levels between these cut points, ascending; a cut point belongs to the level above it.
        case bins([Double])
        /// This many levels between quantiles.
        case quantiles(Int)
    }

    /// What to do about rows without a value.
    package enum Missing: String, CaseIterable, Sendable {
        /// A level "missing", or the mean and an indicator column.
        case indicator
        /// An error.
        case refuse
        /// The row takes no part.
        case drop
        /// A level "missing", of what has levels.
        case level
        /// The mean, without an indicator column; of numbers.
        case mean
    }

    /// One covariate of a term.
    package struct Factor: Equatable, Sendable {
        /// The name of the column.
        package var name: String
        /// How it enters the model.
        package var transformation = Transformation.none
        /// Whether numbers are levels.
        package var isCategorical = false
        /// The level without a column.
        package var reference: String?
        /// What to do about rows without a value; nil for what holds for all covariates.
        package var missing: Missing?

        /// A covariate as it is.
        package init(name: String) { self.name = name }
    }

    /// One covariate, or the two that interact.
    package let factors: [Factor]
    /// The term as it is written.
    package let text: String

    /// Whether it is one covariate as it is.
    package var isPlain: Bool { factors.count == 1 && factors[0].transformation == .none }

    /// Reads a term.
    ///
    /// - Throws: ``PropensityError/covariateTerm(covariate:problem:)``, which names the covariate.
    package init(_ text: String) throws(PropensityError) {
        var scanner = TermScanner(text)
        factors = try scanner.factors()
        self.text = text
    }

    /// The term of a covariate as it is.
    package init(covariate name: String) {
        factors = [Factor(name: name)]
        text = name
    }

    /// Cuts a list at commas outside parentheses and backquotes.
    package static func list(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        var isQuoted = false
        for character in text {
            switch character {
            case "`": isQuoted.toggle()
            case "(" where !isQuoted: depth += 1
            case ")" where !isQuoted: depth -= 1
            case "," where !isQuoted && depth <= 0:
                parts.append("")
                continue
            default: break
            }
            parts[parts.count - 1].append(character)
        }
        return parts.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        .filter { !$0.isEmpty }
    }
}

/// Reads the text of a term from left to right.
private struct TermScanner {
    private let characters: [Character]
    private var place = 0
    private var name = ""

    init(_ text: String) { characters = Array(text) }

    mutating func factors() throws(PropensityError) -> [CovariateTerm.Factor] {
        var factors = [try factor()]
        while take("*") { factors.append(try factor()) }
        guard place == characters.count else {
            throw problem("\(String(characters[place...])) is not understood")
        }
        guard factors.count <= 2 else { throw problem("an interaction is of two covariates") }
        return factors
    }

    private func problem(_ what: String) -> PropensityError {
        .covariateTerm(covariate: name.isEmpty ? String(characters) : name, problem: what)
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < characters.count, characters[place] == character else { return false }
        place += 1
        return true
    }

    private mutating func word(upTo ends: Set<Character>) -> String {
        let start = place
        while place < characters.count, !ends.contains(characters[place]) { place += 1 }
        let all = characters[start..<place]
        return String(all.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private mutating func factor() throws(PropensityError) -> CovariateTerm.Factor {
        if take("`") {
            name = word(upTo: ["`"])
            guard take("`") else { throw problem("its backquote is not closed") }
        } else {
            name = word(upTo: [":", "*"])
        }
        guard !name.isEmpty else { throw problem("a name is missing") }
        var factor = CovariateTerm.Factor(name: name)
        while take(":") {
            let kind = word(upTo: [":", "*", "("])
            var arguments: [String]?
            if take("(") {
                arguments = CovariateTerm.list(word(upTo: [")"]))
                guard take(")") else { throw problem("a parenthesis is not closed") }
            }
            try apply(kind, arguments, to: &factor)
        }
        if factor.isCategorical, factor.transformation != .none {
            throw problem("levels cannot be transformed; leave out :cat")
        }
        let hasLevels: Bool =
            switch factor.transformation {
            case .bins, .quantiles: true
            default: false
            }
        if factor.missing == .level, !factor.isCategorical, !hasLevels, factor.transformation != .none {
            throw problem("numbers have no level for missing values; write :missing(indicator), or use bins")
        }
        if factor.missing == .mean, factor.isCategorical || hasLevels {
            throw problem("levels have no mean; write :missing(level)")
        }
        return factor
    }

    private func apply(
        _ kind: String,
        _ arguments: [String]?,
        to factor: inout CovariateTerm.Factor
    ) throws(PropensityError) {
        switch kind {
        case "cat":
            guard arguments == nil else { throw problem("cat takes no argument") }
            factor.isCategorical = true
            return
        case "ref":
            guard let level = arguments?.first, arguments?.count == 1 else { throw problem("write ref(LEVEL)") }
            factor.reference = level
            return
        case "missing":
            guard let text = arguments?.first, let missing = CovariateTerm.Missing(rawValue: text) else {
                let all = CovariateTerm.Missing.allCases.map(\.rawValue).joined(separator: ", ")
                throw problem("write missing(POLICY) with one of \(all)")
            }
            factor.missing = missing
            return
        default: break
        }
        guard factor.transformation == .none else { throw problem("it has two transformations; choose one") }
        factor.transformation = try transformation(kind, arguments)
    }

    private func transformation(
        _ kind: String,
        _ arguments: [String]?
    ) throws(PropensityError) -> CovariateTerm.Transformation {
        let numbers = (arguments ?? []).compactMap { Double($0) }
        guard numbers.count == arguments?.count ?? 0, numbers.allSatisfy(\.isFinite) else {
            throw problem("\(kind) takes numbers")
        }
        let isAscending = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        func whole(_ range: ClosedRange<Int>) throws(PropensityError) -> Int {
            guard numbers.count == 1, let number = Int(exactly: numbers[0]), range.contains(number) else {
                throw problem("\(kind) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        switch kind {
        case "log", "log1p", "square":
            guard arguments == nil else { throw problem("\(kind) takes no argument") }
            return kind == "log" ? .log : kind == "log1p" ? .log1p : .square
        case "poly": return .polynomial(try whole(1...9))
        case "spline": return .spline(try whole(1...50))
        case "quantiles": return .quantiles(try whole(2...100))
        case "knots", "bins":
            guard !numbers.isEmpty, isAscending, numbers.count <= 200 else {
                throw problem("\(kind) takes 1 to 200 ascending numbers")
            }
            return kind == "knots" ? .knots(numbers) : .bins(numbers)
        default:
            throw problem(
                "\(kind.isEmpty ? "what follows the colon" : kind) is none of cat, log, log1p, square, poly(k), "
                    + "spline(df), knots(…), bins(…), quantiles(k), ref(level), missing(policy)"
            )
        }
    }
}
