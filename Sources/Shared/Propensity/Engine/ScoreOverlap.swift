/// Where the groups' probabilities of treatment lie, and how many rows each rule of common support would leave out.
package struct ScoreOverlap: Equatable, Sendable {
    /// The probabilities of one group.
    package struct Group: Equatable, Sendable {
        /// The number of rows.
        package let count: Int
        /// The smallest, the quantiles of ``ScoreOverlap/shares``, and the largest.
        package let quantiles: [Double]
        /// Rows outside the range of the other group.
        package let outsideOther: Int
        /// Rows outside the fixed range.
        package let outsideRange: Int
        /// Rows outside Crump's range.
        package let outsideCrump: Int
    }

    /// The shares of the quantiles.
    package static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]

    /// The treated.
    package let treated: Group
    /// The controls.
    package let controls: Group
    /// Crump's α; 0 when nobody is left out.
    package let crumpLimit: Double

    /// The overlap of two groups' probabilities, each sorted and not empty, and of both together.
    init(treated: [Double], controls: [Double], all: [Double], rule: SupportRule) {
        let limit = SupportRule.crumpLimit(sorted: all)
        crumpLimit = limit
        func group(_ own: [Double], _ other: [Double]) -> Group {
            let (low, high) = (other.first ?? 0, other.last ?? 1)
            return Group(
                count: own.count,
                quantiles: Self.shares.map { SortedQuantile.value(own, $0) },
                outsideOther: own.count { $0 < low || $0 > high },
                outsideRange: own.count { !rule.range.contains($0) },
                outsideCrump: own.count { $0 < limit || $0 > 1 - limit }
            )
        }
        self.treated = group(treated, controls)
        self.controls = group(controls, treated)
    }
}
