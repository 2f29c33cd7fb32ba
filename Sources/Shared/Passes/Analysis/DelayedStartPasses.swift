import Extracts
package import MapReduce
package import Outcomes
import Propensity
package import Tables

/// Who counts for whom when follow-ups begin with the programme: whole numbers, so the order of addition never matters.
package struct DelayedCounts: Equatable, Sendable, Mergeable {
    /// Differences between neighbouring places of the comparison people who count for every place in reach.
    package var everywhere: [Int32]
    /// The same for those who count for some delays only; places grouped by delay.
    package var byDelay: [Int32]
    /// Numbers within the request of the treated whose delayed follow-up is complete, in partition and person order.
    package var followed: [UInt32]

    init(placeCount: Int) {
        everywhere = Array(repeating: 0, count: placeCount + 1)
        byDelay = Array(repeating: 0, count: placeCount + 1)
        followed = []
    }

    package init(from reader: inout ByteReader) throws {
        everywhere = try reader.readArray()
        byDelay = try reader.readArray()
        followed = try reader.readArray()
        guard everywhere.count == byDelay.count, !everywhere.isEmpty else {
            throw DecodingFault.malformed("counts by delay")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: everywhere)
        writer.write(array: byDelay)
        writer.write(array: followed)
    }

    package mutating func add(_ later: DelayedCounts) {
        for place in everywhere.indices {
            // Sums of counts of people never wrap; what a damaged worker sends may, and must not end the coordinator.
            everywhere[place] &+= later.everywhere[place]
            byDelay[place] &+= later.byDelay[place]
        }
        followed.append(contentsOf: later.followed)
    }

    /// The comparison people who count for each place; none where the treated person's own follow-up is excluded.
    package func counts(_ match: DelayedMatch) -> [UInt32] {
        let classes = DelayClasses(match.delays)
        var counts = [Int](repeating: 0, count: match.delays.count)
        var running = 0
        for (position, place) in classes.places.enumerated() {
            running += Int(byDelay[position])
            counts[place] = running
        }
        running = 0
        for place in counts.indices {
            running += Int(everywhere[place])
            counts[place] += running
        }
        let isFollowed = Set(followed)
        for place in counts.indices where !isFollowed.contains(match.ordinals[place]) { counts[place] = 0 }
        return counts.map { UInt32(max(0, $0)) }
    }
}

/// Counts for each treated person the comparison people who were free of reoffending over the same delay.
package struct DelayedCountsPass: Pass {
    package static let name: PassName = "outcomes.delayed-counts"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: DelayedMatch
    ) throws -> DelayedCounts {
        let people = try DelayedPeople(tile, partition, context, broadcast)
        var counts = DelayedCounts(placeCount: broadcast.delays.count)
        people.forEachControl { _, places in
            counts.everywhere[places.lowerBound] += 1
            counts.everywhere[places.upperBound] -= 1
        } some: { _, positions, _ in
            counts.byDelay[positions.lowerBound] += 1
            counts.byDelay[positions.upperBound] -= 1
        }
        people.forEachTreated { ordinal, status in
            if status != .excluded { counts.followed.append(ordinal) }
        }
        return counts
    }

    package func check(
        _ partial: DelayedCounts,
        _ context: AnalysisPlan,
        _ broadcast: DelayedMatch
    ) throws(DecodingFault) {
        guard partial.everywhere.count == broadcast.delays.count + 1 else {
            throw .malformed("counts for other treated people")
        }
    }
}

/// Sums the delayed outcome of comparison people by their weights.
///
/// A comparison person's weight is the sum of 1/n over the treated people for whom it counts, and its value the weighted share of
/// those over whose follow-up it reoffended.
package struct DelayedSumsPass: Pass {
    package static let name: PassName = "outcomes.delayed-sums"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: DelayedMatch
    ) throws -> DelayedSums {
        guard broadcast.counts.count == broadcast.delays.count else {
            throw DecodingFault.malformed("a match with delays has no counts")
        }
        let people = try DelayedPeople(tile, partition, context, broadcast)
        let counts = broadcast.counts.map(Int.init)
        let everywhere = RadiusWeights(counts: counts)
        let byDelay = RadiusWeights(counts: people.classes.places.map { counts[$0] })
        var weights = [Double](repeating: 0, count: people.count)
        var reoffended = [Double](repeating: 0, count: people.count)
        people.forEachControl { row, places in
            weights[row] += everywhere.weight(places)
        } some: { row, positions, status in
            let weight = byDelay.weight(positions)
            weights[row] += weight
            if status == .reoffended { reoffended[row] += weight }
        }
        var sums = DelayedSums()
        for row in weights.indices where weights[row] > 0 {
            sums.comparison.add(reoffended[row] / weights[row], weight: weights[row])
        }
        let matched = Set(zip(broadcast.ordinals, broadcast.counts).filter { $0.1 > 0 }.map(\.0))
        people.forEachTreated { ordinal, status in
            if matched.contains(ordinal) { sums.treated.add(status == .reoffended ? 1 : 0, weight: 1) }
        }
        return sums
    }
}

