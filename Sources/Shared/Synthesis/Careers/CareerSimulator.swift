import Extracts
import Foundation
import Tables

/// Lives through one person's criminal career after another.
///
/// A career is a chain: conviction, sentence, event (release or start), then a coin with the probability of
/// ``ReoffendingModel`` decides whether a proven reoffence follows within twelve months; if so, its conviction is the
/// next link. Everyone in the population obeys the same law, cohort members apart from the programme's effect on the
/// one event that it is about.
struct CareerSimulator: Sendable {
    private let seed: UInt64
    private let demography: Demography
    let model: ReoffendingModel
    private let sentencing: Sentencing
    let population: PopulationQuality
    let extractEnd: Day
    /// The first day of the sentence extract.
    private let heldFrom: Day

    /// Sentences of a person at most.
    private static let sentenceCountMax = 30
    /// Convictions before the first held one at most.
    private static let priorCountMax = 30
    /// Days between the last earlier conviction and the first held one at least: room for its offence.
    private static let priorGapDays = 230
    /// The sentence extract begins this many years before the first index year.
    private static let heldYears = 9

    init(seed: UInt64, settings: SynthesisSettings) {
        self.seed = seed
        extractEnd = settings.extractEnd
        heldFrom = Day(year: settings.indexYearFirst - Self.heldYears, month: 1, day: 1) ?? .missing
        let lastHeld = settings.extractEnd.adding(months: -18)
        demography = Demography(
            femaleShare: settings.population.female,
            held: Int(heldFrom.number)...Int(lastHeld.number)
        )
        model = ReoffendingModel(settings)
        sentencing = Sentencing(settings)
        population = settings.population
    }

    /// A person's characteristics.
    func traits(ofPerson person: Int) -> Traits {
        var stream = RandomStream(seed: seed, .traits, person: person)
        return demography.draw(&stream)
    }

    /// Fills a career.
    ///
    /// - Parameters:
    ///   - person: The person's number.
    ///   - traits: The person's characteristics.
    ///   - isTreated: Whether the person takes part in the programme.
    ///   - untilIndexEvent: Stop there: all that selection needs is then known.
    ///   - career: What is filled; its old content is forgotten.
    func simulate(person: Int, traits: Traits, isTreated: Bool, untilIndexEvent: Bool, into career: inout Career) {
        var stream = RandomStream(seed: seed, .career, person: person)
        career.reset()
        var state = State(group: traits.mainGroup, conviction: traits.firstHeldConviction)
        state.previousConvictions = addPriors(traits: traits, career: &career, stream: &stream)
        var employment = EmploymentHistory(
            start: max(traits.firstHeldConviction.adding(days: -450), traits.birth.adding(months: 16 * 12)),
            traits: traits,
            extractEnd: extractEnd,
            stream: &stream
        )
        addOffences(of: &state, after: nil, group: traits.mainGroup, career: &career, stream: &stream)
        while career.sentences.count < Self.sentenceCountMax {
            guard let event = addSentence(&state, traits, &employment, &career, &stream) else { break }
            let probability: Double
            if sentencing.isEligible(career.sentences[career.sentences.count - 1]), career.indexEvent == nil {
                let untreated = model.untreatedProbability(event)
                let treated = model.treatedProbability(untreated: untreated)
                career.indexEvent = Career.IndexEvent(
                    sentence: career.sentences.count - 1,
                    date: state.eventDate,
                    selectionLogit: model.selectionLogit(event),
                    untreatedProbability: untreated,
                    treatedProbability: treated
                )
                if untilIndexEvent { return }
                probability = isTreated ? treated : untreated
            } else if sentencing.isBeforeIndexYears(state.eventDate) {
                probability = model.earlyProbability(event, frailty: traits.frailty)
            } else {
                probability = model.untreatedProbability(event)
            }
            guard followUp(&state, probability: probability, traits: traits, career: &career, stream: &stream) else {
                break
            }
        }
        finish(state, employment: &employment, career: &career, stream: &stream)
    }

    /// Where a career stands.
    struct State {
        var group: OffenceGroup
        var conviction: Day
        var previousConvictions = 0
        var severity = 0
        /// Offences of the next conviction start at this position of the career's list.
        var firstOffence = 0
        var eventDate = Day.missing
    }

