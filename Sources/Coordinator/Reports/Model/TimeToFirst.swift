/// The share of each group that had reoffended by each day of the follow-up, and the test of their difference.
package struct TimeToFirst: Codable, Sendable, Equatable {
    /// One group on one day.
    package struct Share: Codable, Sendable, Equatable {
        /// Share with at least one proven reoffence by the end of the day.
        package var estimate: Double
        /// Lower end of its interval.
        package var lower: Double
        /// Upper end of its interval.
        package var upper: Double

        /// A share with its interval.
        package init(estimate: Double, lower: Double, upper: Double) {
            self.estimate = estimate
            self.lower = lower
            self.upper = upper
        }
    }

    /// Days after the index date, ascending.
    package var days: [Int]
    /// The treatment group on each of them.
    package var treatment: [Share]
    /// The matched comparison group, weighted.
    package var comparison: [Share]
    /// The log-rank test over the follow-up, each person as one draw whatever its weight; absent when nothing varies.
    package var logRankPValue: Double?

    /// Curves over the same days.
    package init(days: [Int], treatment: [Share], comparison: [Share], logRankPValue: Double?) {
        self.days = days
        self.treatment = treatment
        self.comparison = comparison
        self.logRankPValue = logRankPValue
    }
}
