import Extracts
import Linkage
package import MapReduce
package import Outcomes
package import Propensity
import Statistics
package import Tables

/// The people of one tile that take part in an analysis, with covariates and outcomes.
///
/// Derived from the histories and the plan alone, so a worker may forget it and make it again.
package struct TileCohort: Sendable {
    /// Positions of the people in their partition, ascending.
    package let people: [Int32]
    /// The request's number of a treated person, −1 for a comparison person.
    package let ordinals: [Int32]
    /// Covariates, group and stratum.
    package let frame: CovariateFrame
    /// Follow-up outcomes.
    package let outcomes: [FollowUpOutcome]
    /// Index dates.
    package let indexDates: [Day]

    /// The number of people.
    package var count: Int { people.count }

    /// Approximate memory in bytes.
    package var byteCount: Int { count * (70 + frame.columns.count * 3) }
}

extension TileCohort {
    /// The tile's people under a plan, from the cache or made anew.
    ///
    /// - Throws: ``TableError`` when the partition's history is damaged.
    package static func of(_ tile: Tile, _ partition: PartitionView, _ plan: AnalysisPlan) throws -> TileCohort {
        try partition.derived("cohort", tile: tile.index, bytes: \TileCohort.byteCount) {
            let items = plan.covariates.assessmentItems
            let history = try History(try partition.table(.history), items: items)
            return make(tile, partition: partition.number, history: history, plan: plan)
        }
    }

    private static func make(_ tile: Tile, partition: Int, history: History, plan: AnalysisPlan) -> TileCohort {
        let members = TileMembers(tile, partition: partition, history: history, plan: plan)
        let measurement = CovariateMeasurement(history, plan: plan)
        let levelCount = CovariateMeasurement.levelCount
        let numberCount = HistoryCovariate.allCases.count - levelCount
        var codes = Array(repeating: [UInt16](), count: levelCount)
        var numbers = Array(repeating: [Float](), count: numberCount)
        var items = Array(repeating: [Float](), count: plan.covariates.assessmentItems.count)
        var outcomes: [FollowUpOutcome] = []
        for (person, event) in zip(members.people, members.events) {
            let person = Int(person)
            for (column, code) in measurement.codes(of: person, at: event).enumerated() { codes[column].append(code) }
            for (column, number) in measurement.numbers(of: person, at: event).enumerated() {
                numbers[column].append(number)
            }
            for (column, item) in measurement.items(of: person, at: event).enumerated() { items[column].append(item) }
            outcomes.append(plan.rule.followUp.outcome(of: person, from: event.date, in: history))
        }
        let used = HistoryCovariate.used(plan)
        let frame = CovariateFrame(
            columns: used.map { covariate in
                covariate.hasLevels
                    ? compact(codes[covariate.rawValue], levelCount: covariate.levels(plan).count)
                    : .singles(numbers[covariate.rawValue - levelCount])
            } + items.map { .singles($0) },
            treatment: members.ordinals.map { $0 >= 0 ? 1 : 0 },
            strata: strata(codes, plan: plan, count: members.people.count)
        )
        return TileCohort(
            people: members.people,
            ordinals: members.ordinals,
            frame: frame,
            outcomes: outcomes,
            indexDates: members.events.map(\.date)
        )
    }

    private static func compact(_ codes: [UInt16], levelCount: Int) -> CovariateFrame.Column {
        levelCount < 255 ? .codes(codes.map { UInt8(truncatingIfNeeded: min($0, 255)) }) : .wideCodes(codes)
    }

    /// Mixed-radix codes of the covariates that must agree; missing is a level of its own.
    private static func strata(_ codes: [[UInt16]], plan: AnalysisPlan, count: Int) -> [UInt16] {
        var result = [UInt16](repeating: 0, count: count)
        for covariate in HistoryCovariate.allCases
        where covariate.hasLevels && plan.exactStrata.contains(covariate.name) {
            let radix = UInt16(truncatingIfNeeded: covariate.levels(plan).count + 1)
            let column = codes[covariate.rawValue]
            for row in 0..<count { result[row] = result[row] &* radix &+ min(column[row], radix &- 1) }
        }
        return result
    }
}

