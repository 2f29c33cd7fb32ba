package import MapReduce
package import Outcomes
package import Propensity
package import Tables

/// What is measured of everybody with a score, weighted by it: the broadcast of its pass.
package struct WeightingPlan: Equatable, Sendable, WireCodable {
    /// The fitted model.
    package let model: ScoreModel
    /// Whose effects are estimated, one an analysis of the sums.
    package let estimands: [MatchSettings.Estimand]
    /// What is measured.
    package let outcomes: [OutcomeDefinition]

    /// A plan of at least one estimand.
    package init(model: ScoreModel, estimands: [MatchSettings.Estimand], outcomes: [OutcomeDefinition]) {
        precondition(!estimands.isEmpty, "weights are made for an estimand")
        self.model = model
        self.estimands = estimands
        self.outcomes = outcomes
    }

    package init(from reader: inout ByteReader) throws {
        model = try ScoreModel(from: &reader)
        estimands = try reader.readTexts().map { name in
            guard let estimand = MatchSettings.Estimand(rawValue: name) else {
                throw DecodingFault.malformed("an estimand")
            }
            return estimand
        }
        outcomes = try OutcomeDefinition.read(from: &reader)
        guard !estimands.isEmpty else { throw DecodingFault.malformed("weights without an estimand") }
    }

    package func encode(into writer: inout ByteWriter) {
        model.encode(into: &writer)
        writer.write(texts: estimands.map(\.rawValue))
        writer.write(array: outcomes.map(\.rawValue))
    }
}

/// Sums outcomes of everybody with a score, weighted by inverse probability or overlap instead of matched.
package struct WeightingPass: Pass {
    package static let name: PassName = "outcomes.weighting"
    package static let parts: [PartName] = [.history]

    /// The largest weight: of a person whose group the score tells without error it is infinite, and sums are finite.
    private static let weightMax = 1e100

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: WeightingPlan
    ) throws -> OutcomeSums {
        let cohort = try TileCohort.of(tile, partition, context)
        let scores = broadcast.model.scores(cohort)
        let link = broadcast.model.link
        var sums = OutcomeSums(analyses: broadcast.estimands.count, outcomes: broadcast.outcomes)
        for row in 0..<cohort.count {
            let isTreated = cohort.ordinals[row] >= 0
            let probabilities = (treated: link.probability(scores[row]), control: link.probability(-scores[row]))
            for (analysis, estimand) in broadcast.estimands.enumerated() {
                sums.add(
                    cohort.outcomes[row],
                    weight: min(estimand.weight(probabilities, isTreated: isTreated), Self.weightMax),
                    group: isTreated ? .treated : .comparison,
                    analysis: analysis
                )
            }
        }
        return sums
    }

    package func check(
        _ partial: OutcomeSums,
        _ context: AnalysisPlan,
        _ broadcast: WeightingPlan
    ) throws(DecodingFault) {
        guard partial.analyses == broadcast.estimands.count, partial.outcomes == broadcast.outcomes else {
            throw .malformed("sums of other outcomes")
        }
    }
}
