import Extracts
package import MapReduce
package import Outcomes
package import Propensity
import Statistics
package import Tables

/// Balance, overlap and outcomes of a match.
package struct OutcomeSummary: Equatable, Sendable, Mergeable {
    /// Outcome sums by group.
    package var outcomes: OutcomeSums
    /// Balance sums by group.
    package var balance: BalanceSums
    /// Scores by group.
    package var histogram: ScoreHistogram
    /// When people first reoffended, if it was asked for.
    package var times: TimeToEventCounts?
    /// How the weight of the comparison group is spread.
    package var controlWeights: ControlWeights
    /// Keyed hash over every person's key and the bits of the matching weight, in order: equal weights, equal hash.
    package var weightsHash: UInt64

    init(
        outcomes: OutcomeSums,
        balance: BalanceSums,
        histogram: ScoreHistogram,
        times: TimeToEventCounts?,
        controlWeights: ControlWeights,
        weightsHash: UInt64
    ) {
        self.outcomes = outcomes
        self.balance = balance
        self.histogram = histogram
        self.times = times
        self.controlWeights = controlWeights
        self.weightsHash = weightsHash
    }

    package init(from reader: inout ByteReader) throws {
        outcomes = try OutcomeSums(from: &reader)
        balance = try BalanceSums(from: &reader)
        histogram = try ScoreHistogram(from: &reader)
        times = try reader.readFlag() ? try TimeToEventCounts(from: &reader) : nil
        controlWeights = try ControlWeights(from: &reader)
        weightsHash = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        outcomes.encode(into: &writer)
        balance.encode(into: &writer)
        histogram.encode(into: &writer)
        writer.write(flag: times != nil)
        times?.encode(into: &writer)
        controlWeights.encode(into: &writer)
        writer.write(weightsHash)
    }

    package mutating func add(_ later: OutcomeSummary) {
        outcomes.add(later.outcomes)
        balance.add(later.balance)
        histogram.add(later.histogram)
        if let later = later.times { times?.add(later) }
        controlWeights.add(later.controlWeights)
        weightsHash = Self.hash.hash(weightsHash, later.weightsHash)
    }

    fileprivate static let hash = KeyedHash(key: 0x7765_6967_6874)
}

/// Sums outcomes, covariates and scores of the matched groups.
package struct OutcomesPass: Pass {
    package static let name: PassName = "outcomes.sums"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: Matching
    ) throws -> OutcomeSummary {
        let cohort = try TileCohort.of(tile, partition, context)
        let rows = broadcast.plan.rows(cohort)
        let weights = broadcast.weights(cohort, of: partition.number, rows: rows)
        var histogram = broadcast.emptyHistogram
        var outcomes = OutcomeSums(outcomes: broadcast.outcomes)
        let keys: Column<UInt64> = try partition.table(.history).column(HistoryColumnName.personKey)
        var times = broadcast.horizon.map { TimeToEventCounts(horizon: $0) }
        let months = context.rule.followUp.followUpMonths
        var controlWeights = ControlWeights()
        var weightsHash: UInt64 = 0
        for row in 0..<cohort.count {
            let isTreated = cohort.ordinals[row] >= 0
            histogram.count(score: rows.scores[row], isTreated: isTreated, weight: weights[row])
            guard weights[row] > 0 else { continue }
            let group: StudyGroup = isTreated ? .treated : .comparison
            if !isTreated { controlWeights.add(weights[row]) }
            outcomes.add(cohort.outcomes[row], weight: weights[row], group: group)
            times?.add(cohort.outcomes[row], from: cohort.indexDates[row], months: months, weights[row], group)
            let bits = OutcomeSummary.hash.hash(keys[Int(cohort.people[row])], weights[row].bitPattern)
            weightsHash = OutcomeSummary.hash.hash(weightsHash, bits)
        }
        let balance = BalanceSums(
            cohort.frame,
            specification: broadcast.balance,
            scores: rows.scores,
            weights: weights,
            rows: 0..<cohort.count
        )
        return OutcomeSummary(
            outcomes: outcomes,
            balance: balance,
            histogram: histogram,
            times: times,
            controlWeights: controlWeights,
            weightsHash: weightsHash
        )
    }

    package func check(
        _ partial: OutcomeSummary,
        _ context: AnalysisPlan,
        _ broadcast: Matching
    ) throws(DecodingFault) {
        guard partial.outcomes.analyses == 1, partial.outcomes.outcomes == broadcast.outcomes,
            partial.balance.fits(broadcast.balance), partial.histogram.hasBins(of: broadcast.emptyHistogram),
            partial.times?.horizon == broadcast.horizon
        else { throw .malformed("sums of other outcomes, covariates or bins") }
    }
}

extension TimeToEventCounts {
    /// Adds a person by the day of the first reoffence, of death, or by the last day of the follow-up.
    fileprivate mutating func add(
        _ followUp: FollowUpOutcome,
        from index: Day,
        months: Int,
        _ weight: Double,
        _ group: StudyGroup
    ) {
        if followUp.reoffences > 0 {
            add(day: Int(followUp.daysToFirst), ending: .event, weight: weight, group: group)
        } else if followUp.daysToDeath >= 0 {
            add(day: Int(followUp.daysToDeath), ending: .competing, weight: weight, group: group)
        } else {
            let days = Int(index.adding(months: months).number - index.number)
            add(day: days, ending: .censored, weight: weight, group: group)
        }
    }
}
