import Extracts
package import MapReduce
import Propensity
package import Tables

/// The scores of the comparison people within the caliper of somebody, which matching by turns needs in one place.
///
/// Columns, since there may be millions of them.
package struct PoolScores: Equatable, Sendable, Mergeable {
    /// The partition of each person.
    package private(set) var partitions: [UInt32] = []
    /// The position in it.
    package private(set) var people: [UInt32] = []
    /// The linear predictor.
    package private(set) var scores: [Double] = []
    /// The stratum within which the person may be matched.
    package private(set) var strata: [UInt16] = []
    /// Keyed hash of the person, which settles equal distances.
    package private(set) var keys: [UInt64] = []

    /// Nobody's scores.
    init() {}

    /// The number of people.
    package var count: Int { scores.count }

    package init(from reader: inout ByteReader) throws {
        partitions = try reader.readArray()
        people = try reader.readArray()
        scores = try reader.readArray()
        strata = try reader.readArray()
        keys = try reader.readArray()
        guard [partitions.count, people.count, strata.count, keys.count].allSatisfy({ $0 == scores.count }),
            scores.allSatisfy(\.isFinite)
        else { throw DecodingFault.malformed("the scores of comparison people") }
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: partitions)
        writer.write(array: people)
        writer.write(array: scores)
        writer.write(array: strata)
        writer.write(array: keys)
    }

    package mutating func add(_ later: PoolScores) {
        partitions += later.partitions
        people += later.people
        scores += later.scores
        strata += later.strata
        keys += later.keys
    }

    mutating func append(partition: Int, person: Int32, score: Double, stratum: UInt16, key: UInt64) {
        partitions.append(UInt32(partition))
        people.append(UInt32(person))
        scores.append(score)
        strata.append(stratum)
        keys.append(key)
    }
}

/// Gathers the scores of the comparison people within the caliper of a treated person; nobody else can be chosen.
package struct PoolScoresPass: Pass {
    package static let name: PassName = "propensity.pool-scores"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: MatchPlan
    ) throws -> PoolScores {
        let cohort = try TileCohort.of(tile, partition, context)
        let rows = broadcast.rows(cohort)
        let keys: Column<UInt64> = try partition.table(.history).column(HistoryColumnName.personKey)
        var found = PoolScores()
        broadcast.treated.forEachRange(within: broadcast.caliper, of: rows, rows: 0..<cohort.count) { row, _ in
            found.append(
                partition: partition.number,
                person: cohort.people[row],
                score: rows.scores[row],
                stratum: rows.strata[row],
                key: keys[Int(cohort.people[row])]
            )
        }
        return found
    }
}
