import Extracts
import Foundation
package import Propensity
import Tables

/// The covariates of the propensity model, as of the index date (domain rules, section 8).
///
/// One table of what is measured: a name, a kind, and how the value follows from a person's history. Everything looks
/// back: offences count when their outcome came before the conviction of the index sentence, spells when they began by
/// the day before the index date.
package enum HistoryCovariate: Int, CaseIterable, Sendable {
    case sex
    case ethnicity
    case ukNational
    case region
    case ageBand
    case indexYear
    case disposal
    case offenceGroup
    case prison
    case employedMonth
    case employedYear
    case benefitMonth
    case benefitYear
    case age
    case ageAtFirstOffence
    case severity
    case sentenceLength
    case previousConvictions
    case previousOffences
    case previousCautions
    case previousCustody
    case previousConvictionsLog
    case copasRate

    /// The name shown to people, which a request's exact strata use too.
    package var name: String {
        switch self {
        case .sex: "sex"
        case .ethnicity: "ethnicity"
        case .ukNational: "UK national"
        case .region: "region"
        case .ageBand: "age group at index"
        case .indexYear: "index year"
        case .disposal: "disposal"
        case .offenceGroup: "index offence group"
        case .prison: "prison"
        case .employedMonth: "employed in the month before"
        case .employedYear: "employed in the year before"
        case .benefitMonth: "out-of-work benefit in the month before"
        case .benefitYear: "out-of-work benefit in the year before"
        case .age: "age at index"
        case .ageAtFirstOffence: "age at first offence"
        case .severity: "severity of the index offence"
        case .sentenceLength: "log of sentence length in days"
        case .previousConvictions: "previous convictions"
        case .previousOffences: "previous offences"
        case .previousCautions: "previous cautions"
        case .previousCustody: "previous custodial sentences"
        case .previousConvictionsLog: "log of previous convictions"
        case .copasRate: "rate of offending (Copas)"
        }
    }

    /// Lower bounds of the age groups after the first.
    package static let ageBounds = [18, 21, 25, 30, 35, 40, 50]

    /// The declarations of all covariates for a plan.
    package static func declarations(_ plan: AnalysisPlan) -> [Covariate] {
        allCases.map { covariate in
            guard let levels = covariate.levels(plan) else { return Covariate(name: covariate.name, kind: .continuous) }
            return Covariate(name: covariate.name, kind: .categorical(levels: levels, reference: nil))
        }
    }

    /// The level names of a categorical covariate, nil for a continuous one.
    private func levels(_ plan: AnalysisPlan) -> [String]? {
        switch self {
        case .sex: ["female", "male"]
        case .ethnicity: Array(plan.levels.ethnicity.dropFirst())
        case .ukNational, .employedMonth, .employedYear, .benefitMonth, .benefitYear: ["no", "yes"]
        case .region: Array(plan.levels.region.dropFirst())
        case .ageBand:
            ["under \(Self.ageBounds[0])"]
                + zip(Self.ageBounds, Self.ageBounds.dropFirst()).map { "\($0) to \($1 - 1)" }
                + ["\(Self.ageBounds[Self.ageBounds.count - 1]) and over"]
        case .indexYear: (plan.pool?.years ?? []).map { String($0) }
        case .disposal: Disposal.allCases.map(\.word)
        case .offenceGroup: Array(plan.levels.offenceGroup.dropFirst())
        case .prison: Array(plan.levels.prison.dropFirst())
        default: nil
        }
    }
}

/// Measures the covariates of one person at one index event.
struct CovariateMeasurement {
    private let history: History
    private let plan: AnalysisPlan
    private let ukNationalities: Set<UInt16>

    /// Words that mean British nationality in the extracts.
    private static let ukWords: Set<String> = [
        "british", "uk", "united kingdom", "gb", "great britain", "english", "welsh", "scottish", "northern irish",
    ]

    init(_ history: History, plan: AnalysisPlan) {
        self.history = history
        self.plan = plan
        let codes = plan.levels.nationality.indices.filter {
            Self.ukWords.contains(plan.levels.nationality[$0].lowercased())
        }
        ukNationalities = Set(codes.map { UInt16($0) })
    }

