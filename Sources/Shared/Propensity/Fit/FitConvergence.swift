/// How the iterations of a fit ended.
package struct FitConvergence: Equatable, Sendable {
    /// The steps taken.
    package let iterations: Int
    /// Steps that were halved because the objective fell.
    package let halvings: Int
    /// The squared length of the last step in standard errors, gᵀI⁻¹g, before that step was taken.
    package let decrement: Double
    /// The largest element of the gradient by the design's own columns in the last pass, without sign.
    package let gradientNorm: Double

    /// The largest element of a gradient, without sign, but for columns left out.
    static func norm(_ gradient: [Double], without aliased: [Int]) -> Double {
        let left = Set(aliased)
        return gradient.indices.reduce(0) { left.contains($1) ? $0 : max($0, abs(gradient[$1])) }
    }
}

/// What the coefficients of a fit maximise.
package enum FitEstimation: Equatable, Sendable {
    /// The likelihood.
    case likelihood
    /// The likelihood less a ridge penalty of this strength, see ``RidgePenalty``.
    case ridge(Double)
    /// The likelihood times the root of the determinant of the information (Firth 1993).
    case firth(penalisedLogLikelihood: Double)
}