/// The rate over delayed follow-ups by group.
package struct DelayedSums: Equatable, Sendable, Mergeable {
    /// The treated for whom somebody counts, each with weight 1.
    package var treated = WeightedMoments()
    /// The comparison people.
    package var comparison = WeightedMoments()

    init() {}

    package init(from reader: inout ByteReader) throws {
        treated = try reader.read()
        comparison = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(treated)
        writer.write(comparison)
    }

    package mutating func add(_ later: DelayedSums) {
        treated.add(later.treated)
        comparison.add(later.comparison)
    }
}

/// The people of a tile as the delayed-start passes see them.
private struct DelayedPeople {
    let classes: DelayClasses
    private let cohort: TileCohort
    private let rows: ScoredRows
    private let history: History
    private let rule: IndexEventRule
    private let match: DelayedMatch
    private let partition: Int

    init(_ tile: Tile, _ partition: PartitionView, _ plan: AnalysisPlan, _ match: DelayedMatch) throws {
        cohort = try TileCohort.of(tile, partition, plan)
        history = try History(try partition.table(.history))
        rows = match.plan.rows(cohort)
        classes = DelayClasses(match.delays)
        rule = plan.rule
        self.match = match
        self.partition = partition.number
    }

    var count: Int { cohort.count }

    /// Hands on each comparison person with the places for which it counts.
    ///
    /// - Parameters:
    ///   - all: Receives a person without any offence, who counts for every place in reach.
    ///   - some: Receives anybody else, once for each delay for which the person counts; positions by delay.
    func forEachControl(
        all: (_ row: Int, _ places: Range<Int>) -> Void,
        some: (_ row: Int, _ positions: Range<Int>, _ status: DelayedFollowUp) -> Void
    ) {
        if let chosen = match.chosen {
            forEachChosen(chosen, some)
            return
        }
        let followUp = rule.followUp
        match.plan.treated.forEachRange(within: match.plan.caliper, of: rows, rows: 0..<cohort.count) { row, places in
            let person = Int(cohort.people[row])
            let index = cohort.indexDates[row]
            let end = rule.extractEnd
            if followUp.isFree(person, from: index, throughDelay: classes.longest, extractEnd: end, in: history) {
                all(row, places)
                return
            }
            for number in classes.delays.indices {
                let positions = classes.positions(ofDelay: number, within: places)
                if positions.isEmpty { continue }
                let delay = classes.delays[number]
                let status = followUp.delayed(of: person, from: index, by: delay, extractEnd: end, in: history)
                if status != .excluded { some(row, positions, status) }
            }
        }
    }

    /// Hands on each chosen person, once for each treated person who chose it and for whose delay it counts.
    private func forEachChosen(
        _ chosen: DelayedChoices,
        _ body: (_ row: Int, _ positions: Range<Int>, _ status: DelayedFollowUp) -> Void
    ) {
        chosen.controls.forEach(of: cohort.people, partition: partition) { row, choice in
            for place in chosen.places(of: choice) {
                let status = rule.followUp.delayed(
                    of: Int(cohort.people[row]),
                    from: cohort.indexDates[row],
                    by: match.delays[Int(place)],
                    extractEnd: rule.extractEnd,
                    in: history
                )
                let position = classes.positions[Int(place)]
                if status != .excluded { body(row, position..<(position + 1), status) }
            }
        }
    }

    /// Hands on each treated person's number within the request with what the delayed follow-up shows.
    func forEachTreated(_ body: (_ ordinal: UInt32, _ status: DelayedFollowUp) -> Void) {
        let present = cohort.ordinals.indices.filter { cohort.ordinals[$0] >= 0 }
        if present.isEmpty { return }
        var delayOf: [UInt32: Int32] = [:]
        for (ordinal, delay) in zip(match.ordinals, match.delays) { delayOf[ordinal] = delay }
        for row in present {
            let ordinal = UInt32(cohort.ordinals[row])
            guard let delay = delayOf[ordinal] else { continue }
            let status = rule.followUp.delayed(
                of: Int(cohort.people[row]),
                from: cohort.indexDates[row],
                by: delay,
                extractEnd: rule.extractEnd,
                in: history
            )
            body(ordinal, status)
        }
    }
}
