import Extracts
package import MapReduce
package import Outcomes
import Propensity
package import Tables

/// A match with the draws of a bootstrap of it: the broadcast of its pass.
package struct BootstrapPlan: Equatable, Sendable, WireCodable {
    /// The match, which every replicate takes as it is.
    package let matching: Matching
    /// What the draws follow from.
    package let seed: UInt64
    /// How often people are drawn.
    package let replicates: Int

    /// The most replicates; the sums of a partition grow with them.
    package static let replicatesMax = 10_000

    /// A bootstrap of 2 to ``replicatesMax`` replicates.
    package init(matching: Matching, seed: UInt64, replicates: Int) {
        precondition((2...Self.replicatesMax).contains(replicates), "a spread needs two replicates or more")
        self.matching = matching
        self.seed = seed
        self.replicates = replicates
    }

    package init(from reader: inout ByteReader) throws {
        let matching = try Matching(from: &reader)
        let seed = try reader.read(UInt64.self)
        let replicates = Int(try reader.read(UInt32.self))
        guard (2...Self.replicatesMax).contains(replicates) else { throw DecodingFault.malformed("a bootstrap") }
        self.init(matching: matching, seed: seed, replicates: replicates)
    }

    package func encode(into writer: inout ByteWriter) {
        matching.encode(into: &writer)
        writer.write(seed)
        writer.write(UInt32(replicates))
    }

    /// The sums of nobody.
    var noSums: BootstrapSums {
        BootstrapSums(replicates: replicates, seed: seed, outcomeCount: matching.outcomes.count)
    }
}

/// Draws the matched people again and again, by the key of each or of its matched set, and sums every outcome of each replicate.
package struct BootstrapPass: Pass {
    package static let name: PassName = "outcomes.bootstrap"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: BootstrapPlan
    ) throws -> BootstrapSums {
        let cohort = try TileCohort.of(tile, partition, context)
        let matching = broadcast.matching
        let weights = matching.weights(cohort, of: partition.number, rows: matching.plan.rows(cohort))
        let keys: Column<UInt64> = try partition.table(.history).column(HistoryColumnName.personKey)
        let units = matching.units(cohort, of: partition.number, keys: keys)
        let matched = weights.indices.filter { weights[$0] > 0 }
        var sums = broadcast.noSums
        sums.add(
            outcomes: matching.outcomes.map { outcome in
                matched.map { outcome.value(of: cohort.outcomes[$0]) ?? .nan }
            },
            weights: matched.map { weights[$0] },
            isTreated: matched.map { cohort.ordinals[$0] >= 0 },
            units: matched.map { units[$0] }
        )
        return sums
    }

    package func check(
        _ partial: BootstrapSums,
        _ context: AnalysisPlan,
        _ broadcast: BootstrapPlan
    ) throws(DecodingFault) {
        guard partial.hasDraws(of: broadcast.noSums) else { throw .malformed("sums of other draws") }
    }
}
