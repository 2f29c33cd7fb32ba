import Glibc

/// How the columns of the model's frame are made from those of the data: row by row, so that any tile can be made alone.
///
/// All that depends on the data (knots, cut points, means, reference levels) is settled when the recipe is made.
package struct DesignRecipe: Equatable, Sendable {
    /// A function of one number.
    package enum NumberFunction: Equatable, Sendable {
        /// The number itself.
        case identity
        /// Its natural logarithm.
        case log
        /// The logarithm of 1 + it.
        case log1p
        /// A power of (it − centre) / scale.
        case power(Int, centre: Double, scale: Double)
        /// A column of a natural spline.
        case spline(NaturalSpline, column: Int)
    }

    /// A number that an interaction multiplies.
    package struct Number: Equatable, Sendable {
        /// The covariate of the data.
        package let covariate: Int
        /// The function of it.
        package let function: NumberFunction
        /// What stands for a missing value.
        package let mean: Double

        /// A number.
        package init(covariate: Int, function: NumberFunction, mean: Double) {
            self.covariate = covariate
            self.function = function
            self.mean = mean
        }
    }

    /// The levels that an interaction distinguishes.
    package struct Levels: Equatable, Sendable {
        /// The covariate of the data.
        package let covariate: Int
        /// The cut points that make levels of numbers; nil for a covariate with levels.
        package let cuts: [Double]?
        /// The class of each level, then that of missing values; −1 for the reference.
        package let classes: [Int32]

        /// Levels.
        package init(covariate: Int, cuts: [Double]?, classes: [Int32]) {
            self.covariate = covariate
            self.cuts = cuts
            self.classes = classes
        }
    }

    /// One column of the model's frame.
    package enum Source: Equatable, Sendable {
        /// A covariate of the data as it is.
        case covariate(Int)
        /// A function of a number.
        case number(Int, NumberFunction)
        /// Levels between cut points.
        case bins(Int, cuts: [Double])
        /// A number times another.
        case product(Number, Number)
        /// A number, where a covariate has some class of levels, else 0.
        case within(Levels, class: Int32, Number)
        /// Level 0 unless neither covariate is at its reference, else 1 + class × the second's classes + class.
        case crossing(Levels, Levels)
    }

    /// The declarations of the model's covariates.
    package private(set) var covariates: [Covariate] = []
    /// How each is made.
    package private(set) var sources: [Source] = []
    /// The term that each belongs to, by its place in ``terms``.
    package private(set) var termOfCovariate: [Int] = []
    /// The terms as they are shown, implied ones among them.
    package private(set) var terms: [String] = []
    /// The terms that must be in the model with each: those of the covariates that an interaction multiplies.
    package private(set) var requirements: [[Int]] = []

    /// A recipe without columns.
    package init() {}

    /// Adds a column to a term that was added before.
    package mutating func add(_ covariate: Covariate, _ source: Source, term: Int) {
        covariates.append(covariate)
        sources.append(source)
        termOfCovariate.append(term)
    }

    /// Adds a term, by the name under which it is shown.
    ///
    /// - Returns: Its place in ``terms``.
    package mutating func addTerm(_ name: String, requiring required: [Int] = []) -> Int {
        terms.append(name)
        requirements.append(required)
        return terms.count - 1
    }

    /// The model's frame.
    ///
    /// - Complexity: O(*n* · *c*) for *n* rows and *c* columns; columns as they are in the data are shared.
    package func frame(_ data: CovariateFrame) -> CovariateFrame {
        let columns = TiledRows(rowCount: sources.count, tileRows: 1).map { range in
            Self.column(sources[range.lowerBound], data)
        }
        return CovariateFrame(columns: columns, treatment: data.treatment, strata: data.strata)
    }

    private static func column(_ source: Source, _ data: CovariateFrame) -> CovariateFrame.Column {
        switch source {
        case .covariate(let index): return data.columns[index]
        case .number(let index, let function):
            return .doubles(values(Number(covariate: index, function: function, mean: .nan), data))
        case .bins(let index, let cuts):
            let levels = Levels(covariate: index, cuts: cuts, classes: [])
            return .codes(places(levels, data).map { $0 > cuts.count ? UInt8.max : UInt8($0) })
        case .product(let left, let right):
            return .doubles(zip(values(left, data), values(right, data)).map { $0 * $1 })
        case .within(let levels, let chosen, let number):
            let places = places(levels, data)
            return .doubles(
                zip(places, values(number, data)).map { levels.classes[$0] == chosen ? $1 : 0 }
            )
        case .crossing(let left, let right):
            let width = (right.classes.max() ?? -1) + 1
            return .wideCodes(
                zip(places(left, data), places(right, data)).map {
                    left.classes[$0] < 0 || right.classes[$1] < 0
                        ? 0 : UInt16(1 + left.classes[$0] * width + right.classes[$1])
                }
            )
        }
    }

    private static func values(_ number: Number, _ data: CovariateFrame) -> [Double] {
        number.function.values(at: data.numbers(number.covariate), missing: number.mean)
    }

    /// The level of each row, by its place; missing values come after the last level.
    private static func places(_ levels: Levels, _ data: CovariateFrame) -> [Int] {
        guard let cuts = levels.cuts else {
            let last = levels.classes.count - 1
            switch data.columns[levels.covariate] {
            case .codes(let codes): return codes.map { min(Int($0), last) }
            case .wideCodes(let codes): return codes.map { min(Int($0), last) }
            case .singles, .doubles: preconditionFailure("levels are not numbers")
            }
        }
        return data.numbers(levels.covariate).map { value in
            value.isNaN ? cuts.count + 1 : cuts.count { $0 <= value }
        }
    }
}

extension DesignRecipe.NumberFunction {
    /// The function's values at some numbers.
    ///
    /// - Parameters:
    ///   - numbers: The numbers; NaN is missing.
    ///   - substitute: What stands for a missing one.
    /// - Returns: One value for each number.
    func values(at numbers: [Double], missing substitute: Double) -> [Double] {
        switch self {
        case .identity: return numbers.map { $0.isNaN ? substitute : $0 }
        case .log: return numbers.map { $0.isNaN ? substitute : Glibc.log($0) }
        case .log1p: return numbers.map { $0.isNaN ? substitute : Glibc.log1p($0) }
        case .power(let degree, let centre, let scale):
            return numbers.map { number in
                guard !number.isNaN else { return substitute }
                let base = (number - centre) / scale
                return (1..<max(degree, 1)).reduce(base) { power, _ in power * base }
            }
        case .spline(let spline, let column):
            var buffer = Array(repeating: 0.0, count: spline.columnCount)
            return numbers.map { number in
                guard !number.isNaN else { return substitute }
                spline.evaluate(number, into: &buffer)
                return buffer[column]
            }
        }
    }
}

extension CovariateFrame {
    /// The numbers of a continuous covariate in double precision; NaN is missing.
    func numbers(_ index: Int) -> [Double] {
        switch columns[index] {
        case .doubles(let values): values
        case .singles(let values): values.map { Double($0) }
        case .codes, .wideCodes: preconditionFailure("a continuous covariate holds numbers")
        }
    }
}
