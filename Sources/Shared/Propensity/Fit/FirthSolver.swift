import Glibc
import Statistics

/// Fits a logistic model by Firth's penalised likelihood, driven from outside by sums.
///
/// What is maximised is ℓ + ½ log |I|, which has a finite maximum under separation too (Firth 1993,
/// doi:10.1093/biomet/80.1.27; Heinze and Schemper 2002, doi:10.1002/sim.1047). A step solves the modified score with the
/// expected information, as R's logistf does; it needs two passes, the second for the leverages. Convergence is linear.
package struct FirthSolver: Sendable {
    /// What to do next.
    package enum Step: Sendable {
        /// Sum the rows at these coefficients; nil is the starting pass.
        case evaluate([Double]?)
        /// Sum the correction of the gradient at these coefficients, with this root of the inverse information.
        case adjust([Double], inverseRoot: [Double])
        /// The model is fitted.
        case converged(PropensityFit)
        /// There is no solution to be had.
        case stopped(PropensityError)
    }

    private let specification: DesignSpecification
    private let settings: NewtonSolver.Settings
    private var aliased: [Int] = []
    private var candidate: [Double] = []
    private var accepted: (coefficients: [Double], objective: Double)?
    private var sums: NewtonSums?
    private var factor: OrderedCholesky?
    private var iterations = 0
    private var halvings = 0
    private var halvingsInAll = 0

    /// The squared length of the last step, in standard errors, that ends the iterations: its root is 1e-10.
    private static let decrementLimit = 1e-20
    /// The longest change of one coefficient in a step, on the design's own columns.
    private static let stepMax = 5.0

    /// A solver before its first pass.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - settings: Limits; since convergence is linear, eight times as many iterations are allowed.
    package init(specification: DesignSpecification, settings: NewtonSolver.Settings = NewtonSolver.Settings()) {
        self.specification = specification
        self.settings = settings
    }

    /// The pass to run first.
    package var first: Step { .evaluate(nil) }

    /// Takes the sums that the last step asked for.
    package mutating func absorb(_ sums: NewtonSums) -> Step {
        guard !candidate.isEmpty else {
            let factor = OrderedCholesky(sums.information, tolerance: settings.aliasTolerance)
            aliased = factor.aliased
            return propose(factor.solve(sums.gradient))
        }
        let factor = OrderedCholesky(sums.information, tolerance: 0, excluding: Set(aliased))
        let objective = sums.logLikelihood + 0.5 * factor.logDeterminant
        let falls = accepted.map { objective < $0.objective - 1e-10 * (abs($0.objective) + 0.1) } ?? false
        if !factor.aliased.isEmpty || !objective.isFinite || falls { return halve() }
        accepted = (candidate, objective)
        halvings = 0
        self.sums = sums
        self.factor = factor
        return .adjust(candidate, inverseRoot: factor.inverseRoot)
    }

    /// Takes the correction that the last step asked for.
    package mutating func absorb(_ correction: FirthSums) -> Step {
        guard let sums, let factor, let accepted else { preconditionFailure("a correction follows the sums of a step") }
        let gradient = zip(sums.gradient, correction.adjustment).map { $0 + $1 }
        let step = factor.solve(gradient)
        let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        guard decrement > Self.decrementLimit else {
            let scales = specification.terms.reduce(0.0) { total, term in
                guard term.kind == .continuous, term.columns[0] >= 0, !aliased.contains(Int(term.columns[0])) else {
                    return total
                }
                return total + log(term.scale)
            }
            return .converged(
                PropensityFit(
                    specification: specification,
                    link: .logit,
                    workingCoefficients: zip(accepted.coefficients, step).map { $0 + $1 },
                    sums: sums,
                    covariance: factor.inverse(),
                    aliased: aliased,
                    convergence: FitConvergence(
                        iterations: iterations,
                        halvings: halvingsInAll,
                        decrement: max(0, decrement),
                        gradientNorm: FitConvergence.norm(gradient, without: aliased)
                    ),
                    separated: [],
                    estimation: .firth(penalisedLogLikelihood: accepted.objective + scales)
                )
            )
        }
        guard iterations < 8 * settings.iterationsMax else { return .stopped(.notConverged(iterations: iterations)) }
        let longest = step.reduce(0) { max($0, abs($1)) }
        let share = longest > Self.stepMax ? Self.stepMax / longest : 1
        return propose(zip(accepted.coefficients, step).map { $0 + share * $1 })
    }

    private mutating func propose(_ coefficients: [Double]) -> Step {
        iterations += 1
        candidate = coefficients
        return .evaluate(coefficients)
    }

    private mutating func halve() -> Step {
        guard halvings < settings.halvingsMax else { return .stopped(.notConverged(iterations: iterations)) }
        halvings += 1
        halvingsInAll += 1
        // A first step that is of no use is halved towards nobody's being told apart.
        let origin = accepted?.coefficients ?? Array(repeating: 0, count: candidate.count)
        candidate = zip(origin, candidate).map { 0.5 * ($0 + $1) }
        return .evaluate(candidate)
    }
}