extension FollowUpRule {
    /// Everything that the outcomes need of a person's follow-up.
    func outcome(of person: Int, from index: Day, in history: History) -> FollowUpOutcome {
        let result = reoffending(of: person, from: index, in: history)
        let days = spellDays(of: person, from: index, in: history)
        var outcome = FollowUpOutcome(reoffences: result.count, daysToFirst: result.daysToFirst)
        outcome.firstTier = result.firstTier.flatMap { FollowUpOutcome.Tier(rawValue: $0.rawValue) } ?? .unknown
        outcome.firstIsCustodial = result.firstIsCustodial
        outcome.indictable = result.indictable
        outcome.eitherWay = result.eitherWay
        outcome.summary = result.summary
        outcome.custodialSentences = result.custodialSentences
        outcome.violentReoffences = result.violentCount
        outcome.daysToFirstViolent = result.daysToFirstViolent
        outcome.daysEmployed = days.employed
        outcome.daysOnBenefit = days.onBenefit
        let death = history.deaths[person]
        if !death.isMissing, death <= index.adding(months: followUpMonths) {
            outcome.daysToDeath = death.number - index.number
        }
        return outcome
    }
}

/// Who of a tile takes part, and at which index event.
struct TileMembers {
    private(set) var people: [Int32] = []
    private(set) var ordinals: [Int32] = []
    private(set) var events: [IndexEvent] = []

    init(_ tile: Tile, partition: Int, history: History, plan: AnalysisPlan) {
        var treated = plan.treated(partition: partition, people: tile.people)
        var excluded = plan.excluded(partition: partition, people: tile.people)
        let draw = KeyedHash(key: plan.seed)
        for person in tile.people {
            var isExcluded = false
            while let next = excluded.first, Int(next.person) <= person {
                isExcluded = isExcluded || Int(next.person) == person
                excluded = excluded.dropFirst()
            }
            if let next = treated.first, Int(next.reference.person) == person {
                treated = treated.dropFirst()
                guard case .success(let event) = plan.rule.event(ofTreated: person, dates: next.dates, in: history)
                else {
                    continue
                }
                append(person, ordinal: Int32(next.ordinal), event)
            } else if !isExcluded, let pool = plan.pool,
                let event = pool.event(of: person, rule: plan.rule, history: history, draw: draw)
            {
                append(person, ordinal: -1, event)
            }
        }
    }

    private mutating func append(_ person: Int, ordinal: Int32, _ event: IndexEvent) {
        people.append(Int32(person))
        ordinals.append(ordinal)
        events.append(event)
    }
}

extension PoolRule {
    /// A comparison person's index event: one of those that fit, drawn by a seeded hash of the person.
    func event(of person: Int, rule: IndexEventRule, history: History, draw: KeyedHash) -> IndexEvent? {
        if !regions.isEmpty, !regions.contains(history.regions[person]) { return nil }
        if history.sexes[person] == Sex.notRecorded.rawValue || history.births[person].isMissing { return nil }
        var count = 0
        for row in history.sentences.rows(of: person) where fits(row, person, rule, history) { count += 1 }
        guard count > 0 else { return nil }
        var chosen = count == 1 ? 0 : Int(draw.hash(history.keys[person], 0x706f_6f6c) % UInt64(count))
        for row in history.sentences.rows(of: person) where fits(row, person, rule, history) {
            if chosen == 0 { return IndexEvent(sentence: row, date: history.sentences.eventDate(row)) }
            chosen -= 1
        }
        return nil
    }

    private func fits(_ row: Int, _ person: Int, _ rule: IndexEventRule, _ history: History) -> Bool {
        let date = history.sentences.eventDate(row)
        return disposals.contains(history.sentences.disposals[row])
            && years.contains(Int32(date.year))
            && rule.isEligible(sentence: row, of: person, in: history)
            && (!needsAssessment || history.assessments?.latest(of: person, by: date) != nil)
    }
}
