package import MapReduce
package import Propensity
package import Tables

/// A fitted model with the scores of all treated people: what the accuracy of the score is measured by.
package struct RankedModel: Equatable, Sendable, WireCodable {
    /// The model.
    package let model: ScoreModel
    /// The treated.
    package let ranks: TreatedRanks

    /// A model with the scores of the treated in any order; nil when one is no number.
    package init?(model: ScoreModel, treated scores: [Double]) {
        guard let ranks = TreatedRanks(ascending: scores.sorted()) else { return nil }
        self.model = model
        self.ranks = ranks
    }

    package init(from reader: inout ByteReader) throws {
        model = try ScoreModel(from: &reader)
        guard model.coefficients != nil, let ranks = TreatedRanks(ascending: try reader.readArray()) else {
            throw DecodingFault.malformed("the scores of the treated")
        }
        self.ranks = ranks
    }

    package func encode(into writer: inout ByteWriter) {
        model.encode(into: &writer)
        writer.write(array: ranks.scores)
    }
}

extension ScoreAccuracy: Mergeable {
    package init(from reader: inout ByteReader) throws {
        let numbers = try reader.readArray(Double.self)
        guard numbers.count == 6 else { throw DecodingFault.malformed("the accuracy of a score") }
        self.init(
            weights: (numbers[0], numbers[1]),
            probabilities: (numbers[2], numbers[3]),
            squares: numbers[4],
            won: numbers[5]
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(array: weights + probabilities + [squares, won])
    }
}

/// Measures how well the score tells the groups apart and how far its probabilities are off.
package struct AccuracyPass: Pass {
    package static let name: PassName = "propensity.accuracy"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: RankedModel
    ) throws -> ScoreAccuracy {
        let cohort = try TileCohort.of(tile, partition, context)
        return ScoreAccuracy(
            broadcast.model.scores(cohort),
            link: broadcast.model.link,
            treatment: cohort.frame.treatment,
            rows: 0..<cohort.count,
            ranks: broadcast.ranks
        )
    }

    package func check(
        _ partial: ScoreAccuracy,
        _ context: AnalysisPlan,
        _ broadcast: RankedModel
    ) throws(DecodingFault) {
        let pairs = partial.weights[0] * Double(broadcast.ranks.scores.count)
        guard partial.weights.allSatisfy({ $0 >= 0 }), partial.won >= 0, partial.won <= pairs, partial.squares >= 0
        else {
            throw .malformed("the accuracy of other scores")
        }
    }
}
