import Extracts
package import MapReduce
package import Propensity
package import Tables

/// A propensity model at some coefficients: the broadcast of the passes that use scores.
package struct ScoreModel: Equatable, Sendable, WireCodable {
    /// The design.
    package let specification: DesignSpecification
    /// How the design's covariates are made of the plan's; nil when they are the plan's as they are.
    package let recipe: DesignRecipe?
    /// The link function.
    package let link: ScoreLink
    /// Coefficients on the design's own columns; nil for the starting pass of a fit.
    package let coefficients: [Double]?

    /// A model.
    package init(
        specification: DesignSpecification,
        recipe: DesignRecipe? = nil,
        link: ScoreLink,
        coefficients: [Double]?
    ) {
        self.specification = specification
        self.recipe = recipe
        self.link = link
        self.coefficients = coefficients
    }

    package init(from reader: inout ByteReader) throws {
        specification = try DesignSpecification(from: &reader)
        recipe = try reader.readFlag() ? try DesignRecipe(from: &reader) : nil
        guard let link = ScoreLink(rawValue: try reader.read()) else {
            throw DecodingFault.malformed("the link function")
        }
        self.link = link
        coefficients = try reader.readFlag() ? try reader.readArray() : nil
        guard coefficients.map({ $0.count == specification.columnCount }) ?? true else {
            throw DecodingFault.malformed("a model has one coefficient for each column")
        }
    }

    package func encode(into writer: inout ByteWriter) {
        specification.encode(into: &writer)
        writer.write(flag: recipe != nil)
        recipe?.encode(into: &writer)
        writer.write(link.rawValue)
        writer.write(flag: coefficients != nil)
        if let coefficients { writer.write(array: coefficients) }
    }

    /// The linear predictor of each person of a tile.
    func scores(_ cohort: TileCohort) -> [Double] {
        guard let coefficients else { preconditionFailure("a model without coefficients has no scores") }
        return LinearPredictor(specification: specification, coefficients: coefficients)
            .scores(recipe?.frame(cohort.frame) ?? cohort.frame, rows: 0..<cohort.count)
    }
}

/// The sums of one Newton step: X'WX, the gradient, the log-likelihood.
package struct NewtonPass: Pass {
    package static let name: PassName = "propensity.newton"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: ScoreModel
    ) throws -> NewtonSums {
        let cohort = try TileCohort.of(tile, partition, context)
        let kernel = NewtonKernel(
            specification: broadcast.specification,
            link: broadcast.link,
            coefficients: broadcast.coefficients
        )
        let frame = cohort.frame(by: broadcast.recipe, tile: tile, of: partition)
        return kernel.accumulate(frame, rows: 0..<cohort.count)
    }

    package func check(
        _ partial: NewtonSums,
        _ context: AnalysisPlan,
        _ broadcast: ScoreModel
    ) throws(DecodingFault) {
        guard partial.gradient.count == broadcast.specification.columnCount else {
            throw .malformed("sums over another design")
        }
    }
}

/// The score of one treated person, under the request's number.
package struct TreatedScore: Equatable, Sendable, WireCodable {
    /// The person's number within the request.
    package let ordinal: UInt32
    /// The stratum within which the person may be matched.
    package let stratum: UInt16
    /// The linear predictor.
    package let score: Double
    /// Keyed hash of the person, which orders equal scores.
    package let tie: UInt64

    init(ordinal: UInt32, stratum: UInt16, score: Double, tie: UInt64) {
        self.ordinal = ordinal
        self.stratum = stratum
        self.score = score
        self.tie = tie
    }

    package init(from reader: inout ByteReader) throws {
        self.init(
            ordinal: try reader.read(),
            stratum: try reader.read(),
            score: try reader.read(),
            tie: try reader.read()
        )
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(ordinal)
        writer.write(stratum)
        writer.write(score)
        writer.write(tie)
    }
}

/// The spread of the scores in both groups, and the scores of the treated.
package struct ScoreSummary: Equatable, Sendable, Mergeable {
    /// Moments by group.
    package var moments: ScoreMoments
    /// The treated, in partition and person order.
    package var treated: [TreatedScore]

    init(moments: ScoreMoments, treated: [TreatedScore]) {
        self.moments = moments
        self.treated = treated
    }

    package init(from reader: inout ByteReader) throws {
        self.init(moments: try ScoreMoments(from: &reader), treated: try [TreatedScore](from: &reader))
    }

    package func encode(into writer: inout ByteWriter) {
        moments.encode(into: &writer)
        treated.encode(into: &writer)
    }

    package mutating func add(_ later: ScoreSummary) {
        moments.add(later.moments)
        treated.append(contentsOf: later.treated)
    }
}

/// Scores everybody; keeps the moments, and the scores of the treated, which matching needs.
package struct ScoresPass: Pass {
    package static let name: PassName = "propensity.scores"
    package static let parts: [PartName] = [.history]

    package init() {}

    package func map(
        _ tile: Tile,
        of partition: PartitionView,
        _ context: AnalysisPlan,
        _ broadcast: ScoreModel
    ) throws -> ScoreSummary {
        let cohort = try TileCohort.of(tile, partition, context)
        let scores = broadcast.scores(cohort)
        let keys: Column<UInt64> = try partition.table(.history).column(HistoryColumnName.personKey)
        var treated: [TreatedScore] = []
        for row in 0..<cohort.count where cohort.ordinals[row] >= 0 {
            treated.append(
                TreatedScore(
                    ordinal: UInt32(cohort.ordinals[row]),
                    stratum: cohort.frame.strata[row],
                    score: scores[row],
                    tie: keys[Int(cohort.people[row])]
                )
            )
        }
        return ScoreSummary(
            moments: ScoreMoments(scores: scores, treatment: cohort.frame.treatment),
            treated: treated
        )
    }

    package func check(
        _ partial: ScoreSummary,
        _ context: AnalysisPlan,
        _ broadcast: ScoreModel
    ) throws(DecodingFault) {
        let ordinals = Set(context.treated.map(\.ordinal))
        guard partial.treated.allSatisfy({ $0.score.isFinite && ordinals.contains($0.ordinal) }) else {
            throw .malformed("scores of people who were not asked about, or no numbers")
        }
    }
}
