import Extracts
import Foundation
import Tables

/// Measures the covariates of one person at one index event.
struct CovariateMeasurement {
    private let history: History
    private let plan: AnalysisPlan
    private let ukNationalities: Set<UInt16>

    /// Words that mean British nationality in the extracts.
    private static let ukWords: Set<String> = [
        "british", "uk", "united kingdom", "gb", "great britain", "english", "welsh", "scottish", "northern irish",
    ]

    /// The first of the covariates that are numbers.
    static let levelCount = HistoryCovariate.allCases.count(where: \.hasLevels)

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
        // An extract may date a conviction after the event that follows from it; nothing after the index date counts.
        let conviction = min(sentences.convictions[event.sentence], event.date)
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

    /// Answers to the plan's OASys items in their order, of the latest assessment by the index date; NaN is missing.
    func items(of person: Int, at event: IndexEvent) -> [Float] {
        let items = plan.covariates.assessmentItems
        guard !items.isEmpty, let assessments = history.assessments,
            let row = assessments.latest(of: person, by: event.date)
        else { return items.map { _ in .nan } }
        return assessments.items.map { item in
            item[row] == History.Assessments.missingItem ? .nan : Float(item[row])
        }
    }

    private struct PriorRecord {
        var convictions = 0
        var offences = 0
        var cautions = 0
        var firstOffence = Day.missing
        var indexSeverity = -1
    }

    /// The record before a conviction: outcomes that came earlier, of offences committed by its day.
    ///
    /// Convictions count by court appearance (distinct day).
    private func priorRecord(of person: Int, before conviction: Day) -> PriorRecord {
        let offences = history.offences
        var record = PriorRecord()
        var appearances: [Day] = []
        for row in offences.rows(of: person) where offences.isProven(row) && offences.dates[row] <= conviction {
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