    /// Level indices of the categorical covariates in their order; `UInt16.max` is missing.
    func codes(of person: Int, at event: IndexEvent) -> [UInt16] {
        let sentences = history.sentences
        let day = event.date.adding(days: -1)
        let birth = history.births[person]
        let nationality = history.nationalities[person]
        let spells = spellFlags(of: person, until: day)
        let year = plan.pool?.years.firstIndex(of: Int32(event.date.year)).map { UInt16($0) }
        return [
            history.sexes[person] == 0 ? .max : UInt16(history.sexes[person]) - 1,
            Self.level(history.ethnicities[person]),
            nationality == 0 ? .max : ukNationalities.contains(nationality) ? 1 : 0,
            Self.level(history.regions[person]),
            birth.isMissing ? .max : Self.ageBand(birth.wholeYears(to: event.date)),
            year ?? .max,
            UInt16(sentences.disposals[event.sentence]) - 1,
            Self.level(sentences.groups[event.sentence]),
            Self.level(sentences.prisons[event.sentence]),
            spells.employedMonth, spells.employedYear, spells.benefitMonth, spells.benefitYear,
        ]
    }

    /// Values of the continuous covariates in their order; NaN is missing.
    func numbers(of person: Int, at event: IndexEvent) -> [Float] {
        let sentences = history.sentences
        let conviction = sentences.convictions[event.sentence]
        let birth = history.births[person]
        let record = priorRecord(of: person, before: conviction)
        let custody = sentences.rows(of: person).count { row in
            sentences.disposals[row] == Disposal.custody.rawValue && sentences.convictions[row] < conviction
        }
        let length = sentences.lengths[event.sentence]
        let first = record.firstOffence
        let career = first.isMissing ? 0 : Double(conviction.number - first.number) / 365.25
        return [
            birth.isMissing ? .nan : Float(birth.wholeYears(to: event.date)),
            birth.isMissing || first.isMissing ? .nan : Float(birth.wholeYears(to: first)),
            record.indexSeverity < 0 ? .nan : Float(record.indexSeverity),
            length < 0 ? .nan : Float(log(1 + Double(length))),
            Float(record.convictions), Float(record.offences), Float(record.cautions), Float(custody),
            Float(log(1 + Double(record.convictions))),
            Float(log(Double(record.convictions + 1) / (max(career, 0) + 10))),
        ]
    }

    private struct PriorRecord {
        var convictions = 0
        var offences = 0
        var cautions = 0
        var firstOffence = Day.missing
        var indexSeverity = -1
    }

    /// The record before a conviction: outcomes that came earlier.
    ///
    /// Convictions count by court appearance (distinct day).
    private func priorRecord(of person: Int, before conviction: Day) -> PriorRecord {
        let offences = history.offences
        var record = PriorRecord()
        var appearances: [Day] = []
        for row in offences.rows(of: person) where offences.isProven(row) {
            let outcomeDate = offences.outcomeDates[row]
            if outcomeDate == conviction {
                record.indexSeverity = max(record.indexSeverity, Int(offences.severities[row]))
            }
            guard outcomeDate <= conviction else { continue }
            if record.firstOffence.isMissing || offences.dates[row] < record.firstOffence {
                record.firstOffence = offences.dates[row]
            }
            guard outcomeDate < conviction else { continue }
            record.offences += 1
            if offences.outcomes[row] == OffenceOutcome.conviction.rawValue {
                if !appearances.contains(outcomeDate) { appearances.append(outcomeDate) }
            } else {
                record.cautions += 1
            }
        }
        record.convictions = appearances.count
        return record
    }

    private struct SpellFlags {
        var employedMonth: UInt16 = 0
        var employedYear: UInt16 = 0
        var benefitMonth: UInt16 = 0
        var benefitYear: UInt16 = 0
    }

    /// Whether a spell touches the month or the year that ends on a day.
    private func spellFlags(of person: Int, until day: Day) -> SpellFlags {
        let spells = history.spells
        let month = day.adding(months: -1)
        let year = day.adding(months: -12)
        var flags = SpellFlags()
        for row in spells.rows(of: person) where spells.starts[row] <= day {
            let end = spells.ends[row]
            let touchesYear = end.isMissing || end > year
            let touchesMonth = end.isMissing || end > month
            if spells.kinds[row] == EmploymentKind.employment.rawValue {
                if touchesYear { flags.employedYear = 1 }
                if touchesMonth { flags.employedMonth = 1 }
            } else {
                if touchesYear { flags.benefitYear = 1 }
                if touchesMonth { flags.benefitMonth = 1 }
            }
        }
        return flags
    }

    private static func level(_ code: UInt16) -> UInt16 { code == 0 ? .max : code - 1 }

    private static func ageBand(_ age: Int) -> UInt16 {
        UInt16(HistoryCovariate.ageBounds.count { age >= $0 })
    }
}
