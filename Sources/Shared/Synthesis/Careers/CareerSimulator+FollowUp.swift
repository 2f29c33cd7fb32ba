import Extracts
import Foundation
import Tables

extension CareerSimulator {
    /// Days from an offence to its outcome: at least this, and on average as much more as the second says.
    private static let outcomeDelay = (least: 10, mean: 75.0)
    /// Share of penalty notices in follow-ups without a proven reoffence: they prove nothing.
    private static let penaltyNoticeShare = 0.03
    /// Share of later reoffences that were committed within the twelve months, but proven after the waiting time.
    private static let provenLateShare = 0.05

    /// Decides what follows an event; false when the career ends there.
    ///
    /// A reoffence falls on day 1 to the last day of the twelve months, and its outcome within six months more.
    func followUp(
        _ state: inout State,
        probability: Double,
        traits: Traits,
        career: inout Career,
        stream: inout RandomStream
    ) -> Bool {
        let reoffends = stream.chance(probability)
        let isIndexEvent = career.indexEvent?.sentence == career.sentences.count - 1
        if isIndexEvent { career.indexEvent?.reoffended = reoffends }
        let yearEnd = state.eventDate.adding(months: 12)
        let waitingEnd = state.eventDate.adding(months: 18)
        let window = Int(yearEnd.number - state.eventDate.number)
        let delay = Self.outcomeDelay.least + Int(stream.exponential(mean: Self.outcomeDelay.mean))
        let position = stream.uniform()
        let first: Day
        let outcome: Day
        if reoffends {
            // Most reoffences come early.
            first = state.eventDate.adding(days: 1 + Int(pow(position, 1.25) * Double(window)))
            outcome = min(first.adding(days: delay), waitingEnd)
        } else {
            if stream.chance(Self.penaltyNoticeShare) {
                let day = state.eventDate.adding(days: 1 + stream.below(window))
                let issued = day.adding(days: 1 + stream.below(20))
                if issued <= extractEnd {
                    append(
                        .publicOrder,
                        date: day,
                        outcomeDate: issued,
                        outcome: .penaltyNotice,
                        false,
                        &career,
                        &stream
                    )
                }
            }
            guard stream.chance(model.laterProbability) else { return false }
            if stream.chance(Self.provenLateShare) {
                first = state.eventDate.adding(days: 1 + Int(position * Double(window)))
                outcome = waitingEnd.adding(days: 1 + delay)
            } else {
                first = yearEnd.adding(days: 1 + Int(-log(1 - position) * 700))
                outcome = first.adding(days: delay)
            }
        }
        guard outcome <= extractEnd else { return false }
        state.conviction = outcome
        state.group = stream.chance(0.5) ? traits.mainGroup : OffenceGroup.draw(sex: traits.sex, &stream)
        let last = first <= yearEnd ? min(outcome.adding(days: -1), yearEnd) : outcome.adding(days: -1)
        addOffences(of: &state, after: (first, last), group: state.group, career: &career, stream: &stream)
        return true
    }

    /// Adds the offences of the next conviction and sets how serious the gravest is.
    ///
    /// - Parameters:
    ///   - state: Holds the conviction's date.
    ///   - after: Date of the first offence and the last date that the others can have; nil for the first conviction
    ///     that the extract holds.
    ///   - group: Group of the main offence.
    ///   - career: Gets the offences.
    ///   - stream: Where chance comes from.
    func addOffences(
        of state: inout State,
        after: (first: Day, last: Day)?,
        group: OffenceGroup,
        career: inout Career,
        stream: inout RandomStream
    ) {
        state.firstOffence = career.offences.count
        let first = after?.first ?? state.conviction.adding(days: -(20 + stream.below(180)))
        let last = after?.last ?? state.conviction.adding(days: -1)
        let repeats = (after == nil ? 0.2 : 0.4) + 0.015 * Double(min(state.previousConvictions, 15))
        let count = 1 + stream.geometric(repeats, most: 9)
        state.severity = 0
        for offence in 0..<count {
            let day = offence == 0 ? first : first.adding(days: stream.below(Int(last.number - first.number) + 1))
            append(group, date: day, outcomeDate: state.conviction, outcome: .conviction, false, &career, &stream)
            state.severity = max(state.severity, career.offences[career.offences.count - 1].severity)
        }
    }

    /// Adds one offence, with a severity around the middle of its group.
    func append(
        _ group: OffenceGroup,
        date: Day,
        outcomeDate: Day,
        outcome: OffenceOutcome,
        _ custodial: Bool,
        _ career: inout Career,
        _ stream: inout RandomStream
    ) {
        let severity = min(max(group.severity + Int(22 * stream.normal()), 1), 250)
        career.offences.append(
            Career.Offence(
                date: date,
                outcomeDate: outcomeDate,
                outcome: outcome,
                tier: OffenceGroup.tier(severity: severity),
                group: group,
                severity: severity,
                custodial: custodial
            )
        )
    }

    /// Adds an OASys assessment shortly before the event, for some of the sentences that get one.
    func addAssessment(
        _ sentence: Career.Sentence,
        _ event: EventCovariates,
        traits: Traits,
        career: inout Career,
        stream: inout RandomStream
    ) {
        switch sentence.disposal {
        case .custody, .communityOrder, .suspendedSentence: break
        case .caution, .fine, .other: return
        }
        guard stream.chance(population.assessed) else { return }
        let earliest = max(sentence.conviction, sentence.eventDate.adding(days: -90))
        let date = earliest.adding(days: stream.below(Int(sentence.eventDate.number - earliest.number) + 1))
        let need = 0.35 * log(1 + Double(event.previousConvictions)) + 0.3 * traits.frailty
        var items = SIMD8<UInt8>(repeating: 0)
        for item in Career.assessmentItems.indices {
            let latent = need + stream.normal() + (item == 1 ? (event.employedInYear ? -0.9 : 0.6) : 0)
            items[item] = stream.chance(0.04) ? Career.missingItem : (latent > 1.1 ? 2 : (latent > 0.2 ? 1 : 0))
        }
        career.assessments.append(Career.Assessment(date: date, items: items))
    }

    /// Ends a career: employment goes on for two years, and a few people die, none within the follow-up of an event.
    func finish(
        _ state: State,
        employment: inout EmploymentHistory,
        career: inout Career,
        stream: inout RandomStream
    ) {
        if stream.chance(population.died) {
            let day = state.eventDate.adding(months: 19).adding(days: Int(stream.exponential(mean: 900)))
            if day <= extractEnd { career.death = day }
        }
        let horizon = state.eventDate.adding(months: 24)
        let limit = career.death.isMissing ? horizon : min(horizon, career.death)
        employment.advance(to: limit, career: &career, stream: &stream)
        if !career.death.isMissing, let last = career.spells.last, last.end > career.death {
            career.spells[career.spells.count - 1].end = career.death
        }
        employment.close(career: &career)
        career.firstRecordYear = career.offences.first?.outcomeDate.year ?? state.conviction.year
    }
}
