package import MapReduce
package import Propensity
package import Tables

/// A fitted model with the scores of the treated and a caliper: what matching needs everywhere.
package struct MatchPlan: Equatable, Sendable, WireCodable {
    /// The fitted model.
    package let model: ScoreModel
    /// The treated in matching order.
    package let treated: TreatedScores
    /// The largest distance between linear predictors.
    package let caliper: Double

    /// A plan.
    package init(model: ScoreModel, treated: TreatedScores, caliper: Double) {
        self.model = model
        self.treated = treated
        self.caliper = caliper
    }

    package init(from reader: inout ByteReader) throws {
        model = try ScoreModel(from: &reader)
        treated = try TreatedScores(from: &reader)
        caliper = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        model.encode(into: &writer)
        treated.encode(into: &writer)
        writer.write(caliper)
    }

    /// The scored people of a tile.
    func rows(_ cohort: TileCohort) -> ScoredRows {
        ScoredRows(scores: model.scores(cohort), treatment: cohort.frame.treatment, strata: cohort.frame.strata)
    }
}

/// Counts the comparison people within the caliper of each treated person.
package struct MatchCountsPass: Pass {
    package static let name: PassName = "propensity.match-counts"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: MatchPlan
    ) throws -> MatchCounts {
        let cohort = try TileCohort.of(tile, partition, context)
        return MatchCounts(
            broadcast.treated,
            controls: broadcast.rows(cohort),
            rows: 0..<cohort.count,
            caliper: broadcast.caliper
        )
    }

    package func check(
        _ partial: MatchCounts,
        _ context: AnalysisPlan,
        _ broadcast: MatchPlan
    ) throws(DecodingFault) {
        guard partial.fit(treatedCount: broadcast.treated.count) else {
            throw .malformed("counts for other treated people")
        }
    }
}
