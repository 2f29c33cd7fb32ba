extension MatchedPairs {
    /// Newcombe's score interval of the difference of two shares in matched pairs, treated minus comparison.
    ///
    /// Method 10 of Newcombe 1998, Statistics in Medicine 17, 2635–2650: the Wilson intervals of both shares, joined with the
    /// correlation φ of the pairs, φ counted by the continuity correction max(ad − bc − n/2, 0) where ad > bc.
    ///
    /// - Parameters:
    ///   - both: Pairs in which both have the outcome; with the other counts it gives each share.
    ///   - confidence: Coverage, between 0 and 1.
    /// - Returns: The interval, within −1 and 1; nil without pairs.
    package func newcombe(both: Int, confidence: Double = 0.95) -> ConfidenceInterval? {
        precondition(both >= 0 && both <= concordant, "pairs in which both have it are among the concordant")
        guard pairs > 0, let difference = riskDifference else { return nil }
        let (a, b, c, d) = (
            Double(both), Double(treatedOnly), Double(comparisonOnly), Double(concordant - both)
        )
        let size = Double(pairs)
        let shares = ((a + b) / size, (a + c) / size)
        let first = ScoreInterval.wilson(share: shares.0, size: size, confidence: confidence)
        let second = ScoreInterval.wilson(share: shares.1, size: size, confidence: confidence)
        let margins = (a + b) * (c + d) * (a + c) * (b + d)
        let cross = a * d - b * c
        let corrected = cross > 0 ? max(cross - size / 2, 0) : cross
        let phi = margins > 0 ? corrected / margins.squareRoot() : 0
        func length(_ x: Double, _ y: Double) -> Double {
            max(0, x * x - 2 * phi * x * y + y * y).squareRoot()
        }
        return ConfidenceInterval(
            lower: max(-1, difference - length(shares.0 - first.lower, second.upper - shares.1)),
            upper: min(1, difference + length(first.upper - shares.0, shares.1 - second.lower))
        )
    }
}
