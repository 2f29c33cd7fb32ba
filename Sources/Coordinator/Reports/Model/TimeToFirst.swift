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

    /// Everyone alive on the index date, death within the follow-up being a competing event.
    package struct CompetingDeaths: Codable, Sendable, Equatable {
        /// One group at the end of the follow-up.
        package struct Group: Codable, Sendable, Equatable {
            /// People.
            package var people: Int
            /// Of them, those who died before any reoffence.
            package var deaths: Int
            /// The share that had reoffended (cumulative incidence).
            package var reoffended: Share
            /// The share that had died before any reoffence (cumulative incidence).
            package var died: Share
            /// One less Kaplan–Meier: the share that would have reoffended if nobody had died and the dead were like the others.
            package var kaplanMeier: Share

            /// A group's shares.
            package init(people: Int, deaths: Int, reoffended: Share, died: Share, kaplanMeier: Share) {
                self.people = people
                self.deaths = deaths
                self.reoffended = reoffended
                self.died = died
                self.kaplanMeier = kaplanMeier
            }
        }

        /// The treatment group.
        package var treatment: Group
        /// The comparison group, weighted.
        package var comparison: Group
        /// The log-rank test of the risk of a first reoffence among those alive; absent when nothing varies.
        package var logRankPValue: Double?

        /// Both groups.
        package init(treatment: Group, comparison: Group, logRankPValue: Double?) {
            self.treatment = treatment
            self.comparison = comparison
            self.logRankPValue = logRankPValue
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
    /// The same with death as a competing event, if it was asked for.
    package var competingDeaths: CompetingDeaths?

    /// Curves over the same days.
    package init(days: [Int], treatment: [Share], comparison: [Share], logRankPValue: Double?) {
        self.days = days
        self.treatment = treatment
        self.comparison = comparison
        self.logRankPValue = logRankPValue
    }
}
