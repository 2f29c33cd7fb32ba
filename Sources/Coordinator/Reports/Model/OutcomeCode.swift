extension OutcomeResult {
    /// The outcomes, in the service's numbering; a further one is a further case.
    package enum Code: String, Codable, Sendable, CaseIterable {
        /// Outcome 1: share with at least one proven reoffence.
        case rate
        /// Outcome 2: mean proven reoffences per person, of everyone.
        case frequency
        /// Outcome 3: mean days to the first proven reoffence, of those who reoffended.
        case time
        /// Outcome 4: share whose first reoffence was indictable, of those who reoffended.
        case firstIndictable
        /// Outcome 5: share whose first reoffence was triable either way, of those who reoffended.
        case firstEitherWay
        /// Outcome 6: share whose first reoffence was summary, of those who reoffended.
        case firstSummary
        /// Outcome 7: mean indictable reoffences per person, of those who reoffended.
        case frequencyIndictable
        /// Outcome 8: mean reoffences triable either way per person, of those who reoffended.
        case frequencyEitherWay
        /// Outcome 9: mean summary reoffences per person, of those who reoffended.
        case frequencySummary
        /// Outcome 10: share whose first reoffence led to custody, of those who reoffended.
        case custodyFirst
        /// Outcome 11: mean custodial sentences for reoffences per person, of those who reoffended.
        case custodialSentences
        /// Experimental: share employed on any day, of everyone.
        case employed
        /// Experimental: mean days employed, of everyone.
        case daysEmployed
        /// Experimental: share with an out-of-work benefit on any day, of everyone.
        case onBenefit
        /// Experimental: mean days on out-of-work benefits, of everyone.
        case daysOnBenefit
        /// Share with at least one violent reoffence, of everyone.
        case violentRate
        /// Mean violent reoffences per person, of everyone.
        case violentFrequency
        /// Mean days to the first violent reoffence, of those who committed one.
        case violentTime

        /// Outcomes that are shown and tested together.
        package enum Family: Sendable, CaseIterable {
            /// Rate, frequency and time.
            case headline
            /// What kind of reoffence, and what followed it.
            case detail
            /// Employment and benefits.
            case experimental
            /// Violent reoffending.
            case violent
        }

        /// The family it belongs to.
        package var family: Family {
            switch self {
            case .rate, .frequency, .time: .headline
            case .firstIndictable, .firstEitherWay, .firstSummary, .frequencyIndictable, .frequencyEitherWay,
                .frequencySummary, .custodyFirst, .custodialSentences:
                .detail
            case .employed, .daysEmployed, .onBenefit, .daysOnBenefit: .experimental
            case .violentRate, .violentFrequency, .violentTime: .violent
            }
        }

        /// Whether only people who reoffended are measured, which a programme may itself have changed.
        package var isAmongReoffenders: Bool { self == .time || self == .violentTime || family == .detail }

        /// Whether it is days to a first reoffence, which few reoffenders make unreliable.
        package var isTime: Bool { self == .time || self == .violentTime }
    }
}
