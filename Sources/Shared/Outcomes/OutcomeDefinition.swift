/// What is measured of each person over the follow-up, in the service's own numbering.
///
/// Every outcome is a number a person (a yes or no is 1 or 0), taken over everyone or over those who reoffended only.
/// A further outcome is a further case with its scale, its population and its value; nothing else changes.
package enum OutcomeDefinition: UInt8, CaseIterable, Hashable, Sendable {
    /// Outcome 1: whether the person reoffended at least once.
    case rate = 1
    /// Outcome 2: the number of proven reoffences, of everyone.
    case frequency = 2
    /// Outcome 3: days from the index date to the first proven reoffence, of those who reoffended.
    case time = 3

    /// What kind of number an outcome is; it decides the test.
    package enum Scale: Sendable {
        /// 0 or 1: compared as proportions.
        case binary
        /// A count, zero or more: compared as means.
        case count
        /// Days, zero or more: compared as means.
        case days
    }

    /// Of whom an outcome is taken.
    package enum Population: Sendable {
        /// Everyone analysed.
        case everyone
        /// Only people with a proven reoffence, which is an event after the treatment: a difference between such groups
        /// is not a causal effect by itself.
        case reoffenders
    }

    /// The word for this outcome in files.
    package var word: String {
        switch self {
        case .rate: "rate"
        case .frequency: "frequency"
        case .time: "time"
        }
    }

    /// What kind of number it is.
    package var scale: Scale {
        switch self {
        case .rate: .binary
        case .frequency: .count
        case .time: .days
        }
    }

    /// Of whom it is taken.
    package var population: Population {
        switch self {
        case .rate, .frequency: .everyone
        case .time: .reoffenders
        }
    }

    /// The person's value, or nil if the person does not belong to the outcome's population.
    package func value(of followUp: FollowUpOutcome) -> Double? {
        switch self {
        case .rate: followUp.reoffences > 0 ? 1 : 0
        case .frequency: Double(followUp.reoffences)
        case .time: followUp.reoffences > 0 ? Double(followUp.daysToFirst) : nil
        }
    }
}

/// What one person did during the follow-up.
package struct FollowUpOutcome: Hashable, Sendable, BitwiseCopyable {
    /// The number of proven reoffences.
    package var reoffences: Int32
    /// Days from the index date to the first of them; without meaning when there is none.
    package var daysToFirst: Int32

    /// A follow-up with `reoffences` ≥ 0, the first of them after `daysToFirst` days.
    package init(reoffences: Int32, daysToFirst: Int32) {
        self.reoffences = reoffences
        self.daysToFirst = daysToFirst
    }
}
