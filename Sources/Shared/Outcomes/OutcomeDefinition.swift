/// What is measured of each person over the follow-up, in the service's own numbering.
///
/// Every outcome is a number a person (a yes or no is 1 or 0), taken over everyone or over those who reoffended only.
/// A further outcome is a further case with its scale, its population, its family and its value; nothing else changes.
package enum OutcomeDefinition: UInt8, CaseIterable, Hashable, Sendable {
    /// Outcome 1: whether the person reoffended at least once.
    case rate = 1
    /// Outcome 2: the number of proven reoffences, of everyone.
    case frequency = 2
    /// Outcome 3: days from the index date to the first proven reoffence, of those who reoffended.
    case time = 3
    /// Outcome 4: whether the first reoffence is indictable only, of those who reoffended; so 5 and 6.
    case firstIndictable = 4
    /// Outcome 5: whether it is triable either way.
    case firstEitherWay = 5
    /// Outcome 6: whether it is summary.
    case firstSummary = 6
    /// Outcome 7: the number of indictable reoffences, of those who reoffended; so 8 and 9.
    case frequencyIndictable = 7
    /// Outcome 8: of reoffences triable either way.
    case frequencyEitherWay = 8
    /// Outcome 9: of summary reoffences.
    case frequencySummary = 9
    /// Outcome 10: whether the first reoffence led to custody, of those who reoffended.
    case custodyFirst = 10
    /// Outcome 11: custodial sentences for reoffences, of those who reoffended.
    case custodialSentences = 11
    /// Experimental: whether the person was employed on any day, of everyone.
    case employed = 12
    /// Experimental: days employed, of everyone.
    case daysEmployed = 13
    /// Experimental: whether the person received an out-of-work benefit on any day, of everyone.
    case onBenefit = 14
    /// Experimental: days on out-of-work benefits, of everyone.
    case daysOnBenefit = 15
    /// Whether the person committed a violent reoffence, of everyone.
    case violentRate = 16
    /// The number of violent reoffences, of everyone.
    case violentFrequency = 17
    /// Days to the first violent reoffence, of those who committed one.
    case violentTime = 18

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

    /// Outcomes whose p-values are adjusted together.
    package enum Family: String, Sendable, CaseIterable {
        /// Outcomes 1 to 3.
        case headline
        /// Outcomes 4 to 11: what kind of reoffence, and what followed it.
        case detail
        /// Employment and benefits.
        case experimental
        /// Violent reoffending.
        case violent
    }

    /// The outcomes of a family in their order.
    package static func outcomes(of family: Family) -> [OutcomeDefinition] { allCases.filter { $0.family == family } }

    /// Outcomes 1 to 3.
    package static let headline = outcomes(of: .headline)

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

    /// The word for this outcome in files.
    package var word: String {
        switch self {
        case .rate: "rate"
        case .frequency: "frequency"
        case .time: "time"
        case .firstIndictable: "first_indictable"
        case .firstEitherWay: "first_either_way"
        case .firstSummary: "first_summary"
        case .frequencyIndictable: "frequency_indictable"
        case .frequencyEitherWay: "frequency_either_way"
        case .frequencySummary: "frequency_summary"
        case .custodyFirst: "custody_first"
        case .custodialSentences: "custodial_sentences"
        case .employed: "employed"
        case .daysEmployed: "days_employed"
        case .onBenefit: "on_benefit"
        case .daysOnBenefit: "days_on_benefit"
        case .violentRate: "violent_rate"
        case .violentFrequency: "violent_frequency"
        case .violentTime: "violent_time"
        }
    }

    /// What kind of number it is.
    package var scale: Scale {
        switch self {
        case .rate, .firstIndictable, .firstEitherWay, .firstSummary, .custodyFirst, .employed, .onBenefit,
            .violentRate:
            .binary
        case .frequency, .frequencyIndictable, .frequencyEitherWay, .frequencySummary, .custodialSentences,
            .violentFrequency:
            .count
        case .time, .daysEmployed, .daysOnBenefit, .violentTime: .days
        }
    }

    /// Of whom it is taken.
    package var population: Population {
        switch self {
        case .rate, .frequency, .employed, .daysEmployed, .onBenefit, .daysOnBenefit, .violentRate, .violentFrequency:
            .everyone
        case .time, .violentTime, .firstIndictable, .firstEitherWay, .firstSummary, .frequencyIndictable,
            .frequencyEitherWay, .frequencySummary, .custodyFirst, .custodialSentences:
            .reoffenders
        }
    }

    /// The person's value, or nil if the person does not belong to the outcome's population.
    package func value(of followUp: FollowUpOutcome) -> Double? {
        switch self {
        case .rate: return followUp.reoffences > 0 ? 1 : 0
        case .frequency: return Double(followUp.reoffences)
        case .employed: return followUp.daysEmployed > 0 ? 1 : 0
        case .daysEmployed: return Double(followUp.daysEmployed)
        case .onBenefit: return followUp.daysOnBenefit > 0 ? 1 : 0
        case .daysOnBenefit: return Double(followUp.daysOnBenefit)
        case .violentRate: return followUp.violentReoffences > 0 ? 1 : 0
        case .violentFrequency: return Double(followUp.violentReoffences)
        case .violentTime: return followUp.violentReoffences > 0 ? Double(followUp.daysToFirstViolent) : nil
        default: return followUp.reoffences > 0 ? valueOfReoffender(followUp) : nil
        }
    }

    private func valueOfReoffender(_ followUp: FollowUpOutcome) -> Double? {
        switch self {
        case .time: Double(followUp.daysToFirst)
        case .firstIndictable: followUp.firstTier == .indictable ? 1 : 0
        case .firstEitherWay: followUp.firstTier == .eitherWay ? 1 : 0
        case .firstSummary: followUp.firstTier == .summary ? 1 : 0
        case .frequencyIndictable: Double(followUp.indictable)
        case .frequencyEitherWay: Double(followUp.eitherWay)
        case .frequencySummary: Double(followUp.summary)
        case .custodyFirst: followUp.firstIsCustodial ? 1 : 0
        case .custodialSentences: Double(followUp.custodialSentences)
        default: nil
        }
    }
}
