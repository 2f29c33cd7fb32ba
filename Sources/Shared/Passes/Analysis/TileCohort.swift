import Extracts
import Linkage
package import MapReduce
package import Outcomes
package import Propensity
import Statistics
import Tables

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

    /// The number of people.
    package var count: Int { people.count }

    /// Approximate memory in bytes.
    package var byteCount: Int { count * (20 + frame.columns.count * 3) }
}

extension TileCohort {
    /// The tile's people under a plan, from the cache or made anew.
    ///
    /// - Throws: ``TableError`` when the partition's history is damaged.
    package static func of(_ tile: Tile, _ partition: PartitionView, _ plan: AnalysisPlan) throws -> TileCohort {
        try partition.derived("cohort", tile: tile.index, bytes: \TileCohort.byteCount) {
            let history = try History(try partition.table(.history))
            return make(tile, partition: partition.number, history: history, plan: plan)
        }
    }

    private static func make(_ tile: Tile, partition: Int, history: History, plan: AnalysisPlan) -> TileCohort {
        let members = TileMembers(tile, partition: partition, history: history, plan: plan)
        let measurement = CovariateMeasurement(history, plan: plan)
        let followUp = plan.rule.followUp
        let codeCount = HistoryCovariate.age.rawValue
        let numberCount = HistoryCovariate.allCases.count - codeCount
        var codes = Array(repeating: [UInt16](), count: codeCount)
        var numbers = Array(repeating: [Float](), count: numberCount)
        var outcomes: [FollowUpOutcome] = []
        for (person, event) in zip(members.people, members.events) {
            for (column, code) in measurement.codes(of: Int(person), at: event).enumerated() {
                codes[column].append(code)
            }
            for (column, number) in measurement.numbers(of: Int(person), at: event).enumerated() {
                numbers[column].append(number)
            }
            let result = followUp.reoffending(of: Int(person), from: event.date, in: history)
            outcomes.append(FollowUpOutcome(reoffences: result.count, daysToFirst: result.daysToFirst))
        }
        let declarations = HistoryCovariate.declarations(plan)
        let frame = CovariateFrame(
            columns: zip(codes, declarations).map { compact($0, levelCount: $1.levelCount) }
                + numbers.map { .singles($0) },
            treatment: members.ordinals.map { $0 >= 0 ? 1 : 0 },
            strata: strata(codes, plan: plan, declarations: declarations, count: members.people.count)
        )
        return TileCohort(people: members.people, ordinals: members.ordinals, frame: frame, outcomes: outcomes)
    }

    private static func compact(_ codes: [UInt16], levelCount: Int) -> CovariateFrame.Column {
        levelCount < 255 ? .codes(codes.map { UInt8(truncatingIfNeeded: min($0, 255)) }) : .wideCodes(codes)
    }

    /// Mixed-radix codes of the covariates that must agree; missing is a level of its own.
    private static func strata(
        _ codes: [[UInt16]],
        plan: AnalysisPlan,
        declarations: [Covariate],
        count: Int
    ) -> [UInt16] {
        var result = [UInt16](repeating: 0, count: count)
        for name in plan.exactStrata {
            guard let column = declarations.firstIndex(where: { $0.name == name }), column < codes.count else {
                continue
            }
            let radix = UInt16(declarations[column].levelCount + 1)
            for row in 0..<count { result[row] = result[row] &* radix &+ min(codes[column][row], radix - 1) }
        }
        return result
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
        disposals.contains(history.sentences.disposals[row])
            && years.contains(Int32(history.sentences.eventDate(row).year))
            && rule.isEligible(sentence: row, of: person, in: history)
    }
}
