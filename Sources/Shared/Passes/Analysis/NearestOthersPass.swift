package import MapReduce
package import Outcomes
import Propensity
package import Tables

/// Chosen comparison people with their scores, whose nearest others are looked for.
package struct NeighbourPlan: Equatable, Sendable, WireCodable {
    /// The fitted model.
    package let model: ScoreModel
    /// Who was chosen.
    package let chosen: ChosenControls
    /// The score of each.
    package let scores: [Double]
    /// The stratum of each.
    package let strata: [UInt16]
    /// What is measured of everybody.
    package let outcomes: [OutcomeDefinition]

    /// A plan; every choice has a score and a stratum.
    package init(
        model: ScoreModel,
        chosen: ChosenControls,
        scores: [Double],
        strata: [UInt16],
        outcomes: [OutcomeDefinition]
    ) {
        precondition(scores.count == chosen.choices.count && strata.count == scores.count, "every choice has a score")
        self.model = model
        self.chosen = chosen
        self.scores = scores
        self.strata = strata
        self.outcomes = outcomes
    }

    package init(from reader: inout ByteReader) throws {
        model = try ScoreModel(from: &reader)
        chosen = try ChosenControls(from: &reader)
        scores = try reader.readArray()
        strata = try reader.readArray()
        outcomes = try OutcomeDefinition.read(from: &reader)
        guard scores.count == chosen.choices.count, strata.count == scores.count, scores.allSatisfy(\.isFinite) else {
            throw DecodingFault.malformed("scores of chosen people")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        model.encode(into: &writer)
        chosen.encode(into: &writer)
        writer.write(array: scores)
        writer.write(array: strata)
        writer.write(array: outcomes.map(\.rawValue))
    }
}

/// The outcomes of those of the comparison pool who are nearest to each chosen person.
package struct NearestOthers: Equatable, Sendable, Mergeable {
    /// The least difference of scores; infinity when there is nobody else.
    package private(set) var distances: [Double]
    /// People at that distance.
    package private(set) var counts: [Int32]
    /// Chosen person by chosen person the sum of each outcome over them.
    package private(set) var totals: [Double]

    init(chosen: Int, outcomes: Int) {
        distances = Array(repeating: .infinity, count: chosen)
        counts = Array(repeating: 0, count: chosen)
        totals = Array(repeating: 0, count: chosen * outcomes)
    }

    package init(from reader: inout ByteReader) throws {
        distances = try reader.readArray()
        counts = try reader.readArray()
        totals = try reader.readArray()
        guard distances.count == counts.count, distances.allSatisfy({ $0 >= 0 }), counts.allSatisfy({ $0 >= 0 }),
            totals.allSatisfy(\.isFinite), totals.isEmpty || totals.count.isMultiple(of: counts.count)
        else { throw DecodingFault.malformed("outcomes of nearest people") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: distances)
        writer.write(array: counts)
        writer.write(array: totals)
    }

    package mutating func add(_ later: NearestOthers) {
        guard !distances.isEmpty else { return }
        let width = totals.count / distances.count
        for place in distances.indices {
            let from = place * width
            add(later.distances[place], later.counts[place], later.totals[from..<(from + width)], to: place)
        }
    }

    /// Adds people at a distance from a chosen person; only the nearest count.
    fileprivate mutating func add(_ distance: Double, _ count: Int32, _ sums: ArraySlice<Double>, to place: Int) {
        guard count > 0, distance <= distances[place] else { return }
        let from = place * sums.count
        if distance < distances[place] {
            distances[place] = distance
            counts[place] = 0
            for column in 0..<sums.count { totals[from + column] = 0 }
        }
        counts[place] &+= count
        for (column, sum) in sums.enumerated() { totals[from + column] += sum }
    }
}

/// Looks for the people of the comparison pool who are nearest to each chosen person by score, within its stratum: the spread of
/// outcomes between people alike, which the error of Abadie and Imbens is made from.
package struct NearestOthersPass: Pass {
    package static let name: PassName = "outcomes.nearest-others"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: NeighbourPlan
    ) throws -> NearestOthers {
        let cohort = try TileCohort.of(tile, partition, context)
        let groups = EqualScores(cohort, scores: broadcast.model.scores(cohort), outcomes: broadcast.outcomes)
        var ownRow = Array(repeating: -1, count: broadcast.scores.count)
        broadcast.chosen.forEach(of: cohort.people, partition: partition.number) { row, place in
            ownRow[place] = row
        }
        var found = NearestOthers(chosen: broadcast.scores.count, outcomes: broadcast.outcomes.count)
        for place in broadcast.scores.indices {
            let own = ownRow[place] < 0 ? nil : cohort.outcomes[ownRow[place]]
            groups.forEachNear(broadcast.scores[place], stratum: broadcast.strata[place], without: own) {
                found.add($0, $1, $2, to: place)
            }
        }
        return found
    }

    package func check(
        _ partial: NearestOthers,
        _ context: AnalysisPlan,
        _ broadcast: NeighbourPlan
    ) throws(DecodingFault) {
        guard partial.distances.count == broadcast.scores.count,
            partial.totals.count == broadcast.scores.count * broadcast.outcomes.count
        else { throw .malformed("outcomes of people nearest to others") }
    }
}

