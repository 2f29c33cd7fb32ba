/// The sums of one outcome in one group from which its mean and every variance follow.
///
/// Sums only, so parts add up: a group's moments are the moments of its tiles, added in tile order. All fields are
/// numbers of eight bytes, so an array of these can be sent as it lies.
package struct WeightedMoments: Hashable, Sendable, BitwiseCopyable {
    /// People with a weight above zero.
    package var people: Int
    /// Of them, people with a value above zero.
    package var positives: Int
    /// Σ w.
    package var weight: Double
    /// Σ w².
    package var squaredWeight: Double
    /// Σ w y.
    package var value: Double
    /// Σ w y².
    package var squaredValue: Double
    /// Σ w² y.
    package var valueBySquaredWeight: Double
    /// Σ w² y².
    package var squaredValueBySquaredWeight: Double

    /// The moments of nobody.
    package init() {
        people = 0
        positives = 0
        weight = 0
        squaredWeight = 0
        value = 0
        squaredValue = 0
        valueBySquaredWeight = 0
        squaredValueBySquaredWeight = 0
    }

    /// The moments of people with values and weights, in their order; `weights` nil means 1 for everyone.
    package init(_ values: [Double], weights: [Double]? = nil) {
        precondition(weights.map { $0.count == values.count } ?? true, "each value needs one weight")
        self.init()
        for index in values.indices {
            add(values[index], weight: weights?[index] ?? 1)
        }
    }

    /// Adds one person with a finite value and a finite weight; a weight of zero adds nothing.
    @inline(__always)
    package mutating func add(_ y: Double, weight w: Double) {
        precondition(w >= 0 && w.isFinite && y.isFinite, "values and weights are finite, weights not negative")
        guard w > 0 else { return }
        let wy = w * y
        people += 1
        positives += y > 0 ? 1 : 0
        weight += w
        squaredWeight += w * w
        value += wy
        squaredValue += wy * y
        valueBySquaredWeight += w * wy
        squaredValueBySquaredWeight += wy * wy
    }

    /// Adds the moments of people who come later in the fixed order.
    package mutating func add(_ later: WeightedMoments) {
        people += later.people
        positives += later.positives
        weight += later.weight
        squaredWeight += later.squaredWeight
        value += later.value
        squaredValue += later.squaredValue
        valueBySquaredWeight += later.valueBySquaredWeight
        squaredValueBySquaredWeight += later.squaredValueBySquaredWeight
    }
}

extension WeightedMoments {
    /// Effective sample size, (Σ w)² / Σ w² (Kish 1965, Survey Sampling, section 11.7); 0 for nobody.
    ///
    /// Exactly `people` when all weights are 1.
    package var effectiveSize: Double {
        squaredWeight > 0 ? weight * weight / squaredWeight : 0
    }

    /// The weighted mean, or nil for nobody.
    package var mean: Double? {
        weight > 0 ? value / weight : nil
    }

    /// Weighted mean squared deviation from the mean, Σ w (y − ȳ)² / Σ w; nil for nobody.
    ///
    /// A result that is only the rounding error of its two terms counts as zero.
    package var variance: Double? {
        guard let mean else { return nil }
        let square = squaredValue / weight
        let variance = square - mean * mean
        return variance > square * Self.roundingShare ? variance : 0
    }

    /// Variance of the mean if everyone were drawn independently with equal variance: the sample variance over the
    /// effective sample size, (n / (n − 1)) Σ w (y − ȳ)² / Σ w / n; nil at an effective size of 1 or less.
    package var varianceOfMean: Double? {
        let size = effectiveSize
        guard let variance, people > 1, size > 1 + Self.roundingShare else { return nil }
        return variance / (size - 1)
    }

    /// Variance of the mean by linearisation, Σ w² (y − ȳ)² / (Σ w)², without a correction for small samples; nil for
    /// nobody.
    ///
    /// It takes each person as one draw, however often matching used that person, and makes no assumption that values
    /// vary alike among people with high and with low weights.
    package var linearisedVarianceOfMean: Double? {
        guard let mean else { return nil }
        let sum = squaredValueBySquaredWeight - 2 * mean * valueBySquaredWeight + mean * mean * squaredWeight
        return sum > squaredValueBySquaredWeight * Self.roundingShare ? sum / (weight * weight) : 0
    }

    private static let roundingShare = 1e-12
}
