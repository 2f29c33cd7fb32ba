import Extracts
import Foundation
import Tables

/// What the laws of reoffending and of selection read at an event; everything in it can be worked out from the extracts.
struct EventCovariates {
    /// Sex.
    var sex: Sex
    /// Whole years at the event.
    var age: Int
    /// Days of conviction before the event's own.
    var previousConvictions: Int
    /// Any employment in the twelve months before the event.
    var employedInYear: Bool
    /// Group of the sentence's main offence.
    var group: OffenceGroup
    /// Length of the sentence in days; 0 for disposals without a length.
    var lengthDays: Int
}

/// The probability of proven reoffending within twelve months, and that of taking part in the programme.
///
/// Both are logistic in covariates that an analyst can see. Nothing else links taking part to reoffending, so matching
/// on those covariates identifies the effect.
struct ReoffendingModel: Sendable {
    private let reoffending: ReoffendingCoefficients
    private let selection: SelectionCoefficients
    private let effect: Double

    /// Treated probabilities stay this far from 0 and 1.
    private static let probabilityMargin = 0.002

    init(_ settings: SynthesisSettings) {
        reoffending = settings.reoffending
        selection = settings.selection
        effect = settings.effect
    }

    /// Probability of reoffending without the programme.
    func untreatedProbability(_ event: EventCovariates) -> Double {
        Self.expit(reoffendingLogit(event))
    }

    /// Probability before the index years, when frailty still speaks.
    ///
    /// It makes the careers that people bring along as different as they are in life. From the first index year on it
    /// is silent: it then acts through the covariates only.
    func earlyProbability(_ event: EventCovariates, frailty: Double) -> Double {
        Self.expit(reoffendingLogit(event) + reoffending.frailty * frailty)
    }

    /// Probability with the programme: the effect added, kept within the open unit interval.
    ///
    /// An effect of zero leaves the probability as it is, bit for bit.
    func treatedProbability(untreated: Double) -> Double {
        guard effect != 0 else { return untreated }
        return min(max(untreated + effect, Self.probabilityMargin), 1 - Self.probabilityMargin)
    }

    /// Logit of taking part, up to a constant that the size of the cohort sets.
    func selectionLogit(_ event: EventCovariates) -> Double {
        (event.sex == .female ? selection.female : 0)
            + selection.ageDecade * (Double(event.age) - 35) / 10
            + selection.previousConviction * Double(event.previousConvictions)
            + (event.employedInYear ? selection.employed : 0)
            + selection.logSentenceDays * log(1 + Double(event.lengthDays))
    }

    /// Probability of reoffending some time after the twelve months.
    var laterProbability: Double { reoffending.later }

    private func reoffendingLogit(_ event: EventCovariates) -> Double {
        let person =
            reoffending.intercept + (event.sex == .female ? reoffending.female : 0)
            + reoffending.ageDecade * (Double(event.age) - 35) / 10
        let history =
            reoffending.logPreviousConvictions * log(1 + Double(event.previousConvictions))
            + (event.employedInYear ? reoffending.employed : 0)
        let sentence = event.group.reoffendingLogit + reoffending.logSentenceDays * log(1 + Double(event.lengthDays))
        return person + history + sentence
    }

    private static func expit(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
}
