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

/// A tile as the passes of adjusted effects see it.
struct AdjustedRows {
    let cohort: TileCohort
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

    var all: Range<Int> { 0..<cohort.count }

    func isTreated(_ row: Int) -> Bool { cohort.ordinals[row] >= 0 }

    /// The odds of treatment of a row.
    func odds(_ row: Int) -> Double {
        let link = plan.matching.plan.model.link
        let probabilities = (treated: link.probability(scores[row]), control: link.probability(-scores[row]))
        return MatchSettings.Estimand.att.weight(probabilities, isTreated: false)
    }

    func kernel(_ regression: AdjustedPlan.Regression) -> OutcomeKernel {
        OutcomeKernel(
            regression.family,
            cohort.frame,
            specification: plan.specification,
            coefficients: regression.coefficients
        )
    }

    /// The values of an outcome; NaN for people whom it is not taken of.
    func values(_ outcome: OutcomeDefinition) -> [Double] {
        cohort.outcomes.map { outcome.value(of: $0) ?? .nan }
    }

    /// The weight of each row in a sample; 0 without an outcome.
    func weights(_ sample: AdjustedPlan.Sample, _ values: [Double]) -> [Double] {
        all.map { row in
            guard !values[row].isNaN, isTreated(row) == (sample == .matchedTreated) else { return 0 }
            return sample == .pool ? 1 : weights[row]
        }
    }

    /// 1 for the people whom a mean effect is taken over: the matched treated with an outcome.
    func target(_ values: [Double]) -> [Double] {
        all.map { isTreated($0) && weights[$0] > 0 && !values[$0].isNaN ? 1 : 0 }
    }
}
