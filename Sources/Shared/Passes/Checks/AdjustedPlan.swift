import MapReduce
package import Outcomes
package import Propensity
package import Tables

/// Regressions of outcomes at some coefficients: the broadcast of the passes of adjusted effects.
package struct AdjustedPlan: Equatable, Sendable, WireCodable {
    /// Whom a regression is fitted to.
    package enum Sample: UInt8, Sendable {
        /// The matched people of one group, by their weights.
        case matchedTreated = 0
        /// The same of the comparison group.
        case matchedComparison = 1
        /// Everybody of the pool, each once.
        case pool = 2
    }

    /// One regression.
    package struct Regression: Equatable, Sendable, WireCodable {
        /// The outcome.
        package let outcome: OutcomeDefinition
        /// Whom it is fitted to.
        package let sample: Sample
        /// Coefficients on the design's own columns.
        package var coefficients: [Double]
        /// The direction along which the error of the mean prediction lies, on the same columns; empty before it is known.
        package var direction: [Double]

        /// A regression at some coefficients.
        package init(
            outcome: OutcomeDefinition,
            sample: Sample,
            coefficients: [Double],
            direction: [Double] = []
        ) {
            self.outcome = outcome
            self.sample = sample
            self.coefficients = coefficients
            self.direction = direction
        }

        package init(from reader: inout ByteReader) throws {
            guard let outcome = OutcomeDefinition(rawValue: try reader.read()),
                let sample = Sample(rawValue: try reader.read())
            else { throw DecodingFault.malformed("a regression of an outcome") }
            self.init(
                outcome: outcome,
                sample: sample,
                coefficients: try reader.readArray(),
                direction: try reader.readArray()
            )
        }

        package func encode(into writer: inout ByteWriter) {
            writer.write(outcome.rawValue)
            writer.write(sample.rawValue)
            writer.write(array: coefficients)
            writer.write(array: direction)
        }

        /// Logistic for an outcome of 0 and 1, else linear.
        package var family: OutcomeRegression.Family { outcome.scale == .binary ? .logistic : .linear }
    }

    /// The match: scores and weights.
    package let matching: Matching
    /// The design of the covariates.
    package let specification: DesignSpecification
    /// The regressions.
    package let regressions: [Regression]

    /// A plan; every regression has a coefficient for each column.
    package init(matching: Matching, specification: DesignSpecification, regressions: [Regression]) {
        self.matching = matching
        self.specification = specification
        self.regressions = regressions
    }

    package init(from reader: inout ByteReader) throws {
        self.init(
            matching: try Matching(from: &reader),
            specification: try DesignSpecification(from: &reader),
            regressions: try [Regression](from: &reader)
        )
        let columns = specification.columnCount
        guard
            regressions.allSatisfy({
                $0.coefficients.count == columns && ($0.direction.isEmpty || $0.direction.count == columns)
            })
        else { throw DecodingFault.malformed("a regression has one coefficient for each column") }
    }

    package func encode(into writer: inout ByteWriter) {
        matching.encode(into: &writer)
        specification.encode(into: &writer)
        regressions.encode(into: &writer)
    }

    /// The same with other regressions.
    package func with(_ regressions: [Regression]) -> AdjustedPlan {
        AdjustedPlan(matching: matching, specification: specification, regressions: regressions)
    }
}

/// Some people of a tile, and nobody else, with a regression at its coefficients.
struct AdjustedSample {
    /// Their rows in the tile.
    let rows: [Int]
    let outcome: [Double]
    let weights: [Double]
    let kernel: OutcomeKernel

    var all: Range<Int> { rows.indices }
}

/// A tile as the passes of adjusted effects see it.
struct AdjustedRows {
    private let cohort: TileCohort
    private let plan: AdjustedPlan
    private let scores: [Double]
    private let weights: [Double]

    init(_ tile: Tile, _ partition: PartitionView, _ context: AnalysisPlan, _ plan: AdjustedPlan) throws {
        cohort = try TileCohort.of(tile, partition, context)
        self.plan = plan
        let rows = plan.matching.plan.rows(cohort)
        scores = rows.scores
        weights = plan.matching.weights(cohort, of: partition.number, rows: rows)
    }

    func isTreated(_ row: Int) -> Bool { cohort.ordinals[row] >= 0 }

    /// The odds of treatment of a row.
    func odds(_ row: Int) -> Double {
        let link = plan.matching.plan.model.link
        let probabilities = (treated: link.probability(scores[row]), control: link.probability(-scores[row]))
        return MatchSettings.Estimand.att.weight(probabilities, isTreated: false)
    }

    /// The people whom a regression is fitted to, by their weights.
    func fitted(_ regression: AdjustedPlan.Regression) -> AdjustedSample {
        let sample = regression.sample
        return people(regression) { row in
            guard isTreated(row) == (sample == .matchedTreated) else { return 0 }
            return sample == .pool ? 1 : weights[row]
        }
    }

    /// The people whom it predicts for, each once: the matched treated, or everybody for a regression of the pool.
    func target(_ regression: AdjustedPlan.Regression) -> AdjustedSample {
        people(regression) { row in
            regression.sample == .pool || isTreated(row) && weights[row] > 0 ? 1 : 0
        }
    }

    /// The people with a weight whom the outcome is taken of.
    private func people(_ regression: AdjustedPlan.Regression, _ weight: (Int) -> Double) -> AdjustedSample {
        var rows: [Int] = []
        var outcome: [Double] = []
        var kept: [Double] = []
        for row in 0..<cohort.count {
            guard let value = regression.outcome.value(of: cohort.outcomes[row]) else { continue }
            let weight = weight(row)
            guard weight > 0 else { continue }
            rows.append(row)
            outcome.append(value)
            kept.append(weight)
        }
        return AdjustedSample(
            rows: rows,
            outcome: outcome,
            weights: kept,
            kernel: OutcomeKernel(
                regression.family,
                cohort.frame.selecting(rows),
                specification: plan.specification,
                coefficients: regression.coefficients
            )
        )
    }
}