/// The comparison people of a tile in groups of equal score and stratum, ascending, with sums of their outcomes.
private struct EqualScores {
    private var strata: [UInt16] = []
    private var scores: [Double] = []
    private var counts: [Int32] = []
    private var totals: [Double] = []
    private let outcomes: [OutcomeDefinition]

    init(_ cohort: TileCohort, scores all: [Double], outcomes: [OutcomeDefinition]) {
        self.outcomes = outcomes
        let order = (0..<cohort.count).filter { cohort.ordinals[$0] < 0 }.sorted {
            (cohort.frame.strata[$0], all[$0], $0) < (cohort.frame.strata[$1], all[$1], $1)
        }
        for row in order {
            if strata.last != cohort.frame.strata[row] || scores.last != all[row] {
                strata.append(cohort.frame.strata[row])
                scores.append(all[row])
                counts.append(0)
                totals += outcomes.map { _ in 0 }
            }
            counts[counts.count - 1] += 1
            let from = totals.count - outcomes.count
            for (column, outcome) in outcomes.enumerated() {
                totals[from + column] += outcome.value(of: cohort.outcomes[row]) ?? 0
            }
        }
    }

    /// Hands on the nearest groups to a score from both sides, without the person itself.
    func forEachNear(
        _ score: Double,
        stratum: UInt16,
        without own: FollowUpOutcome?,
        _ body: (_ distance: Double, _ count: Int32, _ sums: ArraySlice<Double>) -> Void
    ) {
        let first = first(stratum, notBelow: score)
        var place = first
        if place < scores.count, strata[place] == stratum, scores[place] == score {
            let own = own.map { followUp in outcomes.map { $0.value(of: followUp) ?? 0 } }
            let count = counts[place] - (own == nil ? 0 : 1)
            if count > 0 {
                let sums = zip(slice(place), own ?? outcomes.map { _ in 0 }).map { $0 - $1 }
                body(0, count, sums[...])
                return
            }
            place += 1
        }
        if place < scores.count, strata[place] == stratum {
            body(abs(scores[place] - score), counts[place], slice(place))
        }
        let below = first - 1
        if below >= 0, strata[below] == stratum {
            body(abs(scores[below] - score), counts[below], slice(below))
        }
    }

    private func slice(_ place: Int) -> ArraySlice<Double> {
        totals[(place * outcomes.count)..<((place + 1) * outcomes.count)]
    }

    private func first(_ stratum: UInt16, notBelow score: Double) -> Int {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if (strata[middle], scores[middle]) < (stratum, score) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
