import Extracts
import Foundation
import Tables

/// Decides what a court (or the police, with a caution) does with someone.
struct Sentencing: Sendable {
    /// Prisons for men by region (three each) and for women, whom fewer prisons take.
    static let prisons: [String] =
        Demography.regions.flatMap { region in ["A", "B", "C"].map { "HMP \(region) \($0)" } }
        + ["HMP Women North", "HMP Women Midlands", "HMP Women London", "HMP Women South"]

    private let setting: ProgrammeSetting
    private let indexStart: Day
    private let indexEnd: Day

    /// Served time is lengthened by at most this, so that a second release falls after the index years.
    private static let servedDaysMax = 540

    init(_ settings: SynthesisSettings) {
        setting = settings.setting
        indexStart = Day(year: settings.indexYearFirst, month: 1, day: 1) ?? .missing
        indexEnd = Day(year: settings.indexYearLast, month: 12, day: 31) ?? .missing
    }

    /// Whether a sentence can be the index event of the programme's cohort.
    func isEligible(_ sentence: Career.Sentence) -> Bool {
        setting.disposals.contains(sentence.disposal)
            && sentence.eventDate >= indexStart && sentence.eventDate <= indexEnd
    }

    /// Whether a day lies before the index years.
    func isBeforeIndexYears(_ day: Day) -> Bool { day < indexStart }

    /// A sentence for offences of some severity.
    func sentence(
        conviction: Day,
        group: OffenceGroup,
        severity: Int,
        previousConvictions: Int,
        traits: Traits,
        _ stream: inout RandomStream
    ) -> Career.Sentence {
        let disposal = disposal(severity: severity, previousConvictions: previousConvictions, &stream)
        let lengthDraw = stream.normal()
        let servedDraw = stream.uniform()
        let delayDraw = stream.uniform()
        let prisonDraw = stream.below(3)
        var sentence = Career.Sentence(
            conviction: conviction,
            disposal: disposal,
            start: conviction,
            end: .missing,
            release: .missing,
            lengthDays: 0,
            group: group,
            prison: nil
        )
        switch disposal {
        case .custody:
            let length = group.custodyDays * exp(0.7 * lengthDraw) * (1 + 0.02 * Double(min(previousConvictions, 20)))
            sentence.lengthDays = min(max(Int(length), 14), 5_475)
            // Half the sentence is served inside, less the days on remand.
            let served = Double(sentence.lengthDays) / 2 * (1 - 0.4 * servedDraw * servedDraw)
            sentence.end = conviction.adding(days: sentence.lengthDays)
            sentence.release = conviction.adding(days: max(Int(served), 5))
            sentence.prison =
                traits.sex == .female
                ? Demography.regions.count * 3 + [0, 0, 0, 1, 1, 3, 2, 3, 3, 1][traits.region]
                : traits.region * 3 + prisonDraw
        case .communityOrder, .suspendedSentence:
            sentence.lengthDays = [182, 365, 365, 547, 730][Int(servedDraw * 5)]
            // Supervision begins within days of the conviction.
            sentence.start = conviction.adding(days: Int(delayDraw * 6))
            sentence.end = sentence.start.adding(days: sentence.lengthDays)
        case .caution, .fine, .other:
            break
        }
        return sentence
    }

    /// The same sentence changed so that it is not a second index event of the programme.
    ///
    /// With two of them in the index years, chance would draw the one before a reoffence less often than one that was
    /// followed by none, and the drawn events would no longer obey the law of reoffending.
    func withoutSecondIndexEvent(_ sentence: Career.Sentence, _ stream: inout RandomStream) -> Career.Sentence {
        let delay = 1 + stream.below(90)
        guard isEligible(sentence) else { return sentence }
        var changed = sentence
        let lateRelease = indexEnd.adding(days: delay)
        let served = Int(lateRelease.number - sentence.start.number)
        if sentence.disposal == .custody, served <= Self.servedDaysMax {
            changed.release = lateRelease
            changed.lengthDays = max(sentence.lengthDays, served * 2)
            changed.end = sentence.start.adding(days: changed.lengthDays)
        } else if setting == .custody {
            changed.disposal = .suspendedSentence
            changed.release = .missing
            changed.prison = nil
            changed.lengthDays = 365
            changed.end = sentence.start.adding(days: 365)
        } else {
            changed.disposal = .fine
            changed.start = sentence.conviction
            changed.end = .missing
            changed.release = .missing
            changed.prison = nil
            changed.lengthDays = 0
        }
        return changed
    }

    private func disposal(severity: Int, previousConvictions: Int, _ stream: inout RandomStream) -> Disposal {
        let draw = stream.uniform()
        let other = stream.uniform()
        let custodyLogit = -1.7 + 0.011 * Double(severity) + 0.28 * log(1 + Double(previousConvictions))
        if draw < 1 / (1 + exp(-custodyLogit)) { return .custody }
        if severity < 130, previousConvictions < 3, other < 0.3 { return .caution }
        return other < 0.62 ? .communityOrder : (other < 0.78 ? .suspendedSentence : (other < 0.95 ? .fine : .other))
    }
}
