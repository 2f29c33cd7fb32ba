private import Statistics

/// Intervals of shares that hold where few or nearly all have the outcome.
package enum ScoreInterval {
    /// Wilson's score interval of one share (Wilson 1927, JASA 22, 209–212, doi:10.1080/01621459.1927.10502953).
    ///
    /// - Parameters:
    ///   - share: The share, 0 to 1.
    ///   - size: People, or the effective sample size, above zero.
    ///   - confidence: Coverage, between 0 and 1.
    /// - Returns: The interval, within 0 and 1.
    package static func wilson(share: Double, size: Double, confidence: Double = 0.95) -> ConfidenceInterval {
        precondition(size > 0 && confidence > 0 && confidence < 1)
        let share = min(max(share, 0), 1)
        let z = Normal.quantile(0.5 + confidence / 2)
        let centre = share + z * z / (2 * size)
        let reach = z * (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
        let scale = 1 + z * z / size
        // The bound at a share of 0 or 1 is exactly that share; rounding must not move it.
        return ConfidenceInterval(
            lower: share == 0 ? 0 : max(0, (centre - reach) / scale),
            upper: share == 1 ? 1 : min(1, (centre + reach) / scale)
        )
    }

    /// Newcombe's hybrid score interval of a difference of two shares, treated minus comparison.
    ///
    /// Method 10 of Newcombe 1998, Statistics in Medicine 17, 873–890: the Wilson intervals of both shares, joined.
    ///
    /// - Parameters:
    ///   - treated: Share and size (people or effective sample size, above zero) of the treated.
    ///   - comparison: The same of the comparison group.
    ///   - confidence: Coverage, between 0 and 1.
    /// - Returns: The interval, within −1 and 1.
    package static func newcombe(
        treated: (share: Double, size: Double),
        comparison: (share: Double, size: Double),
        confidence: Double = 0.95
    ) -> ConfidenceInterval {
        let first = wilson(share: treated.share, size: treated.size, confidence: confidence)
        let second = wilson(share: comparison.share, size: comparison.size, confidence: confidence)
        func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let difference = treated.share - comparison.share
        return ConfidenceInterval(
            lower: difference - length(treated.share - first.lower, second.upper - comparison.share),
            upper: difference + length(first.upper - treated.share, comparison.share - second.lower)
        )
    }
}
