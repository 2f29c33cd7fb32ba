/// Histograms of the propensity scores, on the log odds.
package struct Overlap: Codable, Sendable, Equatable {
    /// Edges of the bins, ascending; one more than there are bins.
    package var edges: [Double]
    /// Treated people in each bin.
    package var treatment: [Double]
    /// People of the unmatched pool in each bin.
    package var pool: [Double]
    /// Weight of the matched comparison group in each bin.
    package var matched: [Double]

    /// Histograms over the same bins.
    package init(edges: [Double], treatment: [Double], pool: [Double], matched: [Double]) {
        self.edges = edges
        self.treatment = treatment
        self.pool = pool
        self.matched = matched
    }
}
