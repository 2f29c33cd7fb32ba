import Glibc
import Statistics

/// Fits the propensity model by Newton's method, driven from outside by sums.
///
/// Whoever runs the passes asks for sums at the coefficients that a step names, and hands them to ``absorb(_:)``:
/// the solver itself never sees a row. Steps are Fisher scoring from the starting point of R's `glm.fit`, halved when
/// the likelihood falls.
package struct NewtonSolver: Sendable {
    /// When the iterations end.
    package enum Convergence: Equatable, Sendable {
        /// The squared length of the next step, in standard errors, is at most this; that step is still taken.
        case decrement(Double)
        /// As R's `glm`: |change of the deviance| / (|deviance| + 0.1) is below this.
        case relativeDeviance(Double)
    }

    /// Limits and tolerances.
    package struct Settings: Equatable, Sendable {
        /// When the iterations end.
        package var convergence: Convergence
        /// The most Newton steps.
        package var iterationsMax: Int
        /// The most halvings of one step.
        package var halvingsMax: Int
        /// A column is aliased when earlier ones leave at most this share of its variation.
        package var aliasTolerance: Double
        /// The strength λ of the ridge penalty, see ``RidgePenalty``; 0 for none.
        package var ridge: Double

        /// Settings; the defaults give coefficients to about 1e-10 of their standard errors.
        package init(
            convergence: Convergence = .decrement(1e-14),
            iterationsMax: Int = 50,
            halvingsMax: Int = 30,
            aliasTolerance: Double = 1e-11,
            ridge: Double = 0
        ) {
            self.convergence = convergence
            self.iterationsMax = iterationsMax
            self.halvingsMax = halvingsMax
            self.aliasTolerance = aliasTolerance
            self.ridge = ridge
        }
    }

    /// What to do next.
    package enum Step: Sendable {
        /// Sum the rows at these coefficients; nil is the starting pass.
        case evaluate([Double]?)
        /// The model is fitted; look at its `separated` columns.
        case converged(PropensityFit)
        /// There is no solution to be had.
        case stopped(PropensityError)
    }

    private let specification: DesignSpecification
    private let link: ScoreLink
    private let settings: Settings
    private var aliased: [Int] = []
    private var candidate: [Double]?
    private var accepted: [Double]
    /// The log-likelihood at the accepted coefficients, less the penalty.
    private var acceptedObjective: Double?
    private var penalty = RidgePenalty.none
    private var iterations = 0
    private var halvings = 0
    private var halvingsInAll = 0
    private var previousStep: Double?
    private var runawaySteps = 0
    /// The factor that the accepted coefficients came from, where R's `glm` takes its standard errors.
    private var stepFactor: OrderedCholesky?
    /// Whether the first coefficients were given.
    private let isPiloted: Bool
    /// Whether the aliased columns are still to be found: when no starting pass has found them.
    private var isAliasingOpen: Bool

    /// A solver before its first pass.
    ///
    /// - Parameters:
    ///   - specification: The design.
    ///   - link: The link function.
    ///   - settings: Limits and tolerances.
    ///   - coefficients: Where to begin, such as the fit of some of the rows; nil to begin as R's `glm.fit` does. The
    ///     estimate is the same but for rounding.
    package init(
        specification: DesignSpecification,
        link: ScoreLink,
        settings: Settings = Settings(),
        startingAt coefficients: [Double]? = nil
    ) {
        self.specification = specification
        self.link = link
        self.settings = settings
        candidate = coefficients
        isPiloted = coefficients != nil
        isAliasingOpen = isPiloted
        accepted = Array(repeating: 0, count: specification.columnCount)
    }

    /// The pass to run first.
    package var first: Step { .evaluate(candidate) }

    /// Takes the sums that the last step asked for.
    package mutating func absorb(_ sums: NewtonSums) -> Step {
        guard let candidate else { return start(sums) }
        let objective = sums.logLikelihood - penalty.value(candidate)
        if !objective.isFinite || falls(objective) { return halve(candidate) }
        let previous = acceptedObjective
        accepted = candidate
        acceptedObjective = objective
        halvings = 0
        if isAliasingOpen {
            isAliasingOpen = false
            aliased = OrderedCholesky(sums.information, tolerance: settings.aliasTolerance).aliased
            for column in aliased { accepted[column] = 0 }
            // Coefficients of columns that fall out: these sums were taken elsewhere.
            if accepted != candidate { return propose(accepted) }
        }
        let gradient = penalty.gradient(sums.gradient, at: candidate)
        // The tolerance was settled in the first pass; here only an exhausted weight leaves a column out.
        let factor = OrderedCholesky(
            penalty.information(sums.information),
            tolerance: 1e-14,
            excluding: Set(aliased)
        )
        guard factor.aliased.isEmpty else { return exhausted(factor.aliased, sums) }
        let origin = stepFactor ?? factor
        stepFactor = factor
        let step = factor.solve(gradient)
        let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        let runaway = penalty.isNone ? columnsRunningAway(step, decrement: decrement) : []
        let reached = FitConvergence(
            iterations: iterations,
            halvings: halvingsInAll,
            decrement: max(0, decrement),
            gradientNorm: FitConvergence.norm(gradient, without: aliased)
        )
        if isConverged(objective, previous: previous, decrement: decrement) || stops(runaway, sums) {
            return finish(sums, factor, origin: origin, step: step, runaway: runaway, reached: reached)
        }
        guard iterations < settings.iterationsMax else {
            return runaway.isEmpty
                ? .stopped(.notConverged(iterations: iterations))
                : finish(sums, factor, origin: origin, step: step, runaway: runaway, reached: reached)
        }
        return propose(zip(accepted, step).map { $0 + $1 })
    }

    private mutating func start(_ sums: NewtonSums) -> Step {
        let factor = OrderedCholesky(sums.information, tolerance: settings.aliasTolerance)
        aliased = factor.aliased
        stepFactor = factor
        if settings.ridge > 0 {
            penalty = RidgePenalty(strength: settings.ridge, start: sums)
            let penalised = penalty.information(sums.information)
            stepFactor = OrderedCholesky(penalised, tolerance: 0, excluding: Set(aliased))
        }
        if case .relativeDeviance = settings.convergence { acceptedObjective = sums.logLikelihood }
        return propose((stepFactor ?? factor).solve(sums.gradient))
    }

    private mutating func propose(_ coefficients: [Double]) -> Step {
        iterations += 1
        candidate = coefficients
        return .evaluate(coefficients)
    }

    /// Whether a step from accepted coefficients made things worse by more than rounding.
    private func falls(_ objective: Double) -> Bool {
        guard iterations > (isPiloted ? 0 : 1), let before = acceptedObjective else { return false }
        return objective < before - 1e-10 * (abs(before) + 0.1)
    }

    private mutating func halve(_ candidate: [Double]) -> Step {
        guard halvings < settings.halvingsMax else { return .stopped(.notConverged(iterations: iterations)) }
        halvings += 1
        halvingsInAll += 1
        let nearer = zip(accepted, candidate).map { 0.5 * ($0 + $1) }
        self.candidate = nearer
        return .evaluate(nearer)
    }

    private func isConverged(_ objective: Double, previous: Double?, decrement: Double) -> Bool {
        switch settings.convergence {
        // Steps by the expected information are Newton's for the logit; for the probit they converge linearly.
        case .decrement(let limit): return decrement <= (link == .logit ? limit : 1e-6 * limit)
        case .relativeDeviance(let limit):
            guard let previous else { return false }
            return abs(2 * (objective - previous)) / (2 * abs(objective) + 0.1) < limit
        }
    }

    /// Whether separation ends the iterations; R's rule goes on until the deviance settles, unless nobody is in doubt.
    private func stops(_ runaway: [String], _ sums: NewtonSums) -> Bool {
        guard !runaway.isEmpty else { return false }
        if case .decrement = settings.convergence { return true }
        return isComplete(sums)
    }

    /// The columns that separate the groups, once that is certain.
    ///
    /// Near a maximum, steps shrink quadratically. Under separation the likelihood settles while some coefficients go on
    /// by about 1 a step for ever.
    private mutating func columnsRunningAway(_ step: [Double], decrement: Double) -> [String] {
        let longest = step.reduce(0) { max($0, abs($1)) }
        let persists = previousStep.map { longest > 0.5 * $0 } ?? false
        previousStep = longest
        runawaySteps = decrement < 0.05 && longest > 0.25 && persists ? runawaySteps + 1 : 0
        guard runawaySteps >= 3 else { return [] }
        return names(of: step.indices.filter { abs(step[$0]) > 0.1 * longest })
    }

    private func names(of columns: [Int]) -> [String] {
        let others = columns.filter { $0 != 0 }
        return (others.isEmpty ? columns : others).map { specification.columnNames[$0] }
    }

    private func finish(
        _ sums: NewtonSums,
        _ factor: OrderedCholesky,
        origin: OrderedCholesky,
        step: [Double],
        runaway: [String],
        reached: FitConvergence
    ) -> Step {
        if !runaway.isEmpty, isComplete(sums) { return .stopped(.completeSeparation(columns: runaway)) }
        var coefficients = accepted
        let isTight = if case .decrement = settings.convergence { true } else { false }
        if isTight, runaway.isEmpty {
            for column in coefficients.indices { coefficients[column] += step[column] }
        }
        return .converged(
            PropensityFit(
                specification: specification,
                link: link,
                workingCoefficients: coefficients,
                sums: sums,
                covariance: penalty.covariance((isTight ? factor : origin).inverse()),
                aliased: aliased,
                convergence: reached,
                separated: runaway,
                estimation: penalty.isNone ? .likelihood : .ridge(settings.ridge)
            )
        )
    }

    /// A single row on the wrong side of 1/2 costs at least log 2.
    private func isComplete(_ sums: NewtonSums) -> Bool { sums.logLikelihood > -log(2) }

    private func exhausted(_ columns: [Int], _ sums: NewtonSums) -> Step {
        let names = names(of: columns)
        return isComplete(sums)
            ? .stopped(.completeSeparation(columns: names)) : .stopped(.notConverged(iterations: iterations))
    }
}
