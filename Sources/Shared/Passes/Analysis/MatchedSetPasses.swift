package import MapReduce
package import Outcomes
package import Propensity
package import Tables

/// Outcomes of chosen comparison people, in the order of the choices.
package struct ChosenOutcomes: Equatable, Sendable, Mergeable {
    /// Person by person the value of each outcome; NaN for people whom it is not taken of.
    package private(set) var values: [Double] = []

    init() {}

    package init(from reader: inout ByteReader) throws {
        values = try reader.readArray()
        guard values.allSatisfy({ $0.isNaN || $0.isFinite }) else { throw DecodingFault.malformed("outcomes") }
    }

    package func encode(into writer: inout ByteWriter) { writer.write(array: values) }

    package mutating func add(_ later: ChosenOutcomes) { values += later.values }

    fileprivate mutating func append(_ followUp: FollowUpOutcome, _ outcomes: [OutcomeDefinition]) {
        for outcome in outcomes { values.append(outcome.value(of: followUp) ?? .nan) }
    }
}

/// Gathers the outcomes of the comparison people who were chosen one by one (decision 0014).
package struct ChosenOutcomesPass: Pass {
    package static let name: PassName = "outcomes.chosen"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: Matching
    ) throws -> ChosenOutcomes {
        let cohort = try TileCohort.of(tile, partition, context)
        var found = ChosenOutcomes()
        broadcast.chosen?.forEach(of: cohort.people, partition: partition.number) { row, _ in
            found.append(cohort.outcomes[row], broadcast.outcomes)
        }
        return found
    }

    package func check(
        _ partial: ChosenOutcomes,
        _ context: AnalysisPlan,
        _ broadcast: Matching
    ) throws(DecodingFault) {
        let outcomes = max(1, broadcast.outcomes.count)
        guard partial.values.count.isMultiple(of: outcomes),
            partial.values.count / outcomes <= broadcast.chosen?.choices.count ?? 0
        else { throw .malformed("outcomes of other people") }
    }
}

/// The comparison people of every matched set: what the treated people of the sets are compared with.
package struct MatchedSets: Equatable, Sendable, WireCodable {
    /// Numbers of the treated people within the request by set, ascending.
    package let ordinals: [UInt32]
    /// What is measured.
    package let outcomes: [OutcomeDefinition]
    /// The comparison people for each outcome.
    package let controls: [SetControls]

    /// Sets; every outcome has comparison people for each.
    package init(ordinals: [UInt32], outcomes: [OutcomeDefinition], controls: [SetControls]) {
        precondition(controls.count == outcomes.count, "each outcome has comparison people")
        self.ordinals = ordinals
        self.outcomes = outcomes
        self.controls = controls
    }

    package init(from reader: inout ByteReader) throws {
        let ordinals = try reader.readArray(UInt32.self)
        let outcomes = try OutcomeDefinition.read(from: &reader)
        let controls = try [SetControls](from: &reader)
        guard controls.count == outcomes.count, controls.allSatisfy({ $0.count == ordinals.count }) else {
            throw DecodingFault.malformed("matched sets")
        }
        self.init(ordinals: ordinals, outcomes: outcomes, controls: controls)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: ordinals)
        writer.write(array: outcomes.map(\.rawValue))
        controls.encode(into: &writer)
    }

    /// The set of a treated person; nil without a match.
    func set(of ordinal: UInt32) -> Int? {
        let place = ordinals.firstPlace { $0 >= ordinal }
        return place < ordinals.count && ordinals[place] == ordinal ? place : nil
    }
}

extension SetControls: WireCodable {
    package init(from reader: inout ByteReader) throws {
        let means = (try reader.read(Double.self), try reader.read(Double.self))
        let weights = try reader.readArray(Double.self)
        let totals = try reader.readArray(Double.self)
        guard weights.count == totals.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
            (totals + [means.0, means.1]).allSatisfy(\.isFinite)
        else { throw DecodingFault.malformed("the comparison people of sets") }
        self.init(treatedMean: means.0, controlMean: means.1, weights: weights, totals: totals)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(treatedMean)
        writer.write(controlMean)
        writer.write(array: weights)
        writer.write(array: totals)
    }
}

/// Sums over the treated of matched sets, by outcome.
package struct MatchedSetTotals: Equatable, Sendable, Mergeable {
    /// One for each outcome.
    package private(set) var outcomes: [MatchedSetSums]

    init(outcomes: Int) {
        self.outcomes = Array(repeating: MatchedSetSums(), count: outcomes)
    }

    package init(from reader: inout ByteReader) throws { outcomes = try reader.readArray() }

    package func encode(into writer: inout ByteWriter) { writer.write(array: outcomes) }

    package mutating func add(_ later: MatchedSetTotals) {
        for place in outcomes.indices { outcomes[place].add(later.outcomes[place]) }
    }

    fileprivate mutating func add(_ value: Double, outcome: Int, set: Int, of controls: SetControls) {
        outcomes[outcome].add(value, set: set, of: controls)
    }
}

/// Compares each treated person with the comparison people of its set, and returns sums only (decision 0014).
package struct MatchedSetsPass: Pass {
    package static let name: PassName = "outcomes.matched-sets"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: MatchedSets
    ) throws -> MatchedSetTotals {
        let cohort = try TileCohort.of(tile, partition, context)
        var totals = MatchedSetTotals(outcomes: broadcast.outcomes.count)
        for row in 0..<cohort.count where cohort.ordinals[row] >= 0 {
            guard let set = broadcast.set(of: UInt32(cohort.ordinals[row])) else { continue }
            for (place, outcome) in broadcast.outcomes.enumerated() {
                guard let value = outcome.value(of: cohort.outcomes[row]) else { continue }
                totals.add(value, outcome: place, set: set, of: broadcast.controls[place])
            }
        }
        return totals
    }

    package func check(
        _ partial: MatchedSetTotals,
        _ context: AnalysisPlan,
        _ broadcast: MatchedSets
    ) throws(DecodingFault) {
        guard partial.outcomes.count == broadcast.outcomes.count,
            partial.outcomes.allSatisfy({ $0.fit(setCount: broadcast.ordinals.count) })
        else { throw .malformed("sums over other matched sets") }
    }
}