    /// Convictions before the first sentence that the extract holds; returns how many days of conviction.
    private func addPriors(traits: Traits, career: inout Career, stream: inout RandomStream) -> Int {
        let limit = traits.firstHeldConviction.adding(days: -Self.priorGapDays)
        let meanGap = 1_900 * exp(-0.7 * traits.frailty)
        var offence = traits.onset
        var count = 0
        var convictions = 0
        while offence < limit, count < Self.priorCountMax {
            let outcome = offence.adding(days: 15 + Int(stream.exponential(mean: 80)))
            guard outcome < limit else { break }
            let isYoung = traits.birth.wholeYears(to: outcome) < 18
            let isMinor = stream.chance(convictions == 0 ? 0.5 : 0.12)
            let group = stream.chance(0.5) ? traits.mainGroup : OffenceGroup.draw(sex: traits.sex, &stream)
            let result: OffenceOutcome =
                isMinor ? (isYoung ? (stream.chance(0.6) ? .reprimand : .warning) : .caution) : .conviction
            let inPrison = !isMinor && outcome < heldFrom && stream.chance(0.12)
            let offenceCount = 1 + stream.geometric(0.25, most: 6)
            for _ in 0..<offenceCount {
                append(group, date: offence, outcomeDate: outcome, outcome: result, inPrison, &career, &stream)
            }
            if outcome >= heldFrom {
                career.sentences.append(minorSentence(on: outcome, isMinor: isMinor, group: group, &stream))
            }
            career.wasInPrison = career.wasInPrison || inPrison
            convictions += isMinor ? 0 : 1
            count += 1
            offence = outcome.adding(days: 20 + Int(stream.exponential(mean: meanGap)))
        }
        return convictions
    }

    /// A disposal that is never an index event, for convictions before the first link of the chain.
    private func minorSentence(
        on day: Day,
        isMinor: Bool,
        group: OffenceGroup,
        _ stream: inout RandomStream
    ) -> Career.Sentence {
        let disposal: Disposal = isMinor ? .caution : (stream.chance(0.8) ? .fine : .other)
        return Career.Sentence(
            conviction: day,
            disposal: disposal,
            start: day,
            end: .missing,
            release: .missing,
            lengthDays: 0,
            group: group,
            prison: nil
        )
    }

    /// Passes the next sentence; nil when its event lies beyond the extract.
    private func addSentence(
        _ state: inout State,
        _ traits: Traits,
        _ employment: inout EmploymentHistory,
        _ career: inout Career,
        _ stream: inout RandomStream
    ) -> EventCovariates? {
        var sentence = sentencing.sentence(
            conviction: state.conviction,
            group: state.group,
            severity: state.severity,
            previousConvictions: state.previousConvictions,
            traits: traits,
            &stream
        )
        if career.indexEvent != nil { sentence = sentencing.withoutSecondIndexEvent(sentence, &stream) }
        state.eventDate = sentence.eventDate
        let isCustody = sentence.disposal == .custody
        if isCustody {
            employment.interrupt(from: sentence.start, to: sentence.release, career: &career, stream: &stream)
            career.wasInPrison = true
        } else {
            employment.advance(to: state.eventDate, career: &career, stream: &stream)
        }
        let isReleased = state.eventDate <= extractEnd
        if !isReleased { sentence.release = .missing }
        career.sentences.append(sentence)
        for index in state.firstOffence..<career.offences.count
        where career.offences[index].outcomeDate == state.conviction {
            career.offences[index].outcome = sentence.disposal == .caution ? .caution : .conviction
            career.offences[index].custodial = isCustody
        }
        guard isReleased else { return nil }
        let covariates = EventCovariates(
            sex: traits.sex,
            age: traits.birth.wholeYears(to: state.eventDate),
            previousConvictions: state.previousConvictions,
            employedInYear: employment.isEmployed(inYearBefore: state.eventDate, career: career),
            group: state.group,
            lengthDays: sentence.lengthDays
        )
        addAssessment(sentence, covariates, traits: traits, career: &career, stream: &stream)
        if sentence.disposal != .caution { state.previousConvictions += 1 }
        return covariates
    }
}
