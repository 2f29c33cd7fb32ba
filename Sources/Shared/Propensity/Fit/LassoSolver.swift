import Glibc
import Statistics

/// One model of a lasso path.
package struct LassoPoint: Equatable, Sendable {
    /// The strength λ of the penalty.
    package let lambda: Double
    /// Coefficients on the design's own columns, the intercept first.
    package let coefficients: [Double]
    /// The log-likelihood, without the penalty.
    package let logLikelihood: Double

    /// The columns, but for the intercept, whose coefficient is not 0.
    package var selected: [Int] { coefficients.indices.dropFirst().filter { coefficients[$0] != 0 } }
}

/// The strengths of a lasso path.
package struct LassoPath: Equatable, Sendable {
    /// The number of strengths, in equal ratios from the smallest that leaves nothing in the model.
    package var count = 100
    /// The last strength by the first.
    package var ratio = 1e-4
    /// Strengths to use instead, descending; empty for none.
    package var lambdas: [Double] = []
    /// The path ends when the deviance explained grows by less than this share of the null deviance.
    package var gainMin = 1e-5

    /// A hundred strengths down to 1e-4 of the first, as R's glmnet.
    package init() {}
}

/// Follows the lasso path of a score model, driven from outside by the sums of Newton steps.
///
/// What is minimised is −ℓ/W + λ Σ s |b| for the sum of weights W and each column's standard deviation s: the objective of
/// R's glmnet with `alpha = 1`. Each pass gives the likelihood's quadratic approximation (X'WX and gradient), whose
/// penalised minimum is found by coordinate descent (Friedman, Hastie and Tibshirani 2010, doi:10.18637/jss.v033.i01) and
/// made exact on the columns left by a linear system.
///
/// Most strengths take one pass. The pass for the next strength is run where the minimum will be with X'WX as it is half
/// way there, going on as it changed from the strength before; so little is then left that Newton's step from those sums is
/// the minimum, see ``isSolved(_:_:)``.
package struct LassoSolver: Sendable {
    /// What to do next.
    package enum Step: Sendable {
        /// Sum the rows at these coefficients; nil is the starting pass.
        case evaluate([Double]?)
        /// The path is done, from the largest strength on.
        case finished([LassoPoint])
        /// There is no solution to be had.
        case stopped(PropensityError)
    }

    private let columnCount: Int
    private let path: LassoPath
    private let settings: NewtonSolver.Settings
    private var points: [LassoPoint] = []
    private var lambdas: [Double]?
    private var isNull = true
    private var scales: [Double] = []
    private var weight = 0.0
    private var left: Set<Int> = []
    private var accepted: (coefficients: [Double], objective: Double)?
    private var candidate: [Double]?
    private var iterations = 0
    private var halvings = 0
    private var nullLogLikelihood = 0.0
    /// X'WX where the strength before the present one was solved, and that strength.
    private var earlier: (strength: Double, information: PackedSymmetric)?

    /// A solver before its first pass.
    package init(
        specification: DesignSpecification,
        path: LassoPath = LassoPath(),
        settings: NewtonSolver.Settings = NewtonSolver.Settings()
    ) {
        columnCount = specification.columnCount
        self.path = path
        self.settings = settings
    }

    /// The pass to run first.
    package var first: Step { .evaluate(nil) }

    /// Takes the sums that the last step asked for.
    package mutating func absorb(_ sums: NewtonSums) -> Step {
        guard let candidate else { return start(sums) }
        let objective = objective(sums.logLikelihood, candidate)
        if let accepted, !(objective <= accepted.objective + 1e-12 * (abs(accepted.objective) + 0.1)) {
            guard halvings < settings.halvingsMax else { return .stopped(.notConverged(iterations: iterations)) }
            halvings += 1
            return propose(zip(accepted.coefficients, candidate).map { 0.5 * ($0 + $1) })
        }
        halvings = 0
        accepted = (candidate, objective)
        var problem = LassoProblem(information: sums.information, sums: sums, origin: candidate, left: left)
        guard var next = problem.minimum(limits: limits) else {
            return .stopped(.notConverged(iterations: iterations))
        }
        while isSolved(problem.squaredLength(next), sums) {
            // This strength is solved; the same sums serve the next one.
            let strength = strength
            if record(next, logLikelihood: sums.logLikelihood + problem.gain(next), sums) { return .finished(points) }
            let ahead = information(ahead: sums.information, from: strength)
            earlier = (strength, sums.information)
            problem = LassoProblem(information: ahead, sums: sums, origin: candidate, left: left)
            guard let further = problem.minimum(limits: limits) else {
                return .stopped(.notConverged(iterations: iterations))
            }
            next = further
            accepted = (candidate, self.objective(sums.logLikelihood, candidate))
        }
        iterations += 1
        guard iterations < settings.iterationsMax else { return .stopped(.notConverged(iterations: iterations)) }
        return propose(next)
    }

    /// Whether a Newton step of some squared length, in standard errors, is the last one.
    ///
    /// What it leaves is of the order of its square over √m standard errors, m the weight of the smaller group: some 1e-9.
    /// The model without covariates is solved to rounding, since the strengths follow from its gradient.
    private func isSolved(_ squaredLength: Double, _ sums: NewtonSums) -> Bool {
        guard !isNull else { return squaredLength <= 1e-16 }
        let smaller = min(sums.treatedWeight, sums.weight - sums.treatedWeight)
        return squaredLength <= 1e-9 * max(1, smaller).squareRoot()
    }

    /// X'WX half way to the present strength, if it goes on changing with the strength as it did up to the last one.
    private func information(ahead information: PackedSymmetric, from strength: Double) -> PackedSymmetric {
        guard let earlier, earlier.strength.isFinite, earlier.strength > strength else { return information }
        let share = 0.5 * (strength - self.strength) / (earlier.strength - strength)
        let ahead = zip(information.elements, earlier.information.elements).map { $0 + share * ($0 - $1) }
        return PackedSymmetric(order: information.order, elements: ahead)
    }

    /// The present strength; nothing enters the null model.
    private var strength: Double { isNull ? .infinity : (lambdas ?? [])[points.count] }

    /// The penalty of each column's coefficient at the present strength.
    private var limits: [Double] {
        let strength = strength
        return scales.indices.map { $0 == 0 ? 0 : strength * weight * scales[$0] }
    }

    private func objective(_ logLikelihood: Double, _ coefficients: [Double]) -> Double {
        guard !isNull else { return -logLikelihood }
        let limits = limits
        return coefficients.indices.reduce(-logLikelihood) { $0 + ($1 == 0 ? 0 : limits[$1] * abs(coefficients[$1])) }
    }

    private mutating func start(_ sums: NewtonSums) -> Step {
        left = Set(OrderedCholesky(sums.information, tolerance: settings.aliasTolerance).aliased)
        scales = RidgePenalty.variances(sums).map { $0.squareRoot() }
        weight = sums.weight
        var coefficients = Array(repeating: 0.0, count: columnCount)
        coefficients[0] = sums.gradient[0] / sums.information[0, 0]
        return propose(coefficients)
    }

    private mutating func propose(_ coefficients: [Double]) -> Step {
        candidate = coefficients
        return .evaluate(coefficients)
    }

    /// Notes a solved strength, or the strengths themselves after the null model; returns whether the path is done.
    private mutating func record(_ coefficients: [Double], logLikelihood: Double, _ sums: NewtonSums) -> Bool {
        iterations = 0
        guard !isNull else {
            isNull = false
            nullLogLikelihood = logLikelihood
            let largest = sums.gradient.indices.dropFirst().reduce(0.0) { most, column in
                left.contains(column) || scales[column] == 0
                    ? most : max(most, abs(sums.gradient[column]) / (weight * scales[column]))
            }
            let last = Double(max(1, path.count - 1))
            lambdas =
                path.lambdas.isEmpty
                ? (0..<path.count).map { largest * pow(path.ratio, Double($0) / last) } : path.lambdas
            return false
        }
        let before = points.last?.logLikelihood ?? nullLogLikelihood
        points.append(
            LassoPoint(
                lambda: (lambdas ?? [])[points.count],
                coefficients: coefficients,
                logLikelihood: logLikelihood
            )
        )
        let gain = (logLikelihood - before) / abs(nullLogLikelihood)
        let isSettled = path.lambdas.isEmpty && points.count > 5 && gain < path.gainMin
        return points.count == (lambdas ?? []).count || isSettled
    }
}

