import Statistics

/// A ridge penalty on standardised columns, the intercept free (le Cessie and van Houwelingen 1992, doi:10.2307/2347628).
///
/// What is maximised is ℓ − ½ λ W Σ (s b)², for the sum of weights W and each column's standard deviation s (with n in
/// the denominator): the objective of R's glmnet with `alpha = 0` and `lambda = λ`, times W.
package struct RidgePenalty: Equatable, Sendable {
    /// λ W s² of each column; empty without a penalty.
    package let strengths: [Double]

    /// No penalty.
    package static let none = RidgePenalty(strengths: [])

    private init(strengths: [Double]) { self.strengths = strengths }

    /// The penalty of a strength.
    ///
    /// - Parameters:
    ///   - strength: λ; positive.
    ///   - start: The sums of the starting pass.
    package init(strength: Double, start: NewtonSums) {
        strengths = Self.variances(start).map { strength * start.weight * $0 }
    }

    /// The variance of each design column, with n in the denominator; 0 for the intercept.
    ///
    /// In the starting pass all rows have the same weight but for their case weights, so that X'WX holds the columns'
    /// moments.
    package static func variances(_ start: NewtonSums) -> [Double] {
        let total = start.information[0, 0]
        return start.gradient.indices.map { column in
            guard column > 0 else { return 0 }
            let mean = start.information[column, 0] / total
            return max(0, start.information[column, column] / total - mean * mean)
        }
    }

    /// Whether there is no penalty.
    package var isNone: Bool { strengths.isEmpty }

    /// What the penalty takes from the log-likelihood.
    func value(_ coefficients: [Double]) -> Double {
        0.5 * zip(strengths, coefficients).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    }

    /// The gradient less the penalty's.
    func gradient(_ gradient: [Double], at coefficients: [Double]) -> [Double] {
        guard !isNone else { return gradient }
        return gradient.indices.map { gradient[$0] - strengths[$0] * coefficients[$0] }
    }

    /// The information and the penalty's curvature.
    func information(_ information: PackedSymmetric) -> PackedSymmetric {
        guard !isNone else { return information }
        var sum = information
        for column in strengths.indices { sum[column, column] += strengths[column] }
        return sum
    }

    /// The covariance A⁻¹IA⁻¹ = A⁻¹ − A⁻¹DA⁻¹ of the estimates, for A = I + D; of the sampling error, not of the bias.
    func covariance(_ inverse: PackedSymmetric) -> PackedSymmetric {
        guard !isNone else { return inverse }
        var covariance = inverse
        for row in 0..<inverse.order {
            for column in 0...row {
                var sum = 0.0
                for inner in strengths.indices {
                    sum += inverse[row, inner] * strengths[inner] * inverse[inner, column]
                }
                covariance[row, column] = inverse[row, column] - sum
            }
        }
        return covariance
    }
}