/// The quadratic approximation of a likelihood with absolute penalties.
private struct LassoProblem {
    private let information: PackedSymmetric
    private let gradient: [Double]
    private let origin: [Double]
    private let columns: [Int]

    private static let sweepsMax = 20_000

    /// The approximation around the origin, where the sums were made, with X'WX of there or of further on.
    init(information: PackedSymmetric, sums: NewtonSums, origin: [Double], left: Set<Int>) {
        self.information = information
        gradient = sums.gradient
        self.origin = origin
        columns = origin.indices.filter { !left.contains($0) && information[$0, $0] > 0 }
    }

    /// By how much the log-likelihood grows from the origin.
    func gain(_ coefficients: [Double]) -> Double {
        columns.reduce(-0.5 * squaredLength(coefficients)) { $0 + gradient[$1] * (coefficients[$1] - origin[$1]) }
    }

    /// The squared length of a step from the origin, in standard errors.
    func squaredLength(_ coefficients: [Double]) -> Double {
        let step = columns.map { coefficients[$0] - origin[$0] }
        var sum = 0.0
        for (place, row) in columns.enumerated() where step[place] != 0 {
            for (other, column) in columns.enumerated() {
                sum += step[place] * information[row, column] * step[other]
            }
        }
        return sum
    }

    /// The coefficients that minimise −g'(b − o) + ½ (b − o)'I(b − o) + Σ limit |b|; nil when they cannot be found.
    func minimum(limits: [Double]) -> [Double]? {
        var coefficients = origin
        var residual = gradient
        var tolerance = 1e-4
        for _ in 0..<Self.sweepsMax {
            var longest = 0.0
            for column in columns {
                let curvature = information[column, column]
                let pull = residual[column] + curvature * coefficients[column]
                let next = limits[column].isFinite ? Self.soft(pull, limits[column]) / curvature : 0
                let step = next - coefficients[column]
                guard step != 0 else { continue }
                coefficients[column] = next
                for other in columns { residual[other] -= information[other, column] * step }
                longest = max(longest, abs(step) * curvature.squareRoot())
            }
            if longest == 0 { return coefficients }
            guard longest <= tolerance else { continue }
            if let exact = exact(coefficients, limits) { return exact }
            tolerance *= 0.01
        }
        return nil
    }

    private static func soft(_ value: Double, _ limit: Double) -> Double {
        abs(value) <= limit ? 0 : value > 0 ? value - limit : value + limit
    }

    /// The minimum with the signs given, if these signs and the columns at 0 are then right.
    private func exact(_ coefficients: [Double], _ limits: [Double]) -> [Double]? {
        let active = columns.filter { $0 == 0 || coefficients[$0] != 0 }
        let others = Set(coefficients.indices).subtracting(active)
        let factor = OrderedCholesky(information, tolerance: 0, excluding: others)
        guard factor.aliased.isEmpty else { return nil }
        var right = gradient
        for row in active {
            for column in columns { right[row] += information[row, column] * origin[column] }
            if row != 0 { right[row] -= coefficients[row] > 0 ? limits[row] : -limits[row] }
        }
        let solution = factor.solve(right)
        guard active.allSatisfy({ $0 == 0 || solution[$0] * coefficients[$0] > 0 }) else { return nil }
        for column in columns where solution[column] == 0 && column != 0 {
            var slope = gradient[column]
            for other in columns { slope -= information[column, other] * (solution[other] - origin[other]) }
            if abs(slope) > limits[column] * (1 + 1e-12) { return nil }
        }
        return solution
    }
}
